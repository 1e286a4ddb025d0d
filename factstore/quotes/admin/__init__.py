"""The editors' door to quotes, and to what becomes of them."""

from factstore.quotes.admin import drifts, quotes
from factstore.quotes.admin.placing_page import as_in

__all__ = ["as_in", "drifts", "quotes"]
