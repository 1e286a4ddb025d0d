"""Capturing in the admin: what is given is looked at, then recorded as it was looked at."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factstore.core.roles import Role
from factstore.core.text import sha256
from factstore.ledger.models import Change
from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.admin.given import Given, unpacked
from factstore.sources.admin.pieces import Piece, pieces
from factstore.sources.diff import diff
from factstore.sources.models import Article, Publisher, Version
from tests.editing import fields, sign_in, told
from tests.sources.conftest import LINES

NEW = "/admin/sources/article/add/"
BODY = "".join(
    f"<p>Kyiv asked for it on Monday, the {n}th of the month, and got nothing at all.</p>"
    for n in range(4, 9)
)
PAGE = f"""<!doctype html><html lang="de"><head><title>Kyiv asks</title>
<meta property="og:title" content="Kyiv asks for it">
<meta property="og:site_name" content="Politico">
<meta name="author" content="A. Writer">
<meta property="article:published_time" content="2024-05-30T23:10:00-05:00">
</head><body><article><h1>Kyiv asks</h1>{BODY}<p>Share this article</p>
<p>The end of it all came early on Friday, officials said, and nobody knew why.</p></article>
</body></html>"""


def look(client, url=NEW, **given):
    """Show what would be recorded of what is given."""
    page = client.get(url)
    return client.post(url, {**fields(page), "_show": "1", **given})


def again(client, page, button="_save", url=NEW, **typed):
    """Send a shown page again, with more typed."""
    return client.post(url, {**fields(page), button: "1", **typed}, follow=True)


def file(data, name="text.txt"):
    return SimpleUploadedFile(name, data)


def newer(version):
    return f"/admin/sources/version/add/?article={version.article_id}"


def test_what_of_a_page_is_not_taken_is_shown(editor):
    lost = "Correction: an earlier version misspelled the <name>."
    html = PAGE.replace("</body>", f"<footer>{lost.replace('<', '&lt;')}</footer></body>")
    shown = told(look(editor, pasted=html))
    assert "1 passage of the page is not in it" in shown
    assert lost in shown
    assert "not in it" not in told(look(editor, pasted=PAGE))


def test_nothing_is_recorded_before_it_was_looked_at(editor):
    page = look(editor, pasted="one text")
    assert "Nothing is recorded yet. 8 characters, as it was pasted" in told(page)
    assert not Change.objects.exists()
    client_says_so_unseen = {"pasted": "another text", "language": "en", "_save": "1"}
    editor.post(NEW, client_says_so_unseen)
    editor.post(NEW, {**client_says_so_unseen, "shown": sha256("another text")})
    assert not Article.objects.exists()
    page = again(editor, page, pasted="another text")
    assert "The text is another one than you looked at" in told(page)
    assert not Article.objects.exists()
    again(editor, page)
    assert Version.objects.get().text == "another text"


def test_a_text_from_a_file_is_kept_byte_for_byte(editor):
    page = look(editor, file=file(LINES.encode()))
    assert "bytes of text/plain in utf-8, as it is." in told(page)
    page = again(editor, page, title="Main", published="2024-05")
    assert "Main (version 1)" in told(page)
    assert "untitled" not in told(page)
    article = Article.objects.get()
    assert article.versions.get().text == LINES
    assert (article.title, article.byline, article.language) == ("Main", None, "en")
    assert str(article.published_not_after) == "2024-05-31"


def test_a_pasted_text_is_stored_as_it_is_with_plain_line_ends(editor):
    again(editor, look(editor, pasted=" one\r\ntwo "))
    version = Version.objects.get()
    assert (version.text, version.extraction) == (" one\ntwo ", None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_pasted_newer_text_differs_by_no_line_end(editor, record, end):
    text = end.join(["One line", "another", ""])
    with record():
        known = source_actions.CaptureRecord(title="Lines")
        version = source_actions.create_article(known, text=text).versions.get()
    page = look(editor, newer(version), pasted="A line\r\nanother\r\n")
    again(editor, page, url=newer(version))
    assert Version.objects.get(number=2).text == text.replace("One", "A")


def test_what_a_page_claims_is_recorded_only_where_it_is_ticked(editor, record):
    with record():
        politico = source_actions.create_publisher(name="Politico")
    page = look(editor, pasted=PAGE)
    text = told(page)
    for said in ("“Kyiv asks for it”", "“A. Writer”", "“Politico”", "2024-05-30", "“de”"):
        assert said in text
    ticked = dict.fromkeys(["take-title", "take-publisher", "take-published"], "on")
    again(editor, page, language="en", **ticked)
    article = Article.objects.get()
    assert (article.title, article.publisher) == ("Kyiv asks for it", politico)
    assert (str(article.published_not_before), article.byline) == ("2024-05-30", None)
    assert article.language == "en"
    names = {claim["name"] for claim in article.versions.get().claims}
    assert {"title", "byline", "published", "language", "publisher"} <= names


def test_what_is_typed_and_ticked_is_not_written_over(editor):
    page = look(editor, pasted=PAGE)
    typed = {"title": "My title", "take-title": "on", "take-language": "on"}
    page = again(editor, page, **typed)
    assert "You typed one thing and ticked another" in told(page)
    assert 'value="My title"' in page.content.decode()
    assert not Article.objects.exists()
    data = fields(page)
    data.pop("take-title")
    editor.post(NEW, {**data, "_save": "1"})
    article = Article.objects.get()
    assert (article.title, article.language) == ("My title", "de")


def test_a_new_publisher_is_recorded_along_by_editors_alone(editor, db):
    page = look(editor, pasted=PAGE)
    assert "record this publisher, who is new" in told(page)
    page = again(editor, page, "_show", **{"take-publisher": "on", "take-language": "on"})
    again(editor, page)
    assert Article.objects.get().publisher == Publisher.objects.get(name="Politico")
    change = Change.objects.get()
    assert (change.origin, change.reason) == ("admin", "captured in the admin")


def test_a_contributor_captures_and_makes_no_publisher(anonymous, ada, db):
    from factstore.accounts import actions as account_actions

    dora = account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    client = sign_in(dora)
    page = look(client, pasted=PAGE)
    assert "record this publisher" not in told(page)
    typed = {"take-publisher": "on", "take-language": "on", "reason": "found"}
    page = again(client, page, **typed)
    assert not Article.objects.exists()
    assert "An editor records publishers" in told(page)
    data = fields(page)
    data.pop("take-publisher", None)
    client.post(NEW, {**data, "_save": "1"})
    assert Article.objects.get().publisher is None


def test_boilerplate_is_cut_when_it_is_ticked_and_was_looked_at(editor):
    page = look(editor, pasted=PAGE)
    assert "Cut: Sharing" in told(page)
    assert '<mark title="Sharing">Share this article</mark>' in page.content.decode()
    page = again(editor, page, cut="sharing", language="en")
    assert "The text is another one than you looked at" in told(page)
    assert 'value="sharing" id="id_cut_sharing" checked' in page.content.decode()
    again(editor, page)
    version = Version.objects.get()
    assert "Share this article" not in version.text
    assert [cut["kind"] for cut in version.extraction["cut"]] == ["sharing"]


def test_pasted_html_is_read_as_text_where_one_says_so(editor):
    page = look(editor, pasted="<p>a literal</p>", read_as="text")
    again(editor, page)
    assert Version.objects.get().text == "<p>a literal</p>"


@pytest.mark.parametrize(
    ("given", "told_so"),
    [
        ({}, "Paste a text or a page, or choose a file."),
        ({"pasted": "a", "file": b"b"}, "one of the two"),
        ({"file": b"\xff\xfe\x00"}, "utf-16"),
        ({"pasted": "a\x00b"}, "Null characters are not allowed."),
        ({"pasted": "<html><body></body></html>"}, "No text of an article was found"),
        ({"file": b"%PDF-1.7"}, "This is PDF"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(editor, given, told_so):
    if "file" in given:
        given = {**given, "file": file(given["file"], "given")}
    page = look(editor, **given)
    assert told_so in told(page)
    assert not Article.objects.exists()
    if isinstance(given.get("pasted"), str) and "file" not in given:
        assert fields(page)["pasted"] == given["pasted"]


def test_a_refused_file_needs_not_be_chosen_again(editor):
    page = look(editor, file=file("Grüße".encode("cp1252") * 20, "gruss.txt"))
    assert "The file gruss.txt is kept" in told(page)
    page = again(editor, page, "_show", charset="windows-1252")
    again(editor, page)
    assert Version.objects.get().text == "Grüße" * 20


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"published": "yesterday"}, "published"), ({"language": "no language"}, "language")],
)
def test_what_is_typed_wrong_is_told_at_its_field(editor, typed, field):
    page = again(editor, look(editor, pasted="a text"), **typed)
    assert field in page.context["asked"].errors
    assert "Mend what is marked below." in told(page)
    assert not Article.objects.exists()


def test_the_same_text_is_told_with_its_article_and_may_be_a_reprint(editor, version):
    page = look(editor, file=file(LINES.encode()))
    body = page.content.decode()
    assert f'href="/admin/sources/article/{version.article_id}/change/"' in body
    assert told(page).count("the very same text") == 1
    assert "parts of the text" not in told(page)
    page = again(editor, page, title="Elsewhere")
    assert "This very text is stored already" in told(page)
    assert Article.objects.count() == 1
    again(editor, page, reprint="on")
    assert Version.objects.get(article__title="Elsewhere").reprint


def test_a_newer_text_is_shown_with_what_differs(editor, version, record):
    with record():
        quote_actions.find_or_create(Selector(version=version.pk, exact="another"))
    page = look(editor, newer(version), file=file(LINES.replace("One", "A").encode()))
    body = page.content.decode()
    assert "<del>One </del><ins>A </ins>" in body
    assert Version.objects.count() == 1
    again(editor, page, url=newer(version), reason="a correction")
    assert [v.number for v in version.article.versions.order_by("number")] == [1, 2]
    assert Change.objects.order_by("position").last().reason == "a correction"


def test_the_newest_text_is_no_news(editor, version):
    page = look(editor, newer(version), file=file(LINES.encode()))
    assert "there is nothing to record" in told(page)
    assert 'name="_save"' not in page.content.decode()
    page = again(editor, page, url=newer(version))
    assert "The newest version of the article has this text." in told(page)
    assert Version.objects.count() == 1


def test_a_version_without_an_article_asks_for_it(editor, version):
    assert "Of which article?" in told(editor.get("/admin/sources/version/add/"))


def test_a_kept_file_is_read_again_with_other_cuts(editor):
    again(editor, look(editor, pasted=PAGE), language="en")
    version = Version.objects.get()
    shown = editor.get(f"/admin/sources/version/{version.pk}/change/")
    assert "Read the file again" in told(shown)
    url = f"{newer(version)}&again={version.pk}"
    page = again(editor, editor.get(url), "_show", url=url)
    assert "there is nothing to record" in told(page)
    page = again(editor, page, "_show", url=url, cut="sharing")
    again(editor, page, url=url)
    newest = Version.objects.get(number=2)
    assert newest.original == version.original
    assert "Share this article" not in newest.text


def test_what_a_page_keeps_is_bounded_and_checked(settings):
    settings.MAX_PAGE_BYTES = settings.MAX_TEXT_BYTES = 100
    given = Given("file", b"\x00\xff" * 10, "a.html")
    assert unpacked(given.packed()) == given
    bomb = Given("file", b"a" * 10_000, "a.html").packed()
    for junk in ("", "!", "AAAA", bomb, given.packed()[:-8]):
        assert unpacked(junk) is None
    assert unpacked(Given("again", b"no id").packed()) is None


def test_long_stretches_that_are_the_same_are_cut_short():
    words = "".join(f"word{n} " for n in range(200))
    found = list(pieces(diff(words + "old end", words + "new end")))
    assert found[0] == Piece("left", "", len(words) - 160)
    assert [(p.kind, p.text) for p in found[2:]] == [
        ("gone", "old "),
        ("new", "new "),
        ("same", "end"),
    ]
    assert found[1].text == words[-160:]


def test_readers_do_not_capture(anonymous, ben, version):
    reader = sign_in(ben)
    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, {"pasted": "x"}).status_code == 403
    assert reader.get(newer(version)).status_code == 403


def test_a_capture_changes_nothing_of_the_page_of_an_article(editor, version):
    url = f"/admin/sources/article/{version.article_id}/change/"
    before = editor.get(url).content.decode().count("autofocus")
    assert "autofocus" in look(editor, pasted="Another text.").content.decode()
    assert editor.get(url).content.decode().count("autofocus") == before
