"""Who sees what is recorded: readers the public, contributors also what is theirs, editors all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from factstore.core import canonical
from factstore.core.roles import Role
from factstore.ledger import kinds
from factstore.ledger.kinds import Kind


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees beyond the public: everything, or what the contributor `own` may see."""

    everything: bool = False
    own: UUID | None = None

    @classmethod
    def of(cls, role: Role, user: UUID) -> "Sight":
        """Return what a user of this role sees."""
        if role >= Role.EDITOR:
            return cls(everything=True)
        return cls(own=user if role >= Role.CONTRIBUTOR else None)

    def shows(self, kind: Kind, document: bytes) -> bool:
        """Tell whether a recorded document is seen, whoever it is of."""
        if self.everything or not self.is_veiled(kind):
            return True
        said = orjson.loads(document)
        return any(
            all(said.get(name) == value for name, value in members.items())
            for members in self._members(kind)
        )

    def is_veiled(self, kind: Kind) -> bool:
        """Tell whether there may be documents of this kind that are not seen."""
        return not self.everything and {} not in self._members(kind)

    def owned(self, kind: Kind, *, object_id: str, user: str) -> str:
        """Return SQL that tells whether an object is the contributor's: all of it is seen.

        `object_id` and `user` are the SQL that stands for the two.
        """
        if self.own is None or not kind.own:
            return "false"
        return kind.own.format(id=object_id, user=user)

    def condition(self, names: Iterable[str], *, rows: str = "r") -> tuple[str, list[Any]]:
        """Return SQL that tells which `rows` of ledger_revision, of these kinds, are seen.

        With it come its parameters.
        """
        told: list[str] = []
        parameters: list[Any] = []
        for name in names:
            kind = kinds.get(name)
            if not self.is_veiled(kind):
                told.append(f"{rows}.kind = '{name}'")
                continue
            ways = []
            for members in self._members(kind):
                # Looked for in the text first: reading it as JSON costs ten times as much.
                words = [canonical.encode({n: v})[1:-1].decode() for n, v in members.items()]
                looks = [f"position(%s::text IN {rows}.document) > 0" for _ in words]
                ways.append(" AND ".join([*looks, f"{rows}.document::jsonb @> %s::jsonb"]))
                parameters += [*words, orjson.dumps(dict(members)).decode()]
            owned = self.owned(kind, object_id=f"{rows}.object_id", user="%s")
            if "%s" in owned:
                parameters.append(self.own)
            told.append(f"{rows}.kind = '{name}' AND ({' OR '.join([*ways, owned])})")
        return f"({' OR '.join(told)})", parameters

    def _members(self, kind: Kind) -> list[Mapping[str, Any]]:
        """Return what a document must have to be seen: the members of one of these."""
        ways = [kind.public, kind.contributors if self.own is not None else None]
        return [members for members in ways if members is not None]
