"""What stands below an article and is not of it: found by its words, cut only on request."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

COMMENTS = "comments"
COMMENT_FORM = "comment_form"
NEWSLETTER = "newsletter"
SHARING = "sharing"
RELATED = "related"
KINDS = (COMMENTS, COMMENT_FORM, NEWSLETTER, SHARING, RELATED)

_LINE = {
    NEWSLETTER: r"(sign up|subscribe) (for|to) (our|the|my|this) [^\n]{0,60}newsletter[^\n]{0,80}"
    r"|get [^\n]{0,60} (delivered|sent) (straight )?(to|in) your inbox[^\n]{0,80}",
    SHARING: r"share (this|on)"
    r"( (article|post|story|page|:|facebook|twitter|x|whatsapp|email))*:?"
    r"|(click to )?(share|email|print)( a link)?( on| to)?"
    r" (facebook|twitter|whatsapp|linkedin|a friend)( \(opens in new window\))?",
    RELATED: r"(related (articles?|stories|posts?|coverage)|read (more|next|also)|more on this)"
    r"( ?:[^\n]{0,200})?",
}
# The form is the last of a page: what comes after its heading is of it.
_FORM_HEADING = re.compile(
    r"^[ \t]*(leave a (reply|comment)|post a comment|join the discussion)[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_FORM_WORDS = re.compile(
    r"your email address will not be published|required fields are marked"
    r"|you may use these html tags",
    re.IGNORECASE,
)
_FORM_WITHIN = 400  # code points from the heading on
_LINES = [
    (kind, re.compile(rf"^[ \t]*(?:{words})[ \t\r]*$", re.IGNORECASE | re.MULTILINE))
    for kind, words in _LINE.items()
]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A span of the text (code points, end exclusive) that looks like `kind`."""

    kind: str
    start: int
    end: int


def find(text: str, *, comments_from: int | None = None) -> list[Boilerplate]:
    """Return what looks like boilerplate, in order and apart.

    `comments_from`: where readers' comments begin that the page itself marks as such.
    """
    return list(_apart(sorted(_found(text, comments_from), key=lambda b: (b.start, -b.end))))


def _found(text: str, comments_from: int | None) -> Iterator[Boilerplate]:
    # Both end the text, and neither is to be cut with the other.
    tails = ((comments_from, COMMENTS), (_form_start(text), COMMENT_FORM))
    starts = sorted((start, kind) for start, kind in tails if start is not None)
    for (start, kind), (end, _) in pairwise([*starts, (len(text), "")]):
        yield Boilerplate(kind, start, end)
    for kind, line in _LINES:
        for match in line.finditer(text):
            yield Boilerplate(kind, match.start(), match.end())


def _form_start(text: str) -> int | None:
    """Return where the first heading stands that words of a form follow, in linear time."""
    words = [found.start() for found in _FORM_WORDS.finditer(text)]
    for heading in _FORM_HEADING.finditer(text) if words else ():
        following = bisect_left(words, heading.end())
        if following < len(words) and words[following] - heading.end() <= _FORM_WITHIN:
            return heading.start()
    return None


def _apart(found: Sequence[Boilerplate]) -> Iterator[Boilerplate]:
    end = 0
    for item in found:
        if item.start >= end:
            yield item
            end = item.end


def cut(
    text: str, found: Sequence[Boilerplate], kinds: Collection[str]
) -> tuple[str, list[Boilerplate]]:
    """Return the text without what was found of these `kinds`, and what was cut.

    White space before a cut goes with it, where the cut ends the text; else nothing but the cut.
    """
    gone = [item for item in found if item.kind in kinds]
    pieces, at = [], 0
    for item in gone:
        pieces.append(text[at : item.start])
        at = item.end
    rest = text[at:]
    kept = "".join(pieces)
    if gone and not rest.strip():
        return kept.rstrip(), [*gone[:-1], Boilerplate(gone[-1].kind, gone[-1].start, len(text))]
    return kept + rest, gone
