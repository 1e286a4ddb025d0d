"""Quotes from a page to what facts warn of, by the generated client."""

import json

import pytest

from tests.clients.python.conftest import plain

pytestmark = pytest.mark.clients

FIRST = (
    "🙂 Ministers met in Bergen on Monday. “We will send 12 launchers,” said Ola Nordmann, the "
    "minister.\n\nThe fjord was calm – and cold. The boats stayed in the harbour of Bergen!"
)
SECOND = (
    "🙂🙂 Ministers met in Bergen on Monday. “We will send 14 launchers,” said Ola Nordmann, the "
    "minister.\n\nThe fjord was calm – and cold."
)
PAGE = "https://news.example.org/bergen?a=1#top"
SENT = "We will send 12 launchers"
CALM = "The fjord was calm – and cold."
BOATS = "The boats stayed in the harbour of Bergen!"


@pytest.fixture
def article(call, models):
    """An article of its own for each test: the texts end with a number."""

    def make(number, **members):
        body = models.ArticleCreate(language="en", text=f"{FIRST} {number}", **members)
        return call("articles_create", body=body).parsed

    return make


@pytest.fixture
def keep(call, models):
    def make(article, words):
        made = call("quotes_create", body=models.QuoteCreate(article=article.id, exact=words))
        assert made.status_code == 201, made.parsed
        return made.parsed

    return make


def test_a_page_is_read_before_it_is_kept(call, models):
    words = "<p>Ministers met in Tromsø on Friday to speak of the northern lights.</p>" * 3
    page = (
        "<html lang='en'><head><title>Lights</title><meta property='og:title' content='Lights'>"
        f"</head><body><article><h1>Lights</h1>{words}</article></body></html>"
    )
    seen = call("articles_extract", body=models.ExtractWrite(html=page))
    assert isinstance(seen.parsed, models.Extracted), seen.parsed
    assert plain(seen.parsed.to_dict()) == plain(json.loads(seen.content))
    titles = [c.value for c in seen.parsed.claims if c.name is models.ClaimName.TITLE]
    assert titles[0] == "Lights"
    made = call("articles_create", body=models.ArticleCreate(language="en", html=page)).parsed
    kept = call("versions_retrieve", made.versions[0].id)
    assert isinstance(kept.parsed, models.VersionWithText)
    assert kept.parsed.text == seen.parsed.text
    assert kept.parsed.extraction == seen.parsed.extraction
    again = call("articles_extract", body=models.ExtractWrite(html=page)).parsed
    found = {(duplicate.article.id, duplicate.by) for duplicate in again.duplicates}
    assert (made.id, models.DuplicateBy.DIGEST) in found


def test_words_are_looked_for_before_they_are_kept(call, models, article):
    number = article(1)

    def locate(words, **members):
        body = models.QuoteLocate(article=number.id, exact=words, **members)
        answer = call("quotes_locate", body=body)
        assert isinstance(answer.parsed, models.QuoteLocated), answer.parsed
        assert answer.parsed.to_dict() == json.loads(answer.content)
        return answer.parsed

    exact, repaired = locate(SENT), locate('"We will send 12 launchers,"')
    assert exact.outcome is models.LocateOutcome.EXACT
    assert repaired.outcome is models.LocateOutcome.REPAIRED
    assert repaired.exact == f"“{SENT},”"
    (span,) = exact.spans
    assert (span.start_utf16, span.end_utf16) == (span.start + 1, span.end + 1)
    near = locate("We will send 13 launchers")
    assert near.outcome is models.LocateOutcome.CANDIDATES
    (difference,) = near.candidates[0].differences
    assert difference.kind is models.WordDifference.NUMBER
    assert (difference.quoted, difference.there) == ("13", "12")
    assert locate("Bergen").outcome is models.LocateOutcome.AMBIGUOUS
    first = locate("Bergen", unit=models.OffsetUnit.UTF16, hint=FIRST.index("Bergen") + 1)
    assert first.spans[0].start == FIRST.index("Bergen")
    assert locate("Bergen", prefix="fjord of ").unmet is models.ContextSide.PREFIX
    assert locate("Quarterly earnings fell").outcome is models.LocateOutcome.ABSENT


