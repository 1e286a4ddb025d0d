"""The queue of drifted quotes in the admin: confirm, place anew, drop."""

import pytest
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.ledger import actions as ledger_actions
from factstore.ledger.models import Change
from factstore.quotes import actions as quote_actions
from factstore.quotes.models import Drift, Quote
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from tests.editing import fields, save, sign_in, told

ONE = (
    "Four US officials confirmed that the administration gave permission. The Kremlin said that "
    "Moscow would answer. “No comment,” an aide said. Several members asked for a vote on Friday."
)
TWO = ONE.replace("Four", "Five").replace("Several members asked for a vote on Friday.", "The end.")
LIST = "/admin/quotes/drift/"


@pytest.fixture
def drifts(capture, record):
    """A changed quote and a lost one, by their outcomes."""
    version = capture(ONE)
    with record():
        for words in ("Four US officials confirmed", "asked for a vote", "The Kremlin said"):
            quote_actions.find_or_create(Selector(version=version.pk, exact=words))
    with record():
        source_actions.add_version(version.article_id, text=TWO)
    return {drift.outcome: drift for drift in Drift.objects.all()}


def page_of(drift):
    return f"{LIST}{drift.pk}/change/"


def post(client, url, page, **typed):
    return client.post(url, {**fields(page), "_save": "1", **typed}, follow=True)


def test_the_start_page_counts_what_waits_and_leads_to_it(editor, drifts):
    page = editor.get("/admin/")
    assert "2 drifted quotes" in told(page)
    assert f'href="{LIST}?state__exact=open"' in page.content.decode()
    listed = told(editor.get(f"{LIST}?state__exact=open"))
    assert "Four US officials confirmed" in listed
    assert "asked for a vote" in listed
    assert "The Kremlin said" not in listed


def test_old_and_new_words_stand_side_by_side_and_are_confirmed(editor, drifts):
    drift = drifts["changed"]
    page = editor.get(page_of(drift))
    body = page.content.decode()
    assert "<mark>Four US officials confirmed</mark>" in body
    assert "<del>Four</del> US officials" in body
    assert "<ins>Five</ins> US officials" in body
    assert "another number : it had “Four”, now “Five”" in told(page)
    page = post(editor, page_of(drift), page)
    assert "Choose one of the places" in told(page)
    (choice,) = page.context["choices"]
    page = post(editor, page_of(drift), page, place=choice.value, reason="they count anew")
    drift.refresh_from_db()
    assert (drift.state, drift.new_quote.exact) == ("confirmed", "Five US officials confirmed")
    assert drift.resolution_reason == "they count anew"
    assert "Confirmed. This is the next of 1 that wait of this text." in told(page)
    assert page.redirect_chain[-1][0] == page_of(drifts["lost"])
    change = Change.objects.order_by("position").last()
    assert (change.origin, change.reason) == ("admin", "they count anew")
    shown = told(editor.get(page_of(drift)))
    assert "they count anew" in shown
    assert "Confirm this place" not in shown


def test_a_lost_quote_is_placed_where_its_words_are_pointed_out(editor, drifts):
    drift = drifts["lost"]
    page = editor.get(page_of(drift))
    assert "No place is offered." in told(page)
    url = f"{LIST}{drift.pk}/place/"
    page = editor.get(url)
    assert fields(page)["exact"] == "asked for a vote"
    page = editor.post(url, {**fields(page), "exact": "The  end", "_show": "1"})
    assert "<mark>The end</mark>" in page.content.decode()
    assert Drift.objects.get(pk=drift.pk).state == "open"
    page = post(editor, url, page)
    drift.refresh_from_db()
    quote = drift.new_quote
    assert (drift.state, quote.exact, quote.given) == ("placed", "The end", "The  end")
    assert (quote.follows, quote.followed_as) == (drift.quote, "placed")
    assert drift.resolution_reason == "placed anew"
    assert page.redirect_chain[-1][0] == page_of(drifts["changed"])


def test_parts_are_no_place_of_one_quote(editor, drifts):
    url = f"{LIST}{drifts['lost'].pk}/place/"
    page = editor.get(url)
    words = "“No comment … aide said"
    page = editor.post(url, {**fields(page), "exact": words, "_show": "1"})
    assert {len(choice.spans) for choice in page.context["choices"]} == {1}
    post(editor, url, page)
    assert Quote.objects.get(settles=drifts["lost"].pk).exact == "“No comment,” an aide said"


