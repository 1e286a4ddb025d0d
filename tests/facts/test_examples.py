"""The examples of the schema are true: the one is sent, the other is what comes back."""

import copy
import json
import re

from factstore.core import canonical
from factstore.facts.api.examples import FACT, FACT_CREATE

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_the_example_of_a_fact_is_what_its_example_makes(create, accept, ids):
    fact = accept(create(_sent(ids)))
    assert _plain(fact) == _plain(FACT)


def test_the_digest_of_the_example_is_true():
    document = {name: value for name, value in FACT.items() if name != "recorded"}
    assert FACT["recorded"]["content_digest"] == canonical.digest(document)


def _sent(ids):
    """The example with the ids of this store in place of its own."""
    body = copy.deepcopy(FACT_CREATE)
    for value, name in zip(
        [value for value in body["values"] if value["kind"] == "entity"],
        ["us", "ukraine", "atacms"],
        strict=True,
    ):
        value["entity"] = ids[name]
    body["evidence"][0]["quotes"][0]["article"] = ids["main"]
    return body


def _plain(document):
    """Ids as numbers in the order in which they appear; without when it was recorded."""
    document = {name: value for name, value in sorted(document.items()) if name != "recorded"}
    seen = {}
    text = UUID.sub(lambda found: f"#{seen.setdefault(found[0], len(seen))}", json.dumps(document))
    return json.loads(text)
