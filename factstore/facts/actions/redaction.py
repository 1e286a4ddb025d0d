"""Redacting what facts, proposals and flags repeat of a text: rows, revisions and search."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from django.db.models import F, Model

from factstore.core.redaction import Redaction
from factstore.facts import documents, recording
from factstore.facts.actions.matching import digests
from factstore.facts.blotting import blot
from factstore.facts.models import Coverage, Evidence, Fact, Flag, Hop, Proposal, Value
from factstore.ledger import redacting
from factstore.ledger.kinds import Document

_SUBMITTED = frozenset(
    {
        *("exact", "prefix", "suffix", "as_printed", "text", "note", "hedged", "description"),
        *("role_as_printed", "attests_note", "reason"),
    }
)
"""Members of a proposal or a flag in which words of a text may stand."""


def redact(redaction: Redaction) -> None:
    """Blot out in facts, and in what was said of them, what repeats the redacted text."""

    def alter(document: Document) -> None:
        blot(document, redaction)

    # Once to learn all words as printed, for the notes that repeat them, and once to write.
    redacting.rewrite("fact", [redaction.version], redaction, lambda d: alter(deepcopy(d)))
    altered = redacting.rewrite("fact", [redaction.version], redaction, alter)
    recording.rewrite_search(altered)
    ids = {fact_id for fact_id, *_ in altered}
    for fact_id, document in documents.facts(ids).items():
        after = deepcopy(document)
        blot(after, redaction)
        _save(fact_id, document, after)
    for fact_id, digest in digests(ids).items():
        Fact.objects.filter(pk=fact_id).update(values_digest=digest)
    redacting.redact_notes("fact", ids, redaction)
    redacting.forget_answers([redaction.version, *ids])
    _redact_submissions(ids, redaction)


def _save(fact_id: UUID, before: Document, after: Document) -> None:
    """Write to the tables what differs; every fact is touched, so that the feed tells it."""
    Fact.objects.filter(pk=fact_id).update(
        created_by=F("created_by"),
        standing_reason=after["standing"]["reason"],
        standing_note=after["standing"]["note"],
        withdrawn_reason=after["withdrawn"] and after["withdrawn"]["reason"],
    )
    for old, new in zip(before["values"], after["values"], strict=True):
        if old != new:
            text = new.get("text", new.get("description"))
            Value.objects.filter(pk=new["id"]).update(text=text)
    for old, new in zip(before["evidence"], after["evidence"], strict=True):
        _save_part(Evidence, {"pk": new["id"]}, old, new, ("hedged", "attests_note"))
        for i, (hop, hop_now) in enumerate(zip(old["hops"], new["hops"], strict=True)):
            place = {"evidence": new["id"], "position": i}
            _save_part(Hop, place, hop, hop_now, ("description", "role_as_printed"))
        for coverage, now in zip(old["covers"], new["covers"], strict=True):
            place = {"evidence": new["id"], "value": now["value"]}
            _save_part(Coverage, place, coverage, now, ("as_printed", "note"))


def _save_part(
    model: type[Model],
    place: Mapping[str, Any],
    old: Document,
    new: Document,
    members: Iterable[str],
) -> None:
    changed = {name: new[name] for name in members if new[name] != old[name]}
    if changed:
        model._default_manager.filter(**place).update(**changed)  # noqa: SLF001  Django's public name


def _redact_submissions(facts: Iterable[UUID], redaction: Redaction) -> None:
    def blotted(value: object) -> Any:
        return redacting.blot_members(value, _SUBMITTED, redaction)

    def alter(document: Document) -> None:
        document |= blotted(document)

    for proposal in Proposal.objects.filter(fact__in=list(facts)):
        Proposal.objects.filter(pk=proposal.pk).update(
            patch=blotted(proposal.patch),
            reason=redaction.repeated(proposal.reason),
            left_out=blotted(proposal.left_out),
            resolution_reason=_own(proposal.resolution_reason, redaction),
        )
    for flag in Flag.objects.filter(fact__in=list(facts)):
        Flag.objects.filter(pk=flag.pk).update(
            text=redaction.repeated(flag.text),
            resolution_reason=_own(flag.resolution_reason, redaction),
        )
    for kind in ("proposal", "flag"):
        redacting.rewrite(kind, facts, redaction, alter)


def _own(text: str | None, redaction: Redaction) -> str | None:
    return None if text is None else redaction.repeated(text)
