"""Following quotes into the later versions of their article, in the change that brings either.

What stands there is a new quote that follows the old one; the rest is queued as drifts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.quotes.actions.searching import Search
from factstore.quotes.anchor import Span
from factstore.quotes.candidates import each_described
from factstore.quotes.errors import Candidate
from factstore.quotes.following import Followed
from factstore.quotes.locate import Match
from factstore.quotes.models import Drift, Quote
from factstore.quotes.queries import DriftQuerySet
from factstore.sources.models import Article, Version

MOST_CANDIDATES = 10
"""Candidates that a drift keeps, the likeliest first; fewer where they are long."""

QUOTED_ALREADY = "These words are quoted there already."
"""Why a drift is settled in the change that makes it; editors may settle it otherwise."""

_MOST_KEPT = 20_000  # code points of all candidates of a drift, but one in any case
_AT_ONCE = 1_000


def follow_quotes(previous: Version, version: Version) -> None:
    """Follow all quotes of the version before, and those that were still looked for in it.

    Quotes that wait in the queue are looked for anew, from the version in which they stood.
    """
    # Whoever adds a version has locked its article: nobody withdraws these meanwhile.
    quotes = Quote.objects.filter(version=previous, withdrawn_reason=None)
    waiting = Quote.objects.filter(drifts__version=previous, drifts__state=Drift.State.OPEN)
    search = Search()
    search.begin([previous, version])
    _bring([*quotes, *waiting], version, search)


def take_turns(articles: Iterable[UUID]) -> None:
    """Let nobody else follow, withdraw or place quotes of these articles until the change ends.

    Whoever quotes their newest versions does not wait for it; who adds one, does.
    """
    rows = Article.objects.filter(pk__in=set(articles)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def replaced_articles(versions: Collection[UUID]) -> list[UUID]:
    """Return the articles of those versions that are not the newest."""
    later = Version.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    replaced = Version.objects.filter(Exists(later), pk__in=versions)
    return list(replaced.values_list("article", flat=True))


def catch_up(quotes: Collection[Quote]) -> None:
    """Follow quotes that come late, or back, into the later versions, up to the newest.

    What is known of them there stays; who calls this takes turns.
    """
    joining: dict[UUID, list[Quote]] = defaultdict(list)
    for quote in quotes:
        joining[quote.version_id].append(quote)
    search = Search()
    articles = Version.objects.filter(pk__in=joining).values_list("article", flat=True)
    for article in sorted(set(articles)):
        # The texts are read one by one, and only where there is something to look for.
        versions = list(Version.objects.of_article(article).without_text().order_by("number"))
        search.begin(versions)
        sources: dict[UUID, Quote] = {}
        for version in versions:
            if sources:
                brought = _bring(list(sources.values()), version, search)
                sources = {quote.pk: quote for quote in brought}
            sources |= {quote.pk: quote for quote in joining[version.pk]}


def is_followed(quote_id: UUID, version: Version, *, but: Collection[UUID] = ()) -> bool:
    """Tell whether another quote than `but` was found to follow one, in a version or before."""
    found = Quote.objects.filter(follows=quote_id, version__number__lte=version.number).found()
    return found.exclude(pk__in=but).exists()


def leave(quote: Quote, *, because: str) -> None:
    """End what waits of a withdrawn quote; what it followed is looked for without it.

    What an editor dropped stays so.
    """
    _end(Drift.objects.filter(quote=quote, state=Drift.State.OPEN), because)
    source = quote.follows
    if source is None or source.withdrawn_reason or quote.followed_as not in Quote.FOUND:
        return
    version = quote.version
    is_told = Drift.objects.filter(quote=source, version=version).exists()
    if not is_told and not is_followed(source.pk, version):
        found = _ambiguous(Span(quote.start, quote.end))
        Drift.objects.bulk_create(_drifts([(source, found)], version, {}))
    catch_up([source])


def _end(drifts: DriftQuerySet, because: str) -> None:
    drifts.update(
        state=Drift.State.SUPERSEDED,
        new_quote=None,
        resolution_reason=because,
        resolved_by=open_change().actor,
        resolved_at=Now(),
    )


def _open_again(drifts: DriftQuerySet) -> None:
    drifts.update(
        state=Drift.State.OPEN,
        new_quote=None,
        resolution_reason=None,
        resolved_by=None,
        resolved_at=None,
    )


def _bring(sources: Sequence[Quote], version: Version, search: Search) -> list[Quote]:
    """Let a later version tell of each quote of earlier ones: who follows it, or a drift.

    Returns the quotes that a version after that has to look for: the new ones, and those that
    wait to be placed. What waited for an earlier version waits there no more.
    """
    asked = [quote.pk for quote in sources]
    of_them = Drift.objects.filter(quote__in=asked)
    earlier = of_them.filter(state=Drift.State.OPEN, version__number__lt=version.number)
    _end(earlier, f"Version {version.number} of the article came.")
    followed = Quote.objects.filter(version=version, follows__in=asked).found()
    ended = set(followed.values_list("follows", flat=True))
    told = of_them.filter(version=version)
    ended |= set(told.said().values_list("quote", flat=True))
    waiting = told.exclude(quote__in=ended)
    if search.is_newest(version):
        _open_again(waiting.exclude(state=Drift.State.OPEN))
    else:
        gone = "The quote that settled it was withdrawn."
        _end(waiting.filter(new_quote__isnull=False), gone)
    known = ended | set(told.values_list("quote", flat=True))
    missing = [quote for quote in sources if quote.pk not in known]
    left = [quote for quote in sources if quote.pk in known - ended]
    return [*left, *(_follow(missing, version, search) if missing else [])]


def _follow(sources: Sequence[Quote], version: Version, search: Search) -> list[Quote]:
    """Record what became of quotes of which a later version tells nothing yet; as `_bring`."""
    new: dict[tuple[int, int], tuple[Quote, Quote]] = {}  # by place: a quote and its follower
    lost: list[tuple[Quote, Followed]] = []
    doubted = _doubted(sources)
    for quote, found in search.found(sources, version):
        span = found.span
        if span is None:
            lost.append((quote, found))
        elif quote.pk in doubted or (span.start, span.end) in new:
            lost.append((quote, _ambiguous(span)))
        else:
            new[span.start, span.end] = quote, _follower(quote, version, span, found.outcome)
    # Somebody may quote the same words at once.
    rows = [follower for _, follower in new.values()]
    Quote.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    ours = Quote.objects.filter(pk__in=[follower.pk for follower in rows])
    stored = set(ours.values_list("pk", flat=True))
    settled: dict[UUID, Quote] = {}
    followers: list[Quote] = []
    for quote, follower in new.values():
        there = follower if follower.pk in stored else _taken(follower)
        if there is None:
            lost.append((quote, _ambiguous(Span(follower.start, follower.end))))
            continue
        followers.append(there)
        if there.follows_id != quote.pk:
            lost.append((quote, _ambiguous(Span(there.start, there.end))))
            settled[quote.pk] = there
    Drift.objects.bulk_create(_drifts(lost, version, settled), batch_size=_AT_ONCE)
    return [*followers, *(quote for quote, _ in lost if quote.pk not in settled)]


def _doubted(sources: Collection[Quote]) -> set[UUID | None]:
    """Return the ids of quotes of which an editor withdrew what was found to follow them.

    Where these stand is not found without somebody, then: their places are only offered. That
    somebody quoted the withdrawn words again tells nothing.
    """
    told = Drift.objects.filter(quote=OuterRef("follows"), version=OuterRef("version"))
    rejected = Quote.objects.filter(Exists(told), followed_as__in=Quote.FOUND, follows__in=sources)
    return set(rejected.values_list("follows", flat=True))


def _taken(follower: Quote) -> Quote | None:
    """Return the quote that is where a follower would be, if it may be what is followed on.

    It may be if it follows nothing, or nothing else that is in use. A withdrawn one comes back,
    unless an editor withdrew it as what it followed.
    """
    place = {"version": follower.version, "start": follower.start, "end": follower.end}
    there = Quote.objects.select_related("follows").get(**place)
    lineage = set()
    earlier = follower.follows
    while earlier:
        lineage.add(earlier.pk)
        earlier = earlier.follows
    before = there.follows
    if before is not None:
        is_of_another = before.pk not in lineage and before.withdrawn_reason is None
        told = Drift.objects.filter(quote=before, version=there.version)
        if is_of_another or (there.withdrawn_reason is not None and told.exists()):
            return None
    settles = Drift.objects.filter(new_quote=there, quote__withdrawn_reason=None)
    if settles.exclude(quote__in=lineage).exists():
        return None
    if there.withdrawn_reason is not None:
        there.withdrawn_reason = None
        there.save(update_fields=["withdrawn_reason"])
    return there


def _ambiguous(span: Span) -> Followed:
    return Followed("ambiguous", candidates=(Match((span,), 1.0),))


def _follower(quote: Quote, version: Version, span: Span, outcome: str) -> Quote:
    return Quote(
        version=version,
        start=span.start,
        end=span.end,
        exact=version.text[span.start : span.end],
        follows=quote,
        followed_as=outcome,
    )


def _drifts(
    lost: Sequence[tuple[Quote, Followed]], version: Version, settled: Mapping[UUID, Quote]
) -> list[Drift]:
    """Return the drifts of quotes; those whose words are quoted there are `settled` with that."""
    groups = [_kept(found.candidates) for _, found in lost]
    resolution = {
        "state": Drift.State.QUOTED,
        "resolution_reason": QUOTED_ALREADY,
        "resolved_by": open_change().actor,
        "resolved_at": Now(),
    }
    return [
        Drift(
            quote=quote,
            version=version,
            outcome=found.outcome,
            candidates=[_recorded(candidate) for candidate in candidates],
            candidates_total=len(found.candidates),
            new_quote=settled.get(quote.pk),
            **(resolution if quote.pk in settled else {}),
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
