"""What readers of a fact are warned of: what became of the articles and the words it stands on."""

from collections.abc import Iterable
from typing import Any

ARTICLE_STATES = ("corrected", "retracted", "removed", "unreachable")
DRIFTED = "evidence_drifted"
WARNINGS = (*(f"article_{state}" for state in ARTICLE_STATES), DRIFTED)
"""All that a fact can warn of, in the order in which its document has them."""

LASTING = frozenset({"open", "dropped"})
"""States of a drift in which the words of an evidence stand in its article no more."""


def warnings(evidence: Iterable[dict[str, Any]]) -> list[str]:
    """Return what the evidence in a fact's document warns of.

    Supporting evidence alone counts: what refutes a fact, or is its context, does not carry it.
    """
    found = set()
    for item in evidence:
        if item["stance"] == "supports":
            found.add(f"article_{item['article']['standing']['state']}")
            if item["drift"] and item["drift"]["state"] in LASTING:
                found.add(DRIFTED)
    return [warning for warning in WARNINGS if warning in found]
