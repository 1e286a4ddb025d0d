"""Values that come to say the same by a merge of entities: reduced to one, and given back.

Of an evidence that covers both, the coverage of the kept value stays; any other moves to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from factstore.entities.models import Entity
from factstore.facts import claims, documents, recorded
from factstore.facts.actions import rows
from factstore.facts.actions.quoting import texts_of
from factstore.facts.drafts import Content, ValueDraft
from factstore.facts.models import Clause, Coverage, Evidence, Fact, Value
from factstore.facts.stored import value_draft
from factstore.ledger.kinds import Document
from factstore.ledger.merges import Step


def reduce_values(fact_ids: Collection[UUID], *, renamed: Collection[UUID]) -> None:
    """Leave one of the values of each fact that say the same, `renamed` ones last."""
    facts = Fact.objects.filter(pk__in=list(fact_ids)).order_by("pk")
    for fact in facts.prefetch_related("clauses"):
        values = Value.objects.filter(fact=fact).select_related("field", "clause")
        drafts = [value_draft(row) for row in values.order_by("position", "pk")]
        polarities = {clause.number: clause.polarity for clause in fact.clauses.all()}
        gone = claims.repeated(drafts, polarities, renamed=renamed)
        if gone:
            _move_coverage(fact, gone)
            rows.remove_values(list(gone))
            Clause.objects.filter(fact=fact, values=None).delete()


def _move_coverage(fact: Fact, gone: Mapping[UUID, UUID]) -> None:
    items = documents.facts([fact.pk])[fact.pk]["evidence"]
    stale = {UUID(item["id"]) for item in items if item["stale"]}
    changed_in = dict(Value.objects.filter(fact=fact).values_list("pk", "changed_in"))
    for row in Coverage.objects.filter(value__in=list(gone)).select_related("evidence"):
        kept = gone[row.value_id]
        if Coverage.objects.filter(evidence=row.evidence_id, value=kept).exists():
            continue
        Coverage.objects.filter(pk=row.pk).update(value=kept)
        # It was confirmed for a value that says the same.
        if row.evidence_id not in stale:
            behind = Evidence.objects.filter(pk=row.evidence_id, confirmed_in__lt=changed_in[kept])
            behind.update(confirmed_in=changed_in[kept])


def reduced(step: Step, one: UUID, other: UUID) -> dict[UUID, UUID]:
    """Return which values of a fact a merge of `one` into `other` reduced, and to which."""
    drafts = [recorded.value_draft(item) for item in step.before["values"]]
    renamed = {draft.id for draft in drafts if draft.content.entity == one}
    moved = [
        replace(draft, content=Content("entity", entity=other)) if draft.id in renamed else draft
        for draft in drafts
    ]
    polarities = {c.number: c.polarity for c in recorded.clause_drafts(step.before)}
    left = {UUID(item["id"]) for item in step.after["values"]}
    found = claims.repeated(moved, polarities, renamed={pk for pk in renamed if pk})
    return {gone: kept for gone, kept in found.items() if gone not in left}


def give_back_values(step: Step, gone: Mapping[UUID, UUID]) -> set[UUID]:
    """Write the reduced values of a fact again whose kept ones are there; return their ids."""
    fact = Fact.objects.select_related("fact_type").get(pk=step.object_id)
    there = set(Value.objects.filter(fact=fact).values_list("pk", flat=True))
    field_ids = {field.name: field.id for field in fact.fact_type.fields.all()}
    back: set[UUID] = set()
    for position, item in enumerate(step.before["values"]):
        draft = recorded.value_draft(item)
        if draft.id is None or draft.id in there or gone.get(draft.id) not in there:
            continue
        Value.objects.create(
            id=draft.id,
            fact=fact,
            field_id=field_ids[draft.field],
            clause=_clause(fact, draft, item["polarity"]),
            position=position,
            changed_in=item["changed_in"],
            **rows.columns(_followed(draft.content)),
        )
        back.add(draft.id)
    return back


def _clause(fact: Fact, draft: ValueDraft, polarity: str) -> Clause | None:
    if draft.clause is None:
        return None
    taken = {clause.number: clause for clause in fact.clauses.all()}
    there = taken.get(draft.clause)
    if there is not None and there.polarity == polarity:
        return there
    number = draft.clause if there is None else max(taken) + 1
    return Clause.objects.create(fact=fact, number=number, polarity=polarity)


def _followed(content: Content) -> Content:
    if content.entity is None:
        return content
    into = Entity.objects.filter(pk=content.entity).values_list("merged_into", flat=True).first()
    return replace(content, entity=into) if into else content


def give_back_coverage(step: Step, back: Collection[UUID], gone: Mapping[UUID, UUID]) -> None:
    """Let the evidence of a fact cover again what it covered of the values given back."""
    for item in step.before["evidence"]:
        evidence = Evidence.objects.filter(pk=item["id"], fact=step.object_id).first()
        covered = {UUID(c["value"]) for c in item["covers"]}
        for coverage in item["covers"] if evidence else ():
            value = UUID(coverage["value"])
            if value not in back or evidence is None:
                continue
            if gone[value] not in covered:
                moved = Coverage.objects.filter(evidence=evidence, value=gone[value])
                moved.update(value=value)
            elif _stands(coverage, evidence):
                _cover(evidence, value, coverage)


def _stands(coverage: Document, evidence: Evidence) -> bool:
    words = coverage["as_printed"]
    return words is None or any(words in text for text in texts_of(evidence))


def _cover(evidence: Evidence, value: UUID, coverage: Document) -> None:
    Coverage.objects.create(
        evidence=evidence,
        fact_id=evidence.fact_id,
        value_id=value,
        **{name: coverage[name] for name in ("basis", "as_printed", "rule", "note")},
        **rows.anchor(evidence, coverage["rule"]),
    )
