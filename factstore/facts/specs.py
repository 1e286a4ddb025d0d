"""What a fact type asks of its facts, as plain data that the checks read."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

TIME_FIELDS = ("from", "to", "date")
"""Fields with these names say when a fact holds or happens."""

SPEAKER_FIELD = "speaker"
"""The field with this name says whose words a fact is about."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One slot of a type; `labels` maps each choice to its label."""

    id: UUID
    name: str
    kinds: frozenset[str]
    entity_kinds: frozenset[str]
    labels: Mapping[str, str]
    required: bool
    one_of: str
    repeated: bool
    key: bool
    scope: bool
    deprecated: bool


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """A type by name with its fields in order."""

    id: UUID
    name: str
    basis: str
    template: str
    clause_template: str
    fields: Mapping[str, FieldSpec]

    def required_groups(self) -> dict[str, list[str]]:
        """Return what an accepted fact must have: each demand by name, with fields that meet it."""
        groups: dict[str, list[str]] = {}
        for spec in self.fields.values():
            if spec.one_of:
                groups.setdefault(spec.one_of, []).append(spec.name)
            elif spec.required:
                groups[spec.name] = [spec.name]
        return groups
