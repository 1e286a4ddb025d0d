"""POST /articles/extract, and pages and files as sources of a text."""

import base64
import codecs
import gzip
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connections

from factstore.ledger.models import Change
from factstore.sources import boilerplate, duplicates
from factstore.sources.api.extract_serializers import ExtractedRead, OriginalContentRead
from factstore.sources.api.serializers import VersionRead
from factstore.sources.extraction import Reader, extract
from factstore.sources.models import Original, Version
from factstore.sources.page.errors import Unreadable
from factstore.sources.page.reading import Limits, read
from tests.shapes import assert_shape
from tests.sources.pages import HEAD, PARAGRAPHS, TEXT, page

URL = "/api/v1/articles/extract"
ARTICLES = "/api/v1/articles"
FORM = "\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *"


def sent(content, **members):
    data = content.encode() if isinstance(content, str) else content
    return {"file": {"content": base64.b64encode(data).decode(), **members}}


def refusal(response):
    assert response.status_code == 422, response.content
    (error,) = response.json()["errors"]
    return error["pointer"], error["code"]


def test_a_page_is_read_and_nothing_recorded(api):
    response = api.post(URL, {"html": page()})
    assert response.status_code == 200, response.content
    found = response.json()
    assert found["text"] == TEXT
    assert {c["name"]: (c["value"], c["where"]) for c in found["claims"]} == {
        "title": ("Bridge to close until spring", "meta og:title"),
        "byline": ("Ann Author", "meta author"),
        "published": ("2024-05-30T10:00:00Z", "meta article:published_time"),
        "language": ("en", "/html/@lang"),
        "url": (
            "https://courier.example/bridge?utm_source=feed",
            "//link[@rel='canonical']/@href",
        ),
        "publisher": ("The Courier", "meta og:site_name"),
    }
    assert found["extraction"]["by"].startswith("trafilatura 2.3")
    assert (found["boilerplate"], found["duplicates"]) == ([], [])
    assert_shape(found, ExtractedRead)
    assert (Version.objects.count(), Original.objects.count(), Change.objects.count()) == (0, 0, 0)


def test_an_article_from_html_keeps_claims_and_the_page(api, reader):
    response = api.post(ARTICLES, {"language": "en", "html": page()})
    assert response.status_code == 201, response.content
    article = response.json()
    assert [article[n] for n in ("title", "byline", "url", "published")] == [None] * 4
    url = f"/api/v1/versions/{article['versions'][0]['id']}"
    version = reader.get(url).json()
    assert version["text"] == TEXT
    assert len(version["claims"]) == 6
    kept = api.get(f"{url}/original").json()
    assert base64.b64decode(kept["content"]).decode() == page()
    assert {n: kept[n] for n in version["extraction"]["original"]} == version["extraction"][
        "original"
    ]
    assert_shape(kept, OriginalContentRead)


def test_what_is_left_out_is_shown_and_counted(api):
    lost = "Correction: an earlier version misspelled the name."
    html = page(below=f"<footer>{lost}</footer>")
    assert api.post(URL, {"html": html}).json()["left_out"] == [lost]
    made = api.post(ARTICLES, {"language": "en", "html": html}).json()["versions"][0]["id"]
    assert api.get(f"/api/v1/versions/{made}").json()["extraction"]["left_out"] == len(lost)
    assert api.post(URL, {"text": lost}).json()["left_out"] == []


def test_a_file_is_read_in_its_charset(api):
    content = page(["Über die Brücke fährt bis zum Frühjahr niemand, sagte die Ministerin heute."])
    head = '<meta charset="windows-1252">'
    data = content.replace("<head>", f"<head>{head}").encode("cp1252")
    found = api.post(URL, sent(data, media_type="text/html")).json()
    assert "Über die Brücke fährt" in found["text"]
    assert found["extraction"]["original"]["charset"] == "cp1252"
    wide = codecs.BOM_UTF16_LE + content.encode("utf-16-le")
    assert "Über die Brücke fährt" in api.post(URL, sent(wide)).json()["text"]
    named = sent(data, charset="windows-1252", name="page.htm")
    assert "Über die Brücke fährt" in api.post(URL, named).json()["text"]


