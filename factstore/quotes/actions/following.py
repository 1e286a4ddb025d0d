"""Following quotes into the later versions of their article, in the change that brings either.

What stands there is a new quote that follows the old one; the rest is queued as drifts.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from uuid import UUID

from django.db.models.functions import Now

from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import hold
from factstore.quotes.anchor import Span
from factstore.quotes.candidates import each_described
from factstore.quotes.errors import Candidate
from factstore.quotes.following import Followed, Follower
from factstore.quotes.locate import Match
from factstore.quotes.models import Drift, Quote
from factstore.quotes.queries import DriftQuerySet
from factstore.sources.diff import diff
from factstore.sources.models import Version

MOST_CANDIDATES = 10
"""Candidates that a drift keeps, the likeliest first; fewer where they are long."""

_MOST_KEPT = 20_000  # code points of all candidates of a drift, but one in any case
_AT_ONCE = 1_000


def follow_quotes(previous: Version, version: Version) -> None:
    """Follow all quotes of the version before, and those that were still looked for in it.

    Quotes that wait in the queue are looked for anew, from the version in which they stood.
    """
    ids = Quote.objects.filter(version=previous).values_list("pk", flat=True)
    quotes = Quote.objects.filter(pk__in=hold(Quote, ids))
    waiting = Drift.objects.filter(version=previous, state=Drift.State.OPEN)
    _follow([*quotes, *Quote.objects.filter(drifts__in=waiting)], version, {previous.pk: previous})


def catch_up(quotes: Collection[Quote]) -> None:
    """Follow quotes whose version was replaced before they were recorded, up to the newest."""
    for version_id in {quote.version_id for quote in quotes}:
        own = Version.objects.without_text().get(pk=version_id)
        later = Version.objects.of_article(own.article_id).filter(number__gt=own.number)
        sources = [quote for quote in quotes if quote.version_id == version_id]
        for version in later.order_by("number"):
            known = _known(sources, version)
            missing = [quote for quote in sources if quote.pk not in known]
            sources = _follow(missing, version, {})


def _known(quotes: Iterable[Quote], version: Version) -> set[UUID | None]:
    """Return the ids of those that were followed into a version already, or queued."""
    asked = [quote.pk for quote in quotes]
    followers = Quote.objects.filter(version=version, follows__in=asked, withdrawn_reason=None)
    queued = Drift.objects.filter(version=version, quote__in=asked)
    return {
        *followers.values_list("follows", flat=True),
        *queued.values_list("quote", flat=True),
    }


def drop_open(quote: Quote, *, because: str) -> None:
    """Drop the drifts of a quote that still wait for an editor."""
    _resolve(
        Drift.objects.filter(quote=quote, state=Drift.State.OPEN), Drift.State.DROPPED, because
    )


def _resolve(drifts: DriftQuerySet, state: str, because: str) -> None:
    drifts.update(
        state=state,
        resolution_reason=because,
        resolved_by=open_change().actor,
        resolved_at=Now(),
    )


def _follow(sources: Sequence[Quote], version: Version, texts: dict[UUID, Version]) -> list[Quote]:
    """Record what became of quotes of earlier versions in a later one.

    Returns the quotes that a version after that has to look for: the new ones, and those that
    wait to be placed. What waited for an earlier version waits there no more.
    """
    taken = set(Quote.objects.filter(version=version).values_list("start", "end"))
    new: list[Quote] = []
    lost: list[tuple[Quote, Followed]] = []
    for quote, found in _found(sources, version, texts):
        span = found.span
        if span is None:
            lost.append((quote, found))
        elif (span.start, span.end) in taken:
            lost.append((quote, Followed("ambiguous", candidates=(Match((span,), 1.0),))))
        else:
            taken.add((span.start, span.end))
            new.append(_follower(quote, version, span, found.outcome))
    Quote.objects.bulk_create(new, batch_size=_AT_ONCE)
    Drift.objects.bulk_create(_drifts(lost, version), batch_size=_AT_ONCE)
    before = Drift.objects.filter(quote__in=sources, state=Drift.State.OPEN).exclude(
        version=version
    )
    because = f"Version {version.number} of the article came."
    _resolve(before, Drift.State.SUPERSEDED, because)
    return [*new, *(quote for quote, _ in lost)]


def _found(
    sources: Sequence[Quote], version: Version, texts: dict[UUID, Version]
) -> Iterable[tuple[Quote, Followed]]:
    """Yield what became of each quote, those of the newest version first, in order of place."""
    order = sorted(sources, key=lambda q: (q.version_id, -q.start, -q.end), reverse=True)
    for version_id, group in groupby(order, key=lambda quote: quote.version_id):
        quotes = list(group)
        before = texts.get(version_id) or Version.objects.get(pk=version_id)
        follower = Follower(diff(before.text, version.text))
        spans = [Span(quote.start, quote.end) for quote in quotes]
        yield from zip(quotes, follower.follow(spans), strict=True)


def _follower(quote: Quote, version: Version, span: Span, outcome: str) -> Quote:
    return Quote(
        version=version,
        start=span.start,
        end=span.end,
        exact=version.text[span.start : span.end],
        follows=quote,
        followed_as=outcome,
    )


def _drifts(lost: Sequence[tuple[Quote, Followed]], version: Version) -> list[Drift]:
    groups = [_kept(found.candidates) for _, found in lost]
    return [
        Drift(
            quote=quote,
            version=version,
            outcome=found.outcome,
            candidates=[_recorded(candidate) for candidate in candidates],
            candidates_total=len(found.candidates),
        )
        for (quote, found), candidates in zip(
            lost, each_described(version.text, groups), strict=True
        )
    ]


def _recorded(candidate: Candidate) -> Document:
    """Return a candidate as documents have it, which know no floats."""
    return {**asdict(candidate), "score": f"{candidate.score:.4g}"}


def _kept(matches: Sequence[Match]) -> Sequence[Match]:
    longest = max((match.hull.end - match.hull.start for match in matches), default=1)
    return matches[: max(1, min(MOST_CANDIDATES, _MOST_KEPT // longest))]
