"""Evidence in the admin: a page of its own, written as a part of its fact."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.facts import documents
from factstore.facts.models import Evidence, EvidenceQuote, Fact
from tests.editing import add_row, fields, save, sign_in, told
from tests.facts import bodies


@pytest.fixture
def fact(publish, ids):
    return publish(bodies.permission(ids))


def document(fact):
    return documents.facts([fact["id"]])[Fact.objects.get(pk=fact["id"]).pk]


def page_of(fact):
    return f"/admin/facts/fact/{fact['id']}/change/"


def test_evidence_of_another_text_is_refused_at_its_quote(editor, fact):
    evidence = Evidence.objects.get()
    page_url = f"/admin/facts/evidence/{evidence.pk}/change/"
    data = fields(editor.get(page_url))
    data = add_row(data, "evidence_quotes", exact="words that nobody wrote")
    page = editor.post(page_url, {**data, "reason": "r"})
    assert page.status_code == 200
    formset = page.context["inline_admin_formsets"][0].formset
    assert [list(form.errors) for form in formset.forms if form.errors] == [["exact"]]
    assert Evidence.objects.get().evidence_quotes.count() == 1


def test_pasted_words_may_be_as_long_as_anywhere_and_no_longer(editor, fact):
    page_url = f"/admin/facts/evidence/{Evidence.objects.get().pk}/change/"
    data = fields(editor.get(page_url))
    for exact, message in (
        ("y" * 100_001, "at most 100,000 characters"),
        ("y" * 100_000, "do not stand"),
    ):
        typed = add_row(data, "evidence_quotes", exact=exact)
        page = editor.post(page_url, {**typed, "reason": "r"})
        (errors,) = (
            form.errors for form in page.context["inline_admin_formsets"][0].formset if form.errors
        )
        assert message in errors["exact"][0]


def test_pasted_words_are_found_however_copied_and_what_is_near_is_told(editor, fact):
    evidence = Evidence.objects.get()
    page_url = f"/admin/facts/evidence/{evidence.pk}/change/"
    exact = evidence.evidence_quotes.get().quote.exact
    data = fields(editor.get(page_url))
    near = exact.replace("four", "five").replace("Biden", "Bidden")
    assert near != exact
    page = editor.post(page_url, {**add_row(data, "evidence_quotes", exact=near), "reason": "r"})
    assert "Something like them stands here; if that is meant, paste it" in told(page)
    assert "The words stand here" not in told(page)
    words = exact[:40].replace(" ", "  ")
    page = editor.post(
        page_url, {**add_row(data, "evidence_quotes", exact=words), "reason": "r"}, follow=True
    )
    assert "was changed successfully" in told(page)
    added = evidence.evidence_quotes.order_by("position").last().quote
    assert (added.exact, added.given) == (exact[:40], words)


def test_a_quote_names_no_draft_of_others_to_contributors(create, ids, anonymous, ada):
    own = create(bodies.event(ids))
    quote = EvidenceQuote.objects.get(evidence__fact=own["id"]).quote
    page_url = f"/admin/quotes/quote/{quote.pk}/change/"
    dora = account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    assert own["sentence"] in told(sign_in(ada).get(page_url))
    page = sign_in(dora).get(page_url)
    assert quote.exact in told(page)
    assert own["sentence"] not in told(page)


def test_evidence_is_changed_on_its_own_page(editor, fact):
    evidence = Evidence.objects.get()
    page_url = f"/admin/facts/evidence/{evidence.pk}/change/"
    data = fields(editor.get(page_url))
    assert "Nothing was changed" in told(save(editor, page_url, reason="nothing"))
    data["hops-0-count"], data["hops-0-verb"] = "", "confirmed"
    words = "four US officials said Thursday"
    data = add_row(data, "hops", verb="said", description=words, order="1")
    page = editor.post(page_url, {**data, "reason": "who said it"}, follow=True)
    assert "was changed successfully" in told(page)
    (after,) = document(fact)["evidence"]
    hops = [(hop["verb"], hop["description"], hop["count"]) for hop in after["hops"]]
    assert hops == [("confirmed", "four US officials", None), ("said", words, None)]
    assert after["covers"] == [
        {**cover, "value": cover["value"]} for cover in fact["evidence"][0]["covers"]
    ]


def test_words_that_no_quote_has_are_refused_at_their_coverage(editor, fact):
    evidence = Evidence.objects.get()
    page_url = f"/admin/facts/evidence/{evidence.pk}/change/"
    typed = {"covers-0-as_printed": "London", "hops-0-description": "five officials"}
    page = save(editor, page_url, typed, reason="r")
    _, covers, hops = (shown.formset for shown in page.context["inline_admin_formsets"])
    assert list(covers.forms[0].errors) == ["as_printed"]
    assert list(hops.forms[0].errors) == ["description"]
    assert "London" in page.content.decode()


def test_evidence_is_taken_off_a_draft(editor, create, ids):
    fact = create(bodies.event(ids))
    evidence = Evidence.objects.get()
    save(editor, f"/admin/facts/evidence/{evidence.pk}/take-off/", reason="misread")
    assert not Evidence.objects.exists()
    assert "No supporting evidence covers" in told(editor.get(page_of(fact)))
