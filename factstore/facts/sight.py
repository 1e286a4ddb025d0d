"""What contributors see of facts, proposals and flags that readers do not: in SQL, and as members.

`{id}` stands for the object, `{user}` for the contributor; see `ledger.kinds.Kind`.
"""

OWN_FACT = "EXISTS (SELECT FROM facts_fact f WHERE f.id = {id} AND f.created_by_id = {user})"
_OWN_SUBMISSION = """EXISTS (SELECT FROM facts_%s s JOIN facts_fact f ON f.id = s.fact_id
    WHERE s.id = {id} AND {user} IN (s.author_id, f.created_by_id))"""
OWN_PROPOSAL = _OWN_SUBMISSION % "proposal"
OWN_FLAG = _OWN_SUBMISSION % "flag"
ABOUT_ACCEPTED = {"fact_status": "accepted"}
"""Whoever sees a fact sees what was submitted about it: contributors see accepted facts."""
