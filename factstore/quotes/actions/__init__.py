"""Writing quotes and what becomes of them. Everything here runs inside `ledger.actions.change`."""

from factstore.quotes.actions.drifts import confirm_drift, drop_drift, place_drift
from factstore.quotes.actions.quotes import find_or_create, record, withdraw_quote

__all__ = [
    "confirm_drift",
    "drop_drift",
    "find_or_create",
    "place_drift",
    "record",
    "withdraw_quote",
]
