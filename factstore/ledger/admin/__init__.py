"""The editors' door: what every page of recorded things shares, and the record itself."""

from factstore.ledger.admin import records

__all__ = ["records"]
