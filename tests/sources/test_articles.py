import pytest

from factstore.sources.api.serializers import ArticleRead
from tests.shapes import assert_shape
from tests.sources.conftest import TEXT

URL = "/api/v1/articles"
FULL = {
    "title": "Biden allows Ukraine to hit targets inside Russia",
    "byline": "Erin Banco",
    "series": "What in the World",
    "url": "https://publisher.example/a?b=c",
    "language": "en-US",
    "published": {"not_before": "2024-05-30", "not_after": "2024-05-31"},
    "text_access": "quotes",
    "text": TEXT,
    "captured_at": "2024-06-21T14:00:00.5+02:00",
    "reason": "seed",
}


def test_an_article_is_recorded_with_its_first_version(api, anonymous, publisher):
    response = api.post(URL, {**FULL, "publisher": publisher["id"]})
    assert response.status_code == 201
    document = response.json()
    assert response["Location"] == f"{URL}/{document['id']}"
    assert document["publisher"] == {"id": publisher["id"], "name": "Politico"}
    assert document["published"] == {
        "edtf": "[2024-05-30..2024-05-31]",
        "not_before": "2024-05-30",
        "not_after": "2024-05-31",
    }
    (version,) = document["versions"]
    assert (version["number"], version["length"]) == (1, len(TEXT))
    assert version["captured_at"] == "2024-06-21T12:00:00.500000Z"
    assert anonymous.get(response["Location"]).content == response.content
    assert_shape(document, ArticleRead)


def test_little_may_be_known_of_an_article(api):
    response = api.post(URL, {"language": "und", "text": "x"})
    assert response.status_code == 201
    document = response.json()
    unknown = ("publisher", "title", "byline", "series", "url", "published")
    assert [document[name] for name in unknown] == [None] * 6
    assert document["text_access"] == "full"
    assert_shape(document, ArticleRead)


def test_edtf_says_when_it_came_out(api):
    body = {"language": "en", "text": "x", "published": {"edtf": "2024-05"}}
    assert api.post(URL, body).json()["published"] == {
        "edtf": "2024-05",
        "not_before": "2024-05-01",
        "not_after": "2024-05-31",
    }


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({"language": None}, "/language", "null"),
        ({"language": "e n"}, "/language", "invalid"),
        ({"text": ""}, "/text", "blank"),
        ({"text": " \n\u3000\u200b\ufeff"}, "/text", "blank"),
        ({"text": "a\x00b"}, "/text", "unstorable_text"),
        ({"title": ""}, "/title", "blank"),
        ({"publisher": "Politico"}, "/publisher", "invalid"),
        ({"publisher": "01903b5e-8a00-7c3a-9d2e-000000000001"}, "/publisher", "unknown"),
        ({"text_access": "none"}, "/text_access", "invalid_choice"),
        ({"captured_at": "2024-06-21"}, "/captured_at", "invalid_time"),
        ({"captured_at": "2024-06-21T12:00:00"}, "/captured_at", "invalid_time"),
        ({"published": {"edtf": "soon"}}, "/published", "invalid_date"),
        (
            {"published": {"not_before": "2024-06-01", "not_after": "2024-05-01"}},
            "/published",
            "invalid_date",
        ),
        ({"published": {"day": "2024-06-01"}}, "/published/day", "unknown_member"),
        ({"versions": []}, "/versions", "unknown_member"),
        ({"url": "x" * 10}, "/url", "invalid"),
    ],
)
def test_what_is_refused_is_pointed_at(api, members, pointer, code):
    response = api.post(URL, {"language": "en", "text": "x", **members})
    assert response.status_code == 422, response.content
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


def test_a_text_is_stored_once(api, article):
    response = api.post(URL, {"language": "en", "text": TEXT})
    assert response.status_code == 409
    version = article["versions"][0]["id"]
    assert response.json()["existing"] == {"id": version, "url": f"/api/v1/versions/{version}"}
    assert len(api.get(URL).json()["results"]) == 1


