"""What lists of facts answer, said naively: plain Python over the documents that were read then.

Written from docs/openapi.yaml and docs/data-model.md; no part of it is the store's.
"""

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

WORD, TERM, QUOTE = r"\w+", r'"[^"]+"|\S+', '"'
LEFT_OUT = ("superseded", "refuted", "retracted")
REPEATED = {
    "type": "any",
    "status": "any",
    "standing": "any",
    "id": "any",
    "includes": "all",
    "excludes": "all",
    "entity": "all",
    "speaker": "any",
    "publisher": "any",
    "article": "any",
    "warning": "any",
}
"""How the values of a repeated parameter go together."""
STATUSES = ["draft", "proposed", "accepted", "rejected"]
EVERY = {"status": STATUSES, "standing": ["stands", "disputed", *LEFT_OUT]}
"""What filters that have a default ask for where they ask for nothing."""


@dataclass
class Then:
    """What the store said at one position.

    `facts`: by id, in the order of first recording, what a reviewer got: (status code, document).
    `articles`: by id, as they were read.
    `entities`: by id, as they were read; those merged say into which. `latest`: who has an external
    id that nobody had then.
    """

    at: str
    facts: dict = field(default_factory=dict)
    articles: dict = field(default_factory=dict)
    entities: dict = field(default_factory=dict)
    latest: dict = field(default_factory=dict)

    def entity(self, name):
        """Return the id that facts used then for an id or `scheme:value`; LookupError: unknown."""
        if ":" in name:
            scheme, value = name.split(":")
            external = {"scheme": scheme, "value": value}
            everybody = [*self.entities.values(), *self.latest.values()]
            holders = [e["id"] for e in everybody if external in e["external_ids"]]
            name = holders[0]
        return self.entities[name]["merged_into"] or name

    def listed(self, query):
        """Return the ids of the facts that a list shows, in its order, and what it leaves out."""
        for name in ("includes", "excludes", "entity", "speaker"):
            for entity in query.get(name, ()):
                self.entity(entity.split(":", 1)[1] if name.endswith("cludes") else entity)
        match = query.get("match", "possible")
        found = [
            document
            for code, document in self.facts.values()
            if code == 200 and all(self._holds(document, *item, match) for item in query.items())
        ]
        if "status" not in query:
            found = [d for d in found if d["status"] == "accepted"]
        omitted = None
        if "standing" not in query:
            states = [d["standing"]["state"] for d in found]
            omitted = {state: states.count(state) for state in LEFT_OUT}
            found = [d for d in found if d["standing"]["state"] in ("stands", "disputed")]
        return [d["id"] for d in self._ordered(found, query.get("order", "-recorded"))], omitted

    def faceted(self, query):
        """Return what the facets say to a reviewer, by facet: the value or name, id and count."""
        found = {name: self.listed(_without(name, query))[0] for name in {*REPEATED, ""}}
        said = {}
        for name in FACETS:
            alternatives = REPEATED.get(name) == "any"
            documents = [self.facts[fact][1] for fact in found[name if alternatives else ""]]
            counted = Counter(value for d in documents for value in valued(d)[name])
            named = {k: v for d in documents for k, v in called(d).items()}
            said[name] = sorted(
                ((value, named.get(value), number) for value, number in counted.items()),
                key=lambda row: (-row[2], str(row[0]).lower()),
            )
        return said

    def _ordered(self, found, order):
        """Return documents, which come in the order of first recording, in a list's order."""
        if order.startswith("-"):
            found = found[::-1]
        if order.endswith("recorded"):
            return found
        known = [d for d in found if first_day(d)]
        known.sort(key=first_day, reverse=order.startswith("-"))
        return known + [d for d in found if not first_day(d)]

    def _holds(self, document, parameter, asked, match):
        if parameter in ("order", "match"):
            return True
        if parameter in REPEATED:
            every = all if REPEATED[parameter] == "all" else any
            return every(getattr(self, f"_{parameter}")(document, one) for one in asked)
        if parameter in ("valid_at", "during"):
            return holds(document, *days(asked))[match]
        return getattr(self, f"_{parameter}")(document, asked)

    def _type(self, document, name):
        return document["type"] == name

    def _status(self, document, name):
        return document["status"] == name

    def _standing(self, document, name):
        return document["standing"]["state"] == name

    def _id(self, document, fact_id):
        return document["id"] == fact_id

    def _includes(self, document, pair, *, excluded=False):
        name, entity = pair.split(":", 1)
        return any(
            v["field"] == name and (v["polarity"] == "excludes") == excluded
            for v in self._naming(document, entity)
        )

    def _excludes(self, document, pair):
        return self._includes(document, pair, excluded=True)

    def _entity(self, document, entity):
        return bool(self._naming(document, entity))

    def _naming(self, document, entity):
        wanted = self.entity(entity)
        return [
            v for v in document["values"] if v["kind"] == "entity" and v["entity"]["id"] == wanted
        ]

    def _speaker(self, document, entity):
        wanted = self.entity(entity)
        about = any(v["field"] == "speaker" for v in self._naming(document, entity))
        return about or any(h["agent"] and h["agent"]["id"] == wanted for h in hops(document))

    def _publisher(self, document, publisher):
        articles = [e["article"] for e in document["evidence"]]
        return any(a["publisher"] and a["publisher"]["id"] == publisher for a in articles)

    def _article(self, document, article):
        return any(e["article"]["id"] == article for e in document["evidence"])

    def _attribution(self, document, asked):
        if asked == "anonymous":
            return any(h["anonymous"] for h in hops(document))
        return any(h["agent"] for h in hops(document) if not h["anonymous"])

    def _stance(self, document, stance):
        return any(e["stance"] == stance for e in document["evidence"])

    def _hedged(self, document, asked):
        return any(e["hedged"] for e in document["evidence"]) == (asked == "true")

    def _stale(self, document, asked):
        return any(e["stale"] for e in document["evidence"]) == (asked == "true")

    def _warning(self, document, asked):
        return asked in (warned(document) or {"none"})

    def _min_independent_origins(self, document, least):
        return origins(document) >= int(least)

    def _q(self, document, asked):
        """Read `word word`, `"a phrase"`, `or` and `-without`."""
        texts = [document["sentence"]]
        texts += [q["exact"] for e in document["evidence"] for q in e["quotes"]]
        named = [v["entity"]["id"] for v in document["values"] if v["kind"] == "entity"]
        agents = [h["agent"] for h in hops(document) if h["agent"]]
        texts += [a["name"] for a in agents]
        for entity in [*named, *(a["id"] for a in agents if a["kind"] != "publisher")]:
            texts += [self.entities[entity]["name"], *self.entities[entity]["aliases"]]
        read = [f" {' '.join(re.findall(WORD, text.lower()))} " for text in texts]

        def stands(term):
            words = f" {term.strip(QUOTE)} "
            return any(words in text for text in read)

        return any(
            all(
                not stands(term[1:]) if term.startswith("-") else stands(term)
                for term in re.findall(TERM, side)
            )
            for side in asked.split(" or ")
        )


