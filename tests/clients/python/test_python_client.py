"""The client that openapi-python-client makes of docs/openapi.yaml, at work."""

import json

import pytest

from tests.clients.python.conftest import plain

pytestmark = pytest.mark.clients

TEXT = (
    "Ministers met in Oslo on Monday. “We will send 12 launchers,” said Kari Nordmann, the "
    "defence minister.\r\nThe launchers are worth about $40 million. Oslo is cold. 🙂"
)


def test_every_fact_survives_parsing_and_writing(read, models):
    kinds = set()
    pages = list(_pages(read, limit=40))
    assert len(pages) > 1
    for page in pages:
        assert isinstance(page.parsed, models.FactPage)
        assert plain(page.parsed.to_dict()) == plain(json.loads(page.content))
        for fact in page.parsed.results:
            assert isinstance(fact, models.Fact)
            kinds |= {type(value) for value in fact.values}
    assert {models.EntityValue, models.TextValue, models.ChoiceValue, models.DateValue} <= kinds


def test_filters_narrow_the_list(read, models):
    arguments = {"type_": ["permission"], "includes": ["grantor:wikidata:Q30"]}
    found = read("facts_list", **arguments, view=models.FactsListView.SUMMARY)
    everything = read("facts_list", type_=["permission"], limit=500)
    assert 0 < len(found.parsed.results) < len(everything.parsed.results)
    assert all(isinstance(fact, models.FactSummary) for fact in found.parsed.results)
    assert found.parsed.omitted is not None


def test_facets_are_typed(read, models):
    of = [models.FactsFacetsOfItem.TYPE, models.FactsFacetsOfItem.SPEAKER]
    answer = read("facts_facets", of=of, speaker=["wikidata:Q6279"])
    assert isinstance(answer.parsed, models.FactFacets)
    assert plain(answer.parsed.to_dict()) == json.loads(answer.content)
    everything = read("facts_list", limit=500).parsed.results
    types = {fact.type_ for fact in everything}
    assert {v.value for v in read("facts_facets").parsed.facets.type_.values} == types
    assert "Joe Biden" in {v.name for v in answer.parsed.facets.speaker.values}


def test_an_export_has_the_lines_of_the_list(read):
    answer = read("facts_export", type_=["permission"])
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    listed = read("facts_list", type_=["permission"], limit=500)
    documents = [json.loads(line) for line in answer.content.splitlines()]
    assert documents == json.loads(listed.content)["results"][::-1]
    assert len(documents) == int(answer.headers["Factstore-Count"]) > 1


def test_order_goes_by_name(read, models):
    up, down = (
        [fact.id for page in _pages(read, limit=500, order=order) for fact in page.parsed.results]
        for order in (models.FactsListOrder.RECORDED, models.FactsListOrder.RECORDED_DESCENDING)
    )
    assert up == down[::-1]


def test_a_fact_that_is_unchanged_is_not_sent_again(read, models):
    first = read("facts_list", limit=1).parsed.results[0]
    once = read("facts_retrieve", first.id)
    assert isinstance(once.parsed, models.Fact)
    again = read("facts_retrieve", first.id, if_none_match=once.headers["ETag"])
    assert (again.status_code, again.parsed) == (304, None)


def test_what_clients_may_read_is_typed(read, models):
    for operation, page in (
        ("publishers_list", models.PublisherPage),
        ("articles_list", models.ArticlePage),
        ("quotes_list", models.QuotePage),
        ("entities_list", models.EntityPage),
        ("fact_types_list", models.FactTypePage),
    ):
        answer = read(operation, limit=100)
        assert isinstance(answer.parsed, page)
        assert plain(answer.parsed.to_dict()) == plain(json.loads(answer.content))


def test_a_parameter_with_a_bad_value_is_a_typed_problem(read, models):
    answer = read("facts_list", includes=["nobody"])
    assert isinstance(answer.parsed, models.Problem)
    assert (answer.status_code, answer.parsed.parameter) == (400, "includes")


def test_writing_needs_a_token(read, models):
    body = models.EntityCreate(kind=models.EntityKind.PERSON, name="Nobody")
    assert read("entities_create", body=body).parsed.code == "not_authenticated"


