"""The named rules by which dates and amounts are computed from printed words.

A rule reads English. What depends on the day of printing is computed for every day on which the
article may have been published; the answer spans them all, so that it is never narrower than what
the words allow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Literal

from factstore.core.dates import PartialDate
from factstore.facts.printed_amounts import Money, Quantity, money_words, quantity_words
from factstore.facts.printed_dates import (
    CalendarWords,
    Days,
    Reading,
    calendar_words,
    coming,
    latest,
    near_day_words,
    relative_words,
    weekday_words,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A computing rule: `description` tells editors which words it reads and how."""

    name: str
    description: str
    applies_to: Literal["date", "money", "quantity"]


class RuleError(ValueError):
    """The printed words do not fit the rule; the message says why."""

    def __init__(self, rule: str, as_printed: str, reason: str) -> None:
        super().__init__(f"The rule {rule} does not read {as_printed!r}: {reason}.")
        self.rule = rule
        self.as_printed = as_printed
        self.reason = reason


_DATES = {
    "year_known": "A year, or a month or day with its year: “2022”, “Feb. 2022”, “early May 2024”, "
    "“June 21, 2024”. The publication date is not used.",
    "published_year": "A month, part of a month or day without its year: “in July”, “early May”, "
    "“June 21”. The latest one that does not begin after publication, and no day after it.",
    "coming_year": "As published_year, for what lies ahead: the first one that does not end before "
    "publication, and no day before it.",
    "month_part": "“late last month”, “earlier this month”, “at the beginning of the month”, "
    "“early May”. Early is 1–10, mid 11–20, late 21–end; “this month” and “earlier this month” "
    "end on the day of publication.",
    "weekday": "“Thursday”, “this Thursday”: the latest such day on or before publication.",
    "week_part": "“earlier this week”, “last week”, “late last week”. Weeks begin on Monday; early "
    "is Monday to Wednesday, mid Tuesday to Thursday, late Thursday to Sunday; “this week” and "
    "“earlier this week” end on the day of publication.",
    "year_part": "“earlier this year”, “this year”: 1 January to the day of publication; “last "
    "year”, “later this year”.",
    "near_day": "“today”, “yesterday”, “tomorrow”, counted from the day of publication.",
    "until_publication": "Words that tell something as done, “has authorized”, or as holding, "
    "“now”: not after the last possible day of publication.",
}
_AMOUNTS: dict[str, tuple[Literal["money", "quantity"], str]] = {
    "currency": (
        "money",
        "“$275 million”, “about €1.5bn”, “300 million euros”. A bare $ is USD, £ GBP, ¥ JPY.",
    ),
    "count": (
        "quantity",
        "“10-year”, “a dozen”, “about 180 miles”, “four officials”. Things counted give no unit.",
    ),
}
RULES: Mapping[str, Rule] = MappingProxyType(
    {name: Rule(name, text, "date") for name, text in _DATES.items()}
    | {name: Rule(name, text, kind) for name, (kind, text) in _AMOUNTS.items()}
)
"""All rules by name."""


def date_interval(rule: str, as_printed: str, published: PartialDate) -> PartialDate:
    """Return between which days the printed words lie by a rule, given the publication date.

    Raises:
        RuleError: no date rule has this name, or the words do not fit it.
    """
    compute = _DATE_RULES.get(rule)
    if compute is None:
        raise RuleError(rule, as_printed, "there is no date rule of this name")
    try:
        return compute(as_printed, published)
    except OverflowError:
        raise RuleError(rule, as_printed, "the day is outside the calendar") from None
    except ValueError as error:
        raise RuleError(rule, as_printed, str(error)) from error


def money(as_printed: str) -> Money:
    """Return (min, max, currency, approximate) by the rule `currency`.

    Raises:
        RuleError: the words do not fit it.
    """
    try:
        return money_words(as_printed)
    except ValueError as error:
        raise RuleError("currency", as_printed, str(error)) from error


def quantity(as_printed: str) -> Quantity:
    """Return (min, max, unit or None, approximate) by the rule `count`.

    Raises:
        RuleError: the words do not fit it.
    """
    try:
        return quantity_words(as_printed)
    except ValueError as error:
        raise RuleError("count", as_printed, str(error)) from error


def _anchored(
    read: Callable[[str], Reading], as_printed: str, published: PartialDate
) -> PartialDate:
    """Span what the words mean on the first and on the last possible day of publication.

    No reading goes back when the day of printing goes on, so the days between add nothing.
    """
    reading = read(as_printed)
    return PartialDate(
        reading(published.not_before)[0] if published.not_before else None,
        reading(published.not_after)[1] if published.not_after else None,
    )


def _year_known(as_printed: str, _published: PartialDate) -> PartialDate:
    words = calendar_words(as_printed)
    if words.year is None:
        raise ValueError("it names no year")
    return PartialDate(*words.check_weekday(words.in_year(words.year)))


def _without_year(
    choose: Callable[[CalendarWords, date], Days], whole: bool, as_printed: str
) -> Reading:
    words = calendar_words(as_printed)
    if words.year is not None:
        raise ValueError("it names its year; the rule year_known reads it")
    if words.day is not None and not whole:
        raise ValueError("it names a day; the rule published_year reads it")
    return partial(choose, words)


def _month_part(as_printed: str) -> Reading:
    try:
        return _without_year(latest, whole=False, as_printed=as_printed)
    except ValueError:
        return relative_words(as_printed, "month")


def _until_publication(as_printed: str, published: PartialDate) -> PartialDate:
    if not as_printed.strip():
        raise ValueError("there are no words")
    if published.not_after is None:
        raise ValueError("it is not known by which day the article was published")
    return PartialDate(None, published.not_after)


_DATE_RULES: Mapping[str, Callable[[str, PartialDate], PartialDate]] = {
    "year_known": _year_known,
    "published_year": partial(_anchored, partial(_without_year, latest, True)),
    "coming_year": partial(_anchored, partial(_without_year, coming, True)),
    "month_part": partial(_anchored, _month_part),
    "weekday": partial(_anchored, weekday_words),
    "week_part": partial(_anchored, partial(relative_words, unit="week")),
    "year_part": partial(_anchored, partial(relative_words, unit="year")),
    "near_day": partial(_anchored, near_day_words),
    "until_publication": _until_publication,
}
