"""Two wordings side by side, with what differs marked in each."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from factstore.quotes.folding import fold

LONGEST = 5_000
"""Code points of a wording up to which its words are compared; a longer one is shown unmarked."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a wording; `differs`: the other one has something else there."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """Two wordings, cut where they begin or cease to differ."""

    ours: list[Part]
    theirs: list[Part]


def sides(ours: str, theirs: str, *, to_the_letter: bool = False) -> Sides:
    """Compare two wordings word by word.

    What folding covers counts as the same, and so does the case of letters, unless it is to be
    `to_the_letter`.
    """
    if max(len(ours), len(theirs)) > LONGEST:
        return Sides([Part(ours)], [Part(theirs)])
    a, b = _TOKEN.findall(ours), _TOKEN.findall(theirs)
    keys = {token: token if to_the_letter else _key(token) for token in {*a, *b}}
    found = Sides([], [])
    for step in Levenshtein.opcodes([keys[t] for t in a], [keys[t] for t in b]):
        differs = step.tag != "equal"
        _add(found.ours, "".join(a[step.src_start : step.src_end]), differs=differs)
        _add(found.theirs, "".join(b[step.dest_start : step.dest_end]), differs=differs)
    return found


def _key(token: str) -> str:
    return " " if token.isspace() else fold(token).lowered.strip() or token


def _add(parts: list[Part], text: str, *, differs: bool) -> None:
    if not text:
        return
    if parts and parts[-1].differs == differs:
        parts[-1] = Part(parts[-1].text + text, differs)
    else:
        parts.append(Part(text, differs))
