import pytest


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "bad_parameter"),
        ("limit=x", "limit", "bad_parameter"),
        ("limit=5&limit=6", "limit", "bad_parameter"),
        ("kind=c", "kind", "bad_parameter"),
        ("kind=a&kind=c", "kind", "bad_parameter"),
        ("order=up", "order", "bad_parameter"),
        ("open=1", "open", "bad_parameter"),
        ("open=", "open", "bad_parameter"),
        ("cursor=%00", "cursor", "bad_parameter"),
        ("cursor=" + "a" * 3000, "cursor", "bad_parameter"),
        ("Limit=5", "Limit", "unknown_parameter"),
        ("format=json", "format", "unknown_parameter"),
        ("%00=5", "\x00", "unknown_parameter"),
    ],
)
def test_a_refused_parameter_is_named(edge, query, parameter, code):
    response = edge.get(f"/api/v1/things?{query}")
    assert response.status_code == 400
    assert response.json()["code"] == code
    assert response.json()["parameter"] == parameter


@pytest.mark.parametrize("query", ["kind=a&kind=b", "open=true", "open=false", "limit=500", ""])
def test_declared_parameters_are_taken(edge, query):
    assert edge.get(f"/api/v1/things?{query}").status_code == 200


def test_an_operation_without_parameters_refuses_all(edge):
    response = edge.get("/api/v1/things/1?fields=id")
    assert response.json()["code"] == "unknown_parameter"


def test_parameters_of_the_list_are_not_those_of_the_write(writer):
    response = writer.post("/api/v1/things?limit=5", {"text": "good", "reason": "r"})
    assert response.json()["code"] == "unknown_parameter"