def test_a_quote_is_dropped_for_a_reason(editor, drifts):
    drift = drifts["lost"]
    assert "required" in told(save(editor, f"{LIST}{drift.pk}/drop/"))
    save(editor, f"{LIST}{drift.pk}/drop/", reason="they took it out")
    drift.refresh_from_db()
    assert (drift.state, drift.resolution_reason) == ("dropped", "they took it out")
    assert editor.get(f"{LIST}{drift.pk}/place/").status_code == 404
    assert editor.get(f"{LIST}{drift.pk}/drop/").status_code == 404


def test_what_the_store_settled_is_placed_anew(editor, drifts, record):
    version = drifts["lost"].version
    for of in (version, drifts["lost"].quote.version):
        with record("quoted later"):
            quote_actions.find_or_create(Selector(version=of.pk, exact="Moscow"))
    drift = Drift.objects.get(state="quoted")
    page = editor.get(page_of(drift))
    assert "its words are a quote already" in told(page)
    assert "Confirm this place" in page.content.decode()
    url = f"{LIST}{drift.pk}/place/"
    page = editor.post(url, {**fields(editor.get(url)), "exact": "The end", "_show": "1"})
    post(editor, url, page)
    drift.refresh_from_db()
    assert (drift.state, drift.new_quote.exact) == ("placed", "The end")


def test_a_drop_that_comes_too_late_says_why_and_gives_back_what_was_typed(editor, drifts, record):
    drift = drifts["lost"]
    page = editor.get(f"{LIST}{drift.pk}/drop/")
    with record("gone since noon"):
        quote_actions.drop_drift(drift.pk, expected=None)
    said = told(post(editor, f"{LIST}{drift.pk}/drop/", page, reason="they took it out"))
    assert "Nothing was done" in said
    assert "gone since noon" in said
    assert "You had typed: “they took it out”" in said
    drift.refresh_from_db()
    assert drift.resolution_reason == "gone since noon"


def test_what_another_editor_said_is_told_and_stays(editor, drifts, cleo):
    drift = drifts["changed"]
    page = editor.get(page_of(drift))
    placing = editor.get(f"{LIST}{drift.pk}/place/")
    with ledger_actions.change(actor=cleo, reason="gone", origin="command"):
        quote_actions.drop_drift(drift.pk, expected=None)
    (choice,) = page.context["choices"]
    answer = post(editor, page_of(drift), page, place=choice.value)
    assert "cleo" in told(answer)
    assert "gone" in told(answer)
    url = f"{LIST}{drift.pk}/place/"
    assert editor.get(url).status_code == 404
    page = post(editor, url, placing, exact="words typed at length", reason="my reason")
    assert "cleo changed" in told(page)
    assert "gone" in told(page)
    kept = fields(page)
    assert (kept["exact"], kept["reason"]) == ("words typed at length", "my reason")
    assert 'name="_save"' not in page.content.decode()
    drift.refresh_from_db()
    assert (drift.state, drift.new_quote) == ("dropped", None)


def test_what_is_placed_while_another_settles_it_is_told(editor, drifts, cleo):
    """The other one comes between the look at the drift and the lock of it."""
    drift = drifts["changed"]
    url = f"{LIST}{drift.pk}/place/"
    page = editor.get(url)
    page = editor.post(url, {**fields(page), "exact": "Five US officials", "_show": "1"})
    data = {**fields(page), "reason": "my reason", "_save": "1", "content_revision": "0"}
    page = editor.post(url, data)
    assert "Somebody else has saved this since you opened it" in told(page)
    assert "was read at another revision" not in told(page)
    assert fields(page)["exact"] == "Five US officials"
    assert Drift.objects.get(pk=drift.pk).state == "open"


@pytest.mark.parametrize("page", ["change", "place"])
def test_a_rule_that_the_database_alone_knows_is_told(editor, drifts, page):
    drift, url = drifts["changed"], f"{LIST}{drifts['changed'].pk}/{page}/"
    opened = editor.get(url)
    if page == "place":
        data = {**fields(opened), "exact": "Five US officials", "_show": "1"}
        opened = editor.post(url, data)
    (choice, *_) = opened.context["choices"]
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE quotes_quote ADD CONSTRAINT quotes_quote_never_five"
            " CHECK (exact NOT LIKE 'Five%') NOT VALID"
        )
    answer = post(editor, url, opened, place=choice.value, reason="my reason")
    assert answer.status_code == 200
    assert "Failing row contains" in told(answer)
    assert 'value="my reason"' in answer.content.decode()
    assert Drift.objects.get(pk=drift.pk).state == "open"