def test_a_fact_from_its_article_to_its_end(call, read, models):
    article = call(
        "articles_create",
        body=models.ArticleCreate(
            language="en",
            text=TEXT,
            title="Oslo sends launchers",
            published=models.PartialDateWrite(edtf="2024-07-02"),
        ),
    ).parsed
    assert isinstance(article, models.Article)
    _quotes_are_kept_once_and_told_apart(call, models, article.id)
    body = _event(models, article.id)

    body.evidence[0].covers[0].as_printed = "Monday or so"
    refused = call("facts_create", body=body)
    assert (refused.status_code, refused.parsed.code) == (422, "invalid")
    assert [(e.pointer, e.code) for e in refused.parsed.errors] == [
        ("/evidence/0/covers/0/as_printed", "words_not_in_quote")
    ]
    body.evidence[0].covers[0].as_printed = "Ministers met in Oslo"
    made = call("facts_create", body=body)
    assert isinstance(made.parsed, models.Fact)
    assert made.parsed.status is models.FactStatus.DRAFT
    hidden = read("facts_retrieve", made.parsed.id)
    assert hidden.parsed.code == "not_found"

    accepted = call(
        "facts_accept",
        made.parsed.id,
        if_match=made.headers["ETag"],
        body=models.FactAccept(reason="read against the text"),
    )
    assert accepted.parsed.status is models.FactStatus.ACCEPTED
    assert read("facts_retrieve", made.parsed.id).parsed == accepted.parsed
    _changed_meanwhile(call, models, accepted)
    _withdrawn(call, models, made.parsed.id)


def _event(models, article_id):
    quote = models.QuoteReference(article=article_id, exact="Ministers met in Oslo on Monday.")
    return models.FactCreate(
        type_="event",
        values=[
            models.TextValueWrite(
                kind=models.KindText.TEXT, field="what", key="w", text="Ministers met in Oslo."
            ),
            models.DateValueWrite(
                kind=models.KindDate.DATE,
                field="date",
                key="d",
                date=models.PartialDateWrite(edtf="2024-07-01"),
            ),
        ],
        evidence=[
            models.EvidenceWrite(
                mode=models.Mode.OWN,
                quotes=[quote],
                covers=[
                    models.CoverageWrite(
                        value="w",
                        basis=models.CoverageBasis.STATED,
                        as_printed="Ministers met in Oslo",
                    ),
                    models.CoverageWrite(
                        value="d",
                        basis=models.CoverageBasis.COMPUTED,
                        as_printed="Monday",
                        rule="weekday",
                    ),
                ],
            )
        ],
        reason="curated by a client",
    )


def _quotes_are_kept_once_and_told_apart(call, models, article_id):
    once = call("quotes_create", body=models.QuoteCreate(article=article_id, exact="“We will send"))
    assert (once.status_code, once.parsed.exact) == (201, "“We will send")
    again = call(
        "quotes_create",
        body=models.QuoteCreate(version=once.parsed.version.id, start=33, end=46),
    )
    assert (again.status_code, again.parsed.id) == (200, once.parsed.id)
    absent = call(
        "quotes_create", body=models.QuoteCreate(article=article_id, exact="Quarterly earnings")
    )
    assert (absent.status_code, absent.parsed.code) == (422, "quote_absent")
    twice = call("quotes_create", body=models.QuoteCreate(article=article_id, exact="Oslo"))
    assert (twice.status_code, twice.parsed.code) == (409, "quote_ambiguous")
    assert [TEXT[c.start : c.end] for c in twice.parsed.candidates] == ["Oslo", "Oslo"]


def _changed_meanwhile(call, models, accepted):
    fact = accepted.parsed
    what = next(value for value in fact.values if value.field == "what")
    patch = models.FactUpdate(
        reason="a note",
        values=models.ValuesPatch(
            set_=[
                models.TextValueWrite(
                    kind=models.KindText.TEXT, field="what", id=what.id, text="Ministers met."
                )
            ]
        ),
    )
    changed = call("facts_update", fact.id, if_match=accepted.headers["ETag"], body=patch)
    assert isinstance(changed.parsed, models.Fact), changed.parsed
    late = call("facts_update", fact.id, if_match=accepted.headers["ETag"], body=patch)
    assert (late.status_code, late.parsed.code) == (412, "precondition_failed")
    assert late.parsed.etag == changed.headers["ETag"]


def _withdrawn(call, models, fact_id):
    body = models.Reasoned(reason="it was a test")
    assert call("facts_withdraw", fact_id, if_match="*", body=body).status_code == 200
    gone = call("facts_retrieve", fact_id)
    assert (gone.status_code, gone.parsed.reason) == (410, "it was a test")


def _pages(read, **arguments):
    page = read("facts_list", **arguments)
    yield page
    while page.parsed.next_cursor is not None:
        page = read("facts_list", cursor=page.parsed.next_cursor, **arguments)
        yield page
