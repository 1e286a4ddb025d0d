"""Finding quoted words in the stored texts: one place, or a refusal with the places there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.core.text import codepoint_offset
from factstore.ledger.locks import hold
from factstore.quotes.anchor import Span
from factstore.quotes.candidates import described
from factstore.quotes.errors import (
    Candidate,
    Marked,
    QuoteAbsent,
    QuoteAmbiguous,
    Stretch,
    Unplaced,
)
from factstore.quotes.folding import FOLDING_VERSION, Folded
from factstore.quotes.foldings import Foldings
from factstore.quotes.locate import Match, locate
from factstore.quotes.placing import Placed, Words, placed, unmet
from factstore.quotes.selectors import Repaired, Selector, check_lengths
from factstore.sources.models import Article, Version

Texts = dict[tuple[str, UUID], Version]
"""Versions found before, under what a selector named: `version` or `article`, and its id."""

FOLDINGS = Foldings()
"""The folded texts of this process."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: a span of a version, with its characters there.

    `repaired`: how it was found, where other words than these characters were looked for.
    """

    version: Version
    span: Span
    exact: str
    repaired: Repaired | None = None

    @property
    def key(self) -> tuple[UUID, int, int]:
        """What no two quotes share."""
        return self.version.pk, self.span.start, self.span.end

    @property
    def given(self) -> str | None:
        """The words that were looked for; None: these characters."""
        return self.repaired.given if self.repaired else None

    @property
    def folding(self) -> int | None:
        """The folding profile that found it; None where nothing was folded."""
        return self.repaired.folding if self.repaired else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What is known of where words stand in a version, as it is answered."""

    version: dict[str, Any]
    article: dict[str, str]
    folding: int
    outcome: str
    spans: tuple[Stretch, ...]
    exact: str | None
    score: float | None
    differences: tuple[Marked, ...]
    unmet: str | None
    candidates: list[Candidate]
    candidates_total: int
    candidates_more: bool


def find(selector: Selector) -> Located:
    """Return what is known of where a selector's words stand; locks nothing, refuses no words.

    Raises:
        Invalid: no such version or article, no words or too long ones, or a span outside the text.
    """
    check_lengths(selector)
    version = _version(selector, {}, keep=False)
    if selector.exact is None:
        error = FieldError("/exact", "required", "Give the words.")
        raise Invalid("Nothing is looked for.", errors=[error])
    found = placed(version.text, _words(version, selector), lambda: folded(version))
    matches = found.candidates
    own = described(version.text, [Match(found.spans, 1.0)]) if found.spans else []
    candidates = described(version.text, matches)
    best = next(iter([*own, *candidates]), None)
    return Located(
        version={"id": str(version.pk), "number": version.number},
        article={"id": str(version.article_id)},
        folding=FOLDING_VERSION,
        outcome=found.outcome,
        spans=own[0].spans if own else (),
        exact=own[0].exact if own else None,
        score=best.score if best else None,
        differences=best.differences if best else (),
        unmet=found.unmet,
        candidates=candidates,
        candidates_total=len(matches),
        candidates_more=found.more,
    )


def places(selector: Selector, texts: Texts) -> list[Place]:
    """Return where a selector points, its parts in order; writes nothing.

    `texts` spares reading a text twice; the article is kept in use to the end of the change.

    Raises:
        Invalid: no such version or article, too long words, or a span outside the text.
        QuoteAbsent: the words do not stand there, or not in their context; carries what is near.
        QuoteAmbiguous: they stand there more than once; carries all places.
    """
    check_lengths(selector)
    version = _version(selector, texts, keep=True)
    text = version.text
    span = _given_span(text, selector)
    if span is not None:
        return [Place(version, span, text[span.start : span.end], _held(version, span, selector))]
    words = _words(version, selector)
    found = placed(text, words, lambda: folded(version))
    if found.outcome == "repaired" and selector.match == "exact":
        match = Match(found.spans, 1.0)
        detail = "The words stand in the text, but only folded; exact characters were asked for."
        raise _absent(detail, "/exact", text, [match])
    if found.spans:
        repaired = Repaired(words.exact, FOLDING_VERSION) if found.outcome == "repaired" else None
        return [Place(version, s, text[s.start : s.end], repaired) for s in found.spans]
    raise refused(text, found)


def refused(text: str, found: Placed) -> Unplaced:
    """Return the refusal of words that have no place for certain."""
    matches = found.candidates
    if found.outcome == "ambiguous":
        count = f"at least {len(matches)}" if found.more else str(len(matches))
        return QuoteAmbiguous(
            f"The quoted words stand in the text {count} times; a longer prefix or suffix would "
            "tell which place is meant.",
            errors=[FieldError("/exact", "quote_ambiguous", "These words stand there repeatedly.")],
            candidates=described(text, matches),
            total=len(matches),
            more=found.more,
        )
    if found.unmet:
        detail = (
            f"The quoted words stand in the text, but the given {found.unmet} does not stand "
            "beside them: the context does not match."
        )
        return _absent(detail, f"/{found.unmet}", text, matches, more=found.more)
    detail = "The quoted words do not stand in the text."
    if matches:
        detail = (
            "The quoted words do not stand in the text; something like them does. If that is "
            "meant, quote it as it stands there."
        )
    return _absent(detail, "/exact", text, matches)


