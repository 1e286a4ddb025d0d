"""Saving the planned parts of a fact as rows."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from factstore.core.ids import new_id
from factstore.facts.actions.quoting import Quoted
from factstore.facts.drafts import Content, EvidenceDraft
from factstore.facts.models import Clause, Coverage, Evidence, EvidenceQuote, Fact, Hop, Value
from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Quote
from factstore.sources.documents import published

if TYPE_CHECKING:
    from factstore.facts.actions.parts import Parts


def columns(content: Content) -> dict[str, Any]:
    """Return what a value with this content has in the columns of its row."""
    return {
        "kind": content.kind,
        "entity_id": content.entity,
        "text": content.text,
        "choice": content.choice,
        "not_before": content.date and content.date.not_before,
        "not_after": content.date and content.date.not_after,
        "minimum": content.minimum,
        "maximum": content.maximum,
        "unit": content.unit,
        "currency": content.currency,
        "approximate": content.approximate,
    }


def set_clauses(parts: "Parts") -> dict[int, UUID]:
    """Save clauses; return the row ids of all clauses of the fact by number.

    Another polarity changes every value of the clause: what covers them was confirmed for the
    opposite.
    """
    ids = {number: clause.id for number, clause in parts.clauses.items()}
    new = []
    for draft in parts.patch.set_clauses:
        stored = parts.clauses.get(draft.number)
        if stored is None:
            new.append(Clause(fact=parts.fact, number=draft.number, polarity=draft.polarity))
        elif stored.polarity != draft.polarity:
            Clause.objects.filter(pk=stored.pk).update(polarity=draft.polarity)
            Value.objects.filter(clause=stored.pk).update(changed_in=parts.content_revision)
    Clause.objects.bulk_create(new)
    return ids | {clause.number: clause.id for clause in new}


def remove_clauses(fact: Fact, numbers: Collection[int]) -> None:
    if numbers:
        Clause.objects.filter(fact=fact, number__in=numbers).delete()


def set_values(parts: "Parts", clauses: Mapping[int, UUID]) -> dict[str, UUID]:
    """Save values; return the row ids under every name that evidence may cover them by."""
    field_ids = {field.name: field.id for field in parts.fact.fact_type.fields.all()}
    names = {str(value_id): value_id for value_id in parts.values}
    new = []
    for i, draft in enumerate(parts.patch.set_values):
        filled = {
            **columns(draft.content),
            "field_id": field_ids[draft.field],
            "clause_id": None if draft.clause is None else clauses[draft.clause],
        }
        if draft.id in parts.values:
            _update_value(parts, parts.values[draft.id], filled)
            value_id = draft.id
        else:
            value = Value(
                id=draft.id or new_id(),
                fact=parts.fact,
                position=len(parts.values) + i,
                changed_in=parts.content_revision,
                **filled,
            )
            new.append(value)
            value_id = value.id
        if draft.key is not None:
            names[draft.key] = value_id
    Value.objects.bulk_create(new)
    return names


def _update_value(parts: "Parts", row: Value, filled: Mapping[str, Any]) -> None:
    if all(getattr(row, name) == value for name, value in filled.items()):
        return
    Value.objects.filter(pk=row.pk).update(**filled, changed_in=parts.content_revision)


def remove_values(ids: Collection[UUID]) -> None:
    """Delete values of a fact with what covers them; the record keeps both."""
    if not ids:
        return
    Coverage.objects.filter(value__in=list(ids)).delete()
    Value.objects.filter(pk__in=list(ids)).delete()


def set_evidence(
    parts: "Parts", items: Iterable[tuple[EvidenceDraft, Quoted]], by_key: Mapping[str, UUID]
) -> None:
    """Save evidence; what exists already is replaced as a whole and keeps its id."""
    new: list[Evidence] = []
    details: list[tuple[Evidence, EvidenceDraft, Quoted]] = []
    for draft, quoted in items:
        evidence = _evidence(parts, draft, quoted, position=len(parts.evidence) + len(new))
        details.append((evidence, draft, quoted))
        if evidence.id in parts.evidence:
            _remove_details([evidence.id])
            evidence.save(force_update=True)
        else:
            new.append(evidence)
    Evidence.objects.bulk_create(new)
    quotes = quote_actions.record(place for *_, quoted in details for place in quoted.places)
    _add_details(details, by_key, {key: quote for key, (quote, _) in quotes.items()})


def _evidence(parts: "Parts", draft: EvidenceDraft, quoted: Quoted, *, position: int) -> Evidence:
    stored = parts.evidence.get(draft.id) if draft.id else None
    return Evidence(
        id=draft.id or new_id(),
        fact=parts.fact,
        version=quoted.version,
        stance=draft.stance,
        mode=draft.mode,
        hedged=draft.hedged,
        attests=draft.attests,
        attests_note=draft.attests_note,
        confirmed_in=parts.content_revision,
        position=stored.position if stored else position,
    )


def _add_details(
    items: Iterable[tuple[Evidence, EvidenceDraft, Quoted]],
    by_key: Mapping[str, UUID],
    by_place: Mapping[object, Quote],
) -> None:
    quotes: list[EvidenceQuote] = []
    hops: list[Hop] = []
    covers: list[Coverage] = []
    for evidence, draft, quoted in items:
        own = {"evidence": evidence, "fact_id": evidence.fact_id}
        quotes += [
            EvidenceQuote(**own, quote=by_place[place.key], position=i)
            for i, place in enumerate(quoted.places)
        ]
        hops += [
            Hop(
                **own,
                position=i,
                entity_id=hop.entity,
                publisher_id=hop.publisher,
                description=hop.description,
                count=hop.count,
                anonymous=hop.anonymous,
                verb=hop.verb,
                role_as_printed=hop.role_as_printed,
            )
            for i, hop in enumerate(draft.hops)
        ]
        covers += [
            Coverage(
                **own,
                value_id=by_key[coverage.value],
                basis=coverage.basis,
                as_printed=coverage.as_printed,
                rule=coverage.rule,
                note=coverage.note,
                **anchor(evidence, coverage.rule),
            )
            for coverage in draft.covers
        ]
    EvidenceQuote.objects.bulk_create(quotes)
    Hop.objects.bulk_create(hops)
    Coverage.objects.bulk_create(covers)


def anchor(evidence: Evidence, rule: str | None) -> dict[str, Any]:
    """Return the publication dates that a computed coverage was computed from."""
    date = published(evidence.version.article) if rule else None
    return {
        "anchor_not_before": date and date.not_before,
        "anchor_not_after": date and date.not_after,
    }


def remove_evidence(ids: Collection[UUID]) -> None:
    """Delete evidence of a fact with its hops and coverage; the record keeps it."""
    if not ids:
        return
    _remove_details(ids)
    Evidence.objects.filter(pk__in=list(ids)).delete()


def _remove_details(ids: Iterable[UUID]) -> None:
    for model in (Coverage, Hop, EvidenceQuote):
        model._default_manager.filter(evidence__in=list(ids)).delete()  # noqa: SLF001


def confirm(parts: "Parts", ids: Collection[UUID]) -> None:
    """Confirm evidence for the fact as it now is, computed coverages from the dates as they are."""
    if not ids:
        return
    rows = Evidence.objects.filter(pk__in=list(ids)).select_related("version__article")
    for evidence in rows:
        for coverage in evidence.covers.filter(rule__isnull=False):
            Coverage.objects.filter(pk=coverage.pk).update(**anchor(evidence, coverage.rule))
        Evidence.objects.filter(pk=evidence.pk).update(confirmed_in=parts.content_revision)