def _without(name, query):
    return {**{k: v for k, v in query.items() if k != name}, **_all_of(name)}


def _all_of(name):
    return {name: EVERY[name]} if name in EVERY else {}


def valued(document):
    """Return the values of each facet that a fact has."""
    evidence = document["evidence"]
    articles = [e["article"] for e in evidence]
    fields = [(v["field"], v["entity"]) for v in document["values"] if v["kind"] == "entity"]
    agents = [h["agent"] for h in hops(document) if h["agent"]]
    attributions = {
        "anonymous" if h["anonymous"] else "named"
        for h in hops(document)
        if h["anonymous"] or h["agent"]
    }
    return {
        "type": {document["type"]},
        "status": {document["status"]},
        "standing": {document["standing"]["state"]},
        "publisher": {a["publisher"]["id"] for a in articles if a["publisher"]},
        "article": {a["id"] for a in articles},
        "speaker": {a["id"] for a in agents if a["kind"] != "publisher"}
        | {entity["id"] for name, entity in fields if name == "speaker"},
        "entity": {entity["id"] for _, entity in fields},
        "attribution": attributions,
        "stance": {e["stance"] for e in evidence},
        "hedged": {any(e["hedged"] for e in evidence)},
        "stale": {any(e["stale"] for e in evidence)},
        "warning": warned(document) or {"none"},
    }


def warned(document):
    """Return what the evidence that supports a fact warns of."""
    carrying = [e for e in document["evidence"] if e["stance"] == "supports"]
    states = {f"article_{e['article']['standing']['state']}" for e in carrying}
    drifts = {e["drift"]["state"] for e in carrying if e["drift"]}
    drifted = {"evidence_drifted"} if drifts & {"open", "dropped"} else set()
    return states - {"article_stands"} | drifted


FACETS = [
    *["type", "status", "standing", "publisher", "article", "speaker", "entity"],
    *["attribution", "stance", "hedged", "stale", "warning"],
]


def called(document):
    """Return the names and titles in a document, by the ids of the things."""
    articles = [e["article"] for e in document["evidence"]]
    things = [v["entity"] for v in document["values"] if v["kind"] == "entity"]
    things += [h["agent"] for h in hops(document) if h["agent"]]
    things += [a["publisher"] for a in articles if a["publisher"]]
    return {t["id"]: t["name"] for t in things} | {a["id"]: a["title"] for a in articles}


def hops(document):
    return [hop for evidence in document["evidence"] for hop in evidence["hops"]]


def first_day(document):
    return (document["time"]["possible"] or {}).get("from")


def days(text):
    """Return the first and the last day of `first/last`, or of one day, month or year."""
    first, _, last = text.partition("/")

    def ends(part):
        numbers = [int(n) for n in part.split("-")]
        year, month, day = (*numbers, None, None)[:3]
        last_month = month or 12
        last_day = day or monthrange(year, last_month)[1]
        return date(year, month or 1, day or 1), date(year, last_month, last_day)

    return ends(first)[0].isoformat(), ends(last or first)[1].isoformat()


def holds(document, first, last):
    """Tell whether a fact possibly, and certainly, held on a day from `first` to `last`."""
    possible, certain = document["time"]["possible"], document["time"]["certain"]
    if possible is None:
        return {"possible": False, "certain": False}
    begins, ends = possible["from"] or "0000", possible["to"] or "9999"
    within = first <= begins and ends <= last
    return {
        "possible": begins <= last and first <= ends,
        "certain": within
        or (certain is not None and certain["from"] <= last and first < certain["to"]),
    }


def origins(document):
    """Count the groups of supporting articles that share a publisher or an outlet they relay."""
    groups = []
    for evidence in document["evidence"]:
        if evidence["stance"] == "supports":
            article = evidence["article"]
            group = {article["id"], (article["publisher"] or article)["id"]}
            agents = [h["agent"] for h in evidence["hops"] if h["agent"]]
            group |= {a["id"] for a in agents if a["kind"] == "publisher"}
            for other in [g for g in groups if g & group]:
                groups.remove(other)
                group |= other
            groups.append(group)
    return len(groups)