def test_plain_text_keeps_every_character(api):
    found = api.post(URL, sent("one \r\n two\t", name="a.txt")).json()
    assert (found["text"], found["extraction"]["by"]) == ("one \r\n two\t", "as it is")


LATIN = "Ministerin für Brücken".encode("cp1252")
UTF8 = "Ministerin für Brücken".encode()


@pytest.mark.parametrize(
    ("content", "members", "pointer", "code"),
    [
        (LATIN, {}, "/file", "undecodable"),
        (UTF8, {"media_type": "text/plain; charset=iso-8859-1"}, "/file", "undecodable"),
        (UTF8, {"media_type": "text/html; charset=klingon"}, "/file", "undecodable"),
        (UTF8, {"charset": "unicode_escape"}, "/file", "undecodable"),
        (
            b'<html><head><meta charset="utf-8"></head>' + UTF8,
            {"media_type": "text/html; charset=koi8-r"},
            "/file",
            "undecodable",
        ),
        (codecs.BOM_UTF8 + LATIN, {}, "/file", "undecodable"),
        (b"a\0b", {}, "/file", "undecodable"),
        (bytes(range(256)), {}, "/file", "undecodable"),
        (
            gzip.compress(b"<html><p>words", mtime=0),
            {"media_type": "text/html"},
            "/file",
            "unsupported_media",
        ),
        (b"%PDF-1.7 x", {}, "/file", "unsupported_media"),
        (b"x", {"media_type": "image/svg+xml"}, "/file", "unsupported_media"),
        (b" ", {"media_type": "text/html"}, "/file", "no_text"),
        (b" \r\n", {"name": "a.txt"}, "/file", "no_text"),
        (b"<html><script>var a = 1;</script></html>", {}, "/file", "no_text"),
    ],
)
def test_what_cannot_be_read_is_refused(api, content, members, pointer, code):
    assert refusal(api.post(URL, sent(content, **members))) == (pointer, code)


def test_the_shape_is_checked(api):
    assert refusal(api.post(URL, {"file": {"content": "a b!"}})) == ("/file/content", "bad_content")
    assert refusal(api.post(URL, {})) == ("/text", "required")
    assert refusal(api.post(URL, {"text": "a", "html": "b"})) == ("/html", "one_source")
    assert refusal(api.post(URL, {"text": "a", "cut": ["advice"]})) == ("/cut/0", "invalid_choice")
    both = {"language": "en", "text": "a", "file": {"content": "YQ=="}}
    assert refusal(api.post(ARTICLES, both)) == ("/file", "one_source")


def test_what_could_not_be_recorded_is_not_extracted(api, settings):
    settings.MAX_TEXT_BYTES = 100
    long = "words and " * 11
    assert refusal(api.post(URL, {"text": long})) == ("/text", "too_long")
    assert refusal(api.post(URL, {"html": page()})) == ("/html", "too_long")
    assert refusal(api.post(URL, sent(long))) == ("/file", "too_long")
    assert refusal(api.post(ARTICLES, {"language": "en", "html": page()})) == ("/html", "too_long")
    for given, pointer in ({"text": "Share this"}, "/text"), (sent("Share this\n"), "/file"):
        assert refusal(api.post(URL, {**given, "cut": ["sharing"]})) == (pointer, "no_text")


def test_limits_of_size_depth_and_elements(api, settings):
    settings.MAX_PAGE_ELEMENTS = 2000
    assert refusal(api.post(URL, {"html": "<p>a" * 2001})) == ("/html", "page_too_large")
    assert refusal(api.post(URL, {"html": "<div>" * 1000 + "a"})) == ("/html", "page_too_deep")
    settings.MAX_PAGE_BYTES = 1000
    assert refusal(api.post(URL, {"html": "a" * 1001})) == ("/html", "page_too_large")


