"""What sources are made of: publishers, articles and how they stand, versions of their texts."""

from factstore.sources.models.articles import Article, Original, Publisher, Version
from factstore.sources.models.standing import Standing

__all__ = ["Article", "Original", "Publisher", "Standing", "Version"]
