"""Reading English amounts: "$275 million", "10-year", "a dozen", "about 180 miles".

Source: our own reading of English news usage; ISO 4217 for currencies. A bare $ is the US dollar,
a bare £ the pound sterling, ¥ the yen. Units are given in the singular, in SI spelling.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from factstore.facts.printed_numbers import read_number, read_range, tokens

_APPROXIMATE = {"about", "around", "roughly", "nearly", "almost", "approximately", "some", "~"}
_ONE_SIDED = re.compile(
    r"(?:more|less|fewer) than|over|under|at (?:least|most)|up to|as (?:many|much) as|above|below"
)
_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₴": "UAH",
    "₽": "RUB",
    "₩": "KRW",
    "₹": "INR",
}
_DOLLARS = {
    "us": "USD",
    "c": "CAD",
    "ca": "CAD",
    "a": "AUD",
    "au": "AUD",
    "nz": "NZD",
    "hk": "HKD",
    "s": "SGD",
}
_CODES = "USD EUR GBP JPY UAH RUB KRW INR PLN CNY CAD AUD NZD HKD SGD CHF SEK NOK DKK CZK TRY"
_CURRENCY_WORDS = {
    **{code.lower(): code for code in _CODES.split()},
    **dict.fromkeys(("dollar", "dollars", "us dollar", "us dollars"), "USD"),
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("pound", "pounds", "pounds sterling"), "GBP"),
    **dict.fromkeys(("hryvnia", "hryvnias"), "UAH"),
    **dict.fromkeys(("ruble", "rubles", "rouble", "roubles"), "RUB"),
    **dict.fromkeys(("zloty", "zlotys"), "PLN"),
    "yen": "JPY",
    "yuan": "CNY",
    "won": "KRW",
}
_MEASURES = {
    name: names.split()[0]
    for names in (
        "year years",
        "month months",
        "week weeks",
        "day days",
        "hour hours",
        "minute minutes",
        "kilometre kilometres kilometer kilometers km",
        "metre metres meter meters m",
        "mile miles",
        "foot feet",
        "kilogram kilograms kilo kilos kg",
        "tonne tonnes",
        "ton tons",
        "percent percentage %",
    )
    for name in names.split()
}
# What follows in these words is not counted: "two thirds", "ten times", "four or five".
_NO_COUNT = re.compile(
    r"\d|[-%~$€£¥₴₽₩₹]|\b(?:hal(?:f|ves)|thirds?|quarters?|\w+ths?|times|fold|or|to|and|hundreds?"
    r"|thousands?|millions?|billions?|trillions?|dozens?|score|point)\b"
)


class Money(NamedTuple):
    """An amount between two bounds, both included; `currency` is the ISO 4217 code."""

    min: Decimal
    max: Decimal
    currency: str
    approximate: bool


class Quantity(NamedTuple):
    """A number between two bounds, both included; `unit` is None where things are counted."""

    min: Decimal
    max: Decimal
    unit: str | None
    approximate: bool


def money_words(as_printed: str) -> Money:
    """Read "$275 million", "about €1.5bn", "between $1 and 2 million", "300 million euros".

    Raises:
        ValueError: the words are something else, name no currency, or give one bound only.
    """
    words, approximate = _opening(as_printed)
    words = words[1:] if words[:1] == ["worth"] else words
    between, words = words[:1] == ["between"], words[1:] if words[:1] == ["between"] else words
    sign, currency, words = _sign(words)
    low, high, rest = read_range(["between", *words] if between else words, sign=sign)
    named = _CURRENCY_WORDS.get(" ".join(rest))
    if rest and named is None:
        raise ValueError(f"{' '.join(rest)!r} after the number is no currency that is known here")
    if currency and named not in {None, currency}:
        raise ValueError(f"two currencies are named: {currency} and {named}")
    currency = currency or named
    if currency is None:
        raise ValueError("no currency is named")
    return Money(low, high, currency, approximate)


def quantity_words(as_printed: str) -> Quantity:
    """Read "10-year", "a dozen", "about 180 miles", "10 to 15 percent", "four US officials".

    Words after the number are a unit of measure, or things that are counted, which give no unit.

    Raises:
        ValueError: the words are something else or give one bound only; among them fractions,
            "times" and "dozens of".
    """
    words, approximate = _opening(as_printed)
    if words[:1] in (["a"], ["an"]) and " ".join(words[1:]) in _MEASURES:
        words = ["one", *words[1:]]
    low, high, rest = read_range(words)
    after = " ".join(rest).replace("per cent", "percent")
    unit = _MEASURES.get(after.removeprefix("- "))
    if unit is None and (_NO_COUNT.search(after) or any(read_number([word]) for word in rest)):
        raise ValueError(f"{' '.join(rest)!r} after the number is neither measure nor things")
    return Quantity(low, high, unit, approximate)


def _opening(as_printed: str) -> tuple[Sequence[str], bool]:
    """Return the words after "about" and the like, and whether there were any."""
    words = tokens(as_printed)
    one_sided = _ONE_SIDED.match(" ".join(words))
    if one_sided:
        raise ValueError(f"{one_sided[0]!r} gives one bound only")
    if words[:2] == ["an", "estimated"]:
        return words[2:], True
    approximate = words[:1] != [] and words[0] in _APPROXIMATE
    return words[1:] if approximate else words, approximate


def _sign(words: Sequence[str]) -> tuple[str | None, str | None, Sequence[str]]:
    """Read "$", "US$" or "USD" from the front; return the sign, the currency and what follows."""
    if len(words) > 1 and words[1] == "$" and words[0] in _DOLLARS:
        return "$", _DOLLARS[words[0]], words[2:]
    first = words[0] if words else ""
    if first in _SIGNS:
        return first, _SIGNS[first], words[1:]
    if first.upper() in _CODES.split():
        return first, first.upper(), words[1:]
    return None, None, words
