"""Saying what became of a quote that drifted: an editor confirms, places it anew or drops it."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db.models.functions import Now

from factstore.core.errors import FieldError, IllegalTransition, Invalid, NotFound
from factstore.ledger.actions import open_change
from factstore.ledger.kinds import Document
from factstore.ledger.locks import hold, lock
from factstore.quotes.actions.following import catch_up, is_followed, take_turns
from factstore.quotes.actions.quotes import in_parts, record, withdraw_quote
from factstore.quotes.anchor import Span
from factstore.quotes.errors import Unplaced
from factstore.quotes.finding import Place, places
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources.models import Version

Expected = frozenset[int] | None


def confirm_drift(drift_id: UUID, *, candidate: int, expected: Expected) -> Drift:
    """Keep one of the candidates, by its place in the list from 0, as the quote in that version.

    Raises:
        Invalid: there is no such candidate.
        IllegalTransition: somebody said already what became of it.
    """
    drift = _undecided(drift_id, expected)
    if not 0 <= candidate < len(drift.candidates):
        error = FieldError("/candidate", "unknown", f"Candidates: {len(drift.candidates)}.")
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
    drift = _undecided(drift_id, expected)
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
    drift = _undecided(drift_id, expected)
    drift.new_quote = None
    return _resolved(drift, Drift.State.DROPPED)


def _undecided(drift_id: UUID, expected: Expected) -> Drift:
    of = Drift.objects.filter(pk=drift_id).values_list("version__article", flat=True).first()
    if of is None:
        raise NotFound(f"There is no drift {drift_id}.")
    # First of all: so do a later version and the quote's withdrawal, which end what is open.
    take_turns([of])
    drift = lock(Drift, "drift", drift_id, expected=expected)
    if drift.state not in Drift.UNDECIDED:
        raise IllegalTransition(f"The drift is {drift.state} already.")
    if not hold(Quote, [drift.quote_id]):
        raise IllegalTransition(f"Quote {drift.quote_id} was withdrawn.")
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

    Where a later version has come, a quote that was dropped is looked for in it after all.

    Raises:
        IllegalTransition: a later version of the article decides by now, or its quote does.
        Invalid: the quote that settled it then was withdrawn since.
    """
    drift = lock(Drift, "drift", drift_id, expected=expected)
    state, settled = document["state"], document["new_quote"]
    new_quote = settled and UUID(settled["id"])
    if (drift.state, drift.new_quote_id) == (state, new_quote):
        return drift
    if not hold(Quote, [drift.quote_id]):
        raise IllegalTransition(f"Quote {drift.quote_id} was withdrawn.")
    searched = {Drift.State.OPEN, Drift.State.SUPERSEDED}  # in later versions, too
    if searched & {drift.state, state} and _is_replaced(drift):
        return _looked_for_again(drift, state)
    if state == Drift.State.SUPERSEDED and not is_followed(drift.quote_id, drift.version):
        raise IllegalTransition("It ends with its quote's withdrawal, not alone.")
    if settled and not hold(Quote, [new_quote]):
        if state == Drift.State.QUOTED:
            return _searched(drift)
        error = FieldError("/new_quote", "unknown", f"Quote {new_quote} was withdrawn.")
        raise Invalid("The quote that settled it is withdrawn.", errors=[error])
    resolution = document["resolution"]
    drift.state = state
    drift.new_quote_id = new_quote
    drift.resolution_reason = resolution and resolution["reason"]
    drift.resolved_by = open_change().actor if resolution else None
    drift.resolved_at = Now() if resolution else None
    drift.save()
    return drift


def _is_replaced(drift: Drift) -> bool:
    later = {"number__gt": drift.version.number, "article": drift.version.article_id}
    return Version.objects.filter(**later).exists()


def _looked_for_again(drift: Drift, state: str) -> Drift:
    """Open a drift again as far as a later version lets it: the quote is looked for in that."""
    if state in (Drift.State.OPEN, Drift.State.SUPERSEDED):
        if drift.state == Drift.State.SUPERSEDED:
            return drift
        if drift.state == Drift.State.DROPPED:
            return _searched(drift)
    raise IllegalTransition("A later version of the article decides by now.")


def _searched(drift: Drift) -> Drift:
    """Look for a quote anew: it is asked for in the newest version, or found in a later one."""
    drift.new_quote = None
    _resolved(drift, Drift.State.SUPERSEDED)
    catch_up([drift.quote])
    return drift


def withdraw_followed(quote_id: UUID, reason: str) -> Quote:
    """Withdraw a quote whose making is undone; with the one that it was found to follow, or not.

    Raises:
        IllegalTransition: what it follows stays.
        InUse: as `withdraw_quote`.
    """
    quote = Quote.objects.with_versions().get(pk=quote_id)
    told = Drift.objects.filter(quote=quote.follows_id).exclude(state=Drift.State.SUPERSEDED)
    if quote.follows_id and quote.followed_as in Quote.FOUND and not told.exists():
        _check_not_needed(quote.follows_id, quote.version, but=[quote_id])
    return withdraw_quote(quote_id, reason=reason, expected=None)


def withdraw_drift(drift_id: UUID, _reason: str) -> Drift:
    """End a drift whose making is undone, together with that of its quote or not at all.

    Raises:
        IllegalTransition: its quote stays.
    """
    drift = lock(Drift, "drift", drift_id, expected=None)
    _check_not_needed(drift.quote_id, drift.version)
    if drift.state == Drift.State.SUPERSEDED:
        return drift
    drift.new_quote = None
    return _resolved(drift, Drift.State.SUPERSEDED)


def _check_not_needed(quote_id: UUID, version: Version, *, but: Collection[UUID] = ()) -> None:
    """Refuse if nothing else tells what became of a quote in use in a version."""
    stays = Quote.objects.filter(pk=quote_id, withdrawn_reason=None).exists()
    if stays and not is_followed(quote_id, version, but=but):
        raise IllegalTransition(
            f"It tells of quote {quote_id} in version {version.number}, and both of them stay: a "
            "captured text is not taken back."
        )
