"""Random histories: steps of people at a small store, done over HTTP, and what it said after each.

A step is two numbers that choose among what there is. What the store refuses leaves everything as
it was; what it does leaves alone what the step does not name.
"""

from collections import Counter

from factstore.ledger import feed
from tests.facts import bodies
from tests.facts.bodies import URL, inferred
from tests.properties.naive import Then
from tests.properties.small_store import DAYS, recipe

API = "/api/v1"
ENTITIES = ["us", "usa", "ukraine", "ukr", "atacms", "rockets", "russia", "sullivan"]
ARTICLES = ["main", "other"]
NAMES = ["Kievan Land", "Zornia", "Ukraine", "Atlantis"]
TOLD = ["stands", "corrected", "retracted", "removed", "unreachable"]
STANDINGS = ["disputed", "refuted", "retracted", "superseded", "stands"]
STATUSES = ["draft", "proposed", "accepted", "rejected"]
REFUSED = {409, 410, 422}


class History:
    """Takes steps as an editor and a reviewer, and keeps what the store said after each.

    `past`: what it said, by position. `told`: how often each step was done, or refused and why.
    """

    def __init__(self, ids, *, editor, reviewer):
        self.ids, self.editor, self.reviewer = ids, editor, reviewer
        page = reviewer.get(URL, {"order": "recorded", "status": STATUSES}).json()
        self.facts = [fact["id"] for fact in page["results"]]
        self.proposals, self.past, self.told = [], {}, Counter()
        self.named = set()
        self._keep()

    def step(self, action, a, b):
        """Take one step, and check what it changed and what it left alone."""
        before, position = self.now, feed.head()[0]
        self.named = None
        response = getattr(self, action)(a, b)
        if response is None:
            return
        taken = response.status_code in (200, 201)
        assert taken or response.status_code in REFUSED, (action, response.content)
        self.told[action, "done" if taken else response.json()["code"]] += 1
        self._keep()
        if not taken:
            assert feed.head()[0] == position, action
            self.named = set()
        if self.named is not None:
            others = [fact for fact in before.facts if fact not in self.named]
            assert [self.now.facts[f] for f in others] == [before.facts[f] for f in others], action
        self._check_names()

    def finish(self):
        """Tell each position what later ones decide of it."""
        for then in self.past.values():
            then.latest = self.now.entities

    def _keep(self):
        """Read everything as it is now, and keep it by the position."""
        position, at = feed.head()
        self.now = Then(at)
        for fact in self.facts:
            response = self.reviewer.get(f"{URL}/{fact}")
            said = response.json()
            said.pop("request_id", None)
            self.now.facts[fact] = (response.status_code, said)
        for name in ARTICLES:
            article = self.reviewer.get(f"{API}/articles/{self.ids[name]}").json()
            self.now.articles[article["id"]] = article
        for name in ENTITIES:
            self.now.entities[self.ids[name]] = self._read_entity(self.ids[name])
        biden = self.ids["biden"]
        self.now.entities[biden] = self._read_entity(biden)
        self.past[position] = self.now

    def _read_entity(self, entity):
        response = self.reviewer.get(f"{API}/entities/{entity}")
        if response.status_code == 308:
            into = response["Location"].rpartition("/")[2]
            return {"merged_into": into, "external_ids": [], "aliases": [], "name": ""}
        assert response.status_code == 200, response.content
        return response.json()

    def _check_names(self):
        """Facts name no entity but as it is called now, and show how their articles stand."""
        for code, document in self.now.facts.values():
            named = [v["entity"] for v in document.get("values", ()) if v["kind"] == "entity"]
            for evidence in document.get("evidence", ()) if code == 200 else ():
                standing = self.now.articles[evidence["article"]["id"]]["standing"]
                shown = {name: standing[name] for name in ("state", "date")}
                assert evidence["article"]["standing"] == shown
            if code == 200 and document["status"] == "accepted":
                for entity in named:
                    assert entity["name"] == self.now.entities[entity["id"]]["name"]

    # What a step is about.

    def _fact(self, number, *, of=None):
        """Choose a fact that is there, of such a status; None: there is none."""
        there = [
            document
            for code, document in self.now.facts.values()
            if code == 200 and (of is None or document["status"] in of)
        ]
        chosen = there[number % len(there)] if there else None
        self.named = {chosen["id"]} if chosen else set()
        return chosen

    def _post(self, url, client=None, /, **body):
        return (client or self.reviewer).post(
            f"{API}/{url}", {"reason": "a test", **body}, HTTP_IF_MATCH="*"
        )

    def _patch(self, url, client=None, **body):
        return (client or self.reviewer).patch(
            f"{API}/{url}", {"reason": "a test", **body}, HTTP_IF_MATCH="*"
        )

    def _step(self, fact, step, **body):
        return fact and self._post(f"facts/{fact['id']}/{step}", **body)

    def _change(self, fact, **patch):
        """Change a fact: the editor a draft, so that the reviewer may accept it."""
        client = self.reviewer if fact["status"] == "accepted" else self.editor
        return self._patch(f"facts/{fact['id']}", client, **patch)

    # Steps with facts.

    def record(self, a, b):
        response = self.editor.post(URL, recipe(self.ids, a + 6 * b))
        if response.status_code == 201:
            self.facts.append(response.json()["id"])
        self.named = set(self.facts[-1:])
        return response

    def accept(self, a, _):
        return self._step(self._fact(a, of={"draft", "proposed"}), "accept")

    def propose(self, a, _):
        return self._step(self._fact(a, of={"draft"}), "propose")

    def reject(self, a, _):
        return self._step(self._fact(a, of={"draft", "proposed"}), "reject")

    def reopen(self, a, _):
        return self._step(self._fact(a, of={"rejected"}), "reopen")

    def withdraw(self, a, _):
        return self._step(self._fact(a), "withdraw")

    def stand(self, a, b):
        body = {"state": STANDINGS[b % len(STANDINGS)]}
        if body["state"] == "superseded":
            other = self._fact(a + b, of={"accepted"})
            body["superseded_by"] = other and other["id"]
        return self._step(self._fact(a, of={"accepted"}), "standing", **body)

    def set_value(self, a, b):
        fact = self._fact(a)
        patch = fact and self._setting(fact, b)
        return patch and self._change(fact, **patch)

    def _setting(self, fact, b):
        """A patch of a value: another date, or other words for a text; None: it has neither."""
        texts = [v for v in fact["values"] if v["kind"] in ("date", "text")]
        if not texts:
            return None
        value = texts[b % len(texts)]
        item = {k: value[k] for k in ("id", "field", "kind", "clause") if value[k] is not None}
        if value["kind"] == "date":
            item["date"] = DAYS[b % len(DAYS)]
        else:
            item["text"] = f"said {b}"
        return {"values": {"set": [item]}}

    def add_date(self, a, b):
        """Add a date with evidence of its own that covers it."""
        fact = self._fact(a)
        if not fact:
            return None
        name = "from" if fact["type"] in ("permission", "office") else "date"
        days = {"key": "new", "field": name, "kind": "date", "date": DAYS[b % len(DAYS)]}
        item = self._item(b, covers=[inferred("new")])
        return self._change(fact, values={"set": [days]}, evidence={"set": [item]})

    def remove_value(self, a, b):
        """Remove a value that need not be there, and what covers it."""
        fact = self._fact(a)
        free = ("area", "date", "from", "topic", "participant", "weapon")
        values = [v for v in (fact or {}).get("values", ()) if v["field"] in free]
        if not values:
            return None
        return self._change(fact, values={"remove": [values[b % len(values)]["id"]]})

    def add_evidence(self, a, b):
        fact = self._fact(a)
        if not fact:
            return None
        covers = [inferred(v["id"]) for v in fact["values"]] if b % 2 else []
        return self._change(fact, evidence={"set": [self._item(b, covers=covers)]})

    def _item(self, b, **members):
        """Evidence by its number: of either article, for or against, hedged or not."""
        article, words = [("main", bodies.ASKED), ("other", bodies.REPORTED)][b // 2 % 2]
        hops = [{"verb": "said", "agent": {"entity": self.ids["sullivan"]}}] if b == 4 else []
        if b == 3:
            article, words, members["hedged"] = "main", bodies.DEAL, "reportedly"
        stance = ["supports", "supports", "context", "supports", "refutes", "supports"][b % 6]
        article = self.ids[article]
        return bodies.evidence(article, words, hops=hops, stance=stance, **members)

    def replace_evidence(self, a, b):
        """Set one evidence anew: with other quotes, covering all values."""
        fact = self._fact(a)
        if not fact or not fact["evidence"]:
            return None
        old = fact["evidence"][b % len(fact["evidence"])]
        item = self._item(b, covers=[inferred(v["id"]) for v in fact["values"]])
        return self._change(fact, evidence={"set": [{**item, "id": old["id"]}]})

    def remove_evidence(self, a, b):
        fact = self._fact(a)
        if not fact or not fact["evidence"]:
            return None
        old = fact["evidence"][b % len(fact["evidence"])]
        return self._change(fact, evidence={"remove": [old["id"]]})

    def confirm(self, a, _):
        fact = self._fact(a)
        confirmed = [e["id"] for e in (fact or {}).get("evidence", ())]
        return self._change(fact, evidence={"confirm": confirmed}) if confirmed else None

    def merge_facts(self, a, b):
        one = self._fact(a, of={"accepted"})
        others = [
            d["id"]
            for code, d in self.now.facts.values()
            if one and code == 200 and d["type"] == one["type"] and d["id"] != one["id"]
        ]
        if not others:
            return None
        into = others[b % len(others)]
        self.named = {one["id"], into}
        return self._step(one, "merge", into=into)

    def unmerge_facts(self, a, _):
        merged = [fact for fact, (code, _) in self.now.facts.items() if code == 308]
        if not merged:
            return None
        one = merged[a % len(merged)]
        self.named = {one, self.now.facts[one][1]["into"]["id"]}
        return self._post(f"facts/{one}/unmerge")

    def submit(self, a, b):
        """Propose a change of a fact."""
        fact = self._fact(a, of={"accepted"})
        patch = fact and self._setting(fact, b)
        if not patch:
            return None
        body = {"base": fact["content_revision"], "patch": patch}
        if b % 2:
            body["patch"]["evidence"] = {"confirm": [e["id"] for e in fact["evidence"]]}
        response = self._post(f"facts/{fact['id']}/proposals", self.editor, **body)
        if response.status_code == 201:
            self.proposals.append((response.json()["id"], fact["id"]))
        self.named = set()
        return response

    def resolve(self, a, b):
        """Accept or decline a proposal."""
        if not self.proposals:
            return None
        proposal, fact = self.proposals[a % len(self.proposals)]
        self.named = {fact}
        if b % 4 == 0:
            self.named = set()
            return self._post(f"proposals/{proposal}/reject")
        return self._post(f"proposals/{proposal}/accept", apply=["all", "fitting"][b % 2])

    # Steps with what facts stand on.

    def _name(self, number):
        entity = self.ids[ENTITIES[number % len(ENTITIES)]]
        return entity if self.now.entities[entity]["merged_into"] is None else None

    def rename(self, a, b):
        entity = self._name(a)
        self.named = None
        return entity and self._patch(f"entities/{entity}", name=NAMES[b % len(NAMES)])

    def alias(self, a, b):
        """Give an entity other aliases; what facts say stays."""
        entity = self._name(a)
        self.named = set()
        aliases = [[], ["Oldname"], ["Oldname", "Byname"]][b % 3]
        return entity and self._patch(f"entities/{entity}", aliases=aliases)

    def identify(self, a, b):
        """Take an external id from whoever has it, and give an entity another one."""
        entity = self._name(a)
        self.named = set()
        ids = [{"scheme": "iso", "value": f"Z{b}"}] if b else []
        return entity and self._patch(f"entities/{entity}", external_ids=ids)

    def merge_entities(self, a, b):
        one, into = self._name(a), self._name(a + 1 - 2 * (a % 2) if b else a + b)
        self.named = None
        return one and into and self._post(f"entities/{one}/merge", into=into, merge_facts=b > 1)

    def unmerge_entities(self, a, _):
        merged = [e for e, said in self.now.entities.items() if said["merged_into"]]
        self.named = None
        return self._post(f"entities/{merged[a % len(merged)]}/unmerge") if merged else None

    def capture(self, a, b):
        """Correct who published an article, or when."""
        article = self.ids[ARTICLES[a % 2]]
        self.named = None
        if b % 2:
            return self._patch(f"articles/{article}", published=DAYS[b // 2])
        publisher = [None, self.ids["herald"], self.ids["politico"]][b // 2]
        return self._patch(f"articles/{article}", publisher=publisher)

    def tell(self, a, b):
        """Say what became of an article, or that it stands."""
        article = self.ids[ARTICLES[a % 2]]
        self.named = None
        state = TOLD[b % len(TOLD)]
        told = {"date": DAYS[b % 4], "url": "https://a.example", "note": "gone"}
        return self._post(f"articles/{article}/standing", state=state, **told if b else {})

    # Steps back.

    def revert(self, a, b):
        fact = self._fact(a)
        return self._step(fact, "revert", revision=1 + b % fact["revision"]) if fact else None

    def revert_entity(self, a, b):
        entity = self._name(a)
        self.named = None
        if entity is None:
            return None
        revision = 1 + b % self.now.entities[entity]["revision"]
        return self._post(f"entities/{entity}/revert", revision=revision)

    def undo(self, a, _):
        """Undo one of the last changes."""
        self.named = None
        page = self.reviewer.get(f"{API}/changes", {"after": max(0, feed.head()[0] - 1 - a % 4)})
        change = page.json()["results"][0]["id"]
        return self.reviewer.post(f"{API}/changes/{change}/revert", {"reason": "a test"})
