"""Checks of a fact draft that need no database: every problem at once, each with its pointer.

The database holds the same rules as constraints and triggers; these say what is wrong, where, and
in words for the person who sent it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.core.errors import FieldError
from factstore.facts import rules
from factstore.facts.drafts import (
    ClauseDraft,
    Content,
    CoverageDraft,
    EvidenceDraft,
    HopDraft,
    ValueDraft,
)
from factstore.facts.specs import FieldSpec, TypeSpec


def check_values(
    spec: TypeSpec,
    values: Sequence[ValueDraft],
    clauses: Mapping[int, ClauseDraft],
    *,
    entity_kinds: Mapping[UUID, str],
    at: str = "/values",
) -> Iterator[FieldError]:
    """Yield what is wrong with the values of a fact of type `spec`.

    `clauses` are those of the whole fact by number; `entity_kinds` the kinds of the entities that
    exist; `at` is the pointer to the list of values.
    """
    for i, value in enumerate(values):
        field = spec.fields.get(value.field)
        if field is None:
            yield FieldError(
                f"{at}/{i}/field", "unknown_field", f"{spec.name} has no field {value.field}."
            )
            continue
        yield from _check_content(field, value.content, entity_kinds, at=f"{at}/{i}")
        yield from _check_clause(field, value.clause, clauses, at=f"{at}/{i}")


def check_singles(
    spec: TypeSpec, fields: Sequence[str], *, at: str = "/values"
) -> Iterator[FieldError]:
    """Yield single-valued fields that occur more than once among `fields`, outside clauses."""
    for name, count in Counter(fields).items():
        field = spec.fields.get(name)
        if field and count > 1 and not field.repeated and not field.scope:
            yield FieldError(at, "single_valued", f"{name} has one value, not {count}.")


def _check_content(
    field: FieldSpec, content: Content, entity_kinds: Mapping[UUID, str], *, at: str
) -> Iterator[FieldError]:
    if field.deprecated:
        yield FieldError(f"{at}/field", "deprecated_field", f"{field.name} takes no new values.")
    if content.kind not in field.kinds:
        takes = ", ".join(sorted(field.kinds))
        yield FieldError(
            f"{at}/kind", "wrong_kind", f"{field.name} takes {takes}, not {content.kind}."
        )
    elif content.kind == "choice" and content.choice not in field.labels:
        choices = ", ".join(field.labels)
        yield FieldError(f"{at}/choice", "unknown_choice", f"{field.name} is one of: {choices}.")
    elif content.entity is not None:
        kind = entity_kinds.get(content.entity)
        if kind is None:
            yield FieldError(f"{at}/entity", "unknown", f"There is no entity {content.entity}.")
        elif field.entity_kinds and kind not in field.entity_kinds:
            takes = ", ".join(sorted(field.entity_kinds))
            yield FieldError(
                f"{at}/entity", "wrong_kind", f"{field.name} takes a {takes}, not a {kind}."
            )


def _check_clause(
    field: FieldSpec, number: int | None, clauses: Mapping[int, ClauseDraft], *, at: str
) -> Iterator[FieldError]:
    if field.scope and number is None:
        yield FieldError(f"{at}/clause", "required", f"{field.name} belongs to a clause.")
    elif not field.scope and number is not None:
        yield FieldError(f"{at}/clause", "no_clause", f"{field.name} belongs to no clause.")
    elif number is not None and number not in clauses:
        yield FieldError(f"{at}/clause", "unknown", f"There is no clause {number} in `clauses`.")


def check_evidence(
    evidence: EvidenceDraft, texts: Sequence[str], *, basis: str, at: str
) -> Iterator[FieldError]:
    """Yield what is wrong with an evidence whose quotes read `texts`, on its own words.

    `basis` is that of the fact type (state, happening).
    """
    if evidence.hedged is not None and not _stands(evidence.hedged, texts):
        yield FieldError(
            f"{at}/hedged", "words_not_in_quote", "No quote of this evidence has these words."
        )
    if evidence.attests and (basis != "state" or evidence.stance != "supports"):
        yield FieldError(
            f"{at}/attests", "not_a_state", "Only support for a state attests its own day."
        )
    if (evidence.attests == "until") != bool(evidence.attests_note):
        yield FieldError(
            f"{at}/attests_note",
            "required",
            "`until` is inferred: say from which words, there only.",
        )
    for i, hop in enumerate(evidence.hops):
        yield from _check_hop(hop, texts, at=f"{at}/hops/{i}")
    for i, coverage in enumerate(evidence.covers):
        yield from _check_words(coverage, texts, at=f"{at}/covers/{i}")
    twice = [key for key, n in Counter(c.value for c in evidence.covers).items() if n > 1]
    for key in twice:
        yield FieldError(f"{at}/covers", "covered_twice", f"Value {key} is covered more than once.")


def _check_hop(hop: HopDraft, texts: Sequence[str], *, at: str) -> Iterator[FieldError]:
    named = [x for x in (hop.entity, hop.publisher) if x is not None]
    if len(named) > 1 or (not named and hop.description is None):
        yield FieldError(f"{at}/agent", "one_source", "A hop names one agent, or describes one.")
    if named and hop.anonymous:
        yield FieldError(f"{at}/anonymous", "named", "A named agent is not anonymous.")
    for member in ("description", "role_as_printed"):
        words = getattr(hop, member)
        if words is not None and not _stands(words, texts):
            yield FieldError(
                f"{at}/{member}", "words_not_in_quote", "No quote of this evidence has these words."
            )


def _check_words(coverage: CoverageDraft, texts: Sequence[str], *, at: str) -> Iterator[FieldError]:
    if coverage.basis != "inferred" and coverage.as_printed is None:
        yield FieldError(f"{at}/as_printed", "required", "Name the words that carry the value.")
    if coverage.as_printed is not None and not _stands(coverage.as_printed, texts):
        yield FieldError(
            f"{at}/as_printed", "words_not_in_quote", "No quote of this evidence has these words."
        )
    if coverage.basis == "inferred" and not coverage.note:
        yield FieldError(f"{at}/note", "required", "Say from which words the value is inferred.")
    if (coverage.basis == "computed") != (coverage.rule is not None):
        yield FieldError(f"{at}/rule", "required", "A computed value names its rule, and only it.")
    elif coverage.rule is not None and coverage.rule not in rules.RULES:
        known = ", ".join(sorted(rules.RULES))
        yield FieldError(f"{at}/rule", "unknown_rule", f"The rules are: {known}.")


def _stands(words: str, texts: Sequence[str]) -> bool:
    return any(words in text for text in texts)


def check_computed(
    coverage: CoverageDraft, content: Content, published: PartialDate | None, *, at: str
) -> Iterator[FieldError]:
    """Yield where a computed value is not what its rule gives for the words as printed.

    A date must lie within what the rule gives; several rules together may narrow it.
    """
    if coverage.basis != "computed" or not coverage.rule or not coverage.as_printed:
        return
    rule = rules.RULES.get(coverage.rule)
    if rule is None:
        return
    problem: str | None = None
    try:
        if rule.applies_to != content.kind:
            problem = f"{rule.name} gives a {rule.applies_to}, not a {content.kind}."
        elif content.kind == "date" and content.date is not None:
            problem = _date_problem(coverage, content.date, published)
        elif content.kind == "money":
            given = rules.money(coverage.as_printed)
            said = (content.minimum, content.maximum, content.currency, content.approximate)
            problem = None if given == said else f"The words give {given}, not {said}."
        elif content.kind == "quantity":
            problem = _quantity_problem(coverage.as_printed, content)
    except rules.RuleError as error:
        problem = str(error)
    if problem:
        yield FieldError(f"{at}/rule", "rule_disagrees", problem)


def _quantity_problem(as_printed: str, content: Content) -> str | None:
    low, high, unit, approximate = rules.quantity(as_printed)
    said = (content.minimum, content.maximum, content.approximate)
    # Things counted give no unit; a measure does, and it cannot be another one.
    if (low, high, approximate) == said and unit in (None, content.unit):
        return None
    about = "about " if approximate else ""
    return f"The words give {about}{low} to {high} {unit or ''}".rstrip() + "."


def _date_problem(
    coverage: CoverageDraft, said: PartialDate, published: PartialDate | None
) -> str | None:
    if published is None:
        return "The article has no publication date to compute from."
    given = rules.date_interval(coverage.rule or "", coverage.as_printed or "", published)
    if given.contains(said):
        return None
    return f"The rule gives {given.edtf}, which does not contain {said.edtf}."


def check_clauses(
    clauses: Mapping[int, ClauseDraft], values: Sequence[ValueDraft]
) -> Iterator[FieldError]:
    """Yield clauses that no value belongs to."""
    used = {value.clause for value in values}
    for number in sorted(clauses.keys() - used):
        yield FieldError("/clauses", "empty_clause", f"Clause {number} has no value.")
