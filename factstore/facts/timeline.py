"""When a fact held: the days for which that is certain and those for which it is possible.

A state has a `from` and a `to`, each known as one day of a span: from ∈ [f1, f2], to ∈ [t1, t2].
It is certain on [f2, t1), with `to` exclusive, and possible on [f1, t2], with `to` inclusive.
An article that tells a state as holding bounds f2 from above and t1 from below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from factstore.core.dates import PartialDate

Basis = Literal["state", "happening"]


@dataclass(frozen=True, slots=True)
class Attestation:
    """What one article says of a state on the day of its publication.

    `present`: the state held on that day. `until`: it held up to that day, which may be its end.
    """

    published: PartialDate
    kind: Literal["present", "until"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `from_` to `to`; None is open. Whether `to` is included is said by the owner."""

    from_: date | None
    to: date | None

    def as_json(self) -> dict[str, str | None]:
        """Return `from` and `to` as ISO 8601 days or null."""
        return {
            "from": self.from_.isoformat() if self.from_ else None,
            "to": self.to.isoformat() if self.to else None,
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """`certain.to` is exclusive, `possible.to` inclusive; None where there is no such day.

    `certain` lies within `possible`; its ends are never open.
    """

    basis: Basis
    certain: Interval | None
    possible: Interval | None

    def as_json(self) -> dict[str, Any]:
        """Return the `time` member of a fact's document."""
        return {
            "basis": self.basis,
            "certain": self.certain.as_json() if self.certain else None,
            "possible": self.possible.as_json() if self.possible else None,
        }


@dataclass(frozen=True, slots=True)
class _Bounds:
    """f1, f2, t1, t2 of the module's opening, as the fact's values give them."""

    f1: date | None
    f2: date | None
    t1: date | None
    t2: date | None


def timeline(
    *,
    basis: Basis,
    from_: PartialDate | None,
    to: PartialDate | None,
    date: PartialDate | None,
    attestations: Sequence[Attestation],
) -> Timeline:
    """Return when a fact held, from its date values and what articles attest.

    A state ignores `date`; without `to` it is certain up to the last attestation and possible for
    ever after, and without any attestation certain on f2 alone. A happening ignores attestations,
    and `from`, `to` where it has a `date`; it is certain on its day if that is known.

    Values win over attestations: one that no day of the values can agree with (published before f1
    or after t2) is left out. Values that contradict each other (`to` before `from`) leave no
    possible day: both intervals are None.
    """
    if basis == "happening" and date is not None:
        bounds = _Bounds(date.not_before, date.not_after, None, date.not_after)
    else:
        bounds = _bounds(from_, to)
    if bounds.f1 and bounds.t2 and bounds.f1 > bounds.t2:
        return Timeline(basis, None, None)
    possible = Interval(bounds.f1, bounds.t2)
    if basis == "happening":
        return Timeline(basis, _certain_happening(bounds), possible)
    fitting = [item for item in attestations if _fits(item.published, possible)]
    return Timeline(basis, _certain_state(bounds, fitting, has_end=to is not None), possible)


def _bounds(from_: PartialDate | None, to: PartialDate | None) -> _Bounds:
    return _Bounds(
        from_.not_before if from_ else None,
        from_.not_after if from_ else None,
        to.not_before if to else None,
        to.not_after if to else None,
    )


def _fits(published: PartialDate, possible: Interval) -> bool:
    first, last = possible.from_, possible.to
    early = first and published.not_after and published.not_after < first
    late = last and published.not_before and published.not_before > last
    return not (early or late)


def _certain_state(
    bounds: _Bounds, attestations: Sequence[Attestation], *, has_end: bool
) -> Interval | None:
    f2 = _earliest(bounds.f2, *(item.published.not_after for item in attestations))
    if f2 is None:
        return None
    attested = _latest(*(_held_until(item) for item in attestations))
    t1 = _latest(bounds.t1, _earliest(attested, bounds.t2) if attested else None)
    if t1 is None and bounds.f2 is not None and not has_end:
        t1 = _next(f2)
    return _unless_empty(f2, t1, bounds)


def _certain_happening(bounds: _Bounds) -> Interval | None:
    if bounds.f2 is None:
        return None
    own_day = _next(bounds.f2) if bounds.f1 == bounds.f2 else None
    return _unless_empty(bounds.f2, _latest(bounds.t1, own_day), bounds)


def _held_until(attestation: Attestation) -> date | None:
    """Return the first day on which the state may have been over, as far as this article says."""
    day = attestation.published.not_before
    return _next(day) if day and attestation.kind == "present" else day


def _unless_empty(first: date, end: date | None, bounds: _Bounds) -> Interval | None:
    """Return [first, end), cut to the possible days; None if no day is in it."""
    if end is not None and bounds.t2 is not None:
        end = min(end, _next(bounds.t2))
    return Interval(first, end) if end is not None and first < end else None


def _next(day: date) -> date:
    """Return the day after; the last day of the calendar has none and stays."""
    return day if day == date.max else day + timedelta(days=1)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
