"""Random histories: what the lists say of any earlier position is what a naive replay gives.

`FACTSTORE_HISTORIES` says how many; more than the suite tries are drawn anew each time.
"""

import os
from collections import Counter

import orjson
import pytest
from django.db import transaction
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st

from factstore.ledger import verification
from tests import stores
from tests.facts.bodies import URL
from tests.facts.conftest import DESK
from tests.facts.reading import facets_said, lines
from tests.properties.histories import ENTITIES, History
from tests.properties.naive import LEFT_OUT
from tests.properties.small_store import fill

USUAL = 8
HISTORIES = int(os.environ.get("FACTSTORE_HISTORIES", USUAL))
STEPS = [
    *["record", "accept", "accept", "accept", "propose", "reject", "reopen", "withdraw", "stand"],
    *["set_value", "add_date", "remove_value", "add_evidence", "replace_evidence"],
    *["remove_evidence", "confirm", "merge_facts", "unmerge_facts", "submit", "resolve"],
    *["rename", "alias", "identify", "merge_entities", "unmerge_entities", "capture"],
    "tell",
    *["revert", "revert_entity", "undo"],
]
NEEDED = set(STEPS) - {"revert_entity"}
"""Steps that the usual histories take with success, each at least once."""

STORIES = [
    [("reject", 0, 0), ("reopen", 0, 0), ("rename", 2, 0), ("capture", 0, 4), ("add_date", 1, 0)],
    [
        ("merge_entities", 0, 1),
        ("unmerge_entities", 0, 0),
        ("merge_entities", 0, 1),
        ("undo", 0, 0),
    ],
    [("submit", 0, 1), ("resolve", 0, 1), ("remove_evidence", 4, 1), ("revert", 4, 0)],
    [("add_evidence", 0, 0), ("stand", 1, 0), ("set_value", 0, 1), ("confirm", 0, 0)],
    [("tell", 0, 1), ("tell", 1, 3), ("undo", 0, 0), ("tell", 1, 2)],
    [("propose", 0, 0), ("alias", 0, 1), ("identify", 4, 1), ("withdraw", 5, 0)],
    [("record", 0, 1), ("remove_value", 6, 1), ("accept", 3, 0), ("merge_facts", 3, 0)],
]
"""What chance alone seldom brings about in a few histories."""

ENTITY_NAMES = st.sampled_from([*ENTITIES, "biden", "wikidata:Q30", "wikidata:Q212", "iso:USA"])
PAIRS = st.tuples(
    st.sampled_from(["grantor", "grantee", "weapon", "speaker", "participant"]), ENTITY_NAMES
)
PERIODS = [
    "2024-05-10",
    "2024-05-20/2024-06-02",
    "2024-06",
    "2024-05/2024-06",
    "2024-06-21",
    "2023",
]
WORDS = [
    *["ukraine", "atacms", "washington", "oldname", "byname", "zornia", "us", "sullivan"],
    *["ukraine -atacms", "denied or byname", '"right move"', '"kievan land"', "usa or ukr"],
]


def some(values):
    return st.lists(values, min_size=1, max_size=2, unique=True)


def one(*values):
    return st.sampled_from(values)


FILTERS = {
    "type": some(one("permission", "statement", "event", "office")),
    "status": some(one("draft", "proposed", "accepted", "rejected")),
    "standing": some(one("stands", "disputed", *LEFT_OUT)),
    "includes": some(PAIRS),
    "excludes": some(PAIRS),
    "entity": some(ENTITY_NAMES),
    "speaker": some(ENTITY_NAMES),
    "publisher": some(one("herald", "politico")),
    "article": some(one("main", "other")),
    "valid_at": one("2024-05-10", "2024-05-31", "2024-06-03", "2024-06-21", "2023-01-01"),
    "during": one(*PERIODS),
    "attribution": one("named", "anonymous"),
    "stance": one("supports", "refutes", "context"),
    "hedged": one("true", "false"),
    "stale": one("true", "false"),
    "min_independent_origins": one("0", "1", "2"),
    "warning": some(one("article_corrected", "article_removed", "evidence_drifted", "none")),
    "q": one(*WORDS),
}
QUERIES = st.tuples(
    st.lists(one(*FILTERS), min_size=1, max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: FILTERS[name] for name in names})
    ),
    one({}, {"order": "recorded"}, {"order": "from"}, {"order": "-from"}),
    one({}, {"match": "certain"}),
)

PLAIN = [({}, {}, {})]
EACH = [
    ({"type": ["permission"]}, {}, {}),
    ({"status": ["draft"]}, {"order": "from"}, {}),
    ({"standing": ["disputed"]}, {}, {}),
    ({"includes": [("grantor", "wikidata:Q30")]}, {}, {}),
    ({"excludes": [("weapon", "atacms")], "status": ["draft"]}, {"order": "recorded"}, {}),
    ({"entity": ["biden"]}, {}, {}),
    ({"speaker": ["sullivan"]}, {}, {}),
    ({"publisher": ["politico"], "status": ["draft", "accepted"]}, {}, {}),
    ({"publisher": ["herald"], "status": ["draft", "accepted"]}, {}, {}),
    ({"article": ["other"]}, {}, {}),
    ({"valid_at": "2024-05-10"}, {"order": "-from"}, {"match": "certain"}),
    ({"during": "2024-05-10"}, {}, {"match": "certain"}),
    ({"attribution": "anonymous"}, {}, {}),
    ({"stance": "refutes"}, {}, {}),
    ({"hedged": "true", "status": ["draft"]}, {}, {}),
    ({"stale": "true"}, {}, {}),
    ({"min_independent_origins": "2", "status": ["draft", "accepted"]}, {}, {}),
    ({"q": "sullivan or atacms"}, {}, {}),
    ({"warning": ["article_corrected", "article_retracted"]}, {}, {}),
    ({"warning": ["none"], "status": ["draft", "accepted"]}, {}, {}),
]
"""Each filter at least once: it finds something, and not everything."""


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK, fill=fill) as ids:
        yield ids


