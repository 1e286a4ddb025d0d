"""Saying what became of a quote that drifted: an editor confirms, places it anew or drops it."""

from dataclasses import replace
from uuid import UUID

from django.db.models.functions import Now

from factstore.core.errors import FieldError, IllegalTransition, Invalid, NotFound
from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import hold, lock
from factstore.ledger.models import Revision
from factstore.quotes.actions.quotes import in_parts, record, withdraw_quote
from factstore.quotes.anchor import Span
from factstore.quotes.errors import Unplaced
from factstore.quotes.finding import Place, places
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Article, Version

Expected = frozenset[int] | None


def confirm_drift(drift_id: UUID, *, candidate: int, expected: Expected) -> Drift:
    """Keep one of the candidates, by its place in the list from 0, as the quote in that version.

    Raises:
        Invalid: there is no such candidate.
        IllegalTransition: somebody said already what became of it.
    """
    drift = _open_drift(drift_id, expected)
    if not 0 <= candidate < len(drift.candidates):
        error = FieldError("/candidate", "unknown", f"It has {len(drift.candidates)} candidates.")
        raise Invalid("There is no such candidate.", errors=[error])
    span = Span(drift.candidates[candidate]["start"], drift.candidates[candidate]["end"])
    version = Version.objects.get(pk=drift.version_id)
    place = Place(version, span, version.text[span.start : span.end])
    return _settled(drift, place, Drift.State.CONFIRMED)


def place_drift(drift_id: UUID, selector: Selector, *, expected: Expected) -> Drift:
    """Keep the selected words of that version, which the selector need not name, as the quote.

    Raises:
        IllegalTransition: somebody said already what became of it.
        QuoteInParts: the words are several stretches of the text; carries them.
        And as `places`, with pointers below `/selector`.
    """
    drift = _open_drift(drift_id, expected)
    try:
        parts = places(replace(selector, version=drift.version_id), {})
        if len(parts) > 1:
            raise in_parts(parts)
    except (Invalid, Unplaced) as error:
        error.errors = tuple(
            replace(one, pointer=f"/selector{one.pointer}") for one in error.errors
        )
        raise
    return _settled(drift, parts[0], Drift.State.PLACED)


def drop_drift(drift_id: UUID, *, expected: Expected) -> Drift:
    """Say that the quote stands in that version no more; it is looked for in no later one.

    Raises:
        IllegalTransition: somebody said already what became of it.
    """
    drift = _open_drift(drift_id, expected)
    return _resolved(drift, Drift.State.DROPPED)


def _open_drift(drift_id: UUID, expected: Expected) -> Drift:
    # The article first: whoever adds a version to it has it, and then takes what is open.
    of = Drift.objects.filter(pk=drift_id).values_list("version__article", flat=True).first()
    if of is None:
        raise NotFound(f"There is no drift {drift_id}.")
    hold(Article, [of])
    drift = lock(Drift, "drift", drift_id, expected=expected)
    if drift.state != Drift.State.OPEN:
        raise IllegalTransition(f"The drift is {drift.state} already.")
    return drift


def _settled(drift: Drift, place: Place, state: Drift.State) -> Drift:
    ((quote, _),) = record([place], follows=drift.quote, followed_as=state.value).values()
    drift.new_quote = quote
    return _resolved(drift, state)


def _resolved(drift: Drift, state: Drift.State) -> Drift:
    drift.state = state
    drift.resolution_reason = open_change().reason
    drift.resolved_by = open_change().actor
    drift.resolved_at = Now()
    drift.save()
    return drift


def revert_drift(drift_id: UUID, document: Document, expected: Expected) -> Drift:
    """Bring a drift back to what a recorded document of it says: mostly, open it again.

    Raises:
        IllegalTransition: a later version of the article decides by now.
        Invalid: the quote that settled it then was withdrawn since.
    """
    drift = lock(Drift, "drift", drift_id, expected=expected)
    state = document["state"]
    if drift.state == state:
        return drift
    if state == Drift.State.SUPERSEDED or _is_replaced(drift):
        raise IllegalTransition("A later version of the article decides by now.")
    if not hold(Quote, [drift.quote_id]):
        raise IllegalTransition(f"Quote {drift.quote_id} was withdrawn.")
    drift.state = state
    settled = document["new_quote"]
    drift.new_quote_id = settled and UUID(settled["id"])
    if settled and not hold(Quote, [drift.new_quote_id]):
        error = FieldError("/new_quote", "unknown", f"Quote {drift.new_quote_id} was withdrawn.")
        raise Invalid("The quote that settled it is withdrawn.", errors=[error])
    resolution = document["resolution"]
    drift.resolution_reason = resolution and resolution["reason"]
    drift.resolved_by = open_change().actor if resolution else None
    drift.resolved_at = Now() if resolution else None
    drift.save()
    return drift


def _is_replaced(drift: Drift) -> bool:
    later = {"number__gt": drift.version.number, "article": drift.version.article_id}
    return Version.objects.filter(**later).exists()


def withdraw_followed(quote_id: UUID, reason: str) -> Quote:
    """Withdraw a quote whose making is undone, with the quote that it follows or not at all.

    Raises:
        IllegalTransition: it follows a quote that stays.
        InUse: as `withdraw_quote`.
    """
    quote = Quote.objects.select_related("version").defer("version__text").get(pk=quote_id)
    found = quote.followed_as in (Quote.FollowedAs.SAME, Quote.FollowedAs.MOVED)
    if found and quote.follows_id:
        _check_made_together("quote", quote_id, quote.follows_id, quote.version)
    return withdraw_quote(quote_id, reason=reason, expected=None)


def withdraw_drift(drift_id: UUID, _reason: str) -> Drift:
    """Drop a drift whose making is undone, together with that of its quote or not at all.

    Raises:
        IllegalTransition: its quote stays.
    """
    drift = lock(Drift, "drift", drift_id, expected=None)
    _check_made_together("drift", drift_id, drift.quote_id, drift.version)
    if drift.state != Drift.State.OPEN:
        return drift
    return _resolved(drift, Drift.State.DROPPED)


def _check_made_together(kind: str, object_id: UUID, quote_id: UUID, of: Version) -> None:
    first = Revision.objects.filter(number=1)
    made = first.filter(kind=kind, object_id=object_id).values_list("change", flat=True)
    earlier = first.filter(kind="quote", object_id=quote_id).values_list("change", flat=True)
    if list(made) != list(earlier):
        raise IllegalTransition(
            f"It tells of quote {quote_id} in version {of.number}, and both of them stay: a "
            "captured text is not taken back."
        )