def test_quotes_follow_a_new_version_or_wait_for_an_editor(call, read, models, article, keep):
    number = article(2)
    sent, calm, boats = (keep(number, words) for words in (SENT, CALM, BOATS))
    body = models.VersionCreate(text=f"{SECOND} 2", reason="the publisher changed it")
    second = call("versions_create", number.id, body=body).parsed

    compared = read("versions_text_diff", number.id, 1, 2)
    assert isinstance(compared.parsed, models.VersionDiff), compared.parsed
    assert compared.parsed.to_dict() == json.loads(compared.content)
    assert {(q.id, q.outcome) for q in compared.parsed.quotes} == {
        (sent.id, models.FollowOutcome.CHANGED),
        (boats.id, models.FollowOutcome.LOST),
    }
    for hunk in compared.parsed.hunks:
        assert hunk.before.text == f"{FIRST} 2"[hunk.before.start : hunk.before.end]
    seen = call("versions_text_diff", number.id, 1, 2)
    tag = seen.headers["ETag"]
    assert call("versions_text_diff", number.id, 1, 2, if_none_match=tag).status_code == 304
    kept = read("quotes_list", version=second.id).parsed.results
    assert [(q.exact, q.follows.quote.id, q.follows.as_) for q in kept] == [
        (CALM, calm.id, models.FollowedAs.MOVED)
    ]

    queue = call(
        "quotes_drift_list", article=number.id, state=[models.QuotesDriftListStateItem.OPEN]
    )
    assert isinstance(queue.parsed, models.DriftPage)
    assert plain(queue.parsed.to_dict()) == plain(json.loads(queue.content))
    by_quote = {drift.quote.id: drift for drift in queue.parsed.results}
    assert by_quote.keys() == {sent.id, boats.id}
    changed = call("quotes_drift_retrieve", by_quote[sent.id].id)
    assert changed.parsed == by_quote[sent.id]
    _settled(call, models, changed, by_quote[boats.id])


def _settled(call, models, changed, lost):
    drift = changed.parsed
    unknown = call(
        "quotes_drift_confirm", drift.id, if_match="*", body=models.DriftConfirm(candidate=9)
    )
    assert [e.pointer for e in unknown.parsed.errors] == ["/candidate"]
    step = {"if_match": changed.headers["ETag"], "body": models.DriftConfirm(candidate=0)}
    confirmed = call("quotes_drift_confirm", drift.id, **step, idempotency_key=f"k{drift.id}")
    assert confirmed.parsed.state is models.DriftState.CONFIRMED
    new = call("quotes_retrieve", confirmed.parsed.new_quote.id).parsed
    assert (new.exact, new.follows.as_) == (
        drift.candidates[0].exact,
        models.FollowedAs.CONFIRMED,
    )
    again = call("quotes_drift_confirm", drift.id, **step, idempotency_key=f"k{drift.id}")
    assert (again.parsed, again.headers["Idempotent-Replayed"]) == (confirmed.parsed, "true")
    late = call("quotes_drift_confirm", drift.id, **step)
    assert (late.status_code, late.parsed.code) == (412, "precondition_failed")

    place = models.DriftPlace(selector=models.DriftPlaceSelector(exact="The boats sank"))
    absent = call("quotes_drift_place", lost.id, if_match="*", body=place)
    assert (absent.status_code, absent.parsed.code) == (422, "quote_absent")
    assert [e.pointer for e in absent.parsed.errors] == ["/selector/exact"]
    place.selector.exact = "Ministers met in Bergen"
    tried = call("quotes_drift_place", lost.id, if_match="*", body=place, dry_run=True)
    assert tried.parsed.state is models.DriftState.PLACED
    drop = models.DriftDrop(reason="cut by the publisher")
    dropped = call("quotes_drift_drop", lost.id, if_match="*", body=drop)
    assert dropped.parsed.resolution.reason == "cut by the publisher"
    twice = call("quotes_drift_drop", lost.id, if_match="*", body=drop)
    assert (twice.status_code, twice.parsed.code) == (409, "illegal_transition")


