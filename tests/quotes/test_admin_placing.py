"""Quoting in the admin: words are pasted, their place is shown, and then it is kept."""

import pytest

from factstore.ledger.models import Change
from factstore.quotes import actions as quote_actions
from factstore.quotes.admin.choices import spans_of
from factstore.quotes.admin.sides import Part, sides
from factstore.quotes.models import Quote
from factstore.quotes.selectors import MAX_CONTEXT, MAX_EXACT, Selector
from factstore.sources import actions as source_actions
from tests.editing import fields, told

ADD = "/admin/quotes/quote/add/"
TEXT = (
    "“We’ll send 31 tanks,” said Mr Sullivan on Monday.\r\n"
    "The tanks won’t arrive before May. Nobody said <b>so</b> then.\r\n" + "x" * 300 + "\r\n"
    "“We’ll see,” he said, “and then decide about it.” We’ll see."
)


@pytest.fixture
def version(capture):
    return capture(TEXT)


def look(client, version, **words):
    """Show where words stand."""
    url = f"{ADD}?version={version.pk}"
    data = fields(client.get(url))
    return client.post(url, {**data, "version": str(version.pk), "_show": "1", **words})


def keep(client, page, **typed):
    return client.post(ADD, {**fields(page), "_save": "1", **typed}, follow=True)


def choices(page):
    return page.context["choices"]


def test_words_that_stand_there_are_shown_in_place_and_kept(editor, version):
    page = look(editor, version, exact="Nobody said <b>so</b> then.\r\nxx")
    assert "They stand there, just as you have them" in told(page)
    assert "<mark>Nobody said &lt;b&gt;so&lt;/b&gt; then.\r\nxx</mark>" in page.content.decode()
    assert not Quote.objects.exists()
    page = keep(editor, page, reason="for the fact")
    quote = Quote.objects.get()
    assert quote.exact == "Nobody said <b>so</b> then.\r\nxx"
    assert quote.given is None
    assert "The quote is kept." in told(page)
    change = Change.objects.order_by("position").last()
    assert (change.origin, change.reason) == ("admin", "for the fact")


def test_what_was_repaired_is_marked_and_the_texts_own_characters_are_kept(editor, version):
    page = look(editor, version, exact='"We\'ll send 31 tanks,"')
    body = page.content.decode()
    assert "They stand there, written otherwise" in told(page)
    assert "<del>&quot;</del>We<del>&#x27;</del>ll send 31 tanks,<del>&quot;</del>" in body
    assert "<ins>“</ins>We<ins>’</ins>ll send 31 tanks,<ins>”</ins>" in body
    keep(editor, page)
    quote = Quote.objects.get()
    assert (quote.exact, quote.given) == ("“We’ll send 31 tanks,”", '"We\'ll send 31 tanks,"')
    shown = editor.get(f"/admin/quotes/quote/{quote.pk}/change/").content.decode()
    assert "given was" in shown
    assert "<del>&quot;</del>We<del>" in shown


def test_another_number_is_offered_with_the_difference_and_chosen_by_hand(editor, version):
    page = look(editor, version, exact="We’ll send 13 tanks")
    text = told(page)
    assert "They do not stand there; something like them does" in text
    assert "another number : you have “13”, the text “31”" in text
    assert "send <ins>31</ins> tanks" in page.content.decode()
    page = keep(editor, page)
    assert "Choose one of the places" in told(page)
    assert not Quote.objects.exists()
    assert fields(page)["exact"] == "We’ll send 13 tanks"
    keep(editor, page, place=choices(page)[0].value)
    quote = Quote.objects.get()
    assert (quote.exact, quote.given) == ("We’ll send 31 tanks", None)


def test_of_several_places_one_is_chosen(editor, version):
    page = look(editor, version, exact="We'll see")
    assert "They stand there 2 times: which place is meant?" in told(page)
    page = keep(editor, page)
    assert "Choose one of the places" in told(page)
    second = choices(page)[1]
    keep(editor, page, place=second.value)
    quote = Quote.objects.get()
    assert (quote.start, quote.end) == second.spans[0]
    assert (quote.exact, quote.given) == ("We’ll see", "We'll see")


def test_context_chooses_among_places(editor, version):
    page = look(editor, version, exact="We’ll see", prefix="it.” ")
    assert "They stand there, just as you have them" in told(page)
    keep(editor, page)
    assert Quote.objects.get().start == TEXT.rindex("We’ll see")


def test_context_that_stands_elsewhere_is_told(editor, version):
    page = look(editor, version, exact="tanks won’t", prefix="no such ")
    assert "The prefix that you gave does not stand beside them." in told(page)
    keep(editor, page, place=choices(page)[0].value)
    assert Quote.objects.get().exact == "tanks won’t"


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (0, ["“We’ll see,”", "“and then decide about it.”"]),
        (1, ["“We’ll see,”"]),
        (3, ["“We’ll see,” he said, “and then decide about it.”"]),
    ],
)
def test_words_in_parts_are_kept_as_one_says(editor, version, number, kept):
    page = look(editor, version, exact="“We’ll see, … and then decide about it.”")
    assert "They stand there in 2 parts" in told(page)
    assert len(choices(page)) == 4
    keep(editor, page, place=choices(page)[number].value)
    found = Quote.objects.order_by("start").values_list("exact", flat=True)
    assert [q.strip("“”,. ") for q in found] == [q.strip("“”,. ") for q in kept]


