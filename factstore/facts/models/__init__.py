"""What a fact is made of: types and fields, facts and values, evidence, facets; proposals and flags."""

from factstore.facts.models.evidence import Coverage, Evidence, EvidenceQuote, Hop
from factstore.facts.models.facets import Facet, Mention
from factstore.facts.models.facts import Clause, Fact, Value
from factstore.facts.models.flags import Flag
from factstore.facts.models.proposals import Proposal
from factstore.facts.models.types import FactType, Field

__all__ = [
    "Clause",
    "Coverage",
    "Evidence",
    "EvidenceQuote",
    "Facet",
    "Fact",
    "FactType",
    "Field",
    "Flag",
    "Hop",
    "Mention",
    "Proposal",
    "Value",
]