def test_a_fact_warns_of_what_became_of_its_source(call, read, models, article):
    number = article(3)
    fact = _accepted(call, models, number)
    assert fact.warnings == []
    words = f"{SECOND} 3. Correction: there are 14 launchers."
    body = models.VersionCreate(text=words, reason="the publisher changed it")
    second = call("versions_create", number.id, body=body).parsed
    standing = models.ArticleStandingWrite(
        state=models.ArticleState.CORRECTED,
        date=models.PartialDateWrite(edtf="2024-07-03"),
        words="Correction: there were 14 launchers.",
        version=second.id,
        reason="as the page says",
    )
    refused = call("articles_standing", number.id, if_match="*", body=standing)
    assert [e.pointer for e in refused.parsed.errors] == ["/words"]
    standing.words = "Correction: there are 14 launchers."
    said = call("articles_standing", number.id, if_match="*", body=standing)
    assert isinstance(said.parsed, models.Article), said.parsed
    assert said.parsed.standing.state is models.ArticleState.CORRECTED
    assert said.parsed.standing.version.id == second.id

    warned = read("facts_retrieve", fact.id)
    assert plain(warned.parsed.to_dict()) == plain(json.loads(warned.content))
    both = [models.FactWarning.ARTICLE_CORRECTED, models.FactWarning.EVIDENCE_DRIFTED]
    assert warned.parsed.warnings == both
    (evidence,) = warned.parsed.evidence
    assert evidence.article.standing.state is models.ArticleState.CORRECTED
    assert evidence.drift.state is models.EvidenceDriftState.OPEN
    assert evidence.drift.outcome is models.DriftOutcome.CHANGED
    assert warned.parsed.content_revision == fact.content_revision
    asked = {"warning": [models.FactsListWarningItem.EVIDENCE_DRIFTED], "article": [str(number.id)]}
    assert [one.id for one in read("facts_list", **asked).parsed.results] == [fact.id]
    before = read("facts_list", **asked, known_at=str(fact.recorded.position))
    assert before.parsed.results == []


def _accepted(call, models, article):
    body = models.FactCreate(
        type_="event",
        values=[
            models.TextValueWrite(
                kind=models.KindText.TEXT, field="what", key="w", text="Launchers are sent."
            )
        ],
        evidence=[
            models.EvidenceWrite(
                mode=models.Mode.OWN,
                quotes=[models.QuoteReference(article=article.id, exact=SENT)],
                covers=[
                    models.CoverageWrite(
                        value="w", basis=models.CoverageBasis.STATED, as_printed="12 launchers"
                    )
                ],
            )
        ],
    )
    made = call("facts_create", body=body)
    accept = models.FactAccept(reason="read against the text")
    return call("facts_accept", made.parsed.id, if_match=made.headers["ETag"], body=accept).parsed


def test_a_quote_has_links_and_relatives(call, read, models, article, keep):
    one, other = article(4, url=PAGE), article(5)
    quote, same = keep(one, BOATS), keep(other, BOATS)
    found = read("quotes_similar", quote.id)
    assert isinstance(found.parsed, models.SimilarList), found.parsed
    assert found.parsed.to_dict() == json.loads(found.content)
    assert same.id in {result.quote.id for result in found.parsed.results}
    assert {result.score for result in found.parsed.results} == {1.0}
    links = read("quotes_links", quote.id).parsed
    assert (links.page, links.text_fragment) == (
        PAGE,
        f"{PAGE}:~:text=The%20boats%20stayed%20in%20the%20harbour%20of%20Bergen%21",
    )
    annotation = read("quotes_annotation", quote.id)
    assert isinstance(annotation.parsed, models.Annotation)
    assert plain(annotation.parsed.to_dict()) == plain(json.loads(annotation.content))
    words, place = annotation.parsed.target.selector
    assert isinstance(words, models.TextQuoteSelector)
    assert isinstance(place, models.TextPositionSelector)
    assert FIRST[place.start : place.end] == words.exact == BOATS

    wrong = models.Reasoned(reason="a mistake")
    assert call("quotes_withdraw", quote.id, if_match="*", body=wrong).status_code == 200
    for operation in ("quotes_retrieve", "quotes_links", "quotes_annotation", "quotes_similar"):
        gone = read(operation, quote.id)
        assert (gone.status_code, gone.parsed.code) == (410, "withdrawn")
        assert (gone.parsed.reason, gone.parsed.withdrawn_at.year > 2000) == ("a mistake", True)
