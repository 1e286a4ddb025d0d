"""What differs between two versions of a text, over HTTP, and the quotes that it hits."""

import json
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.quotes.api.diff_serializers import VersionDiffRead
from factstore.quotes.comparing import MOST_ANONYMOUS
from factstore.quotes.models import Quote
from tests.shapes import assert_shape

BEFORE = "𝕬 Four US officials confirmed that. The Kremlin said no. Nobody spoke on Friday evening."
AFTER = "𝕬 Five US officials confirmed that. Nobody spoke on Friday evening. The Kremlin said no."


def revised(api, *, quotes, after=AFTER, **members):
    first = {"text": BEFORE, "language": "en", **members}
    article = api.post("/api/v1/articles", first).json()
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


def test_a_number_that_grows_beside_a_quote_hits_it(api, anonymous):
    cost = "It costs $5 million."
    url = revised(
        api, text=cost, quotes=["5 million", "It costs"], after=cost.replace("$5", "$4.5")
    )
    (quote,) = anonymous.get(f"{url}/1/diff/2").json()["quotes"]
    assert (quote["exact"], quote["outcome"]) == ("5 million", "changed")


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


def test_an_unchanged_answer_is_not_made_again(api, anonymous, reader):
    url = revised(api, quotes=["Four US officials"], text_access="quotes") + "/1/diff/2"
    first = anonymous.get(url)
    tag = first["ETag"]
    again = anonymous.get(url, HTTP_IF_NONE_MATCH=f'"0.0", {tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    read = reader.get(url, HTTP_IF_NONE_MATCH=tag)
    assert (read.status_code, read["ETag"] != tag) == (200, True)
    assert anonymous.get(url.replace("1/diff/2", "1/diff/1"))["ETag"] != tag


def test_the_tag_changes_with_the_quotes(api, anonymous):
    url = revised(api, quotes=["Four US officials"])
    tags = [anonymous.get(f"{url}/1/diff/2")["ETag"]]
    body = {"version": api.get(f"{url}/1").json()["id"], "exact": "The Kremlin"}
    made = api.post("/api/v1/quotes", body).json()
    tags.append(anonymous.get(f"{url}/1/diff/2")["ETag"])
    withdrawn = f"/api/v1/quotes/{made['id']}/withdraw"
    assert api.post(withdrawn, {"reason": "wrong"}, HTTP_IF_MATCH="*").status_code == 200
    assert anonymous.get(f"{url}/1/diff/2", HTTP_IF_NONE_MATCH=tags[1]).status_code == 200
    tags.append(anonymous.get(f"{url}/1/diff/2")["ETag"])
    assert tags[0] == tags[2] != tags[1]


def test_long_texts_are_compared_for_callers_with_a_token(api, anonymous, reader):
    half = MOST_ANONYMOUS // 2
    article = api.post("/api/v1/articles", {"text": "a " * (half // 2), "language": "en"}).json()
    url = f"/api/v1/articles/{article['id']}/versions"
    for number, size in ((2, half), (3, half + 1)):
        text = ("b " * size)[:size]
        assert api.post(url, {"text": text, "reason": "r"}).json()["number"] == number
    assert anonymous.get(f"{url}/1/diff/2").status_code == 200
    refused = anonymous.get(f"{url}/1/diff/3")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
    assert "250,000 characters" in refused.json()["detail"]
    answer = reader.get(f"{url}/1/diff/3")
    assert answer.status_code == 200
    tag = answer["ETag"]
    assert reader.get(f"{url}/1/diff/3", HTTP_IF_NONE_MATCH=tag).status_code == 304


def numbered(count, word):
    return " ".join(f"w{number} {word}" for number in range(count))


def test_at_most_10_000_hunks_are_shown(api, anonymous):
    before, after = numbered(10_003, "x"), numbered(10_003, "y")
    article = api.post("/api/v1/articles", {"text": before, "language": "en"}).json()
    url = f"/api/v1/articles/{article['id']}/versions"
    assert api.post(url, {"text": after, "reason": "r"}).status_code == 201
    document = anonymous.get(f"{url}/1/diff/2").json()
    assert (len(document["hunks"]), document["hunks_left_out"]) == (10_000, 3)


def test_at_most_500_quotes_are_shown(api, anonymous, reader, record):
    """Callers without a token get as many as have 20,000 characters together."""
    before, after = numbered(600, "x"), numbered(600, "y") + " z" * 30_000
    length = 150
    article = api.post("/api/v1/articles", {"text": before, "language": "en"}).json()
    url = f"/api/v1/articles/{article['id']}/versions"
    assert api.post(url, {"text": after, "reason": "r"}).status_code == 201
    version = article["versions"][0]["id"]
    starts = [before.index(f"w{number} x") for number in range(503)]
    rows = [Quote(version_id=version, start=at, end=at + length) for at in starts]
    for row in rows:
        row.exact = before[row.start : row.end]
    with record():
        Quote.objects.bulk_create(rows)
    document = reader.get(f"{url}/1/diff/2").json()
    assert (len(document["quotes"]), document["quotes_left_out"]) == (500, 3)
    fewer = 20_000 // length
    document = anonymous.get(f"{url}/1/diff/2").json()
    assert (len(document["quotes"]), document["quotes_left_out"]) == (fewer, 503 - fewer)


def test_one_quote_is_shown_however_long_it_is(api, anonymous, record):
    before, after = numbered(10_000, "x"), numbered(10_000, "y")
    assert len(before) > 20_001
    article = api.post("/api/v1/articles", {"text": before, "language": "en"}).json()
    url = f"/api/v1/articles/{article['id']}/versions"
    assert api.post(url, {"text": after, "reason": "r"}).status_code == 201
    version = article["versions"][0]["id"]
    spans = [(0, 20_001), (1, 20_002)]
    with record():
        Quote.objects.bulk_create(
            Quote(version_id=version, start=start, end=end, exact=before[start:end])
            for start, end in spans
        )
    document = anonymous.get(f"{url}/1/diff/2").json()
    assert [quote["outcome"] for quote in document["quotes"]] == ["lost"]
    assert document["quotes_left_out"] == 1
