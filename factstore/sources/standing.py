"""Saying what became of an article: corrected, retracted, removed, out of reach; or that it stands.

Runs inside `ledger.actions.change`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from factstore.core.constraints import refusing
from factstore.core.dates import PartialDate
from factstore.core.errors import FieldError, Invalid
from factstore.core.redaction import Redaction
from factstore.ledger import redacting, usage
from factstore.ledger.kinds import Document
from factstore.ledger.locks import assign, lock
from factstore.sources.actions import withdraw_article
from factstore.sources.models import Article, Standing
from factstore.sources.models.standing import STANDS

BY_PUBLISHER = frozenset({Standing.State.CORRECTED.value, Standing.State.RETRACTED.value})
"""What a publisher says itself, in words or at an address; a note tells everything else."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an article, `state` being `stands` or one of `Standing.State`.

    `date` is the day of it; `words` stand character for character in `version`, a version of
    the article; `url` is where the publisher says so, `note` what readers should know.
    """

    state: str
    date: PartialDate | None = None
    words: str | None = None
    version: UUID | None = None
    url: str | None = None
    note: str | None = None


def set_standing(article_id: UUID, told: Told, *, expected: frozenset[int] | None) -> Article:
    """Say how an article stands; the facts that its words support show it.

    Raises:
        Invalid: what tells so is missing, or the words do not stand in that version.
    """
    article = lock(Article, "article", article_id, expected=expected)
    told = _without_blanks(told)
    errors = _missing(told)
    if errors:
        raise Invalid("The article cannot stand so.", errors=errors)
    _write(article, told)
    return article


def undo_article(article_id: UUID, before: Document, after: Document) -> None:
    """Take back what a change did to an article's standing, and a withdrawal of it.

    Raises:
        InUse: something that it stands on was withdrawn since, or others stand on it.
        Invalid: a redaction took away what told of the standing before.
    """
    _undo_withdrawal(article_id, before, after)
    was = before.get("standing")  # documents had none before there were standings
    if not before["withdrawn"] and was != after.get("standing"):
        set_standing(article_id, _told(was) if was else Told(STANDS), expected=None)


def redact_standings(redaction: Redaction) -> None:
    """Let the words of notices follow their text; take away addresses that repeat the words."""
    text = [(0, len(redaction.before))]
    for standing in Standing.objects.all():
        columns = {"url": redacting.blot_members({"url": standing.url}, _URL, redaction)["url"]}
        if standing.words is not None and standing.version_id == redaction.version:
            columns["words"] = redaction.reprinted(standing.words, text)
        if assign(standing, columns):
            standing.save(update_fields=list(columns))

    def alter(document: Document) -> None:
        said = document.get("standing") or {}
        if said.get("version") and said["version"]["id"] == str(redaction.version):
            said["words"] = redaction.reprinted(said["words"], text)

    redacting.rewrite(redacting.mentioning("article", redaction.version), redaction, alter)


_URL = frozenset({"url"})
_undo_withdrawal = usage.undoing(
    Article,
    "article",
    lambda article_id, reason: withdraw_article(article_id, reason=reason, expected=None),
    needs={"publisher": "a publisher"},
)


def _without_blanks(told: Told) -> Told:
    """Return what is told, blank words being none."""
    said = (told.words, told.url, told.note)
    words, url, note = (one if one and one.strip() else None for one in said)
    return replace(told, words=words, url=url, note=note)


def _missing(told: Told) -> list[FieldError]:
    """Return what a standing lacks, or has too much."""
    members = ("date", "words", "version", "url", "note")
    given = [name for name in members if getattr(told, name) is not None]
    if told.state == STANDS:
        detail = "Of an article that stands, nothing more is told."
        return [FieldError(f"/{name}", "stands_alone", detail) for name in given]
    wanted = {"date": f"Say when it was {told.state}, as far as you know."}
    if ("words" in given) != ("version" in given):
        wanted["version" if told.words else "words"] = "Words and the version they stand in."
    if told.state not in BY_PUBLISHER:
        wanted["note"] = "Say what readers should know of it."
    elif "url" not in given:
        wanted["words"] = "Quote the publisher's notice, or give its address."
    return [
        FieldError(f"/{name}", "required", detail)
        for name, detail in wanted.items()
        if name not in given
    ]


def _write(article: Article, told: Told) -> None:
    row = Standing.objects.filter(article=article).first()
    if told.state == STANDS:
        if row:
            row.delete()
        return
    standing = row or Standing(article=article)
    columns = {
        "state": told.state,
        "not_before": told.date and told.date.not_before,
        "not_after": told.date and told.date.not_after,
        "words": told.words,
        "version_id": told.version,
        "url": told.url,
        "note": told.note,
    }
    if assign(standing, columns) or row is None:
        with refusing(_refusals(told)):
            standing.save(force_insert=row is None)


def _refusals(told: Told) -> dict[str, Callable[[], Invalid]]:
    def refusal(pointer: str, code: str, detail: str) -> Callable[[], Invalid]:
        error = FieldError(pointer, code, detail)
        return lambda: Invalid("The article cannot stand so.", errors=[error])

    return {
        "sources_standing_version_is_its_own": refusal(
            "/version", "unknown", f"The article has no version {told.version}."
        ),
        "sources_standing_words_in_text": refusal(
            "/words", "quote_absent", "The words do not stand in that version, as they are given."
        ),
    }


def _told(said: Document) -> Told:
    return Told(
        state=said["state"],
        date=said["date"] and PartialDate.of(said["date"]),
        words=said["words"],
        version=said["version"] and UUID(said["version"]["id"]),
        url=said["url"],
        note=said["note"],
    )
