"""The questions of the README's tour, asked as an anonymous reader asks them: over HTTP alone."""

import pytest

FACTS = "/api/v1/facts"
US, UKRAINE = "wikidata:Q30", "wikidata:Q212"

THE_TWELVE = {
    "Q145": "Britain",
    "Q16": "Canada",
    "Q213": "the Czech Republic",
    "Q191": "Estonia",
    "Q33": "Finland",
    "Q142": "France",
    "Q183": "Germany",
    "Q211": "Latvia",
    "Q37": "Lithuania",
    "Q55": "the Netherlands",
    "Q34": "Sweden",
    "Q36": "Poland",
}
ALSO_IN_003 = {"Q145", "Q55", "Q34", "Q33", "Q183"}


@pytest.fixture
def ask(anonymous):
    """The facts that a query finds, all of them."""

    def get(**query):
        response = anonymous.get(FACTS, {"limit": 500, **query})
        assert response.status_code == 200, response.content
        assert response.json()["next_cursor"] is None
        return response.json()["results"]

    return get


@pytest.fixture
def entity(anonymous):
    """The id of the entity of this name, found by searching for it."""

    def find(name):
        found = anonymous.get("/api/v1/entities", {"q": name}).json()["results"]
        (match,) = [e for e in found if e["name"] == name]
        return match["id"]

    return find


@pytest.fixture
def articles(anonymous):
    """Article ids by the number of their seed, told by their date and first words."""
    openings = {
        "US declares Russia a free-fire zone": "000",
        "Joe Biden allows Ukraine": "001",
        "Biden Gives Ukraine Permission": "002",
        "In a significant policy shift, US President": "003",
        "Biden Greenlights Use": "004",
    }
    numbers = {}
    for article in anonymous.get("/api/v1/articles").json()["results"]:
        versions = anonymous.get(f"/api/v1/articles/{article['id']}/versions").json()["results"]
        text = anonymous.get(f"/api/v1/versions/{versions[0]['id']}").json()["text"]
        (number,) = [n for opening, n in openings.items() if text.startswith(opening)]
        numbers[article["id"]] = number
    assert sorted(numbers.values()) == ["000", "001", "002", "003", "004"]
    return numbers


def says(fact, field):
    """What a fact says in a field outside clauses: the texts, names or choices."""
    return [_content(v) for v in fact["values"] if v["field"] == field]


def _content(value):
    content = value.get(value["kind"], value.get("description"))
    if value["kind"] == "entity":
        return content["name"]
    return content["choice"] if value["kind"] == "choice" else content


def clauses(fact, polarity):
    """The clauses of a polarity: for each, the set of (field, content)."""
    numbers = {v["clause"] for v in fact["values"] if v["polarity"] == polarity}
    return [
        {(v["field"], _content(v)) for v in fact["values"] if v["clause"] == number}
        for number in sorted(numbers)
    ]


def is_narrow(fact):
    return bool(clauses(fact, "excludes")) and says(fact, "action") == ["use"]


def is_wide(fact):
    return any(area.startswith("anywhere") for area in says(fact, "area"))


def quotes(fact):
    return [quote["exact"] for item in fact["evidence"] for quote in item["quotes"]]


class TestWhatWasPermittedOnTheFirstOfJune:
    """(a) What did the United States permit Ukraine on 2024-06-01?"""

    query = {"valid_at": "2024-06-01", "includes": [f"grantor:{US}", f"grantee:{UKRAINE}"]}

    @pytest.fixture
    def narrow(self, ask):
        (fact,) = ask(**self.query, match="certain")
        return fact

    def test_certainly_the_narrow_permission(self, narrow):
        assert is_narrow(narrow)
        assert says(narrow, "ruling") == ["permits"]
        assert narrow["time"]["certain"] == {"from": "2024-05-30", "to": "2024-06-21"}
        assert narrow["time"]["possible"]["from"] == "2024-05-21"

    def test_the_grantor_alone_is_enough_to_ask(self, ask, narrow):
        assert ask(valid_at="2024-06-01", match="certain", includes=f"grantor:{US}") == [narrow]

    def test_what_it_reaches_stands_in_clauses(self, narrow):
        included = clauses(narrow, "includes")
        assert any(
            {
                ("target", "Russian missiles fired toward Ukraine’s Kharkiv region"),
                ("area", "inside Russia"),
            }
            <= clause
            for clause in included
        )
        assert any(
            ("area", "just over the border in Russia’s Belgorod Oblast") in c for c in included
        )

    def test_what_it_does_not_reach_stands_in_clauses(self, narrow):
        excluded = clauses(narrow, "excludes")
        deep_strikes = next(c for c in excluded if ("weapon", "ATACMS") in c)
        assert {("weapon", "ATACMS"), ("purpose", "deep strikes")} <= deep_strikes
        drones = next(c for c in excluded if ("weapon", "Ukrainian drones") in c)
        assert ("target", "Russian petroleum facilities") in drones
        assert ("weapon", "ATACMS") not in drones

    def test_who_says_so(self, narrow, articles):
        told_by = {articles[item["article"]["id"]] for item in narrow["evidence"]}
        assert told_by == {"000", "001", "002", "003", "004"}
        sources = {
            (hop["description"] or hop["agent"]["name"], hop["anonymous"])
            for item in narrow["evidence"]
            for hop in item["hops"]
        }
        assert ("four US officials", True) in sources
        assert ("Politico", False) in sources

    def test_until_when_is_inferred_from_the_article_of_june_21(self, narrow, articles):
        (until,) = [item for item in narrow["evidence"] if item["attests"] == "until"]
        assert articles[until["article"]["id"]] == "000"
        assert until["attests_note"]
        present = {
            articles[item["article"]["id"]]
            for item in narrow["evidence"]
            if item["attests"] == "present"
        }
        assert present == {"001", "002", "003", "004"}

    def test_possibly_the_wide_one_too(self, ask, narrow):
        possible = ask(**self.query, match="possible")
        wide = [fact for fact in possible if is_wide(fact)]
        assert narrow in possible
        assert wide
        for fact in wide:
            assert fact["time"]["possible"]["from"] == "2024-05-21"
            assert fact["time"]["certain"]["from"] == "2024-06-21"


