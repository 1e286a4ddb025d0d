"""Recording and changing facts."""

from dataclasses import dataclass, field
from uuid import UUID

from factstore.accounts.models import User
from factstore.core.errors import FieldError, Invalid
from factstore.facts.actions.claims import check_accepted, record_claims, save_claim
from factstore.facts.actions.parts import Parts, write
from factstore.facts.actions.rights import check_edit
from factstore.facts.drafts import FactDraft, FactPatch
from factstore.facts.models import Fact
from factstore.facts.queries import spec, spec_named
from factstore.facts.specs import TypeSpec
from factstore.ledger.actions import open_change
from factstore.ledger.locks import lock
from factstore.ledger.queries import numbers
from factstore.quotes.finding import Texts


@dataclass(slots=True)
class Known:
    """What the facts of one change have in common: read once, by the first that needs it."""

    types: dict[str, TypeSpec] = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)


def create_fact(draft: FactDraft, *, actor: User) -> Fact:
    """Record a fact with its values, evidence and quotes as a draft.

    Raises:
        Invalid: what is wrong, each with a JSON pointer into the request.
        QuoteAbsent, QuoteAmbiguous: words that do not stand in their source, or more than once.
        Duplicate: a fact of this type has the same values already; add evidence to it.
    """
    parts = plan_fact(draft, actor=actor, known=Known())
    fact = parts.fact
    for refusal in record_claims([fact]).values():
        raise refusal
    write([parts])
    return fact


def plan_fact(draft: FactDraft, *, actor: User, known: Known) -> Parts:
    """Return the parts of a new fact; writes nothing.

    Raises: what cannot be recorded, as `create_fact`.
    """
    asked = _named(draft.type, known)
    fact = Fact(fact_type_id=asked.id, created_by=actor)
    parts = Parts(fact, asked, content_revision=1, texts=known.texts)
    parts.plan(
        FactPatch(set_values=draft.values, set_clauses=draft.clauses, set_evidence=draft.evidence)
    )
    fact.values_digest = parts.digest()
    return parts


def update_fact(fact_id: UUID, patch: FactPatch, *, expected: frozenset[int] | None) -> Fact:
    """Change a fact as `patch` says; what it does not name stays as it is.

    Raises: as `create_fact`; and
        Conflict: the fact's own content has changed since the caller read it.
        NeedsProposal: it is accepted, and the actor no reviewer.
        NotYours: it is somebody else's, and the actor a contributor.
        FactIncomplete: it is accepted, and would lack what readers are promised of such facts.
    """
    fact = lock(Fact, "fact", fact_id, expected=expected)
    check_edit(fact, open_change().actor)
    apply_patch(fact, patch)
    return fact


def plan_patch(fact: Fact, patch: FactPatch) -> Parts:
    """Return the parts of a fact as `patch` would have them; writes nothing.

    Raises: what `patch` cannot do, as `create_fact`.
    """
    ((current, _),) = numbers("fact", [fact.pk]).values()
    parts = Parts(fact, spec(fact.fact_type_id), content_revision=current + 1)
    parts.plan(patch, within="/set")
    return parts


def apply_patch(fact: Fact, patch: FactPatch) -> None:
    """Change a locked fact, whoever is allowed to have it changed.

    Raises: as `update_fact`, but for rights and conflicts.
    """
    parts = plan_patch(fact, patch)
    digest = parts.digest()
    write([parts])
    if digest != fact.values_digest:
        save_claim(fact, digest)
    if fact.status == Fact.Status.ACCEPTED:
        check_accepted(fact)


def _named(name: str, known: Known) -> TypeSpec:
    if name not in known.types:
        asked = spec_named(name)
        if asked is None:
            error = FieldError("/type", "unknown_type", f"There is no fact type {name}.")
            raise Invalid("The fact has an unknown type.", errors=[error])
        known.types[name] = asked
    return known.types[name]
