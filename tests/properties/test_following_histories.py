"""Random histories of one article: no quote is forgotten, and facts warn of what a reader may check.

Versions come, quotes are made on any of them, withdrawn and made again, drifts are settled, and
changes undone; after each step the rows are read without the code that wrote them.
`FACTSTORE_HISTORIES` says how many; more than the suite tries are drawn anew each time.
"""

import json
import os
from collections import Counter
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from factstore.accounts.models import User
from factstore.core.errors import DomainError
from factstore.ledger import verification
from factstore.ledger.actions import change
from factstore.ledger.models import Change, Revision
from factstore.ledger.undoing import revert_change
from factstore.quotes import actions
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Version
from tests import stores
from tests.facts.bodies import inferred, text
from tests.facts.conftest import DESK
from tests.facts.recording import record_fact

USUAL = 8
HISTORIES = int(os.environ.get("FACTSTORE_HISTORIES", USUAL))
SENTENCES = [
    "Four officials said that the talks went on",
    "The spokesman denied it on Friday evening",
    "Nobody else was asked about the border",
    "“ Yes ,” she told them twice",
]
EDITS = ["change", "drop", "double", "swap", "fold", "restore"]
STEPS = [
    *["revise", "revise", "revise", "quote", "stand", "withdraw", "withdraw", "again", "again"],
    *["confirm", "place", "drop", "undo", "overrule", "overrule"],
]
NEEDED = set(STEPS)


class History:
    """One article and what was done to it. A step is two numbers that choose among what there is."""

    def __init__(self):
        self.lines = [list(SENTENCES)]
        self.facts, self.told = [], Counter()
        self.begun = Change.objects.latest("position").position
        with self._by():
            record = CaptureRecord(language="en")
            self.article = source_actions.create_article(record, text=written(SENTENCES, 1))
        for number in range(len(SENTENCES)):
            self.quote(0, number)
        self.stand(0, 0)

    def _by(self, **more):
        actor = User.objects.get(username="curator")
        return change(actor=actor, reason="a step", origin="command", **more)

    def step(self, action, a, b):
        try:
            done = getattr(self, action)(a, b)
        except DomainError as error:
            self.told[action, error.code] += 1
        else:
            self.told[action, "nothing" if done is False else "done"] += 1

    def revise(self, a, b):
        lines = edited(self.lines, EDITS[a % len(EDITS)], b)
        with self._by():
            text = written(lines, len(self.lines) + 1)
            source_actions.add_version(self.article.pk, text=text)
        self.lines.append(lines)

    def quote(self, a, b):
        version = self._versions()[-1 - a % len(self.lines)]
        lines = self.lines[version.number - 1]
        begins, ends = [(0, 0), (5, 0), (0, 8)][b % 3]
        self._quote(version, lines[b % len(lines)], begins, ends)

    def _quote(self, version, line, begins, ends):
        at = version.text.index(line)
        start, end = at + begins, at + len(line) - ends
        with self._by():
            actions.find_or_create(Selector(version=version.pk, start=start, end=end))

    def stand(self, a, _b):
        quotes = self._quotes(withdrawn_reason=None)
        if not quotes:
            return False
        evidence = {
            "stance": "supports",
            "mode": "own",
            "quotes": [{"id": str(quotes[a % len(quotes)].pk)}],
            "covers": [inferred("what")],
        }
        values = [text("what", f"event {len(self.facts)}")]
        body = {"type": "event", "values": values, "evidence": [evidence]}
        self.facts.append(record_fact(body, accept=False))
        return True

    def withdraw(self, a, _b):
        quotes = self._quotes(withdrawn_reason=None)
        if not quotes:
            return False
        with self._by():
            actions.withdraw_quote(quotes[a % len(quotes)].pk, reason="no", expected=None)
        return True

    def again(self, a, _b):
        quotes = self._quotes(withdrawn_reason__isnull=False)
        if not quotes:
            return False
        quote = quotes[a % len(quotes)]
        with self._by():
            at = Selector(version=quote.version_id, start=quote.start, end=quote.end)
            actions.find_or_create(at)
        return True

    def confirm(self, a, b):
        return self._settle(a, lambda d: actions.confirm_drift(d, candidate=b % 2, expected=None))

    def place(self, a, b):
        newest = self._versions()[-1].text
        at = Selector(start=b, end=min(len(newest), b + 20))
        return self._settle(a, lambda d: actions.place_drift(d, at, expected=None))

    def drop(self, a, _b):
        return self._settle(a, lambda d: actions.drop_drift(d, expected=None))

    def overrule(self, a, b):
        """Settle otherwise what the store settled: words of a later text were quoted before."""
        first, newest = self._versions()[0], self._versions()[-1]
        line = self.lines[0][a % len(SENTENCES)]
        if line in newest.text:
            for version in (newest, first):
                self._quote(version, line, 1 + b % 4, 2)
        at = Selector(start=b, end=b + 9)
        says = [
            lambda d: actions.confirm_drift(d, candidate=0, expected=None),
            lambda d: actions.place_drift(d, at, expected=None),
            lambda d: actions.drop_drift(d, expected=None),
        ][b % 3]
        return self._settle(a, says, state="quoted")

    def _settle(self, a, work, state="open"):
        drifts = list(Drift.objects.filter(state=state).order_by("pk"))
        if not drifts:
            return False
        with self._by():
            work(drifts[a % len(drifts)].pk)
        return True

    def undo(self, a, _b):
        changes = Change.objects.filter(position__gt=self.begun + 1).order_by("-position")[:3]
        if not changes:
            return False
        with self._by(alone=True):
            revert_change(changes[a % len(changes)].pk)
        return True

    def _versions(self):
        return list(Version.objects.filter(article=self.article).order_by("number"))

    def _quotes(self, **which):
        return list(Quote.objects.filter(version__article=self.article, **which).order_by("pk"))


