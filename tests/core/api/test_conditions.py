import pytest
from django.test import RequestFactory

from factstore.core.api.conditions import etag, if_match, not_modified, require_match
from factstore.core.api.exceptions import BadHeader, PreconditionRequired
from factstore.core.errors import Conflict


def patch(header=None):
    return RequestFactory().patch("/", headers={} if header is None else {"If-Match": header})


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("*", None),
        (" * ", None),
        ('"3.4"', {3}),
        ('"3.4", "5.9"', {3, 5}),
        (', "3.4" ,, "5.9",', {3, 5}),
        ('W/"3.4"', set()),
        ('"a,b", "3.1"', {3}),
        ('"3"', set()),
        ('""', set()),
        ('"' + "9" * 50 + '.1"', set()),
    ],
)
def test_if_match_is_read_as_a_list_of_tags(header, expected):
    found = if_match(patch(header))
    assert found == expected


@pytest.mark.parametrize("header", ["", "3.4", '"3.4', '*, "3.4"', '"3.4" "5.6"', "w/'3.4'"])
def test_an_unreadable_header_is_refused(header):
    with pytest.raises(BadHeader):
        if_match(patch(header))


def test_a_write_without_if_match_is_refused():
    with pytest.raises(PreconditionRequired):
        require_match(patch(), 1, 1)


@pytest.mark.parametrize("header", ["*", '"3.4"', '"3.1"', '"2.1", "3.1"'])
def test_only_the_content_revision_must_match(header):
    require_match(patch(header), 3, 4)


@pytest.mark.parametrize("header", ['"2.4"', 'W/"3.4"', '"x"'])
def test_other_content_is_a_conflict_that_carries_the_present_tag(header):
    with pytest.raises(Conflict) as caught:
        require_match(patch(header), 3, 4)
    assert caught.value.etag == etag(3, 4)


@pytest.mark.parametrize("header", ['"3.4"', 'W/"3.4"', "*", '"1.1", "3.4"'])
def test_what_the_caller_has_is_not_sent_again(edge, header):
    response = edge.get("/api/v1/things/1", HTTP_IF_NONE_MATCH=header)
    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == '"3.4"'


@pytest.mark.parametrize("header", ['"3.3"', '"3.40"'])
def test_what_the_caller_lacks_is_sent(edge, header):
    assert edge.get("/api/v1/things/1", HTTP_IF_NONE_MATCH=header).status_code == 200


def test_if_none_match_says_nothing_about_writes():
    request = RequestFactory().post("/", headers={"If-None-Match": "*"})
    assert not_modified(request, '"1.1"') is None
