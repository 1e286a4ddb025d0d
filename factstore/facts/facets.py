"""What a recorded fact can be filtered by, read off its document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from factstore.facts.specs import SPEAKER_FIELD
from factstore.ledger.kinds import Document

MAX_SEARCHED = 200_000
"""Code points of a fact that search reads: a search vector of PostgreSQL holds 1 MB."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The columns of a facet row, in PostgreSQL's text forms; ids as text."""

    fact_type: str
    status: str
    standing: str
    withdrawn: bool
    stale: bool
    certain: str | None
    possible: str
    first_day: str
    latest_day: str
    publishers: list[str]
    articles: list[str]
    speakers: list[str]
    stances: list[str]
    attributions: list[str]
    hedged: bool
    independent_origins: int
    warnings: list[str]
    mentions: frozenset[tuple[str, str, str]]
    text: str


def facets(document: Document) -> Facets:
    """Return the facets of a fact's document; `text` is what search reads, without aliases."""
    evidence = document["evidence"]
    hops = [hop for item in evidence for hop in item["hops"]]
    time = document["time"]
    first_day = (time["possible"] or {}).get("from")
    return Facets(
        fact_type=document["type"],
        status=document["status"],
        standing=document["standing"]["state"],
        # What was merged into another is left out of lists as what was withdrawn is.
        withdrawn=document["withdrawn"] is not None or document.get("merged_into") is not None,
        stale=any(item["stale"] for item in evidence),
        certain=_range(time["certain"], inclusive=False) if time["certain"] else None,
        possible=_range(time["possible"], inclusive=True) if time["possible"] else "empty",
        first_day=first_day or "infinity",
        latest_day=first_day or "-infinity",
        publishers=_ids(item["article"]["publisher"] for item in evidence),
        articles=_ids(item["article"] for item in evidence),
        speakers=_speakers(document, hops),
        stances=sorted({item["stance"] for item in evidence}),
        attributions=_attributions(hops),
        hedged=any(item["hedged"] is not None for item in evidence),
        independent_origins=document["corroboration"]["independent_origins"],
        warnings=document.get("warnings", []),  # documents had none before there were warnings
        mentions=_mentions(document),
        text=_text(document),
    )


def _range(interval: dict[str, str | None], *, inclusive: bool) -> str:
    """Return a PostgreSQL daterange `[from,to)`; the certain `to` is exclusive already."""
    last = interval["to"]
    if last is not None and inclusive:
        day = date.fromisoformat(last)
        last = None if day == date.max else (day + timedelta(days=1)).isoformat()
    return f"[{interval['from'] or ''},{last or ''})"


def _ids(things: Iterable[dict[str, Any] | None]) -> list[str]:
    return sorted({thing["id"] for thing in things if thing})


def _speakers(document: Document, hops: Iterable[dict[str, Any]]) -> list[str]:
    """Return the entities whose words the fact is about or stands on."""
    own = [
        v["entity"]
        for v in document["values"]
        if v["field"] == SPEAKER_FIELD and v["kind"] == "entity"
    ]
    agents = [hop["agent"] for hop in hops if hop["agent"] and hop["agent"]["kind"] != "publisher"]
    return _ids([*own, *agents])


def _attributions(hops: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(
        {
            "anonymous" if hop["anonymous"] else "named"
            for hop in hops
            if hop["anonymous"] or hop["agent"]
        }
    )


def _mentions(document: Document) -> frozenset[tuple[str, str, str]]:
    """Return (entity, field, polarity) of each entity value; outside clauses it is included."""
    return frozenset(
        (value["entity"]["id"], value["field"], value["polarity"] or "includes")
        for value in document["values"]
        if value["kind"] == "entity"
    )


def _text(document: Document) -> str:
    quotes = [quote["exact"] for item in document["evidence"] for quote in item["quotes"]]
    names = [value["entity"]["name"] for value in document["values"] if value["kind"] == "entity"]
    agents = [
        hop["agent"]["name"]
        for item in document["evidence"]
        for hop in item["hops"]
        if hop["agent"]
    ]
    text = "\n".join(dict.fromkeys([document["sentence"], *names, *agents, *quotes]))
    return text[:MAX_SEARCHED]
