"""Reading English numbers: "275 million", "1,500", "a dozen", "thirty-five", "10 to 15".

Source: our own reading of English news usage. Thousands are parted by commas, fractions by a dot;
a billion is 10^9.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

MAX_LENGTH = 200
"""Code points of words that are read."""
MAX_DIGITS = 15
"""Digits of one number; with the largest scale it fits the 28 that decimal keeps exactly."""

_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_UP_TO_NINETEEN.split())}
_TENS = {word: 10 * number for number, word in enumerate(_FROM_TWENTY.split(), start=2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {
    "k": 10**3,
    **dict.fromkeys(("m", "mn", "mln"), 10**6),
    **dict.fromkeys(("b", "bn"), 10**9),
    **dict.fromkeys(("tn", "trn"), 10**12),
}
_MULTIPLES = {"hundred": 100, "dozen": 12}
_TOKEN = re.compile(r"\s*(\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:['.][^\W\d_]+)*|[%~$€£¥₴₽₩₹-])")
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


class Number(NamedTuple):
    """A number read; `scale` is what a word such as "million" multiplied it by, 1 if none did."""

    value: Decimal
    scale: int


def tokens(as_printed: str) -> list[str]:
    """Return words in small letters, numbers, signs and hyphens, each on its own.

    Raises:
        ValueError: more than `MAX_LENGTH` code points, or a character that no amount has.
    """
    if len(as_printed) > MAX_LENGTH:
        raise ValueError(f"more than {MAX_LENGTH} characters")
    text = re.sub("[‐‑–—−]", "-", as_printed.casefold().replace("’", "'")).strip()
    text = re.sub(r"(?<=[^\W\d])\.(?= |$|-)|[.,;:]$", "", text).replace("u.s", "us")
    found: list[str] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(f"{text[position:].strip()[:1]!r} belongs to no amount")
        found.append(token[1])
        position = token.end()
    return found


def read_number(
    words: Sequence[str], *, short: bool = False
) -> tuple[Number, Sequence[str]] | None:
    """Read one number from the front; return it and what follows, None if there is no number.

    `short` admits "m", "bn" and the like, which after a bare number may mean metres.

    Raises:
        ValueError: digits that are no English number, or too many of them.
    """
    if not words:
        return None
    if words[0][0].isdigit():
        return _read_digits(words, {**_SCALES, **_SHORT_SCALES} if short else _SCALES)
    return _read_spelled(words)


def read_range(
    words: Sequence[str], *, sign: str | None = None
) -> tuple[Decimal, Decimal, Sequence[str]]:
    """Read "10", "10-15", "10 to 15", "between 10 and 15" from the front.

    In "1-2 million" the scale counts for both numbers. `sign` is the currency sign that stood
    before the first; it may be repeated before the second.

    Raises:
        ValueError: no number, or a range that goes down or could be read in two ways.
    """
    between = words[:1] == ["between"]
    first = read_number(words[1:] if between else words, short=sign is not None)
    if first is None:
        raise ValueError("no number stands where one belongs")
    low, rest = first
    if rest[:1] not in (["and"] if between else ["to"], ["-"]):
        if between:
            raise ValueError('"between" needs "and" and a second number')
        return low.value, low.value, rest
    repeated = sign is not None and rest[1:2] == [sign]
    second = read_number(rest[2:] if repeated else rest[1:], short=sign is not None)
    if second is None:
        if rest[0] != "-":
            raise ValueError("no second number stands where one belongs")
        return low.value, low.value, rest
    return *_range(low, second[0], repeated=repeated), second[1]


def _range(low: Number, high: Number, *, repeated: bool) -> tuple[Decimal, Decimal]:
    first = low.value
    if low.scale == 1 < high.scale:
        if repeated:
            raise ValueError("it is open whether the scale belongs to the first number too")
        first *= high.scale
    if first > high.value:
        raise ValueError("the range goes down")
    return first, high.value


def _read_digits(words: Sequence[str], scales: dict[str, int]) -> tuple[Number, Sequence[str]]:
    text, rest = words[0], words[1:]
    if not _DIGITS.fullmatch(text):
        raise ValueError(f"{text} is no number as English prints it")
    if len(text) > MAX_DIGITS:
        raise ValueError(f"more than {MAX_DIGITS} digits")
    hyphen = 1 if len(rest) > 1 and rest[0] == "-" and rest[1] in scales else 0
    scale = {**scales, **_MULTIPLES}.get(rest[hyphen], 1) if rest else 1
    value = Decimal(text.replace(",", "")) * scale
    return Number(_plain(value), scale), rest[hyphen + 1 :] if scale > 1 else rest


def _read_spelled(words: Sequence[str]) -> tuple[Number, Sequence[str]] | None:
    """Read words as long as they make up one number, up to the largest scale once each."""
    total, group, scale, used = 0, 0, 10**15, 0
    if words[0] in {"a", "an"} and len(words) > 1 and words[1] in {*_MULTIPLES, *_SCALES}:
        group, used = 1, 1
    while used < len(words):
        word = words[used]
        joined = _joined(words, used, group, total)
        if joined:
            used, word = used + 1, joined
        if word in _SCALES and group and _SCALES[word] < scale:
            scale = _SCALES[word]
            total, group = total + group * scale, 0
        elif word in _MULTIPLES and 0 < group < 100:  # noqa: PLR2004  "fifteen hundred"
            group *= _MULTIPLES[word]
        elif _may_follow(word, group, first=used == 0):
            group += _SMALL.get(word, 0) + _TENS.get(word, 0)
        else:
            break
        used += 1
    if not used:
        return None
    last = words[used - 1]
    return Number(Decimal(total + group), _SCALES.get(last, 1)), words[used:]


def _joined(words: Sequence[str], used: int, group: int, total: int) -> str | None:
    """Return the word after "-" in "thirty-five" or "and" in "a hundred and five", if so joined."""
    following = words[used + 1] if used + 1 < len(words) else ""
    if words[used] == "-" and group % 100 >= 20 and following in _SMALL:  # noqa: PLR2004  after tens
        return following if _may_follow(following, group, first=False) else None
    after_and = words[used] == "and" and (group or total) and group % 100 == 0
    return following if after_and and (following in _SMALL or following in _TENS) else None


def _may_follow(word: str, group: int, *, first: bool) -> bool:
    if word in _TENS:
        return group % 100 == 0
    number = _SMALL.get(word)
    if number is None:
        return False
    if group % 100 == 0:
        return number > 0 or first
    return 0 < number < 10 and group % 100 >= 20 and group % 10 == 0  # noqa: PLR2004  units after tens


def _plain(value: Decimal) -> Decimal:
    """Return the number without an exponent or zeros after the dot."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
