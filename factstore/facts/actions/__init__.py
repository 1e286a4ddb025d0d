"""Writing facts and fact types. Everything here runs inside `ledger.actions.change`."""

from factstore.facts.actions.batch import create_facts
from factstore.facts.actions.facts import create_fact, update_fact
from factstore.facts.actions.flags import create_flag, resolve_flag
from factstore.facts.actions.merging import merge_fact, unmerge_fact
from factstore.facts.actions.proposals import (
    accept_proposal,
    create_proposal,
    reason_of_acceptance,
    reject_proposal,
    withdraw_proposal,
)
from factstore.facts.actions.types import create_fact_type, update_fact_type
from factstore.facts.actions.workflow import (
    accept_fact,
    propose_fact,
    reject_fact,
    reopen_fact,
    set_standing,
    withdraw_fact,
)

__all__ = [
    "accept_fact",
    "accept_proposal",
    "create_fact",
    "create_fact_type",
    "create_facts",
    "create_flag",
    "create_proposal",
    "merge_fact",
    "propose_fact",
    "reason_of_acceptance",
    "reject_fact",
    "reject_proposal",
    "reopen_fact",
    "resolve_flag",
    "set_standing",
    "unmerge_fact",
    "update_fact",
    "update_fact_type",
    "withdraw_fact",
    "withdraw_proposal",
]
