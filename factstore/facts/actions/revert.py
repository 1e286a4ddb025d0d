"""Bringing a fact back to one of its revisions, as a new revision.

What the fact says and stands on comes back: values, clauses and evidence under their old ids.
Status and standing stay: they have steps of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from factstore.core.errors import DomainError, FieldError, Invalid
from factstore.entities.models import Entity
from factstore.facts import documents
from factstore.facts.actions.claims import check_accepted, save_claim
from factstore.facts.actions.parts import Parts, write
from factstore.facts.drafts import EvidenceDraft, FactPatch, ValueDraft
from factstore.facts.errors import FactIncomplete
from factstore.facts.models import Evidence, Fact, Value
from factstore.facts.queries import spec
from factstore.facts.recorded import clause_drafts, evidence_draft, value_draft
from factstore.facts.stored import value_draft as stored_draft
from factstore.ledger.errors import CannotRevert
from factstore.ledger.kinds import Document
from factstore.ledger.locks import lock
from factstore.ledger.models import Revision

Expected = frozenset[int] | None


def revert_fact(fact_id: UUID, document: Document, expected: Expected) -> Fact:
    """Bring a fact back to `document`, which was recorded of it.

    Raises:
        CannotRevert: what cannot come back (an entity or a quote was withdrawn, …), with pointers
            into `document`; or the fact is accepted and would lack what readers are promised.
        Duplicate: another fact has the same values by now.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    _check_moved(fact, document)
    current = Revision.objects.current("fact").get(object_id=fact_id)
    parts = Parts(fact, spec(fact.fact_type_id), content_revision=current.content_revision + 1)
    now = documents.facts([fact_id])[fact_id]
    patch, places = _patch(_followed(document), now, parts)
    try:
        parts.plan(patch)
    except DomainError as error:
        raise _refused(error, places) from error
    digest = parts.digest()
    write([parts])
    if digest != fact.values_digest:
        save_claim(fact, digest)
    _order(document)
    try:
        check_accepted(fact)
    except FactIncomplete as error:
        raise _refused(error, {}) from error
    return fact


def _followed(document: Document) -> Document:
    """Return a document in which merged entities are named by what they were merged into."""
    agents = [hop["agent"] for item in document["evidence"] for hop in item["hops"]]
    named = [value["entity"] for value in document["values"] if value["kind"] == "entity"]
    named += [agent for agent in agents if agent and agent["kind"] != "publisher"]
    merged = Entity.objects.filter(
        pk__in={entity["id"] for entity in named}, merged_into__isnull=False
    )
    into = {str(pk): str(other) for pk, other in merged.values_list("pk", "merged_into")}
    for entity in named:
        entity["id"] = into.get(entity["id"], entity["id"])
    return document


def _check_moved(fact: Fact, document: Document) -> None:
    """Refuse to bring back evidence that a merge has moved to another fact."""
    ids = [item["id"] for item in document["evidence"]]
    elsewhere = Evidence.objects.filter(pk__in=ids).exclude(fact=fact)
    errors = [
        FieldError(f"/evidence/{ids.index(str(row.pk))}", "in_use", f"Fact {row.fact_id} has it.")
        for row in elsewhere
    ]
    if errors:
        raise CannotRevert("Evidence has moved to another fact since.", errors=errors)


def _patch(document: Document, now: Document, parts: Parts) -> tuple[FactPatch, Mapping[str, str]]:
    """Return the patch from what is stored to `document`, and where its items stand in it."""
    stored = {pk: stored_draft(row) for pk, row in parts.values.items()}
    wanted = [value_draft(item) for item in document["values"]]
    values = [(i, draft) for i, draft in enumerate(wanted) if _differs(draft, stored)]
    said = {_any_order(evidence_draft(item)) for item in now["evidence"]}
    drafts = [(i, evidence_draft(item)) for i, item in enumerate(document["evidence"])]
    evidence = [(i, draft) for i, draft in drafts if _any_order(draft) not in said]
    clauses = clause_drafts(document)
    numbers = {clause.number for clause in clauses}
    places = {f"/values/{j}": f"/values/{i}" for j, (i, _) in enumerate(values)}
    places |= {f"/evidence/{j}": f"/evidence/{i}" for j, (i, _) in enumerate(evidence)}
    set_ids = {draft.id for _, draft in evidence}
    # Confirmed is what was so then, and is not so now or with the values of then.
    stale = {item["id"] for item in now["evidence"] if item["stale"]}
    patch = FactPatch(
        set_values=tuple(draft for _, draft in values),
        remove_values=tuple(sorted(stored.keys() - {draft.id for draft in wanted})),
        set_clauses=tuple(
            clause
            for clause in clauses
            if clause.number not in parts.clauses
            or parts.clauses[clause.number].polarity != clause.polarity
        ),
        remove_clauses=tuple(sorted(parts.clauses.keys() - numbers)),
        set_evidence=tuple(draft for _, draft in evidence),
        remove_evidence=tuple(sorted(parts.evidence.keys() - {draft.id for _, draft in drafts})),
        confirm=tuple(
            UUID(item["id"])
            for item in document["evidence"]
            if UUID(item["id"]) not in set_ids
            and not item["stale"]
            and (values or item["id"] in stale)
        ),
        restore=frozenset(_ids(wanted) | _ids(draft for _, draft in drafts)),
    )
    return patch, places


def _any_order(draft: EvidenceDraft) -> EvidenceDraft:
    return replace(draft, covers=tuple(sorted(draft.covers, key=lambda c: c.value)))


def _ids(drafts: Iterable[ValueDraft | EvidenceDraft]) -> set[UUID]:
    return {draft.id for draft in drafts if draft.id is not None}


def _differs(draft: ValueDraft, stored: Mapping[UUID, ValueDraft]) -> bool:
    there = stored.get(draft.id) if draft.id else None
    return there is None or (there.field, there.content, there.clause) != (
        draft.field,
        draft.content,
        draft.clause,
    )


def _order(document: Document) -> None:
    """Put values and evidence in their old order; what was stale then is so again."""
    for model, items in ((Value, document["values"]), (Evidence, document["evidence"])):
        for position, item in enumerate(items):
            rows = model._default_manager.filter(pk=item["id"])  # noqa: SLF001  Django's public name
            rows.exclude(position=position).update(position=position)
    stale = [item["id"] for item in document["evidence"] if item["stale"]]
    Evidence.objects.filter(pk__in=stale).update(confirmed_in=None)


def _refused(error: DomainError, places: Mapping[str, str]) -> CannotRevert:
    """Return the refusal with pointers into the document that was to come back."""
    errors = [FieldError(_place(e.pointer, places), e.code, e.detail) for e in error.errors]
    if not errors and not isinstance(error, Invalid):
        errors = [FieldError("", error.code, error.detail)]
    return CannotRevert("What was recorded then cannot come back as it was.", errors=errors)


def _place(pointer: str, places: Mapping[str, str]) -> str:
    head = "/".join(pointer.split("/")[:3])
    return places.get(head, head) + pointer[len(head) :]