def test_a_place_is_of_the_text_in_which_it_was_shown(editor, version, record):
    with record():
        later = source_actions.add_version(version.article_id, text=TEXT[:-1])
    page = look(editor, version, exact="We’ll see")
    second = choices(page)[1]
    page = keep(editor, page, place=second.value, version=str(later.pk))
    assert "Choose a place in this one." in told(page)
    assert not Quote.objects.exists()
    assert page.context["chosen"] == ""
    keep(editor, page, place=second.value)
    assert Quote.objects.get().version == later


def test_one_place_alone_is_looked_at_again_in_another_text(editor, version, record):
    with record():
        later = source_actions.add_version(version.article_id, text=TEXT[:-1])
    page = look(editor, version, exact="31 tanks")
    page = keep(editor, page, version=str(later.pk))
    assert "Choose a place in this one." in told(page)
    assert not Quote.objects.exists()
    keep(editor, page)
    assert Quote.objects.get().version == later


def test_a_page_that_wants_one_quote_is_offered_no_parts(editor, version):
    page = look(editor, version, exact="“We’ll see, … and then decide about it.”", _popup="1")
    assert "paste the words into the row itself" in told(page)
    whole, *parts = choices(page)
    assert [len(one.spans) for one in (whole, *parts)] == [1, 1, 1]
    page = keep(editor, page)
    assert page.templates[0].name == "admin/popup_response.html"
    quote = Quote.objects.get()
    assert quote.exact.strip("“”,. ") == "We’ll see,” he said, “and then decide about it"
    assert quote.given is None


def test_of_parts_that_stand_twice_one_place_is_chosen_whole(editor, capture):
    version = capture("He said one thing and then two. They said one thing, or then two.")
    page = look(editor, version, exact="said one thing … then two", _popup="1")
    assert "They stand there 3 times" in told(page)
    _, second, _ = choices(page)
    keep(editor, page, place=second.value)
    quote = Quote.objects.get()
    assert (quote.exact, quote.given) == ("said one thing, or then two", None)


def test_nothing_like_it_is_told_and_what_was_typed_stays(editor, version):
    page = look(editor, version, exact="utterly unrelated wording", reason="why")
    assert "Nothing like them stands there" in told(page)
    assert 'name="_save"' not in page.content.decode()
    assert fields(page)["exact"] == "utterly unrelated wording"
    page = editor.post(ADD, {**fields(page), "place": "0-5", "_save": "1"})
    assert not Quote.objects.exists()


@pytest.mark.parametrize("place", ["", "0-5", "5", "a-b", "0-5,", "0-99999", "-1-4"])
def test_a_place_that_was_not_offered_is_not_kept(editor, version, place):
    page = look(editor, version, exact="We’ll see")
    keep(editor, page, place=place)
    assert not Quote.objects.exists()


def test_a_place_that_is_kept_already_leads_to_its_quote(editor, version, record):
    with record():
        quote, _ = quote_actions.find_or_create(Selector(version=version.pk, exact="31 tanks"))
    page = look(editor, version, exact="31 tanks")
    assert f'href="/admin/quotes/quote/{quote.pk}/change/"' in page.content.decode()
    keep(editor, page)
    assert Quote.objects.get() == quote


@pytest.mark.parametrize(
    ("member", "most"), [("exact", MAX_EXACT), ("prefix", MAX_CONTEXT), ("suffix", MAX_CONTEXT)]
)
def test_words_may_be_as_long_as_anywhere_and_no_longer(editor, version, member, most):
    words = {"exact": "31 tanks", member: "y" * (most + 1)}
    page = look(editor, version, **words)
    assert f"at most {most:,} characters" in told(page)
    assert page.context["found"] is None
    assert len(fields(page)[member]) == most + 1
    page = look(editor, version, **{**words, member: "y" * most})
    assert page.context["found"].outcome in {"absent", "candidates"}


def test_words_without_a_text_are_asked_for_it(editor, version):
    page = editor.post(ADD, {"exact": "tanks", "_show": "1"})
    assert "version" in page.context["form"].errors
    page = editor.post(ADD, {"version": str(version.pk), "exact": "", "_show": "1"})
    assert "exact" in page.context["form"].errors


def test_a_popup_gives_the_quote_to_the_page_that_opened_it(editor, version):
    page = look(editor, version, exact="31 tanks", _popup="1")
    page = keep(editor, page)
    assert page.templates[0].name == "admin/popup_response.html"
    assert str(Quote.objects.get().pk) in page.content.decode()


def test_sides_mark_what_differs_but_for_folding():
    found = sides("He said “no” twice", 'He said "never" Twice')
    assert found.ours == [Part("He said “"), Part("no", differs=True), Part("” twice")]
    assert found.theirs == [Part('He said "'), Part("never", differs=True), Part('" Twice')]
    assert sides("a b", "a  b").ours == [Part("a b")]
    assert sides("a b", "a  b", to_the_letter=True).ours == [
        Part("a"),
        Part(" ", differs=True),
        Part("b"),
    ]
    assert sides("a" * 6000, "b").ours == [Part("a" * 6000)]


def test_spans_are_read_or_refused():
    assert spans_of("1-2,5-9") == ((1, 2), (5, 9))
    assert spans_of("1-2-3") == spans_of("x") == spans_of("") == ()