def _absent(
    detail: str, pointer: str, text: str, matches: Sequence[Match], *, more: bool = False
) -> QuoteAbsent:
    said = "These words do not stand in the text at this place."
    return QuoteAbsent(
        detail,
        errors=[FieldError(pointer, "quote_absent", said)],
        candidates=described(text, matches),
        total=len(matches),
        more=more,
    )


def folded(version: Version) -> Folded:
    """Return the text of a version folded, kept in this process for the next time."""
    return FOLDINGS.get(version.pk, version.sha256, version.text)


def _version(selector: Selector, texts: Texts, *, keep: bool) -> Version:
    named = selector.version or selector.article
    if named is None:
        error = FieldError("/version", "required", "Name a version, or an article.")
        raise Invalid("The quote names no text.", errors=[error])
    if selector.version is not None and selector.article is not None:
        error = FieldError("/article", "one_text", "Name a version or an article, not both.")
        raise Invalid("The quote names two texts.", errors=[error])
    member = "article" if selector.version is None else "version"
    if (member, named) not in texts:
        if keep and member == "article":
            hold(Article, [named])  # from here on its newest version stays the newest
        versions = Version.objects.select_related("article__publisher")
        found = versions.filter(pk=named).first() if selector.version else versions.newest_of(named)
        if found is None or not _in_use(found.article, keep=keep):
            error = FieldError(f"/{member}", "unknown", f"There is no {member} {named}.")
            raise Invalid("There is no such text.", errors=[error])
        texts[member, named] = found
    return texts[member, named]


def _in_use(article: Article, *, keep: bool) -> bool:
    return bool(hold(Article, [article.pk])) if keep else article.withdrawn_reason is None


def _words(version: Version, selector: Selector) -> Words:
    if selector.exact is None:
        error = FieldError("/exact", "required", "Give the words, or start and end.")
        raise Invalid("The quote names no place.", errors=[error])
    hint = selector.hint
    if hint is not None:
        hint = _offset(version.text, hint, selector, at="/hint")
    return Words(selector.exact, selector.prefix, selector.suffix, hint)


def _given_span(text: str, selector: Selector) -> Span | None:
    start, end = selector.start, selector.end
    if start is None and end is None:
        return None
    if start is None or end is None:
        missing = "/start" if start is None else "/end"
        error = FieldError(missing, "required", "A span has a start and an end.")
        raise Invalid("The quote names half a span.", errors=[error])
    start = _offset(text, start, selector, at="/start")
    end = _offset(text, end, selector, at="/end")
    if not 0 <= start < end <= len(text):
        detail = f"A span has 0 <= start < end <= {len(text)} (code points, end exclusive)."
        error = FieldError("/end", "bad_span", detail)
        raise Invalid("The span is not in the text.", errors=[error])
    if text[start:end].isspace():
        error = FieldError("/end", "bad_span", "The span has nothing but spaces.")
        raise Invalid("There are no words to quote.", errors=[error])
    return Span(start, end)


def _offset(text: str, offset: int, selector: Selector, *, at: str) -> int:
    """Return an offset in code points."""
    if selector.unit != "utf16":
        return offset
    try:
        return codepoint_offset(text, offset)
    except ValueError as problem:
        error = FieldError(at, "bad_span", str(problem))
        raise Invalid("The span is not in the text.", errors=[error]) from problem


def _held(version: Version, span: Span, selector: Selector) -> Repaired | None:
    """Return the words given with a span, where they had to be folded to be those of the span.

    Raises:
        QuoteAbsent: the words or the context given with the span are not its own.
    """
    there = version.text[span.start : span.end]
    exact = there if selector.exact is None else selector.exact
    words = Words(exact, selector.prefix, selector.suffix)
    member = None if exact == there else "exact"
    if member and selector.match == "repaired":
        found = locate(there, exact)
        member = None if found.spans == (Span(0, len(there)),) else "exact"
    if member is None:
        member = _unmet(version, span, words)
    if member is not None:
        detail = f"The text has another {member} at this span."
        raise _absent(detail, f"/{member}", version.text, [Match((span,), 1.0)])
    return None if exact == there else Repaired(exact, FOLDING_VERSION)


def _unmet(version: Version, span: Span, words: Words) -> str | None:
    text = version.text
    if text.endswith(words.prefix, 0, span.start) and text.startswith(words.suffix, span.end):
        return None
    return unmet(folded(version), span, words)
