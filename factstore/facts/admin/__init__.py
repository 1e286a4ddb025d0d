"""The editors' door to fact types, facts and their evidence."""

from factstore.facts.admin import evidence, facts, queues, submissions, types

__all__ = ["evidence", "facts", "queues", "submissions", "types"]
