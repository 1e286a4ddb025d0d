"""The editors' door to publishers, articles and the captured texts."""

from factstore.sources.admin import articles, publishers, versions

__all__ = ["articles", "publishers", "versions"]
