"""Quotes that say the same in several articles, with score and difference."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.quotes import similar as searching
from factstore.quotes.api.similar_serializers import SimilarListRead
from factstore.quotes.models import Quote
from factstore.quotes.wording import Wording, score
from factstore.sources import actions as source_actions
from tests.shapes import assert_shape
from tests.stores import FIXTURES

TOLD = (
    "The ministry said that it had sent forty trucks with food to the town in the north on Monday."
)


@pytest.fixture
def keep(record, capture):
    """Keep words as a quote of an article of their own, or of the version given."""

    def make(words, version=None, before="", after=""):
        if version is None:
            version = capture(f"{before}{words}{after}")
        start = version.text.index(words)
        with record():
            return Quote.objects.create(
                version=version, start=start, end=start + len(words), exact=words
            )

    return make


@pytest.fixture
def similar(anonymous):
    def ask(quote, **parameters):
        answer = anonymous.get(f"/api/v1/quotes/{quote.pk}/similar", parameters)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return ask


def ids(results):
    return [found["quote"]["id"] for found in results]


def test_one_official_s_sentence_in_two_wordings_is_found(capture, keep, similar):
    texts = [
        (FIXTURES / "articles" / name).read_text()
        for name in ("002_0a22524ab33fde7d.txt", "003_50c9bfd4bcbe887b.txt")
    ]
    said = [re.search(r"“The [Pp]resident recently directed[^”]+”", text)[0] for text in texts]
    long, short = (keep(words, capture(text)) for words, text in zip(said, texts, strict=True))
    (found,) = similar(long)
    assert found["quote"]["id"] == str(short.pk)
    assert found["article"]["id"] == str(short.version.article_id)
    assert found["score"] == 0.713
    assert [(d["kind"], d["asked"], d["other"]) for d in found["differences"]] == [
        ("case", "president", "President"),
        ("name", "US", "US-supplied"),
        ("words", "", "the"),
        ("words", "so", "region"),
        (
            "name",
            "Ukraine can hit back at Russian forces hitting them or preparing to hit them",
            "",
        ),
    ]
    (back,) = similar(short)
    assert (back["quote"]["id"], back["score"]) == (str(long.pk), 0.713)
    assert_shape({"results": [found]}, SimilarListRead)


def test_the_same_words_score_one_whatever_their_marks(keep, similar):
    one = keep("“It’s the end of a long and costly war,” he said.")
    other = keep('"It\'s the end of a long\nand costly war", he said.', before="x ")
    (found,) = similar(one)
    assert (found["quote"]["id"], found["score"]) == (str(other.pk), 1.0)
    assert {d["kind"] for d in found["differences"]} == {"marks"}


def test_an_altered_number_is_marked(keep, similar):
    one, _ = keep(TOLD), keep(TOLD.replace("forty", "fourteen"), before="x ")
    (found,) = similar(one)
    assert found["score"] == 0.947
    assert found["differences"] == [{"kind": "number", "asked": "forty", "other": "fourteen"}]


def test_a_part_of_a_longer_quote_is_found(keep, similar):
    long, part = keep(TOLD), keep("forty trucks with food", before="x ")
    (found,) = similar(part)
    assert (found["quote"]["id"], found["score"]) == (str(long.pk), 0.605)


def test_what_shares_a_phrase_only_is_left_out_unless_asked_for(keep, similar):
    one = keep(TOLD)
    other = keep("The ministry said that no child had been hurt when the bridge broke down.", None)
    assert similar(one) == []
    assert ids(similar(one, min_score=0.2)) == [str(other.pk)]


def test_the_same_article_is_asked_for_and_comes_last(keep, similar, capture):
    version = capture(f"{TOLD} Once more: {TOLD[:-1]}, he said.")
    first = keep(TOLD, version)
    again = keep(f"{TOLD[:-1]}, he said.", version)
    elsewhere = keep(TOLD.replace("Monday", "Sunday"), before="x ")
    assert ids(similar(first)) == [str(elsewhere.pk)]
    assert ids(similar(first, same_article="true")) == [str(elsewhere.pk), str(again.pk)]


def test_versions_of_an_article_are_named_once_by_the_newest(keep, similar, record, capture):
    asked, first = keep(TOLD), capture(f"x {TOLD}")
    keep(TOLD, first)
    with record():
        second = source_actions.add_version(first.article_id, text=f"y {TOLD}")
    newest = Quote.objects.get(version=second)
    assert ids(similar(asked)) == [str(newest.pk)]


def test_an_article_of_many_versions_hides_no_other(keep, similar, record, capture, monkeypatch):
    monkeypatch.setattr(searching, "MAX_SHARING", 4)
    monkeypatch.setattr(searching, "MAX_COMPARED", 3)
    asked, first = keep(TOLD), capture(f"x {TOLD}")
    keep(TOLD, first)
    for number in range(5):
        with record():
            newest = source_actions.add_version(first.article_id, text=f"{number} {TOLD}")
    other = keep(TOLD.replace("forty", "fifty"), before="z ")
    live = Quote.objects.get(version=newest)
    assert ids(similar(asked)) == [str(live.pk), str(other.pk)]


def test_of_long_quotes_fewer_are_compared(keep, similar, monkeypatch):
    asked, same = keep(TOLD), keep(TOLD, before="x ")
    near = keep(TOLD.replace("forty", "fifty"), before="y ")
    assert ids(similar(asked)) == [str(same.pk), str(near.pk)]
    monkeypatch.setattr(searching, "MAX_READ", len(TOLD) + 1)
    assert ids(similar(asked)) == [str(same.pk), str(near.pk)]
    monkeypatch.setattr(searching, "MAX_READ", len(TOLD))
    assert ids(similar(asked)) == [str(same.pk)]


def test_a_withdrawn_quote_is_not_similar(keep, similar, api):
    one, other = keep(TOLD), keep(TOLD, before="x ")
    assert ids(similar(one)) == [str(other.pk)]
    gone = {"reason": "a mistake"}
    answer = api.post(f"/api/v1/quotes/{other.pk}/withdraw", gone, HTTP_IF_MATCH="*")
    assert answer.status_code == 200
    assert similar(one) == []
    answer = api.get(f"/api/v1/quotes/{other.pk}/similar")
    assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")


def test_best_come_first_and_the_limit_holds(keep, similar):
    one = keep(TOLD)
    near = keep(TOLD.replace("forty", "fifty"), before="x ")
    same = keep(TOLD, before="y ")
    assert ids(similar(one)) == [str(same.pk), str(near.pk)]
    assert ids(similar(one, limit=1)) == [str(same.pk)]


def test_scripts_without_spaces_and_short_quotes_are_found(keep, similar):
    one, other = (
        keep("政府は水曜日に新しい計画を発表した。"),
        keep("政府は水曜日に計画を発表", before="x"),
    )
    assert ids(similar(one, min_score=0)) == [str(other.pk)]
    short, same = keep("No comment!"), keep("“No comment.”", before="x ")
    (found,) = similar(short)
    assert (found["quote"]["id"], found["score"]) == (str(same.pk), 1.0)
    assert similar(keep("?!", before="z ")) == []


@pytest.mark.parametrize(
    "refused", [{"min_score": "1.1"}, {"limit": 0}, {"limit": 101}, {"same_article": "maybe"}]
)
def test_parameters_outside_their_bounds_are_refused(keep, api, refused):
    answer = api.get(f"/api/v1/quotes/{keep(TOLD).pk}/similar", refused)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")


def test_an_unknown_quote_is_not_found(api):
    answer = api.get("/api/v1/quotes/01903b5e-8a00-7c3a-9d2e-000000000004/similar")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def news():
    folder = os.environ.get("FACTSTORE_TEST_DATA")
    path = Path(folder or "/nowhere") / "news" / "articles.jsonl.gz"
    if not path.is_file():
        pytest.skip("FACTSTORE_TEST_DATA names no folder with news/articles.jsonl.gz")
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]


def test_sentences_that_real_articles_share_are_found(keep, similar, capture):
    """Every sentence of 8 words or more that stands in two articles finds the other one."""
    where = {}
    texts = list(dict.fromkeys(article["text"] for article in news()))
    for number, text in enumerate(texts):
        for sentence in set(re.findall(r"[^.!?\n]{40,300}[.!?]", text)):
            if len(sentence.split()) >= 8:
                where.setdefault(sentence.strip(), []).append(number)
    shared = [(words, at[:2]) for words, at in sorted(where.items()) if len(at) > 1][:40]
    assert len(shared) >= 10
    versions = {}
    for number in {n for _, at in shared for n in at}:
        versions[number] = capture(texts[number])
    pairs = [[keep(words, versions[n]) for n in at] for words, at in shared]
    for one, other in pairs:
        found = similar(one, limit=100)
        assert {f["quote"]["id"]: f["score"] for f in found}[str(other.pk)] == 1.0


def test_scores_are_the_same_both_ways_and_one_for_the_same():
    one, other = Wording.of("The cat sat on the mat."), Wording.of("A cat sat on a red mat")
    assert score(one, other) == score(other, one) == 0.619
    assert score(one, one) == 1.0
    assert score(one, Wording.of("…")) == 0.0


@pytest.mark.parametrize("least", ["nan", "NaN", "inf", "-1", "1.1", "much"])
def test_a_score_is_a_number_from_0_to_1(anonymous, keep, least):
    answer = anonymous.get(f"/api/v1/quotes/{keep(TOLD).pk}/similar", {"min_score": least})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")
    assert answer.json()["parameter"] == "min_score"


def test_of_the_versions_no_more_is_read_than_is_shown(anonymous, keep):
    one, _ = keep(TOLD), keep(TOLD + " They came back on Friday.")
    with CaptureQueriesContext(connection) as asked:
        (found,) = anonymous.get(f"/api/v1/quotes/{one.pk}/similar").json()["results"]
    assert found["version"]["number"] == 1
    assert not [q["sql"] for q in asked if '"sketch"' in q["sql"] or '"claims"' in q["sql"]]