def written(lines, number):
    return f"{'. '.join(lines)}. Captured {number} times."


def edited(versions, edit, number):
    """Return the sentences of the newest version, with one of them edited."""
    lines = list(versions[-1])
    at = number % len(lines)
    if edit == "change":
        words = lines[at].split(" ")
        words[number % len(words)] = f"otherwise{number}"
        lines[at] = " ".join(words)
    elif edit == "drop":
        lines[at : at + 1] = [] if len(lines) > 1 else ["Nothing is left"]
    elif edit == "double":
        lines.insert(number // 3 % len(lines), lines[at])
    elif edit == "swap":
        lines = [*lines[at:], *lines[:at]]
    elif edit == "fold":
        lines = [line.replace("“ Yes ,”", '"Yes,"') for line in lines]
    else:
        lines = list(versions[number % len(versions)])
    return lines


class Rows:
    """What the tables say of the quotes, read in the plainest way."""

    def __init__(self, history):
        self.quotes = {quote.pk: quote for quote in history._quotes()}
        self.drifts = list(Drift.objects.select_related("version"))
        self.numbers = {version.pk: version.number for version in history._versions()}
        self.newest = max(self.numbers.values())

    def stands(self, pk):
        return self.quotes[pk].withdrawn_reason is None

    def told(self, quote):
        """Return the first later version that tells what became of a quote, how, and what is there.

        Versions before it have to say that it was looked for in the next. A drift says more than
        what was found to follow, was withdrawn and is quoted again.
        """
        live = [d for d in self.drifts if d.quote_id == quote.pk and d.state != "superseded"]
        assert len(live) <= 1, live
        for number in range(self.numbers[quote.version_id] + 1, self.newest + 1):
            followers = [
                other
                for other in self.quotes.values()
                if other.follows_id == quote.pk
                and self.numbers[other.version_id] == number
                and other.followed_as in ("same", "moved")
                and self.stands(other.pk)
            ]
            if followers and not live:
                return "followed", followers
            (drift,) = (
                d for d in self.drifts if d.quote_id == quote.pk and d.version.number == number
            )
            if drift.new_quote_id and self.stands(drift.new_quote_id):
                return "settled", [self.quotes[drift.new_quote_id]]
            if drift.state in ("open", "dropped"):
                return drift.state, []
            assert drift.state == "superseded", drift
        return "nothing", []

    def warned(self, quote):
        """Tell whether the words of a quote, followed from version to version, are not found."""
        if self.numbers[quote.version_id] == self.newest:
            return False
        how, others = self.told(quote)
        return how in ("open", "dropped") or any(self.warned(other) for other in others)

    def shown(self, quote):
        """Return what the document of an evidence shows: of all that came of the quote, one."""
        heirs, drifts = {quote.pk}, []
        decided = {d.quote_id for d in self.drifts if d.state != "superseded"}
        for _ in self.quotes:
            drifts = [d for d in self.drifts if d.quote_id in heirs]
            heirs |= {d.new_quote_id for d in drifts if d.new_quote_id}
            heirs |= {
                other.pk
                for other in self.quotes.values()
                if other.follows_id in heirs - decided
                and other.followed_as in ("same", "moved")
                and self.stands(other.pk)
            }
        lasting = [d for d in drifts if d.state not in ("superseded", "quoted")]
        order = lambda d: (d.state != "open", d.state != "dropped", -d.version.number, d.pk)  # noqa: E731
        return min(lasting, key=order, default=None)


def check(history):
    rows = Rows(history)
    for quote in rows.quotes.values():
        if rows.stands(quote.pk) and rows.numbers[quote.version_id] < rows.newest:
            assert rows.told(quote)[0] != "nothing", quote
    for drift in rows.drifts:
        waits = drift.state == "open"
        assert not waits or drift.version.number == rows.newest, drift
        assert not waits or rows.stands(drift.quote_id), drift
    assert not Quote.objects.forgotten().exists()
    assert not Drift.objects.overdue().exists()
    said = Revision.objects.current("fact").filter(object_id__in=history.facts)
    for document in map(json.loads, said.values_list("document", flat=True)):
        (evidence,) = document["evidence"]
        quote = rows.quotes[UUID(evidence["quotes"][0]["id"])]
        shown = rows.shown(quote)
        assert (evidence["drift"] and evidence["drift"]["state"]) == (shown and shown.state)
        warns = "evidence_drifted" in document["warnings"]
        assert warns == bool(shown and shown.state in ("open", "dropped"))
        assert warns or document["withdrawn"] or not rows.warned(quote)


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), stores.lend(*DESK):
        yield


def test_no_quote_is_forgotten_whatever_is_done(db):
    told = Counter()

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        derandomize=HISTORIES == USUAL,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(0, 11), st.integers(0, 23)),
            min_size=20,
            max_size=40,
        )
    )
    def replay(steps):
        note(str(steps))
        with transaction.atomic():
            history = History()
            for number, step in enumerate(steps):
                history.step(*step)
                note(f"{number} {step}")
                check(history)
            assert [str(f) for f in verification.findings(first=history.begun)] == []
            told.update(history.told)
            transaction.set_rollback(True)

    replay()
    if HISTORIES >= USUAL:
        done = {action for action, outcome in told if outcome == "done"}
        assert done == NEEDED, told
