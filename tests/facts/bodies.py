"""Bodies of requests about the desk's two articles: valid, and small, until a test changes them."""

import copy

URL = "/api/v1/facts"

AGREED = "Washington has agreed to let Ukraine’s forces use ATACMS anywhere inside Russia, four US officials said Thursday."
RIGHT_MOVE = "“It’s the right move,” said Jake Sullivan, the U.S. national security adviser."
DEAL = "The deal reportedly runs for 10 years and is worth about $275 million."
LIFTED = "It was only late last month that Biden lifted his restraint."
ASKED = "Ukraine had asked for it."
REPORTED = "Politico reported that Washington let Ukraine use its weapons near Kharkiv, not ATACMS."
DENIED = "Russia denied it."


def stated(value, words):
    return {"value": value, "basis": "stated", "as_printed": words}


def inferred(value, note="read between the lines"):
    return {"value": value, "basis": "inferred", "note": note}


def text(field, words, **members):
    return {"key": field, "field": field, "kind": "text", "text": words, **members}


def choice(field, name):
    return {"key": field, "field": field, "kind": "choice", "choice": name}


def entity(field, entity_id, **members):
    return {"key": field, "field": field, "kind": "entity", "entity": entity_id, **members}


def date(field, **bounds):
    return {"key": field, "field": field, "kind": "date", "date": bounds}


def evidence(article, *exact, covers=(), mode="own", **members):
    quotes = [{"article": article, "exact": words} for words in exact]
    return {"mode": mode, "quotes": quotes, "covers": list(covers), **members}


def permission(ids, *, area="anywhere inside Russia"):
    """The desk's full fact: six stated values, one clause, an anonymous source."""
    return {
        "type": "permission",
        "values": [
            choice("ruling", "permits"),
            choice("action", "use"),
            entity("grantor", ids["us"]),
            entity("grantee", ids["ukraine"]),
            entity("weapon", ids["atacms"], clause=1),
            text("area", area, clause=1),
        ],
        "clauses": [{"number": 1, "polarity": "includes"}],
        "evidence": [
            evidence(
                ids["main"],
                AGREED,
                mode="paraphrase",
                attests="present",
                hops=[
                    {
                        "verb": "said",
                        "description": "four US officials",
                        "count": 4,
                        "anonymous": True,
                    }
                ],
                covers=[
                    stated("ruling", "agreed to let"),
                    stated("action", "use"),
                    stated("grantor", "Washington"),
                    stated("grantee", "Ukraine’s forces"),
                    stated("weapon", "ATACMS"),
                    stated("area", "anywhere inside Russia"),
                ],
            )
        ],
    }


def event(ids, what="asked", *, article="main", quote=ASKED, **members):
    """The smallest fact that can be accepted: what happened, inferred from one sentence."""
    return {
        "type": "event",
        "values": [text("what", what)],
        "evidence": [evidence(ids[article], quote, covers=[inferred("what")], **members)],
    }


def changed(body, change):
    """A copy of `body` after `change(copy)`."""
    body = copy.deepcopy(body)
    change(body)
    return body
