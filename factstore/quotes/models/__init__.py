"""Quotes, and what becomes of them when their article changes."""

from factstore.quotes.models.drifts import Drift
from factstore.quotes.models.quotes import ASTRAL, CONTEXT, Quote

__all__ = ["ASTRAL", "CONTEXT", "Drift", "Quote"]
