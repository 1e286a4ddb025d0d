"""The parts of one fact under change: what is stored, what shall be, and the way there.

`Parts.plan` checks everything that a patch names and finds its quotes in their texts, writing
nothing; `write` then saves the rows.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from factstore.core import canonical
from factstore.core.errors import FieldError, Invalid
from factstore.entities.merging import naming_survivors
from factstore.entities.models import Entity
from factstore.facts import checks, claims, patches
from factstore.facts.actions import rows
from factstore.facts.actions.quoting import Quoted, quote_all
from factstore.facts.drafts import (
    ClauseDraft,
    Content,
    CoverageDraft,
    EvidenceDraft,
    FactPatch,
    ValueDraft,
)
from factstore.facts.models import Clause, Coverage, Evidence, Fact, Value
from factstore.facts.specs import TypeSpec
from factstore.facts.stored import value_draft
from factstore.ledger.locks import hold
from factstore.quotes.finding import Texts
from factstore.sources.documents import published
from factstore.sources.models import Publisher


class Parts:
    """One fact's clauses, values and evidence, stored and planned.

    `content_revision` is the one that the change will record; `texts` spares reading a text twice.
    """

    def __init__(
        self, fact: Fact, spec: TypeSpec, *, content_revision: int, texts: Texts | None = None
    ) -> None:
        self.fact = fact
        self.spec = spec
        self.texts: Texts = {} if texts is None else texts
        self.content_revision = content_revision
        stored = not fact._state.adding  # noqa: SLF001  Django's own word for "not in the database"
        self.clauses: dict[int, Clause] = (
            {c.number: c for c in Clause.objects.filter(fact=fact)} if stored else {}
        )
        self.values: dict[UUID, Value] = (
            {v.id: v for v in Value.objects.filter(fact=fact).select_related("field", "clause")}
            if stored
            else {}
        )
        self.evidence: dict[UUID, Evidence] = (
            {e.id: e for e in Evidence.objects.filter(fact=fact)} if stored else {}
        )
        self.patch = FactPatch()
        self.quoted: list[Quoted] = []

    def plan(self, patch: FactPatch, *, within: str = "") -> None:
        """Check what `patch` names and find its quotes in their texts.

        `within` is what the request has between `/values` and the index: "/set" in a patch.

        Raises:
            Invalid, QuoteAbsent, QuoteAmbiguous: with pointers into the request.
        """
        self.patch = patch
        values_at, evidence_at = f"/values{within}", f"/evidence{within}"
        errors = [
            *self._patch_errors(within),
            *self._value_errors(values_at),
            *self._agent_errors(evidence_at),
        ]
        self.quoted, quote_errors = quote_all(patch.set_evidence, self.texts, at=evidence_at)
        errors += quote_errors
        for i, (evidence, quoted) in enumerate(zip(patch.set_evidence, self.quoted, strict=True)):
            at = f"{evidence_at}/{i}"
            texts = quoted.texts
            if texts:
                errors += checks.check_evidence(evidence, texts, basis=self.spec.basis, at=at)
            errors += self._coverage_errors(evidence, quoted, at=at)
        errors += self._confirm_errors()
        if errors:
            raise Invalid("The fact cannot be recorded so.", errors=errors)

    def digest(self) -> str:
        """Return the digest of what the planned fact claims, whatever the order of its values."""
        clauses = {number: c.polarity for number, c in self._planned_clauses().items()}
        values = [(v.field, v.content, v.clause) for v in self._planned_values()]
        return canonical.digest(claims.claim(self.spec.name, values, clauses, own=self.fact.pk))

    def _planned_clauses(self) -> dict[int, ClauseDraft]:
        planned = {n: ClauseDraft(n, c.polarity) for n, c in self.clauses.items()}
        planned |= {c.number: c for c in self.patch.set_clauses}
        return {n: c for n, c in planned.items() if n not in self.patch.remove_clauses}

    def _planned_values(self) -> Iterator[ValueDraft]:
        replaced = {v.id for v in self.patch.set_values} | set(self.patch.remove_values)
        for row in self.values.values():
            if row.id not in replaced:
                yield value_draft(row)
        yield from self.patch.set_values

    def _patch_errors(self, within: str) -> Iterator[FieldError]:
        patch, planned = self.patch, list(self._planned_values())
        stored = {value_id: value_draft(row) for value_id, row in self.values.items()}
        yield from patches.check_values(patch, stored, at=f"/values{within}")
        yield from patches.check_evidence(patch, self.evidence, at=f"/evidence{within}")
        yield from patches.check_clauses(patch, self.clauses, planned, at=f"/clauses{within}")
        if not planned:
            yield FieldError("/values", "required", "A fact has at least one value.")

    def _value_errors(self, at: str) -> Iterator[FieldError]:
        drafts = self.patch.set_values
        named = {v.content.entity for v in drafts if v.content.entity}
        kinds = dict(Entity.objects.filter(pk__in=hold(Entity, named)).values_list("pk", "kind"))
        planned = self._planned_clauses()
        values = checks.check_values(self.spec, drafts, planned, entity_kinds=kinds, at=at)
        yield from naming_survivors(values, named - kinds.keys())
        yield from checks.check_singles(self.spec, [v.field for v in self._planned_values()], at=at)
        yield from checks.check_clauses(planned, list(self._planned_values()))
        keys = [v.key for v in drafts if v.key is not None]
        for key in {key for key in keys if keys.count(key) > 1}:
            yield FieldError(at, "key_twice", f"The key {key} names two values.")

    def _agent_errors(self, at: str) -> Iterator[FieldError]:
        hops = [
            (f"{at}/{i}/hops/{j}/agent", hop)
            for i, evidence in enumerate(self.patch.set_evidence)
            for j, hop in enumerate(evidence.hops)
        ]
        if not hops:
            return
        entities = hold(Entity, [h.entity for _, h in hops if h.entity])
        publishers = hold(Publisher, [h.publisher for _, h in hops if h.publisher])
        for pointer, hop in hops:
            if hop.entity and hop.entity not in entities:
                error = FieldError(
                    f"{pointer}/entity", "unknown", f"There is no entity {hop.entity}."
                )
                yield from naming_survivors([error], [hop.entity])
            if hop.publisher and hop.publisher not in publishers:
                yield FieldError(
                    f"{pointer}/publisher", "unknown", f"There is no publisher {hop.publisher}."
                )

    def _coverage_errors(
        self, evidence: EvidenceDraft, quoted: Quoted, *, at: str
    ) -> Iterator[FieldError]:
        contents = self._contents()
        date = published(quoted.version.article) if quoted.version else None
        for i, coverage in enumerate(evidence.covers):
            pointer = f"{at}/covers/{i}"
            content = contents.get(coverage.value)
            if content is None:
                yield FieldError(
                    f"{pointer}/value", "unknown", f"No value has the key or id {coverage.value}."
                )
            elif quoted.version:
                yield from checks.check_computed(coverage, content, date, at=pointer)

    def _confirm_errors(self) -> Iterator[FieldError]:
        """Yield evidence to confirm whose computed values are not what their rules give now."""
        contents = self._contents()
        for i, evidence_id in enumerate(self.patch.confirm):
            computed = Coverage.objects.filter(evidence=evidence_id, rule__isnull=False)
            for row in computed.select_related("evidence__version__article"):
                content = contents.get(str(row.value_id))
                date = published(row.evidence.version.article)
                if content is not None:
                    draft = CoverageDraft(
                        str(row.value_id), row.basis, as_printed=row.as_printed, rule=row.rule
                    )
                    at = f"/evidence/confirm/{i}"
                    yield from checks.check_computed(draft, content, date, at=at)

    def _contents(self) -> dict[str, Content]:
        """Return what each value says, by the key or id under which evidence may cover it."""
        contents: dict[str, Content] = {}
        for value in self._planned_values():
            for name in (value.key, value.id):
                if name is not None:
                    contents[str(name)] = value.content
        return contents


def write(planned: Sequence[Parts]) -> None:
    """Save the planned rows of facts, all of one table together; the facts' own exist already."""
    for parts in planned:
        rows.remove_evidence(parts.patch.remove_evidence)
        rows.remove_values(parts.patch.remove_values)
    clauses = rows.set_clauses(planned)
    names = rows.set_values(planned, clauses)
    for parts in planned:
        rows.remove_clauses(parts.fact, parts.patch.remove_clauses)
    rows.set_evidence(planned, names)
    for parts in planned:
        rows.confirm(parts, parts.patch.confirm)
