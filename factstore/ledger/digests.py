"""The digest of what a change says of itself."""

from factstore.core import canonical
from factstore.ledger.models import Change


def details_digest(change: Change) -> str:
    """Return the digest of a change's own record: who, why, how, when, and where in the feed.

    The actor is named by id, which outlives the name. A redaction says what it left of what it
    altered, too, by the digest of that list.
    """
    altered = {} if change.altered is None else {"altered": canonical.digest(change.altered)}
    return canonical.digest(
        {
            **altered,
            "id": str(change.pk),
            "actor": str(change.actor_id),
            "reason": change.reason,
            "origin": str(change.origin),
            "agent": change.agent,
            "at": change.at and change.at.isoformat().replace("+00:00", "Z"),
            "position": change.position,
        }
    )