class TestWhatWasPermittedOnTheTwentyFirst:
    """(b) And on 2024-06-21?"""

    @pytest.fixture
    def certain(self, ask):
        return ask(valid_at="2024-06-21", match="certain", includes=f"grantor:{US}")

    def test_certainly_the_wide_ones_and_not_the_narrow_one(self, certain):
        assert certain
        assert all(is_wide(fact) for fact in certain)
        assert not any(is_narrow(fact) for fact in certain)

    def test_sullivans_words_verbatim_with_his_office_as_printed(self, certain, entity):
        sullivan = entity("Jake Sullivan")
        verbatim = [i for f in certain for i in f["evidence"] if i["mode"] == "verbatim"]
        (said,) = [
            (item, hop)
            for item in verbatim
            for hop in item["hops"]
            if hop["agent"] and hop["agent"]["id"] == sullivan
        ]
        item, hop = said
        assert hop["verb"] == "said"
        assert hop["role_as_printed"] == "U.S. national security adviser"
        assert (
            "“extends to anywhere that Russian forces are coming across the border from the Russian "
            "side to the Ukrainian side to try to take additional Ukrainian territory.”"
        ) in item["quotes"][0]["exact"]

    def test_anywhere_inside_russia_is_the_outlets_own(self, certain):
        (outlet,) = [fact for fact in certain if says(fact, "area") == ["anywhere inside Russia"]]
        (area,) = [v["id"] for v in outlet["values"] if v["field"] == "area"]
        carrying = [i for i in outlet["evidence"] if area in {c["value"] for c in i["covers"]}]
        assert carrying
        for item in carrying:
            assert item["mode"] == "own"
            assert item["hops"] == []
            words = next(c["as_printed"] for c in item["covers"] if c["value"] == area)
            assert words == "anywhere inside Russia"


class TestAtacms:
    """(c) What about ATACMS?"""

    def test_what_leaves_them_out_is_the_narrow_permission(self, ask, entity):
        (fact,) = ask(excludes=f"weapon:{entity('ATACMS')}")
        assert is_narrow(fact)
        assert says(fact, "action") == ["use"]

    def test_what_includes_them_is_the_transfer(self, ask, entity):
        (fact,) = ask(includes=f"weapon:{entity('ATACMS')}")
        assert says(fact, "action") == ["transfer"]
        assert "permitted the transfer of long-range missiles known as ATACMS" in quotes(fact)[0]

    def test_both_at_once_is_nothing(self, ask, entity):
        atacms = f"weapon:{entity('ATACMS')}"
        assert ask(includes=atacms, excludes=atacms) == []


