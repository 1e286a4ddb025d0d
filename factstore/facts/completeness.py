"""What a fact lacks to be published, read off its document."""

from collections.abc import Iterator

from factstore.core.errors import FieldError
from factstore.core.redaction import only_blots
from factstore.facts.specs import TypeSpec
from factstore.ledger.kinds import Document


def missing(document: Document, spec: TypeSpec) -> Iterator[FieldError]:
    """Yield what keeps a fact from being accepted, each with a pointer into its document.

    An accepted fact has its required fields, each value is covered by supporting evidence that an
    editor confirmed for the value as it is, and nothing is stale. Words of which nothing but blots
    is left cover nothing.
    """
    present = {value["field"] for value in document["values"]}
    for demand, fields in spec.required_groups().items():
        if not present.intersection(fields):
            names = " or ".join(fields)
            yield FieldError("/values", "required_field", f"{names} is required ({demand}).")
    covered = {
        coverage["value"]
        for evidence in document["evidence"]
        if evidence["stance"] == "supports"
        for coverage in evidence["covers"]
        if not only_blots(coverage["as_printed"])
    }
    for i, value in enumerate(document["values"]):
        if value["id"] not in covered:
            yield FieldError(
                f"/values/{i}", "not_covered", f"No supporting evidence covers {value['field']}."
            )
    if document["time"]["possible"] is None:
        yield FieldError("/time", "no_possible_day", "Its dates leave no day on which it may hold.")
    for i, evidence in enumerate(document["evidence"]):
        if evidence["stale"]:
            yield FieldError(
                f"/evidence/{i}",
                "stale_evidence",
                "What it covers has changed since an editor confirmed it.",
            )
