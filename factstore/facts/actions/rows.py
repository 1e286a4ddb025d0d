"""Saving the planned parts of a fact as rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
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


class _Detail(NamedTuple):
    """One evidence, what was sent of it, and the row ids of values by the names it covers them."""

    evidence: Evidence
    draft: EvidenceDraft
    quoted: Quoted
    by_key: Mapping[str, UUID]


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


def set_clauses(planned: Sequence["Parts"]) -> list[dict[int, UUID]]:
    """Save clauses; return, for each fact, the row ids of all its clauses by number.

    Another polarity changes every value of the clause: what covers them was confirmed for the
    opposite.
    """
    new: list[Clause] = []
    ids = [_set_clauses(parts, new) for parts in planned]
    Clause.objects.bulk_create(new)
    return ids


def _set_clauses(parts: "Parts", new: list[Clause]) -> dict[int, UUID]:
    ids = {number: clause.id for number, clause in parts.clauses.items()}
    for draft in parts.patch.set_clauses:
        stored = parts.clauses.get(draft.number)
        if stored is None:
            clause = Clause(fact=parts.fact, number=draft.number, polarity=draft.polarity)
            ids[clause.number] = clause.id
            new.append(clause)
        elif stored.polarity != draft.polarity:
            Clause.objects.filter(pk=stored.pk).update(polarity=draft.polarity)
            Value.objects.filter(clause=stored.pk).update(changed_in=parts.content_revision)
    return ids


def remove_clauses(fact: Fact, numbers: Collection[int]) -> None:
    if numbers:
        Clause.objects.filter(fact=fact, number__in=numbers).delete()


def set_values(
    planned: Sequence["Parts"], clauses: Iterable[Mapping[int, UUID]]
) -> list[dict[str, UUID]]:
    """Save values; return their row ids under every name that evidence may cover them by."""
    new: list[Value] = []
    names = [_set_values(*of_fact, new) for of_fact in zip(planned, clauses, strict=True)]
    Value.objects.bulk_create(new)
    return names


def _set_values(parts: "Parts", clauses: Mapping[int, UUID], new: list[Value]) -> dict[str, UUID]:
    names = {str(value_id): value_id for value_id in parts.values}
    for i, draft in enumerate(parts.patch.set_values):
        filled = {
            **columns(draft.content),
            "field_id": parts.spec.fields[draft.field].id,
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


def set_evidence(planned: Sequence["Parts"], names: Iterable[Mapping[str, UUID]]) -> None:
    """Save evidence; what exists already is replaced as a whole and keeps its id."""
    new: list[Evidence] = []
    details = [
        _Detail(evidence, draft, quoted, by_key)
        for parts, by_key in zip(planned, names, strict=True)
        for evidence, draft, quoted in _set_evidence(parts, new)
    ]
    Evidence.objects.bulk_create(new)
    quotes = quote_actions.record(place for item in details for place in item.quoted.places)
    _add_details(details, {key: quote for key, (quote, _) in quotes.items()})


def _set_evidence(
    parts: "Parts", new: list[Evidence]
) -> Iterator[tuple[Evidence, EvidenceDraft, Quoted]]:
    position = len(parts.evidence)
    for draft, quoted in zip(parts.patch.set_evidence, parts.quoted, strict=True):
        evidence = _evidence(parts, draft, quoted, position=position)
        if evidence.id in parts.evidence:
            _remove_details([evidence.id])
            evidence.save(force_update=True)
        else:
            new.append(evidence)
            position += 1
        yield evidence, draft, quoted


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


def _add_details(items: Iterable[_Detail], by_place: Mapping[object, Quote]) -> None:
    quotes: list[EvidenceQuote] = []
    hops: list[Hop] = []
    covers: list[Coverage] = []
    for item in items:
        evidence, draft = item.evidence, item.draft
        own = {"evidence": evidence, "fact_id": evidence.fact_id}
        quotes += [
            EvidenceQuote(**own, quote=by_place[place.key], position=i)
            for i, place in enumerate(item.quoted.places)
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
                value_id=item.by_key[coverage.value],
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