class TestWhoElseHadPermittedIt:
    """(d) Which countries had permitted it, according to whom?"""

    def permissions(self, ask, country):
        found = ask(
            type="permission", includes=f"grantor:wikidata:{country}", valid_at="2024-06-21"
        )
        return [fact for fact in found if says(fact, "ruling") == ["permits"]]

    @pytest.mark.parametrize("country", THE_TWELVE)
    def test_each_of_the_twelve_by_the_words_of_000(self, country, ask, articles):
        (fact,) = self.permissions(ask, country)
        assert says(fact, "grantee") == ["Ukraine"]
        (grantor,) = [v["id"] for v in fact["values"] if v["field"] == "grantor"]
        by_article = {}
        for item in fact["evidence"]:
            for cover in item["covers"]:
                if cover["value"] == grantor:
                    assert cover["basis"] == "stated"
                    by_article[articles[item["article"]["id"]]] = (cover, item)
        cover, item = by_article["000"]
        assert cover["as_printed"] == THE_TWELVE[country]
        assert "permissions already granted by a dozen U.S. allies" in item["quotes"][0]["exact"]
        assert ("003" in by_article) == (country in ALSO_IN_003)

    def test_the_twelve_share_one_quote(self, ask, articles):
        shared = set()
        for country in THE_TWELVE:
            (fact,) = self.permissions(ask, country)
            (item,) = [i for i in fact["evidence"] if articles[i["article"]["id"]] == "000"]
            shared.add(item["quotes"][0]["id"])
        assert len(shared) == 1

    def test_there_are_no_others_but_the_united_states(self, ask):
        facts = ask(type="permission", includes=f"grantee:{UKRAINE}")
        permitting = {
            v["entity"]["name"]
            for fact in facts
            if says(fact, "ruling") == ["permits"]
            for v in fact["values"]
            if v["field"] == "grantor"
        }
        assert len(permitting) == 13
        assert "United States" in permitting

    @pytest.mark.parametrize("name", ["France", "Poland", "Baltic countries"])
    def test_those_who_were_in_favour_are_positions(self, name, ask, entity, articles):
        by_001 = [a for a, number in articles.items() if number == "001"]
        facts = ask(entity=entity(name), article=by_001)
        assert facts
        assert {fact["type"] for fact in facts} == {"position"}
        for fact in facts:
            assert says(fact, "stance") == ["supports"]
            assert "in favour of" in quotes(fact)[0]


class TestJakeSullivan:
    """(e) What did Jake Sullivan say, in which office, and what did he merely back?"""

    def test_what_he_said(self, ask, entity):
        (statement,) = ask(type="statement", includes=f"speaker:{entity('Jake Sullivan')}")
        assert says(statement, "words")[0].startswith("extends to anywhere that Russian forces")
        assert {i["mode"] for i in statement["evidence"]} == {"verbatim"}

    def test_everything_that_stands_on_his_words(self, ask, entity):
        facts = ask(speaker=entity("Jake Sullivan"))
        assert {fact["type"] for fact in facts} == {"statement", "permission"}

    def test_in_which_office(self, ask, entity):
        (office,) = ask(type="office", includes=f"person:{entity('Jake Sullivan')}")
        assert says(office, "office")[0].lower() == "national security adviser"
        (held,) = [v["id"] for v in office["values"] if v["field"] == "office"]
        printed = {
            c["as_printed"] for i in office["evidence"] for c in i["covers"] if c["value"] == held
        }
        assert printed == {"national security adviser", "National Security Adviser"}

    def test_what_he_merely_backed(self, ask, entity, articles):
        (position,) = ask(type="position", includes=f"holder:{entity('Jake Sullivan')}")
        assert says(position, "stance") == ["supports"]
        assert says(position, "proposal") == ["a recommendation that Biden approved"]
        assert {articles[i["article"]["id"]] for i in position["evidence"]} == {"004"}


class TestAnonymousOfficials:
    """(f) What is attributed to anonymous officials?"""

    def test_every_such_fact_and_no_other(self, ask):
        anonymous = {fact["id"] for fact in ask(attribution="anonymous")}
        for fact in ask():
            hops = [hop for item in fact["evidence"] for hop in item["hops"]]
            assert (fact["id"] in anonymous) == any(hop["anonymous"] for hop in hops)

    def test_officials_among_them(self, ask):
        described = {
            hop["description"]
            for fact in ask(attribution="anonymous")
            for item in fact["evidence"]
            for hop in item["hops"]
            if hop["anonymous"]
        }
        assert {
            "four US officials",
            "a US official",
            "one official",
            "US officials",
        } <= described

    def test_one_official_in_two_wordings_of_two_articles(self, ask, articles):
        statements = [
            fact
            for fact in ask(type="statement", attribution="anonymous")
            if "recently directed his team" in "".join(says(fact, "words"))
        ]
        assert {articles[f["evidence"][0]["article"]["id"]] for f in statements} == {"002", "003"}
        assert len({says(f, "words")[0] for f in statements}) == 2


def test_a_hedged_and_conditional_threat(ask):
    threats = ask(type="threat", hedged="true", includes="speaker:wikidata:Q7747")
    (threat,) = [f for f in threats if "North Korea" in says(f, "action")[0]]
    assert "reportedly" in {item["hedged"] for item in threat["evidence"]}


def test_everything_that_readers_see_is_accepted_and_stands(ask, anonymous):
    facts = ask()
    assert len(facts) >= 80
    assert {f["status"] for f in facts} == {"accepted"}
    assert {f["standing"]["state"] for f in facts} == {"stands"}
    omitted = anonymous.get(FACTS).json()["omitted"]
    assert omitted == {"superseded": 0, "refuted": 0, "retracted": 0}
