"""`load_fixtures`: files of the exchange format go through the API's own actions, or are refused."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from factstore.exchange import lines
from factstore.ledger.models import Change, Revision
from tests import stores
from tests.facts.conftest import DESK, counts

PUBLISHER = {"publisher": {"ref": "herald", "name": "The Herald"}}
ARTICLE = {"article": {"ref": "a", "publisher": "herald", "language": "en", "text": "It rained."}}
TYPE = {
    "fact_type": {
        "name": "weather",
        "label": "Weather",
        "basis": "happening",
        "template": "{what}",
        "fields": [{"name": "what", "label": "What", "kinds": ["text"], "required": True}],
    }
}
FACT = {
    "fact": {
        "type": "weather",
        "values": [{"key": "w", "field": "what", "kind": "text", "text": "rain"}],
        "evidence": [
            {
                "mode": "own",
                "quotes": [{"article": "a", "exact": "It rained."}],
                "covers": [{"value": "w", "basis": "stated", "as_printed": "rained"}],
            }
        ],
    }
}


def load(*files, **options):
    told = StringIO()
    call_command("load_fixtures", *files, stdout=told, **options)
    return told.getvalue().replace("\r", "").splitlines()


def test_things_are_recorded_and_counted(db, written, anonymous):
    assert load(written(PUBLISHER, ARTICLE, TYPE, FACT)) == [
        "things.jsonl: 1 publishers, 1 articles, 1 fact types, 1 facts"
    ]
    (fact,) = anonymous.get("/api/v1/facts").json()["results"]
    assert fact["status"] == "accepted"
    assert fact["evidence"][0]["article"]["publisher"]["name"] == "The Herald"


def test_one_curates_and_another_accepts(db, written):
    load(written(PUBLISHER, ARTICLE, TYPE, {"fact": {**FACT["fact"], "reason": "read it"}}))
    actors = Change.objects.order_by("position").values_list("actor__username", "reason", "origin")
    assert list(actors)[-2:] == [
        ("curator", "read it", "import"),
        ("reviewer", "read it: checked against the sources", "import"),
    ]


def test_a_text_stands_in_a_file_of_its_own_byte_for_byte(db, written, tmp_path, anonymous):
    text = "One\r\ntwo\r three\n\ufeff “four”"
    (tmp_path / "text.txt").write_bytes(text.encode())
    load(written({"article": {"ref": "a", "language": "en", "file": "text.txt"}}))
    (article,) = anonymous.get("/api/v1/articles").json()["results"]
    (version,) = anonymous.get(f"/api/v1/articles/{article['id']}/versions").json()["results"]
    assert anonymous.get(f"/api/v1/versions/{version['id']}").json()["text"] == text


def test_a_store_with_types_is_left_alone_if_asked(db, written):
    file = written(PUBLISHER, ARTICLE, TYPE, FACT)
    load(file, if_empty=True)
    before = counts()
    assert load(file, if_empty=True) == []
    assert counts() == before


def test_an_empty_line_is_skipped(db, written):
    assert load(written(PUBLISHER, b"", b"  ")) == ["things.jsonl: 1 publishers"]


def changed(**members):
    return {"fact": {**FACT["fact"], **members}}


REFUSED = {
    "no JSON": (b'{"publisher": {', "line 4: is not JSON"),
    "an array": ([], "line 4: has not exactly one of publisher, article"),
    "an unknown thing": ({"rumour": {}}, "line 4: has not exactly one of"),
    "two things": ({**PUBLISHER, **TYPE}, "line 4: has not exactly one of"),
    "no object": ({"entity": "Ukraine"}, "line 4: its entity is not an object"),
    "an unknown name": (
        {"article": {"language": "en", "text": "x", "publisher": "gazette"}},
        "line 4: refers to 'gazette', which no earlier line has",
    ),
    "an unknown entity": (
        changed(values=[{"field": "who", "kind": "entity", "entity": "nobody"}]),
        "line 4: refers to 'nobody'",
    ),
    "an unknown article": (
        changed(evidence=[{"mode": "own", "quotes": [{"article": "b", "exact": "x"}]}]),
        "line 4: refers to 'b'",
    ),
    "an unknown agent": (
        changed(
            evidence=[
                {"mode": "own", "quotes": [], "hops": [{"verb": "said", "agent": {"entity": "x"}}]}
            ]
        ),
        "line 4: refers to 'x'",
    ),
    "a shape that the API refuses": (
        changed(sure=True),
        "line 4: (fact ) /sure: There is no such member.",
    ),
    "a value that the API refuses": (
        changed(type="climate"),
        "/type: There is no fact type climate.",
    ),
    "words that do not stand there": (
        changed(evidence=[{"mode": "own", "quotes": [{"article": "a", "exact": "It snowed."}]}]),
        "/evidence/0/quotes/0/exact",
    ),
    "a fact that cannot be accepted": (
        changed(evidence=[]),
        "line 4: The fact cannot be accepted yet. (fact ) /values/0: No supporting evidence",
    ),
    "the same name twice": (
        {"publisher": {"ref": "herald", "name": "Another Herald"}},
        "line 4: the name 'herald' is taken",
    ),
    "no file": (
        {"article": {"language": "en", "file": "none.txt"}},
        "line 4: has no readable file none.txt",
    ),
    "quotes that are no list": (
        changed(evidence=[{"mode": "own", "quotes": 3}]),
        "line 4:",
    ),
    "an evidence that is no object": (changed(evidence=[3]), "line 4:"),
    "values that are no list": (changed(values=3), "line 4:"),
    "a hop that is no object": (
        changed(evidence=[{"mode": "own", "quotes": [], "hops": [1]}]),
        "line 4:",
    ),
    "a quote without article": (
        changed(evidence=[{"mode": "own", "quotes": [{"exact": "It rained."}]}]),
        "line 4:",
    ),
    "a name that is no text": (
        changed(values=[{"field": "who", "kind": "entity", "entity": []}]),
        "line 4:",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named_by_its_line(name, db, written):
    line, told = REFUSED[name]
    with pytest.raises(CommandError) as error:
        load(written(PUBLISHER, ARTICLE, TYPE, line))
    assert "things.jsonl: " in str(error.value)
    assert told in str(error.value)


def test_earlier_lines_stay_and_the_refused_one_leaves_nothing(db, written):
    load(written(PUBLISHER, ARTICLE, TYPE))
    before = counts()
    with pytest.raises(CommandError):
        load(written(changed(type="climate")))
    assert counts() == before


def test_text_that_is_no_utf8(db, written):
    with pytest.raises(CommandError, match="line 2: is not UTF-8"):
        load(written(PUBLISHER, b'{"publisher": {"name": "\xff"}}'))


def test_names_are_those_of_one_file(db, written):
    load(written(PUBLISHER))
    with pytest.raises(CommandError, match="refers to 'herald'"):
        load(written(ARTICLE))


def test_reading_needs_no_store(written):
    (line,) = lines.read(written(PUBLISHER))
    assert (line.number, line.kind, line.ref, line.body) == (
        1,
        "publisher",
        "herald",
        {"name": "The Herald"},
    )


def test_the_database_says_which_positions_were_loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(position) FROM ledger_change")
        changes, last = cursor.fetchone()
        assert changes == last
        assert Revision.objects.current("fact_type").count() == 9
