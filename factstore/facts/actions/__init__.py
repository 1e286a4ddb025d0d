"""Writing facts and fact types. Everything here runs inside `ledger.actions.change`."""

from factstore.facts.actions.accept import accept_fact
from factstore.facts.actions.batch import create_facts
from factstore.facts.actions.facts import create_fact, update_fact, withdraw_fact
from factstore.facts.actions.types import create_fact_type, update_fact_type

__all__ = [
    "accept_fact",
    "create_fact",
    "create_fact_type",
    "create_facts",
    "update_fact",
    "update_fact_type",
    "withdraw_fact",
]
