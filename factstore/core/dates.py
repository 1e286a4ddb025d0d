"""Partial dates: one day, of which is known between which days it lies.

Source: EDTF (ISO 8601-2:2019, Annex A), level 0 dates, level 1 unspecified digits, and of level 2
the one-of-a-set form `[a..b]`, read as "one day of the span".
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?",
    re.ASCII,
)
_SPAN = re.compile(r"\[(?P<first>[^.\]]*)\.\.(?P<last>[^.\]]*)\]")
_FORMS = "write 2024, 2024-05, 2024-05-30, 202X, 20XX or [2024-05-21..2024-05-30]"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """One day in `not_before..not_after`, both ends included; None is an open end, at most one."""

    not_before: date | None
    not_after: date | None

    def __post_init__(self) -> None:
        if self.not_before is None and self.not_after is None:
            raise ValueError("a partial date needs a bound: not_before, not_after or both")
        if not (self.not_before is None or self.not_after is None) and (
            self.not_before > self.not_after
        ):
            raise ValueError(f"not_before {self.not_before} is after not_after {self.not_after}")

    @classmethod
    def on(cls, day: date) -> Self:
        """Return the partial date of a day that is known."""
        return cls(day, day)

    @classmethod
    def of(cls, bounds: Mapping[str, str | None]) -> Self:
        """Return the date that `as_json` wrote."""
        first, last = bounds["not_before"], bounds["not_after"]
        return cls(
            date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None
        )

    @property
    def edtf(self) -> str:
        """EDTF text of exactly these bounds; `parse` gives them back."""
        first, last = self.not_before, self.not_after
        if first is None or last is None:
            return f"[{first or ''}..{last or ''}]"
        return _exact(first, last) or f"[{first}..{last}]"

    def as_json(self) -> dict[str, str | None]:
        """Return `edtf`, `not_before` and `not_after`, days as ISO 8601 text."""
        return {
            "edtf": self.edtf,
            "not_before": self.not_before.isoformat() if self.not_before else None,
            "not_after": self.not_after.isoformat() if self.not_after else None,
        }

    def contains(self, other: "PartialDate") -> bool:
        """Return whether every day that `other` may be is one that this may be."""
        return _reaches(self.not_before, other.not_before, 1) and _reaches(
            self.not_after, other.not_after, -1
        )

    def intersect(self, other: "PartialDate") -> "PartialDate | None":
        """Return the days that both may be; None when there is none."""
        firsts = [day for day in (self.not_before, other.not_before) if day]
        lasts = [day for day in (self.not_after, other.not_after) if day]
        first, last = max(firsts, default=None), min(lasts, default=None)
        if first and last and first > last:
            return None
        return PartialDate(first, last)


def parse(text: str) -> PartialDate:
    """Read one of the forms that `PartialDate.edtf` writes; digits may be X from the right.

    Raises:
        ValueError: another form (intervals `a/b`, seasons, `~` and `?` included), a day that the
            calendar does not have, or a year outside 1 to 9999; says what was expected.
    """
    span = _SPAN.fullmatch(text)
    if span is None:
        return _parse_date(text)
    first, last = span["first"], span["last"]
    return PartialDate(
        _parse_date(first).not_before if first else None,
        _parse_date(last).not_after if last else None,
    )


def _reaches(bound: date | None, other: date | None, sign: int) -> bool:
    if bound is None:
        return True
    return other is not None and (other.toordinal() - bound.toordinal()) * sign >= 0


def _exact(first: date, last: date) -> str | None:
    """Return the text of a whole day, month, year, decade or century."""
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month) and _whole_months(first, last):
        return f"{first:%Y-%m}".zfill(7)
    if (first.month, last.month) == (1, 12) and _whole_months(first, last):
        year = f"{first.year:04}"
        for unknown in range(3):
            size = 10**unknown
            if first.year % size == 0 and last.year == first.year + size - 1:
                return year[: 4 - unknown] + "X" * unknown
    return None


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]


def _parse_date(text: str) -> PartialDate:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date that is understood here; {_FORMS}")
    year, month, day = found["year"], found["month"] or "XX", found["day"] or "XX"
    if ("X" in year and found["month"]) or (month == "XX" and day != "XX"):
        raise ValueError(f"{text!r}: digits are left unspecified from the right only; {_FORMS}")
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    try:
        if month == "XX":
            return PartialDate(date(first_year, 1, 1), date(last_year, 12, 31))
        if day == "XX":
            days = calendar.monthrange(first_year, int(month))[1]
            return PartialDate(date(first_year, int(month), 1), date(first_year, int(month), days))
        return PartialDate.on(date(first_year, int(month), int(day)))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"{text!r} is no date of the calendar: {error}") from error