def test_a_page_that_takes_too_long_or_too_much_is_ended(api, settings):
    usual, settings.EXTRACTION_SECONDS = settings.EXTRACTION_SECONDS, 1
    slow = "<html><body>" + "<p>a b c d</p>" * 90_000
    assert refusal(api.post(URL, {"html": slow})) == ("/html", "page_too_slow")
    settings.EXTRACTION_SECONDS = usual
    assert api.post(URL, {"html": page()}).json()["text"] == TEXT
    settings.EXTRACTION_MEMORY_BYTES = 100 * 1024 * 1024
    assert refusal(api.post(URL, {"html": "<p>" + "words and " * 900_000})) == (
        "/html",
        "page_too_large",
    )
    settings.EXTRACTION_MEMORY_BYTES = 1024 * 1024 * 1024
    assert api.post(URL, {"html": page()}).json()["text"] == TEXT


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        ("<html><body>" + "<div>" * 1_000_000, "page_too_large"),
        ("<html><body>" + "<div>" * 90_000, "page_too_deep"),
        ("<html><script>" + "var a=1;" * 100_000 + "</script></html>", "no_text"),
        ("<html><body>" + "<!-- " * 1_000_000, "no_text"),
        ("x" * 50_000_000, "page_too_large"),
        ("<" * 50_000, "no_text"),
    ],
)
def test_hostile_pages_are_refused(hostile, code):
    with pytest.raises(Unreadable) as refused:
        extract(hostile.encode(), media_type="text/html")
    assert refused.value.code == code


def test_a_huge_attribute_and_entities_do_no_harm():
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = bomb + page(head=f'<meta name="x" content="{"a" * 2_000_000}">')
    assert extract(content.encode(), media_type="text/html")["text"].endswith(TEXT)


def test_nothing_is_cut_unless_asked(api):
    given = TEXT + FORM
    found = api.post(URL, {"text": given}).json()
    assert found["text"] == given
    (form,) = found["boilerplate"]
    assert (form["kind"], form["start"], form["text"]) == (
        "comment_form",
        len(TEXT) + 2,
        FORM.strip(),
    )
    body = {"language": "en", "text": given, "cut": ["comment_form"]}
    article = api.post(ARTICLES, body).json()
    url = f"/api/v1/versions/{article['versions'][0]['id']}"
    version = api.get(url).json()
    assert version["text"] == TEXT
    assert version["extraction"]["cut"] == [
        {"kind": "comment_form", "start": len(TEXT) + 2, "end": len(given)}
    ]
    assert base64.b64decode(api.get(f"{url}/original").json()["content"]).decode() == given


def test_the_form_begins_with_the_last_heading_before_its_words():
    far = "Leave a comment" + "\n" * 401 + "Required fields are marked"
    assert boilerplate.find(far) == []
    near = "A word. " * 100 + "\n\tPost a comment \r\n\n" + "x" * 390
    found = boilerplate.find(f"{far[:15]}\n{near}Required Fields are marked\nand more")
    assert [(b.kind, b.start) for b in found] == [("comment_form", 16 + 801)]


@pytest.mark.parametrize(
    "text", ["Leave a comment" + "\n" * 5_000_000, "leave a reply\n" * 350_000, " " * 5_000_000]
)
def test_boilerplate_is_looked_for_in_linear_time(text):
    before = time.process_time()
    assert boilerplate.find(text + "required fields are marked")[1:] == []
    assert time.process_time() - before < 12


def test_a_kept_page_is_read_again_as_a_new_version(api):
    below = '<section id="comments"><p>A reader says that this is all wrong, and says why.</p></section>'
    article = api.post(ARTICLES, {"language": "en", "html": page(below=below + FORM)}).json()
    versions = f"{ARTICLES}/{article['id']}/versions"
    first = article["versions"][0]["id"]
    same = api.post(versions, {"original": first, "reason": "again"})
    assert (same.status_code, same.json()["code"]) == (409, "duplicate")
    text = api.get(f"/api/v1/versions/{first}").json()["text"]
    assert text != TEXT
    kinds = {
        b["kind"] for b in api.post(URL, {"html": page(below=below + FORM)}).json()["boilerplate"]
    }
    again = api.post(versions, {"original": first, "cut": sorted(kinds), "reason": "cut"})
    assert again.status_code == 201, again.content
    assert_shape(again.json(), VersionRead)
    assert api.get(f"/api/v1/versions/{again.json()['id']}").json()["text"] == TEXT
    typed = api.post(versions, {"text": "typed", "reason": "r"}).json()["id"]
    assert refusal(api.post(versions, {"original": typed, "reason": "r"})) == (
        "/original",
        "no_original",
    )
    assert api.get(f"/api/v1/versions/{typed}/original").status_code == 404