RUBBISH = ["abc", "\x00", "²", "9" * 30, "9" * 5000, "-1", ""]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_in_addresses_and_hidden_fields_is_answered(editor, drifts, rubbish):
    drift = drifts["changed"]
    article = drift.version.article_id
    for page in ("change", "place", "drop"):
        for name in ("content_revision", "place", "exact", "reason", "_changelist_filters"):
            answer = editor.get(f"{LIST}{drift.pk}/{page}/", {name: rubbish})
            assert answer.status_code < 500, (page, name)
    for page in ("change", "place"):
        url = f"{LIST}{drift.pk}/{page}/"
        opened = fields(editor.get(url))
        for name in ("content_revision", "place", "shown_in", "exact", "reason"):
            for button in ("_save", "_show"):
                sent = {**opened, "place": "0-5", button: "1", name: rubbish}
                assert editor.post(url, sent).status_code < 500, (page, name)
    for numbers in ("1/99999999999999999999", "99999999999999999999/1", "0/0"):
        address = f"/admin/quotes/quote/diff/{article}/{numbers}/"
        assert editor.get(address).status_code == 404
    sent = {"exact": "x", "_save": "1", "place": "0-5", "version": str(drift.version_id)}
    for name in ("place", "shown_in", "exact", "prefix", "_popup"):
        answer = editor.post("/admin/quotes/quote/add/", {**sent, name: rubbish})
        assert answer.status_code < 500, name
    drift.refresh_from_db()
    assert drift.state == "open"


def test_the_last_one_leads_back_to_the_queue(editor, drifts):
    save(editor, f"{LIST}{drifts['lost'].pk}/drop/", reason="gone")
    drift = drifts["changed"]
    page = editor.get(page_of(drift))
    (choice,) = page.context["choices"]
    page = post(editor, page_of(drift), page, place=choice.value)
    assert page.redirect_chain[-1][0] == f"{LIST}?state__exact=open"


def test_a_reviewer_opens_it_again_by_reverting(anonymous, editor, drifts, cleo):
    drift = drifts["lost"]
    save(editor, f"{LIST}{drift.pk}/drop/", reason="gone")
    reviewer = sign_in(cleo)
    url = f"{LIST}{drift.pk}/revert/"
    page = reviewer.get(url)
    page = reviewer.post(url, {**fields(page), "revision": "1", "reason": "not so", "_show": "1"})
    reviewer.post(url, {**fields(page), "revision": "1", "reason": "not so", "_do": "1"})
    drift.refresh_from_db()
    assert drift.state == "open"


def test_a_quote_tells_what_became_of_it(editor, drifts):
    drift = drifts["changed"]
    old = editor.get(f"/admin/quotes/quote/{drift.quote_id}/change/")
    assert f'href="{page_of(drift)}"' in old.content.decode()
    follower = Quote.objects.get(exact="The Kremlin said", follows__isnull=False)
    shown = editor.get(f"/admin/quotes/quote/{follower.pk}/change/")
    assert f"/admin/quotes/quote/{follower.follows_id}/change/" in shown.content.decode()
    assert f"it follows ({follower.followed_as})" in told(shown)


def test_contributors_look_and_do_not_settle(anonymous, drifts):
    dora = account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    client, drift = sign_in(dora), drifts["changed"]
    page = client.get(page_of(drift))
    assert page.status_code == 200
    assert "Confirm this place" not in told(page)
    assert "drifted quotes" not in told(client.get("/admin/"))
    data = {"place": page.context["choices"][0].value, "_save": "1"}
    assert client.post(page_of(drift), data).status_code == 403
    for step in ("place", "drop"):
        assert client.get(f"{LIST}{drift.pk}/{step}/").status_code == 403
    drift.refresh_from_db()
    assert drift.state == "open"


def test_readers_stay_outside(anonymous, ben, drifts):
    reader = sign_in(ben)
    assert reader.get(LIST).status_code == 403
    assert reader.get(page_of(drifts["lost"])).status_code == 404


def test_a_newer_text_tells_what_becomes_of_quotes_before_it_is_recorded(editor, capture, record):
    version = capture(ONE)
    with record():
        for words in ("Four US officials confirmed", "The Kremlin said"):
            quote_actions.find_or_create(Selector(version=version.pk, exact=words))
    url = f"/admin/sources/version/add/?article={version.article_id}"
    page = editor.post(url, {**fields(editor.get(url)), "pasted": TWO, "_show": "1"})
    text = told(page)
    assert "1 quote is followed" in text
    assert "1 quote does not simply stand there" in text
    assert not Drift.objects.exists()
    post(editor, url, page)
    assert Drift.objects.get().version.text == TWO
