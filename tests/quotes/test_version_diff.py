"""What differs between two versions of a text, over HTTP, and the quotes that it hits."""

import json
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.quotes.api.diff_serializers import VersionDiffRead
from tests.shapes import assert_shape

BEFORE = "𝕬 Four US officials confirmed that. The Kremlin said no. Nobody spoke on Friday evening."
AFTER = "𝕬 Five US officials confirmed that. Nobody spoke on Friday evening. The Kremlin said no."


def revised(api, *, quotes, after=AFTER, **members):
    article = api.post("/api/v1/articles", {"text": BEFORE, "language": "en", **members}).json()
    for exact in quotes:
        answer = api.post("/api/v1/quotes", {"article": article["id"], "exact": exact})
        assert answer.status_code == 201
    answer = api.post(f"/api/v1/articles/{article['id']}/versions", {"text": after, "reason": "r"})
    assert answer.status_code == 201
    return f"/api/v1/articles/{article['id']}/versions"


def place(start, end, text):
    return {
        "start": start,
        "end": end,
        "start_utf16": start + 1,
        "end_utf16": end + 1,
        "text": text,
    }


def test_a_changed_word_and_the_quote_that_it_hits(api, anonymous):
    after = BEFORE.replace("Four", "Five")
    url = revised(api, quotes=["Four US officials confirmed", "The Kremlin"], after=after)
    document = anonymous.get(f"{url}/1/diff/2").json()
    assert_shape(document, VersionDiffRead)
    assert [document[side]["number"] for side in ("before", "after")] == [1, 2]
    assert document["hunks"] == [{"before": place(2, 7, "Four "), "after": place(2, 7, "Five ")}]
    (quote,) = document["quotes"]
    assert (quote["exact"], quote["outcome"]) == ("Four US officials confirmed", "changed")
    assert (quote["start_utf16"], quote["place"]) == (3, None)
    (candidate,) = quote["candidates"]
    assert candidate["places"] == [place(2, 29, "Five US officials confirmed")]
    assert candidate["differences"] == [
        {"kind": "number", "quoted": "Four", "place": place(2, 6, "Five")}
    ]
    assert (document["hunks_left_out"], document["quotes_left_out"]) == (0, 0)


def test_a_moved_sentence_takes_its_quote_along(api, anonymous):
    url = revised(api, quotes=["The Kremlin said no."])
    (quote,) = anonymous.get(f"{url}/1/diff/2").json()["quotes"]
    start = AFTER.index("The Kremlin")
    assert (quote["outcome"], quote["candidates"]) == ("moved", [])
    assert quote["place"] == place(start, start + 20, "The Kremlin said no.")


def test_a_version_differs_in_nothing_from_itself(api, anonymous):
    url = revised(api, quotes=["The Kremlin said no."])
    document = anonymous.get(f"{url}/1/diff/1").json()
    assert (document["hunks"], document["quotes"]) == ([], [])


def test_withdrawn_quotes_are_not_hit(api, anonymous):
    url = revised(api, quotes=["Four US officials"])
    (quote,) = anonymous.get(f"{url}/1/diff/2").json()["quotes"]
    answer = api.post(
        f"/api/v1/quotes/{quote['id']}/withdraw", {"reason": "wrong"}, HTTP_IF_MATCH="*"
    )
    assert answer.status_code == 200
    assert anonymous.get(f"{url}/1/diff/2").json()["quotes"] == []


def test_a_hidden_text_shows_no_words_but_those_quoted(api, anonymous, reader):
    url = revised(api, quotes=["Four US officials confirmed"], text_access="quotes")
    hidden = anonymous.get(f"{url}/1/diff/2")
    assert "Five" not in hidden.content.decode()
    assert "Kremlin" not in hidden.content.decode()
    assert hidden.json()["hunks"][0]["after"] == place(2, 7, None)
    assert_shape(hidden.json(), VersionDiffRead)
    assert "Five" in json.dumps(reader.get(f"{url}/1/diff/2").json())


def test_an_unknown_version_or_article_is_not_found(api, anonymous):
    url = revised(api, quotes=[])
    assert anonymous.get(f"{url}/1/diff/3").status_code == 404
    assert anonymous.get(f"{url}/3/diff/1").status_code == 404
    assert anonymous.get(f"/api/v1/articles/{uuid4()}/versions/1/diff/2").status_code == 404


def test_many_quotes_take_as_many_queries_as_one(api, anonymous):
    few = revised(api, quotes=["Four"])
    with CaptureQueriesContext(connection) as one:
        anonymous.get(f"{few}/1/diff/2")
    article = few.split("/")[4]
    first = api.get(f"{few}/1").json()["id"]
    for end in range(4, 30):
        api.post("/api/v1/quotes", {"version": first, "start": 2, "end": end})
    with CaptureQueriesContext(connection) as many:
        document = api.get(f"/api/v1/articles/{article}/versions/1/diff/2").json()
    assert len(document["quotes"]) == 26
    assert len(many) <= len(one) + 2  # of signing in
