"""What a redaction does to entities: other names and identifiers that repeat the words go."""

from factstore.core.redaction import Redaction
from factstore.entities.models import Alias, ExternalId
from factstore.ledger.kinds import Document


def redact(redaction: Redaction) -> None:
    """Remove aliases and external ids that repeat the redacted words: blots name nothing."""
    for alias in Alias.objects.iterator():
        if redaction.gone.places(alias.text):
            alias.delete()
    for external in ExternalId.objects.iterator():
        if redaction.gone.places(external.value):
            external.delete()


def blot(document: Document, redaction: Redaction) -> None:
    """Leave them out of a recorded document, too."""
    gone = redaction.gone.places
    document["aliases"] = [alias for alias in document["aliases"] if not gone(alias)]
    document["external_ids"] = [x for x in document["external_ids"] if not gone(x["value"])]
