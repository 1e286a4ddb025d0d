"""The editors' door to fact types, facts and their evidence."""

from factstore.facts.admin import evidence, facts, types

__all__ = ["evidence", "facts", "types"]
