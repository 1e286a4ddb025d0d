"""The editors' door to quotes, and to what becomes of them."""

from factstore.quotes.admin import drifts, quotes

__all__ = ["drifts", "quotes"]
