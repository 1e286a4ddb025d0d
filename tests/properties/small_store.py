"""The small store on which histories begin: twins among the entities, and facts of six sorts."""

from tests.facts import bodies
from tests.facts.bodies import inferred, stated
from tests.facts.conftest import desk_ids
from tests.facts.recording import by, record_fact

DAYS = [
    {"not_before": "2024-05-10", "not_after": "2024-05-10"},
    {"not_before": "2024-05-21", "not_after": "2024-06-02"},
    {"not_before": None, "not_after": "2024-06-05"},
    {"not_before": "2024-06-20", "not_after": None},
    {"edtf": "2024-06"},
]


def fill():
    """Add twins of three entities, and six facts of all sorts, three of them accepted."""
    from factstore.entities import actions

    with by():
        for kind, name in (("country", "USA"), ("country", "UKR"), ("weapon", "Rockets")):
            external = [("iso", name)]
            actions.create_entity(kind=kind, name=name, external_ids=external)
    ids = desk_ids()
    facts = [recipe(ids, number) for number in range(6)]
    for number, fact in enumerate(facts):
        record_fact(fact, accept=number % 2 == 0)
    return ids


def recipe(ids, number):
    """The body of a fact, by a number that says of which sort and which one of them."""
    sort, which = number % 6, number // 6
    makers = [_permission, _relayed, _statement, _dated, _office, _attack]
    return makers[sort](ids, which)


def _permission(ids, which):
    body = bodies.permission(ids)
    area = next(v for v in body["values"] if v["field"] == "area")
    if which:
        area["text"] = f"area {which}"
        covers = body["evidence"][0]["covers"]
        covers[:] = [c if c["value"] != "area" else inferred("area") for c in covers]
    return body


def _relayed(ids, which):
    """Of the other article, which relays Politico, by the twin; ATACMS excluded."""
    body = bodies.permission({**ids, "us": ids[["usa", "us"][which % 2]]}, area=f"place {which}")
    body["clauses"] = [{"number": 1, "polarity": "excludes"}]
    hops = [{"verb": "reported", "agent": {"publisher": ids["politico"]}}]
    covers = [inferred(v["key"]) for v in body["values"]]
    body["evidence"] = [
        bodies.evidence(
            ids["other"],
            bodies.REPORTED,
            mode="paraphrase",
            attests="present",
            hops=hops,
            covers=covers,
        )
    ]
    return body


def _statement(ids, which):
    return {
        "type": "statement",
        "values": [
            bodies.entity("speaker", ids["sullivan"]),
            bodies.choice("act", "said"),
            bodies.text("topic", f"topic {which}"),
        ],
        "evidence": [
            bodies.evidence(
                ids["main"],
                bodies.RIGHT_MOVE,
                mode="verbatim",
                hops=[{"verb": "said", "agent": {"entity": ids["sullivan"]}}],
                covers=[inferred("speaker"), inferred("act"), inferred("topic")],
            )
        ],
    }


def _dated(ids, which):
    body = bodies.event(ids, f"a deal {which}", quote=bodies.DEAL, hedged="reportedly")
    body["values"].append(bodies.date("date", **DAYS[which % len(DAYS)]))
    body["evidence"][0]["covers"].append(inferred("date"))
    return body


def _office(ids, which):
    return {
        "type": "office",
        "values": [
            bodies.entity("person", ids["biden"]),
            bodies.text("office", f"office {which}"),
            bodies.date("from", **DAYS[which % len(DAYS)]),
        ],
        "evidence": [
            bodies.evidence(
                ids["main"],
                bodies.LIFTED,
                attests="present",
                covers=[inferred("person"), inferred("office"), inferred("from")],
            ),
            bodies.evidence(ids["other"], bodies.DENIED, stance="refutes"),
        ],
    }


def _attack(ids, which):
    body = bodies.event(ids, f"an attack {which}", article="other", quote=bodies.DENIED)
    body["values"].append(bodies.entity("participant", ids["russia"]))
    body["evidence"][0]["covers"].append(stated("participant", "Russia"))
    body["evidence"].append(
        bodies.evidence(
            ids["main"],
            bodies.ASKED,
            covers=[inferred("what")],
            hops=[{"verb": "said", "agent": {"entity": ids["ukraine"]}}],
        )
    )
    return body
