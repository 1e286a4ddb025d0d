"""What a redaction of a text does to the document of a fact: a pure function over it."""

from collections.abc import Iterable, Iterator

from factstore.core.redaction import Redaction
from factstore.core.runs import Span
from factstore.ledger.kinds import Document
from factstore.quotes.redaction import said


def blot(document: Document, redaction: Redaction) -> None:
    """Blot out in a fact's document what repeats the redacted text.

    Words as printed follow their quotes; a value's own text does where no other version has it.
    """
    printed: dict[str, list[tuple[str, str]]] = {}
    own = [e for e in document["evidence"] if e["version"]["id"] == str(redaction.version)]
    for evidence in own:
        places = [(quote["start"], quote["end"]) for quote in evidence["quotes"]]
        for value, words in _blot_evidence(evidence, places, redaction):
            printed.setdefault(value, []).append(words)
    elsewhere = "\n".join(
        quote["exact"] for e in document["evidence"] if e not in own for quote in e["quotes"]
    )
    for value in document["values"]:
        for member in ("text", "description"):
            text = value.get(member)
            if isinstance(text, str) and text not in elsewhere:
                value[member] = _follow(text, printed.get(value["id"], ()), redaction)
                document["sentence"] = document["sentence"].replace(text, value[member])
    for member in ("reason", "note"):
        document["standing"][member] = _own(document["standing"].get(member), redaction)
    if document["withdrawn"]:
        document["withdrawn"]["reason"] = redaction.retold(document["withdrawn"]["reason"])


def _blot_evidence(
    evidence: Document, places: list[Span], redaction: Redaction
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Blot out one evidence; yield the words that carried a value, with what stands for them."""
    for quote in evidence["quotes"]:
        quote.update(said(quote, redaction.after))
    if evidence["hedged"] is not None:
        evidence["hedged"] = redaction.reprinted(evidence["hedged"], places)
    evidence["attests_note"] = _own(evidence["attests_note"], redaction)
    for hop in evidence["hops"]:
        for member in ("description", "role_as_printed"):
            if hop[member] is not None:
                hop[member] = redaction.reprinted(hop[member], places)
    for coverage in evidence["covers"]:
        words = coverage["as_printed"]
        if words is not None:
            coverage["as_printed"] = redaction.reprinted(words, places)
            yield coverage["value"], (words, coverage["as_printed"])
        coverage["note"] = _own(coverage["note"], redaction)


def _follow(text: str, printed: Iterable[tuple[str, str]], redaction: Redaction) -> str:
    text = redaction.followed(text)
    for words, now in printed:
        text = text.replace(words, now)
    return text


def _own(text: str | None, redaction: Redaction) -> str | None:
    return None if text is None else redaction.retold(text)
