"""What a page says of itself, offered to an editor for the capture record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from factstore.core import dates
from factstore.sources.models import Publisher

LONGEST_NAME = 200
"""Characters that the name of a publisher may have."""
_DAY = 10  # characters of a date in ISO 8601, before the time


@dataclass(frozen=True, slots=True)
class Offer:
    """One claim of a page: what it says, where, and what the field gets when an editor takes it.

    `value` is what the form would send; "": it cannot be taken. `shown` is the same in words. A
    publisher who is `new` is recorded along with the article.
    """

    name: str
    said: str
    where: str
    value: str
    shown: str
    new: bool = False

    @property
    def box(self) -> str:
        """The name of its box in the form."""
        return f"take-{self.name}"


def offers(claims: Iterable[Mapping[str, str]]) -> dict[str, Offer]:
    """Return what is offered of a page's claims, by the member of the capture record."""
    return {
        claim["name"]: _offer(claim["name"], claim["value"], claim["where"]) for claim in claims
    }


def _offer(name: str, said: str, where: str) -> Offer:
    if name == "publisher":
        known = Publisher.objects.filter(name__iexact=said, withdrawn_reason=None).first()
        if known is not None:
            return Offer(name, said, where, str(known.pk), known.name)
        if len(said) > LONGEST_NAME:
            return Offer(name, said, where, "", said)
        return Offer(name, said, where, "new", said, new=True)
    value = said
    if name == "published":
        value = _date(said)
    elif name == "language":
        value = said.replace("_", "-")
    return Offer(name, said, where, value, value)


def _date(said: str) -> str:
    for words in (said, said[:_DAY]):
        try:
            return dates.parse(words).edtf
        except ValueError:
            continue
    return ""


def taken(
    typed: Mapping[str, Any], offered: Mapping[str, Offer], names: Iterable[str]
) -> tuple[dict[str, str], list[str]]:
    """Return what the ticked boxes put into fields, and the fields where something else stands.

    What was typed is never written over: it is for the editor to say which it is.
    """
    put: dict[str, str] = {}
    clashing = []
    for name in names:
        offer = offered.get(name)
        if offer is None or not offer.value or not typed.get(offer.box):
            continue
        if typed.get(name) not in {None, "", offer.value}:
            clashing.append(name)
        else:
            put[name] = offer.value
    return put, clashing
