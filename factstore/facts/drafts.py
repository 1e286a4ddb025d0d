"""A fact as somebody wants it: what the API, an import or the admin hand to the actions."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from factstore.core.dates import PartialDate
from factstore.quotes.selectors import Repaired, Selector


@dataclass(frozen=True, slots=True)
class Content:
    """What a value says: its kind, and the members that this kind has."""

    kind: str
    entity: UUID | None = None
    text: str | None = None
    choice: str | None = None
    date: PartialDate | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    currency: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """A value under a `key` that is local to the request, or under the `id` that it has already.

    `clause` is the number of its clause within the fact.
    """

    field: str
    content: Content
    key: str | None = None
    id: UUID | None = None
    clause: int | None = None


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    number: int
    polarity: str


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """A quote by its id, or by where it stands; `repaired`: how that was found before."""

    id: UUID | None = None
    selector: Selector | None = None
    repaired: Repaired | None = None


@dataclass(frozen=True, slots=True)
class HopDraft:
    verb: str
    entity: UUID | None = None
    publisher: UUID | None = None
    description: str | None = None
    count: int | None = None
    anonymous: bool = False
    role_as_printed: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageDraft:
    """`value` is a key of this request or the id of a stored value."""

    value: str
    basis: str
    as_printed: str | None = None
    rule: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    mode: str
    quotes: tuple[QuoteDraft, ...]
    stance: str = "supports"
    id: UUID | None = None
    hedged: str | None = None
    attests: str | None = None
    attests_note: str | None = None
    hops: tuple[HopDraft, ...] = ()
    covers: tuple[CoverageDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class FactDraft:
    type: str
    values: tuple[ValueDraft, ...]
    clauses: tuple[ClauseDraft, ...] = ()
    evidence: tuple[EvidenceDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class FactPatch:
    """What to change in a fact: items to set (with `id`: replace that one; without: add) and ids
    to remove. Nothing else is touched. `confirm` re-confirms evidence as it stands; `restore` are
    ids of items to set that the fact once had and may have again.
    """

    set_values: tuple[ValueDraft, ...] = ()
    remove_values: tuple[UUID, ...] = ()
    set_clauses: tuple[ClauseDraft, ...] = ()
    remove_clauses: tuple[int, ...] = ()
    set_evidence: tuple[EvidenceDraft, ...] = ()
    remove_evidence: tuple[UUID, ...] = ()
    confirm: tuple[UUID, ...] = field(default=())
    restore: frozenset[UUID] = frozenset()
