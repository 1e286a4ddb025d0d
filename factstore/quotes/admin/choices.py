"""The places that words may have in a text, as an editor chooses among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.urls import reverse

from factstore.quotes.admin.sides import Sides, sides
from factstore.quotes.errors import Candidate, Stretch
from factstore.quotes.finding import Located
from factstore.quotes.models import Quote
from factstore.sources.marking import Segment, segments

AROUND = 240
"""Code points of the text shown before and after a place."""
MOST = 20
"""Places that a page offers; it tells how many more there are."""

GRAVE = {
    "number": "another number",
    "negation": "a negation more or less",
    "name": "another name",
}
_KINDS = {
    **GRAVE,
    "words": "other words",
    "case": "capitals",
    "marks": "punctuation",
}

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words: what kind it is, what was given, and what the text has."""

    kind: str
    grave: bool
    quoted: str
    there: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One place to choose: its spans, the text around with the place marked, what differs.

    `stored`: the address of the quote that is kept of this very place.
    """

    spans: Spans
    label: str
    around: list[Segment[str]]
    cut_before: bool
    cut_after: bool
    percent: int | None = None
    compared: Sides | None = None
    differences: list[Told] = field(default_factory=list)
    stored: str = ""

    @property
    def value(self) -> str:
        """What the form sends for it."""
        return ",".join(f"{start}-{end}" for start, end in self.spans)


def choices(text: str, version: UUID, found: Located, given: str, *, is_one: bool) -> list[Choice]:
    """Return what can be kept of what was found, the likeliest first.

    `given` are the words as they were pasted; `is_one`: one quote is wanted, not several.
    """
    if found.spans:
        made = _certain(text, found.spans, found.exact or "", given)
    elif found.outcome == "ambiguous":
        made = [
            around(text, tuple((s.start, s.end) for s in one.spans))
            for one in found.candidates[:MOST]
        ]
    else:
        made = [_near(text, one, given) for one in found.candidates[:MOST]]
    return _with_stored(version, _as_one(text, made) if is_one else made)


def _as_one(text: str, made: Sequence[Choice]) -> list[Choice]:
    """Return places in one stretch each: what has parts, from the first to the last of them."""
    single = {one.spans: one for one in made if len(one.spans) == 1}
    whole = dict.fromkeys(((one.spans[0][0], one.spans[-1][1]),) for one in made)
    return [single.get(spans) or around(text, spans) for spans in whole]


def _certain(text: str, spans: Sequence[Stretch], exact: str, given: str) -> list[Choice]:
    places: Spans = tuple((s.start, s.end) for s in spans)
    compared = None if exact == given else sides(given, exact, to_the_letter=True)
    if len(places) == 1:
        return [around(text, places, compared=compared)]
    whole = (places[0][0], places[-1][1])
    return [
        around(text, places, f"All {len(places)} parts, each as a quote of its own"),
        *(around(text, (one,), f"Part {n} alone") for n, one in enumerate(places, 1)),
        around(text, (whole,), "All from the first part to the last, as one quote"),
    ]


def _near(text: str, one: Candidate, given: str) -> Choice:
    differences = [(d.kind, d.quoted, d.there) for d in one.differences]
    return near(text, (one.start, one.end), one.score, given, differences)


def near(
    text: str,
    span: tuple[int, int],
    score: float,
    given: str,
    differences: Iterable[tuple[str, str, str]],
) -> Choice:
    """Return a place that is only like the words given; `differences`: kind, given, there."""
    return around(
        text,
        (span,),
        percent=round(score * 100),
        compared=sides(given, text[span[0] : span[1]]),
        differences=[
            Told(_KINDS[kind], kind in GRAVE, ours, there) for kind, ours, there in differences
        ],
    )


def around(
    text: str,
    spans: Spans,
    label: str = "",
    *,
    percent: int | None = None,
    compared: Sides | None = None,
    differences: Iterable[Told] = (),
) -> Choice:
    """Return a place with the text around it."""
    first, last = max(0, spans[0][0] - AROUND), spans[-1][1] + AROUND
    marks = [(start - first, end - first, "place") for start, end in spans]
    return Choice(
        spans,
        label,
        list(segments(text[first:last], marks)),
        cut_before=first > 0,
        cut_after=last < len(text),
        percent=percent,
        compared=compared,
        differences=list(differences),
    )


def _with_stored(version: UUID, made: Sequence[Choice]) -> list[Choice]:
    """Return the choices with the quotes that are kept of them."""
    starts = {spans[0][0] for spans in (one.spans for one in made) if len(spans) == 1}
    rows = Quote.objects.filter(version=version, start__in=starts, withdrawn_reason=None)
    kept = {(row.start, row.end): row.pk for row in rows.only("start", "end")}
    return [
        replace(one, stored=_address(kept[one.spans[0]]))
        if len(one.spans) == 1 and one.spans[0] in kept
        else one
        for one in made
    ]


def _address(pk: object) -> str:
    return reverse("admin:quotes_quote_change", args=[pk])


def spans_of(value: str) -> Spans:
    """Return the spans that a form sent; none where it is nothing of ours."""
    try:
        pairs = [tuple(int(n) for n in span.split("-")) for span in value.split(",")]
    except ValueError:
        return ()
    found = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]  # noqa: PLR2004  a start and an end
    return tuple(found) if len(found) == len(pairs) else ()
