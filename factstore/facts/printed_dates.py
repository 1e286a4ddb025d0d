"""Reading English words for days: "Feb. 2022", "early May", "late last month", "Thursday".

Words that depend on the day on which they were printed are read as a function of that day.
Source: our own reading of English news usage; early, mid and late month are 1–10, 11–20 and
21–end, weeks run from Monday to Sunday (ISO 8601).
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MAX_LENGTH = 200
"""Code points of words that are read."""

Days = tuple[date, date]
"""First and last day, both included."""
Reading = Callable[[date], Days]
"""From the day of printing to the days that the words may mean."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_NEAR_DAYS = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
}
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_MONTH_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_WEEK_PARTS = {"early": (0, 2), "mid": (1, 3), "late": (3, 6)}
_SHIFTS = {"this": 0, "last": -1, "next": 1}

_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join(_WEEKDAYS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_LEADING = re.compile(r"(?:(?:since|in|on|at|from|of|during|until|till|the|as of|back in) )+")
_PART_OF = re.compile(r"(beginning|start|middle|end) of (?:the )?")
_CALENDAR = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}) )?(?:(?P<part>early|mid|late) )?"
    rf"(?:(?P<month>{_MONTH})(?: (?P<day>{_DAY}))?|(?:the )?(?P<day_first>{_DAY}) (?:of )?"
    rf"(?P<month_second>{_MONTH}))(?: (?:of )?(?P<year>\d{{4}}))?",
    re.ASCII,
)
_RELATIVE = re.compile(
    r"(?:(?P<relation>earlier|later) this|(?:(?P<part>early|mid|late) )?(?P<which>this|last|next)"
    r"|(?P<bare_part>early|mid|late)) (?P<unit>week|month|year)"
)
_WEEKDAY_ALONE = re.compile(
    rf"(?:this past |past |this )?(?:early |late )?(?P<weekday>{_WEEKDAY})"
    r"(?: (?:morning|afternoon|evening|night))?"
)


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What words say of a day by the calendar; `part` is early, mid or late, `weekday` 0–6."""

    year: int | None
    month: int | None
    day: int | None
    part: str | None = None
    weekday: int | None = None

    def in_year(self, year: int) -> Days:
        """Return the days meant in a year.

        Raises:
            ValueError: the year has no such day.
        """
        if self.month is None:
            return date(year, 1, 1), date(year, 12, 31)
        length = calendar.monthrange(year, self.month)[1]
        if self.day is None:
            first, last = _MONTH_PARTS[self.part] if self.part else (1, length)
            return date(year, self.month, first), date(year, self.month, min(last, length))
        day = date(year, self.month, self.day)
        return day, day

    def check_weekday(self, days: Days) -> Days:
        """Return the days.

        Raises:
            ValueError: the words name another day of the week.
        """
        if self.weekday not in {None, days[0].weekday()}:
            raise ValueError(f"{days[0]} is a {days[0]:%A}")
        return days


def normalised(as_printed: str) -> str:
    """Return the words in small letters without commas, dots after words and leading "in", "since".

    Raises:
        ValueError: there are none, or more than `MAX_LENGTH` code points.
    """
    if len(as_printed) > MAX_LENGTH:
        raise ValueError(f"more than {MAX_LENGTH} characters")
    text = re.sub(r"[\s,()“”\"]+", " ", as_printed.casefold()).strip()
    text = re.sub(r"(?<=[^\W\d])\.(?= |$)", "", text)
    text = re.sub(r"\bmid[-‐‑–]", "mid ", text)
    if not text:
        raise ValueError("there are no words")
    text = _LEADING.sub("", text, count=1) if _LEADING.match(text) else text
    part = _PART_OF.match(text)
    if part:
        text = f"{_PARTS[part[1]]} {text[part.end() :]}"
    return re.sub(r"^(earlier|later) in the ", r"\1 this ", text)


def calendar_words(as_printed: str) -> CalendarWords:
    """Read words that name a year, month or day: "2022", "early May", "Friday, June 21, 2024".

    Raises:
        ValueError: the words are something else.
    """
    text = normalised(as_printed)
    iso = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
    if iso:
        year, month, day = (int(part) if part else None for part in iso.groups())
        return CalendarWords(year, month, day)
    found = _CALENDAR.fullmatch(text)
    if found is None:
        raise ValueError("not the name of a year, month or day")
    day_text = found["day"] or found["day_first"]
    if (day_text is None and found["weekday"]) or (day_text and found["part"]):
        raise ValueError("a day of the week needs a day, a part of the month none")
    return CalendarWords(
        year=int(found["year"]) if found["year"] else None,
        month=_MONTHS[found["month"] or found["month_second"]],
        day=int(day_text.rstrip("stndrh")) if day_text else None,
        part=found["part"],
        weekday=_WEEKDAYS[found["weekday"]] if found["weekday"] else None,
    )


def latest(words: CalendarWords, day: date) -> Days:
    """Return the latest days so named that do not begin after `day`, cut off there.

    Raises:
        ValueError: no year back to the eighth has such a day, or it is another day of the week.
    """
    # Two leap days can be eight years apart.
    for year in range(day.year, max(day.year - 9, 0), -1):
        days = _try_year(words, year)
        if days and days[0] <= day:
            return words.check_weekday((days[0], min(days[1], day)))
    raise ValueError("no such day in the years before")


def coming(words: CalendarWords, day: date) -> Days:
    """Return the first days so named that do not end before `day`, cut off there.

    Raises:
        ValueError: no year up to the eighth has such a day, or it is another day of the week.
    """
    for year in range(day.year, min(day.year + 9, date.max.year + 1)):
        days = _try_year(words, year)
        if days and days[1] >= day:
            return words.check_weekday((max(days[0], day), days[1]))
    raise ValueError("no such day in the years after")


def relative_words(as_printed: str, unit: str) -> Reading:
    """Read "late last month", "earlier this week", "next year", for the unit week, month or year.

    "this" and "earlier this" end on the day of printing, "later this" begins on it.

    Raises:
        ValueError: the words are something else, or name a part of a year.
    """
    found = _RELATIVE.fullmatch(normalised(as_printed))
    if found is None or found["unit"] != unit:
        raise ValueError(f'no words like "this {unit}", "earlier this {unit}", "last {unit}"')
    part = found["part"] or found["bare_part"]
    if part and unit == "year":
        raise ValueError("no rule says what part of a year this is")
    shift = _SHIFTS[found["which"] or "this"]

    def reading(day: date) -> Days:
        first, last = _unit(unit, day, shift)
        if part:
            return _part(unit, part, first, last)
        if found["relation"] == "later":
            return day, last
        return (first, day) if shift == 0 else (first, last)

    return reading


def weekday_words(as_printed: str) -> Reading:
    """Read "Thursday", "this Thursday", "late on Friday night" as the latest day of that name.

    Raises:
        ValueError: the words are something else; "last" and "next" leave open which week.
    """
    text = re.sub(r"\b(early|late) on ", r"\1 ", normalised(as_printed))
    found = _WEEKDAY_ALONE.fullmatch(text)
    if found is None:
        raise ValueError('no day of the week, with at most "this" before it')
    weekday = _WEEKDAYS[found["weekday"]]

    def reading(day: date) -> Days:
        meant = day - timedelta(days=(day.weekday() - weekday) % 7)
        return meant, meant

    return reading


def near_day_words(as_printed: str) -> Reading:
    """Read "today", "tonight", "yesterday", "tomorrow".

    Raises:
        ValueError: the words are something else.
    """
    distance = _NEAR_DAYS.get(normalised(as_printed))
    if distance is None:
        raise ValueError('no words like "today", "yesterday", "tomorrow"')
    return lambda day: (day + timedelta(days=distance), day + timedelta(days=distance))


def _try_year(words: CalendarWords, year: int) -> Days | None:
    try:
        return words.in_year(year)
    except ValueError:
        return None


def _unit(unit: str, day: date, shift: int) -> Days:
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)
    years, month = divmod(day.month - 1 + shift, 12)
    return CalendarWords(None, month + 1, None).in_year(day.year + years)


def _part(unit: str, part: str, first: date, last: date) -> Days:
    if unit == "month":
        return CalendarWords(None, first.month, None, part).in_year(first.year)
    start, end = _WEEK_PARTS[part]
    return first + timedelta(days=start), min(first + timedelta(days=end), last)
