"""The kinds of recorded object: each app registers its own in `AppConfig.ready`.

The ledger is below what it records, so it knows a kind only by what is registered here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from factstore.core.redaction import Redaction

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One revision as it was just recorded; passed to `after_record`."""

    object_id: UUID
    number: int
    position: int
    document: Document


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of object is recorded.

    `render(ids)` gives each object's document without `revision`, `content_revision` and
    `recorded`, which the ledger adds; an id that has no row any more is left out.
    `face(document)` is what other documents repeat of this one: dependents are looked for only
    where it has changed.
    `dependents(kind, ids)` gives the objects of this kind whose documents mention those others.
    `after_record(recorded)` keeps derived rows (facets) in step, in the same transaction.
    `unchanged(ids)` is told of dependents whose documents came out the same.
    `users(kind, id)` gives the objects, not withdrawn, that stand on that object.
    `dependencies` are the kinds whose documents this one's document mentions.
    `public` are the members that a document has where readers may see it; None: they never may.
    `contributors` are those that it has where every contributor may see it, too; `own` is SQL that
    tells of `{id}` whether it is `{user}`'s, who then sees all of it (`sight.Sight`).
    `revert(id, document, expected)` brings an object back to a document of its own, `withdraw(id,
    reason)` takes it back; None: this kind knows no such thing. `withdrawal_order(ids)` is in which
    order those of one change are taken back: the last one first, unless a kind says otherwise.
    `undo(id, before, after)` takes back the steps (withdrawal, merge, status, standing) that lie
    between two documents of an object; what it says comes back by `revert`.
    `adopt(kind, one, other, merging)` lets what names one object name another into which it is
    merged, merging what becomes equal if `merging`; `give_back(kind, one, other, change)` lets what
    that change moved name the first one again.
    `members` are those of its documents, and `texts` the columns by model in which somebody
    may have repeated words of a text: a redaction blots them out there. `redact(redaction)` does
    before that what a kind does in its own way, `blot(document, redaction)` for one recorded
    document; `redacted(redaction)` brings derived rows in step when all is done.
    `altered(ids)` gives (id, what) of rows that no longer are what they were when recorded, as far
    as the document does not tell; `strays()` of rows that belong to no revision, or lack another.
    `table` has a row, with its `id`, for each object; a page in the admin goes by that name.
    """

    name: str
    render: Callable[[Iterable[UUID]], Mapping[UUID, Document]]
    face: Callable[[Document], object] = field(default=lambda document: document)
    dependencies: frozenset[str] = frozenset()
    dependents: Callable[[str, Iterable[UUID]], Iterable[UUID]] = field(
        default=lambda _kind, _ids: ()
    )
    after_record: Callable[[Iterable[Recorded]], None] = field(default=lambda _recorded: None)
    unchanged: Callable[[Iterable[UUID]], None] = field(default=lambda _ids: None)
    users: Callable[[str, UUID], Iterable[UUID]] = field(default=lambda _kind, _id: ())
    public: Mapping[str, Any] | None = field(default_factory=dict)
    contributors: Mapping[str, Any] | None = None
    own: str = ""
    altered: Callable[[Iterable[UUID]], Iterable[tuple[UUID, str]]] = field(default=lambda _ids: ())
    strays: Callable[[], Iterable[tuple[UUID, str]]] = field(default=lambda: ())
    table: str | None = None
    revert: Callable[[UUID, Document, frozenset[int] | None], object] | None = None
    withdraw: Callable[[UUID, str], object] | None = None
    withdrawal_order: Callable[[Sequence[UUID]], Sequence[UUID]] = field(
        default=lambda ids: ids[::-1]
    )
    undo: Callable[[UUID, Document, Document], object] | None = None
    adopt: Callable[[str, UUID, UUID, bool], None] = field(default=lambda *_: None)
    give_back: Callable[[str, UUID, UUID, UUID], None] = field(default=lambda *_: None)
    members: frozenset[str] = frozenset()
    texts: Mapping[Any, Sequence[str]] = field(default_factory=dict)
    redact: Callable[[Redaction], None] = field(default=lambda _redaction: None)
    blot: Callable[[Document, Redaction], None] = field(default=lambda _document, _redaction: None)
    redacted: Callable[[Redaction], None] = field(default=lambda _redaction: None)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make `kind` known; called once for each kind when the apps are ready."""
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """Return the registered kind called `name`."""
    return _kinds[name]


def names() -> list[str]:
    """Return the registered names, dependencies before dependents."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        for dependency in sorted(_kinds[name].dependencies):
            visit(dependency)
        ordered.append(name)

    for name in sorted(_kinds):
        visit(name)
    return ordered
