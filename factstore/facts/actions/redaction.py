"""Redacting what facts, proposals and flags repeat of a text: rows, revisions and search."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db.models import F, Model, Q

from factstore.core.redaction import Redaction
from factstore.facts import documents, proposed, recording
from factstore.facts.actions.matching import digests
from factstore.facts.blotting import blot
from factstore.facts.models import (
    Coverage,
    Evidence,
    Facet,
    Fact,
    Flag,
    Hop,
    Mention,
    Proposal,
    Value,
)
from factstore.ledger import redacting
from factstore.ledger.kinds import Document
from factstore.ledger.models import Revision, Touch
from factstore.quotes.folding import fold
from factstore.quotes.redaction import regiven

FACT_MEMBERS = frozenset(
    {
        *("sentence", "text", "description", "unit", "note", "reason", "attests_note", "name"),
        *("title", "exact", "prefix", "suffix", "as_printed", "hedged", "role_as_printed"),
        "label",
    }
)
"""Members of a fact's document in which words of a text may stand."""
SUBMITTED = frozenset(
    {
        *("exact", "prefix", "suffix", "as_printed", "text", "note", "hedged", "description"),
        *("role_as_printed", "attests_note", "reason", "unit", "detail", "model", "version"),
        "given",
    }
)
"""Members of a proposal or a flag in which words of a text may stand."""


def redact(redaction: Redaction) -> None:
    """Blot out in facts that stand on the text, and in what was said of them, what repeats it."""

    def alter(document: Document) -> None:
        blot(document, redaction)

    # Once to learn all words as printed, for the notes that repeat them, and once to write.
    for text in _standing_on(redaction.version):
        alter(orjson.loads(text))
    redacting.rewrite(redacting.mentioning("fact", redaction.version), redaction, alter)
    ids = {object_id for kind, object_id, _ in redaction.altered if kind == "fact"}
    for fact_id, document in documents.facts(ids).items():
        after = deepcopy(document)
        blot(after, redaction)
        _save(fact_id, document, after)
    redacting.redact_notes_on("fact", ids, redaction)
    _redact_submissions(ids, redaction)


def _standing_on(version: UUID) -> Iterator[str]:
    rows = redacting.mentioning("fact", version)
    return rows.values_list("document", flat=True).iterator(200)


def redacted(redaction: Redaction) -> None:
    """Bring in step what is derived from altered facts: their claims, and search."""
    touched = Touch.objects.filter(change=redaction.change, kind="fact")
    for fact_id, digest in digests(touched.values_list("object_id", flat=True)).items():
        Fact.objects.filter(pk=fact_id).exclude(values_digest=digest).update(values_digest=digest)
    own = {object_id for kind, object_id, _ in redaction.altered if kind == "fact"}
    entities = {object_id for kind, object_id, _ in redaction.altered if kind == "entity"}
    found = Facet.objects.filter(speakers__overlap=list(entities)).values_list("fact_id", flat=True)
    mentioning = Mention.objects.filter(entity_id__in=entities).values_list("fact_id", flat=True)
    rows = Revision.objects.filter(kind="fact", object_id__in=own | {*found, *mentioning})
    recording.rewrite_search(
        (row.object_id, row.number, orjson.loads(row.document)) for row in rows.iterator(200)
    )


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


def redact_proposals(redaction: Redaction) -> None:
    """Let the quotes that are proposed from the text, now and in every revision, say what is there.

    What was given for them is blotted out where it no longer leads to them.
    """
    after = cache(lambda: fold(redaction.after))

    def alter(told: object) -> None:
        for quote in proposed.quotes_in(told):
            if quote["version"] != str(redaction.version):
                continue
            if "exact" in quote:
                quote["exact"] = redaction.after[quote["start"] : quote["end"]]
            if "repaired" in quote:
                repaired = quote["repaired"]
                repaired["given"] = regiven(repaired["given"], quote["start"], after())

    revisions = redacting.mentioning("proposal", redaction.version)
    for row in Proposal.objects.filter(pk__in=revisions.values("object_id")):
        columns = {"patch": row.patch, "left_out": row.left_out}
        left = deepcopy(columns)
        alter(left)
        if left != columns:
            Proposal.objects.filter(pk=row.pk).update(**left)
    redacting.rewrite(revisions, redaction, alter)


def _redact_submissions(facts: Iterable[UUID], redaction: Redaction) -> None:
    """Blot out in what was submitted about these facts the words that carried their values.

    A flag is about two facts where it says that one repeats the other.
    """

    def alter(document: Document) -> None:
        document |= redacting.blot_members(document, SUBMITTED, redaction, redaction.retold)

    ids = list(facts)
    about: dict[type[Model], Q] = {
        Proposal: Q(fact__in=ids),
        Flag: Q(fact__in=ids) | Q(duplicate_of__in=ids),
    }
    for model, columns in SUBMISSIONS.items():
        rows = list(model._default_manager.filter(about[model]))  # noqa: SLF001  Django's public name
        for row in rows:
            said = {name: getattr(row, name) for name in columns}
            left = redacting.blot_members(said, _NAMES, redaction, redaction.retold)
            if left != said:
                model._default_manager.filter(pk=row.pk).update(**left)  # noqa: SLF001
        kind, told = model._meta.model_name, [row.pk for row in rows]  # noqa: SLF001
        revisions = Revision.objects.filter(kind=kind, object_id__in=told)
        redacting.rewrite(revisions, redaction, alter)


SUBMISSIONS: dict[type[Model], tuple[str, ...]] = {
    Proposal: (
        *("patch", "reason", "left_out", "resolution_reason"),
        *("origin_model", "origin_version"),
    ),
    Flag: ("text", "resolution_reason"),
}
"""The columns of what is submitted about facts in which words of a text may stand."""
_NAMES = SUBMITTED | {"resolution_reason"}