def test_a_patch_changes_what_is_known(api, publisher, article):
    body = {
        "publisher": publisher["id"],
        "title": None,
        "published": {"edtf": "2024-05-30"},
        "reason": "found the page",
    }
    response = api.patch(f"{URL}/{article['id']}", body, HTTP_IF_MATCH='"1.1"')
    assert response.status_code == 200
    after = response.json()
    assert (after["publisher"]["name"], after["title"]) == ("Politico", None)
    assert after["versions"] == article["versions"]
    gone = api.patch(
        f"{URL}/{article['id']}",
        {"publisher": None, "published": None, "reason": "was wrong"},
        HTTP_IF_MATCH=response["ETag"],
    ).json()
    assert (gone["publisher"], gone["published"]) == (None, None)
    assert_shape(gone, ArticleRead)


def test_the_text_of_an_article_is_not_patched(api, article):
    body = {"text": "other", "reason": "r"}
    response = api.patch(f"{URL}/{article['id']}", body, HTTP_IF_MATCH="*")
    assert response.json()["errors"][0]["code"] == "unknown_member"


def test_a_renamed_publisher_is_no_conflict_for_its_articles(api, publisher, capture):
    article = capture(publisher=publisher["id"])
    url = f"{URL}/{article['id']}"
    api.patch(
        f"/api/v1/publishers/{publisher['id']}",
        {"name": "POLITICO", "reason": "as printed"},
        HTTP_IF_MATCH="*",
    )
    shown = api.get(url)
    assert shown["ETag"] == '"1.2"'
    assert shown.json()["publisher"]["name"] == "POLITICO"
    then = api.get(f"{url}?known_at={article['recorded']['position']}")
    assert then.json()["publisher"]["name"] == "Politico"
    kept = api.patch(url, {"byline": "E. B.", "reason": "r"}, HTTP_IF_MATCH='"1.1"')
    assert (kept.status_code, kept["ETag"]) == (200, '"2.3"')


def test_articles_are_listed_by_publisher(api, publisher, capture):
    one = capture(publisher=publisher["id"])
    other = capture(text="another text")
    ids = [result["id"] for result in api.get(URL).json()["results"]]
    assert ids == [other["id"], one["id"]]
    chosen = api.get(f"{URL}?publisher={publisher['id']}").json()["results"]
    assert [result["id"] for result in chosen] == [one["id"]]


def withdraw(client, url):
    return client.post(f"{url}/withdraw", {"reason": "wrong page"}, HTTP_IF_MATCH="*")


def test_a_withdrawn_article_is_gone_with_its_versions(api, anonymous, article):
    url, version = f"{URL}/{article['id']}", article["versions"][0]["id"]
    assert withdraw(api, url).status_code == 200
    for path in (url, f"{url}/versions", f"{url}/versions/1", f"/api/v1/versions/{version}"):
        response = anonymous.get(path)
        assert (response.status_code, response.json()["reason"]) == (410, "wrong page"), path
    position = article["recorded"]["position"]
    then = anonymous.get(f"/api/v1/versions/{version}?known_at={position}")
    assert then.json()["text"] == TEXT


def test_an_article_with_quotes_stays(api, article):
    quote = api.post("/api/v1/quotes", {"article": article["id"], "exact": "Ukraine"}).json()
    url = f"{URL}/{article['id']}"
    refused = withdraw(api, url)
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert quote["id"] in refused.json()["detail"]
    assert withdraw(api, f"/api/v1/quotes/{quote['id']}").status_code == 200
    assert withdraw(api, url).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_a_page_costs_two_statements_whatever_its_size(
    anonymous, capture, publisher, count, django_assert_num_queries
):
    for i in range(count):
        capture(text=f"text {i}", publisher=publisher["id"])
    with django_assert_num_queries(2):
        assert len(anonymous.get(URL).json()["results"]) == count