def written(ids, query):
    """Return a drawn query with the ids of what it names."""
    filters, *more = query

    def named(value):
        if isinstance(value, tuple):
            return f"{value[0]}:{named(value[1])}"
        return ids.get(value, value)

    named_filters = {
        k: [named(v) for v in asked] if isinstance(asked, list) else asked
        for k, asked in filters.items()
    }
    return {**named_filters, **more[0], **more[1]}


def pages(client, query, limit):
    """Return all rows of a list, read page by page, and what its first page left out."""
    answers = [client.get(URL, {**query, "limit": limit})]
    while (cursor := answers[-1].json()["next_cursor"]) is not None:
        answers.append(client.get(URL, {**query, "limit": limit, "cursor": cursor}))
    return [row for a in answers for row in a.json()["results"]], answers[0].json()["omitted"]


def check_list(client, then, query, moment, tally):
    """Compare a list, as one page and as many, with the naive answer."""
    response = client.get(URL, {**query, **moment, "limit": 500})
    try:
        expected, omitted = then.listed(query)
    except LookupError:
        assert (response.status_code, response.json()["code"]) == (400, "bad_parameter")
        return
    assert response.status_code == 200, (query, response.content)
    rows = response.json()["results"]
    assert [row["id"] for row in rows] == expected, (query, moment)
    assert rows == [then.facts[fact][1] for fact in expected]
    assert response.json()["omitted"] == omitted, (query, moment)
    if len(expected) > 2:
        assert pages(client, {**query, **moment}, 2) == (rows, omitted), (query, moment)
    check_facets(client, then, query, moment, expected, omitted)
    for name in query:
        kept = {k: v for k, v in query.items() if k != name and k in ("status", "standing")}
        tally[name] += len(expected) > 0
        tally[name, "chooses"] += expected != then.listed(kept)[0]


def check_facets(client, then, query, moment, expected, omitted):
    """Compare the facets, and the export, of the same filters with the naive answer."""
    filters = {name: value for name, value in query.items() if name != "order"}
    answer = client.get(f"{URL}/facets", {**filters, **moment}).json()
    assert (answer["count"], answer["omitted"]) == (len(expected), omitted), (query, moment)
    assert facets_said(answer) == then.faceted(filters), (query, moment)
    exported = lines(client.get(f"{URL}/export", {**filters, **moment}))
    assert [orjson.loads(line) for line in exported] == [
        then.facts[fact][1] for fact in sorted(expected)
    ], (query, moment)


def check_readers(anonymous, then, position, facts):
    """Compare what everybody reads, in the list and one by one."""
    expected, _ = then.listed({})
    rows = anonymous.get(URL, {"known_at": position, "limit": 500}).json()["results"]
    assert [row["id"] for row in rows] == expected
    for fact in facts[position % 3 :: 3]:
        code, document = then.facts.get(fact, (404, None))
        answer = anonymous.get(f"{URL}/{fact}", {"known_at": position})
        if code == 200 and document["status"] != "accepted":
            code = 404
        if code == 200:
            assert answer.json() == document
        assert answer.status_code == code or (code, answer.status_code) == (410, 404)


def test_any_earlier_position_is_what_a_naive_replay_gives(db, api, reviews, anonymous):
    tally, told = Counter(), Counter()

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        derandomize=HISTORIES == USUAL,
        phases=[Phase.explicit, Phase.generate],  # to shrink a history takes minutes
    )
    @given(
        steps=st.lists(
            st.tuples(one(*STEPS), st.integers(0, 11), st.integers(0, 5)), min_size=6, max_size=12
        ),
        drawn=st.lists(QUERIES, min_size=6, max_size=6),
    )
    @example(steps=[*STORIES[0], *STORIES[1]], drawn=PLAIN)
    @example(steps=[*STORIES[2], *STORIES[3], *STORIES[4]], drawn=EACH)
    @example(steps=[*STORIES[6], ("unmerge_facts", 0, 0), *STORIES[5]], drawn=PLAIN)
    def replay(steps, drawn):
        note(f"{steps}\n{drawn}")
        with transaction.atomic():
            history = History(db, editor=api, reviewer=reviews)
            begun = min(history.past)
            queries = [written(db, query) for query in drawn]
            for step in steps:
                history.step(*step)
                for query in queries[:2]:
                    check_list(reviews, history.now, query, {}, tally)
            history.finish()
            for position, then in history.past.items():
                for query in queries:
                    check_list(reviews, then, query, {"known_at": position}, tally)
                check_list(reviews, then, {}, {"known_at": then.at.isoformat()}, tally)
                check_readers(anonymous, then, position, history.facts)
            assert list(verification.findings(first=begun)) == []
            told.update(history.told)
            transaction.set_rollback(True)

    replay()
    if HISTORIES >= USUAL:
        done = {action for action, outcome in told if outcome == "done"}
        assert NEEDED - done == set(), told
        unasked = [name for name in FILTERS if not (tally[name] and tally[name, "chooses"])]
        assert unasked == []
