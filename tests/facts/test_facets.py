"""Facets are read off documents; their lists are tested over HTTP in `test_list`."""

from factstore.facts.facets import MAX_SEARCHED, facets

DOCUMENT = {
    "type": "event",
    "status": "accepted",
    "standing": {"state": "stands"},
    "withdrawn": None,
    "merged_into": None,
    "sentence": "It rained",
    "values": [],
    "time": {"certain": None, "possible": {"from": None, "to": None}},
    "evidence": [],
    "corroboration": {"independent_origins": 0},
}


def test_no_more_is_searched_than_a_search_vector_holds():
    quotes = [{"exact": "w" * 100_000}, {"exact": "v" * 150_000}]
    evidence = {
        "hops": [],
        "quotes": quotes,
        "stale": False,
        "stance": "supports",
        "hedged": None,
        "article": {"id": "1", "publisher": None},
    }
    assert len(facets({**DOCUMENT, "evidence": [evidence]}).text) == MAX_SEARCHED


def test_a_day_that_is_not_known_stands_last_in_both_orders():
    row = facets(DOCUMENT)
    assert (row.first_day, row.latest_day) == ("infinity", "-infinity")
    assert (row.certain, row.possible) == (None, "[,)")


def test_the_last_day_of_the_calendar_has_no_day_after_it():
    time = {"certain": None, "possible": {"from": "9999-12-31", "to": "9999-12-31"}}
    assert facets({**DOCUMENT, "time": time}).possible == "[9999-12-31,)"


def test_values_that_contradict_each_other_leave_no_day():
    row = facets({**DOCUMENT, "time": {"certain": None, "possible": None}})
    assert (row.possible, row.first_day) == ("empty", "infinity")