def test_a_text_stands_once_unless_it_is_a_reprint(api, capture):
    one = capture(text="the same words")
    body = {"language": "en", "text": "the same words"}
    refused = api.post(ARTICLES, body)
    assert (refused.status_code, refused.json()["existing"]["id"]) == (
        409,
        one["versions"][0]["id"],
    )
    reprint = api.post(ARTICLES, {**body, "reprint": True})
    assert reprint.status_code == 201, reprint.content
    found = api.get(f"{ARTICLES}/{one['id']}/duplicates").json()["results"]
    assert [(d["article"]["id"], d["by"], d["score"]) for d in found] == [
        (reprint.json()["id"], "digest", 1.0),
        (reprint.json()["id"], "text", 1.0),
    ]


def test_an_older_text_may_come_back(api, capture):
    article = capture(text="first")
    url = f"{ARTICLES}/{article['id']}/versions"
    again = {"text": "first", "reason": "r"}
    assert api.post(url, again).json()["code"] == "duplicate"
    assert api.post(url, {"text": "second", "reason": "r"}).status_code == 201
    assert api.post(url, again).json()["number"] == 3
    refused = api.post(url, {**again, "reprint": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")


def test_a_text_that_another_article_took_over_is_refused_with_that_one(api, capture):
    article = capture(text="first")
    url = f"{ARTICLES}/{article['id']}/versions"
    assert api.post(url, {"text": "second", "reason": "r"}).status_code == 201
    other = capture(text="first", reprint=True)
    refused = api.post(url, {"text": "first", "reason": "r"})
    assert (refused.status_code, refused.json()["existing"]["id"]) == (
        409,
        other["versions"][0]["id"],
    )


def test_duplicates_by_address_and_by_overlap(api, capture):
    long = [f"Sentence {i} of the long report says something of its own." for i in range(60)]
    one = capture(text=" ".join(long), url="http://www.Courier.example/bridge/#top")
    two = capture(text=" ".join(long[:50]) + " And then something else was said by others.")
    capture(text="nothing in common with any of them at all")
    found = api.get(f"{ARTICLES}/{one['id']}/duplicates").json()["results"]
    assert [(d["article"]["id"], d["by"]) for d in found] == [(two["id"], "text")]
    assert 0.65 <= found[0]["score"] <= 0.95
    extracted = api.post(URL, {"html": page()}).json()["duplicates"]
    assert extracted == [{"article": {"id": one["id"]}, "by": "url", "score": 1.0}]


def test_a_phrase_that_many_texts_have_does_not_hide_the_one_like_it(api, capture, monkeypatch):
    monkeypatch.setattr(duplicates, "_SHARING", 2)
    common = "Here the same words begin every text of this one outlet, whatever comes after. "
    told = [f"Report {i} says of number {i} what no other one does." for i in range(40)]
    one = capture(text=common + " ".join(told))
    for i in range(5):
        capture(text=common + f"Only a few words of its own, number {i}.")
    twin = capture(text=common + " ".join(told[:36]))
    found = api.get(f"{ARTICLES}/{one['id']}/duplicates").json()["results"]
    assert [(d["article"]["id"], d["by"]) for d in found] == [(twin["id"], "text")]


def test_long_addresses_are_kept_and_compared_whole(api, capture):
    path = "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(1900))
    one = capture(text="first", url=f"https://a.example/{path}/1")
    two = capture(text="second", url=f"http://www.a.example/{path}/1?utm_source=x")
    capture(text="third", url=f"https://a.example/{path}/2")
    found = api.get(f"{ARTICLES}/{one['id']}/duplicates").json()["results"]
    assert [(d["article"]["id"], d["by"]) for d in found] == [(two["id"], "url")]
    head = f'<link rel="canonical" href="https://a.example/{path}/1">'
    claimed = api.post(URL, {"html": page(head=head)}).json()["duplicates"]
    assert {d["article"]["id"] for d in claimed} == {one["id"], two["id"]}
    made = api.post(ARTICLES, {"language": "en", "html": page(head=head)})
    assert made.status_code == 201, made.content
    found = api.get(f"{ARTICLES}/{made.json()['id']}/duplicates").json()["results"]
    assert {d["article"]["id"] for d in found} == {one["id"], two["id"]}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_capture_the_same_at_once_one_is_refused(ada):
    from tests.conftest import signed_in

    client = signed_in(ada)
    statuses = []

    def capture():
        statuses.append(client.post(ARTICLES, {"language": "en", "text": "at once"}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=capture) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409]


def test_a_redaction_empties_the_page_and_blots_the_claims(api, db):
    from factstore.accounts import actions as account_actions
    from factstore.core.roles import Role
    from tests.conftest import signed_in

    head = HEAD.replace("Bridge to close until spring", "ferries would run every hour")
    article = api.post(ARTICLES, {"language": "en", "html": page(head=head)}).json()
    version = article["versions"][0]["id"]
    start = TEXT.index("ferries would run every hour")
    root = signed_in(account_actions.create_user(username="root", role=Role.ADMINISTRATOR))
    body = {"spans": [{"start": start, "end": start + 28}], "reason": "order 1"}
    url = f"/api/v1/versions/{version}"
    assert root.post(f"{url}/redact", body, HTTP_IF_MATCH="*").status_code == 200
    assert api.get(f"{url}/original").status_code == 404
    assert Original.objects.get().content is None
    stored = Version.objects.get()
    assert "ferries" not in str(stored.claims)
    assert "ferries" not in str(api.get(f"{url}/revisions/1").json())
    assert PARAGRAPHS[0] in stored.text


def test_a_page_on_which_the_program_fails_is_said_to_be_one(caplog):
    """A job without its limit on depth lets the child fail as a parser may: unforeseen."""
    reader = Reader()
    job = {"media_type": "text/html", "charset": None, "name": "", "elements": 100}
    job |= {"memory": 1 << 30, "seconds": 120}
    data = page().encode()
    try:
        with pytest.raises(Unreadable) as refused:
            reader.ask({**job, "bytes": len(data)}, data, 120)
        assert refused.value.code == "page_unreadable"
        assert [r.getMessage() for r in caplog.records] == [
            f"Reading a page failed with KeyError ({len(data)} bytes)."
        ]
        again = reader.ask({**job, "bytes": len(data), "depth": 100}, data, 120)
        assert again["text"] == TEXT
    finally:
        reader.end()


def test_an_answer_that_nobody_waited_for_is_not_the_next_ones():
    class Stopped(Exception):
        pass

    def stop(*_args):
        raise Stopped

    def ask_for_long():
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        reader.ask({**job, "bytes": len(slow)}, slow, 120)

    reader = Reader()
    job = {"media_type": "text/html", "charset": None, "name": "", "elements": 100_000}
    job |= {"memory": 1 << 30, "seconds": 20, "depth": 100}
    slow = page([f"Paragraph {i} of a long page says it." for i in range(3000)]).encode()
    data = page().encode()
    before = signal.signal(signal.SIGALRM, stop)
    try:
        assert reader.ask({**job, "bytes": len(data)}, data, 120)["text"] == TEXT
        with pytest.raises(Stopped):
            ask_for_long()
        assert reader.ask({**job, "bytes": len(data)}, data, 120)["text"] == TEXT
    finally:
        signal.signal(signal.SIGALRM, before)
        reader.end()


def test_the_limits_hold_below_those_of_the_system():
    """Whoever may not raise a limit still lowers it."""
    code = (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (1 << 40, 1 << 40));"
        "from factstore.sources.page.child import _limit; _limit(1 << 30, 5);"
        "print(r.getrlimit(r.RLIMIT_AS)); _limit(1 << 50, 5); print(r.getrlimit(r.RLIMIT_AS))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == [f"({1 << 30}, {1 << 40})", f"({1 << 40}, {1 << 40})"]


def test_whoever_waits_gives_up_before_the_child_has_used_its_time():
    code = (
        "import resource as r, time; from factstore.sources.page.child import _limit;"
        "_limit(1 << 30, 5); print(r.getrlimit(r.RLIMIT_CPU)[0] - time.process_time() > 5.99)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"


def test_a_year_somewhere_in_the_page_is_no_claim_of_its_date(api):
    told = "In 2019, on March 3 of that year, the bridge was closed for the first time, they said."
    plain = page([*PARAGRAPHS, told], head="", below="<footer>Copyright 2021 Zenith</footer>")
    claims = api.post(URL, {"html": plain}).json()["claims"]
    assert {c["name"] for c in claims} == {"language"}
    dated = page(head="", below='<span class="date">May 30, 2024</span>')
    claims = api.post(URL, {"html": dated}).json()["claims"]
    assert ("2024-05-30", "found in the page") in [(c["value"], c["where"]) for c in claims]


def test_embedded_pictures_do_not_make_a_page_slow():
    picture = f'<img src="data:image/png;base64,{"A" * 6_000_000}">'
    before = time.process_time()
    assert read(page(below=picture), Limits(depth=100, elements=1000)).text == TEXT
    assert time.process_time() - before < 5


def test_claims_stand_as_in_the_page_or_not_at_all(api):
    """A part of an address is another address."""
    deep = "[" * 900 + '"Ann"' + "]" * 900
    head = (
        f'<link rel="canonical" href="https://a.example/{"a" * 3000}"><title>Bridge</title>'
        f'<meta property="og:title" content="{"Long " * 500}">'
        '<meta property="og:url" content="https://a.example/1">'
        f'<script type="application/ld+json">{{"headline": "x", "author": {deep}}}</script>'
    )
    claims = api.post(URL, {"html": page(head=head)}).json()["claims"]
    assert {c["name"]: (c["value"], c["where"]) for c in claims} == {
        "title": ("x", "JSON-LD headline"),
        "language": ("en", "/html/@lang"),
        "url": ("https://a.example/1", "meta og:url"),
    }


def test_comments_and_the_form_beside_them_are_cut_each_by_itself():
    text = "Words.\nLeave a Reply\nRequired fields are marked *\nNonsense, wrote a reader."
    form, comments = text.index("Leave"), text.index("Nonsense")
    found = boilerplate.find(text, comments_from=comments)
    assert [(b.kind, b.start, b.end) for b in found] == [
        ("comment_form", form, comments),
        ("comments", comments, len(text)),
    ]
    assert boilerplate.cut(text, found, ["comments"])[0] == text[:comments].rstrip()
    assert boilerplate.cut(text, found, ["comment_form"])[0] == text[:form] + text[comments:]
    found = boilerplate.find(text, comments_from=2)
    assert [(b.kind, b.start, b.end) for b in found] == [
        ("comments", 2, form),
        ("comment_form", form, len(text)),
    ]


@pytest.mark.parametrize("said", ["\\ud800", "\\u0000"])
def test_claims_that_cannot_be_stored_are_left_out(api, said):
    head = '<script type="application/ld+json">{"headline": "A%s", "author": "Ann"}</script>'
    html = page(head=head % said)
    found = api.post(URL, {"html": html}).json()
    assert [(c["name"], c["value"]) for c in found["claims"] if "JSON" in c["where"]] == [
        ("byline", "Ann")
    ]
    made = api.post(ARTICLES, {"language": "en", "html": html})
    assert made.status_code == 201, made.content


def test_a_relative_address_says_nothing_without_a_host(api, capture):
    one = capture(text="first", url="https://a.example/news/1")
    head = '<link rel="canonical" href="/news/1">'
    for text in ("One page of one outlet says so.", "Another page of another outlet says no."):
        html = page([text] * 3, head=head)
        assert api.post(URL, {"html": html}).json()["duplicates"] == []
        made = api.post(ARTICLES, {"language": "en", "html": html}).json()
    assert api.get(f"{ARTICLES}/{made['id']}/duplicates").json()["results"] == []
    named = api.post(
        ARTICLES, {"language": "en", "html": page(head=head), "url": "https://a.example/amp/1"}
    ).json()
    found = api.get(f"{ARTICLES}/{named['id']}/duplicates").json()["results"]
    assert [(d["article"]["id"], d["by"]) for d in found] == [(one["id"], "url")]


def test_an_address_that_social_media_are_told_is_taken_for_a_relative_one(api):
    head = '<link rel="canonical" href="/1"><meta property="og:url" content="//b.example/1">'
    found = api.post(URL, {"html": page(head=head)}).json()
    assert {c["name"]: c["where"] for c in found["claims"]}["url"] == "meta og:url"
