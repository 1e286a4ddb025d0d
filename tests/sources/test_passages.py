"""The passages of a page: none is lost without being named."""

import time

import pytest
from lxml import html

from factstore.sources.page.passages import divisions_to_paragraphs, left_out, passages
from factstore.sources.page.reading import Limits, read

LIMITS = Limits(depth=250, elements=100_000)
TOLD = [f"Report number {i} says of the bridge what no other one of them does." for i in range(12)]


def told_in(frame, every=3):
    """A page of paragraphs, of which each third stands in `frame`."""
    body = "".join(
        frame.format(words) if i % every == 2 else f"<p>{words}</p>" for i, words in enumerate(TOLD)
    )
    return f"<html><head><title>A bridge</title></head><body><nav><a href='/'>Home</a></nav>{body}</body></html>"


@pytest.mark.parametrize(
    "surroundings", ["{}", "<article>{}</article>", "<div><div>{}</div></div>"]
)
@pytest.mark.parametrize(
    "frame",
    [
        "<div>{}</div>",
        "<div class='para'><span>{}</span></div>",
        "<div><div>{}</div></div>",
        "<section><div>\n{}</div></section>",
        "<div>{} <a href='/x'>more</a></div>",
    ],
)
def test_divisions_among_paragraphs_are_paragraphs(frame, surroundings):
    page = told_in(frame)
    start, end = page.index("</nav>") + 6, page.index("</body>")
    found = read(page[:start] + surroundings.format(page[start:end]) + page[end:], LIMITS)
    assert found.text.replace(" more", "").splitlines() == TOLD
    assert found.left_out == []


def retagged(body):
    tree = html.document_fromstring(f"<html><body><section>{body}</section></body></html>")
    divisions_to_paragraphs(tree)
    return [len(list(tree.iter(tag))) for tag in ("p", "div")]


def test_frames_links_and_labels_stay_divisions():
    p = "<p>words</p>"
    assert retagged(p + "<div><p>One two three four.</p></div>") == [2, 1]
    assert retagged(p + "<div><a href='/'>One two three four</a> five</div>") == [1, 1]
    assert retagged(p + "<div>Advertisement</div>") == [1, 1]
    assert retagged("<p> </p><div>One two three four five</div>") == [1, 1]
    assert retagged(p + "<div>One two three four five</div>") == [2, 0]


def test_what_is_left_out_is_named_in_order():
    below = (
        "<h2>What comes next for it</h2><p style='display: none'>Nobody sees these words at all.</p>"
        "<footer>Correction: an earlier version<br>misspelled the name of it.</footer>"
        "<ul><li><a href='/o'>Another story of the day, much longer</a></li></ul>"
        "<script>var some = words.of + no + reader;</script><form>Write to us here, please.</form>"
    )
    found = read(told_in("<p>{}</p>").replace("</body>", f"{below}</body>"), LIMITS)
    assert found.text.splitlines() == TOLD
    assert found.left_out == [
        "What comes next for it",
        "Correction: an earlier version",
        "misspelled the name of it.",
    ]


def test_what_is_left_out_of_a_form_around_the_page_is_named():
    below = "<footer>Correction: the bridge was named wrongly here.</footer></form>"
    asked = "<form>Write to us here, please, all of you.</form></body>"
    page = told_in("<p>{}</p>").replace("<body>", "<body><form id='page'>")
    found = read(page.replace("</body>", below + asked), LIMITS)
    assert found.text.splitlines() == TOLD
    assert found.left_out == ["Correction: the bridge was named wrongly here."]


def test_a_passage_is_what_is_read_as_one():
    tree = html.fromstring(
        "<div>One <b>t</b>wo<br>three<svg><text>none</text></svg> four <a href='/'>f i v e</a><p>six"
        "</p>seven</div>"
    )
    assert [(p.text, p.linked) for p in passages(tree)] == [
        ("One two", 0),
        ("three four f i v e", 7),
        ("six", 0),
        ("seven", 0),
    ]


def test_passages_without_spaces_are_compared_by_their_signs():
    tree = html.fromstring("<div><p>橋は春まで閉じる</p><p>大臣は火曜日に言った</p></div>")
    assert left_out(tree, ["大臣は火曜日に言った。"]) == ["橋は春まで閉じる"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>a</p>" + "<div>one two three four</div>" * 50_000,
        "<p>a</p>" + "<div>" * 200 + "<b>one two</b> " * 50_000 + "</div>" * 200,
        ("<p>a</p>" + "<div>" * 100 + "one two three four" + "</div>" * 100) * 500,
        "<p>" + "one two three " * 300_000 + "</p>",
        "<a>" + "<div>one</div>" * 50_000,
    ],
)
def test_passages_are_looked_for_in_linear_time(hostile):
    tree = html.document_fromstring(f"<html><body>{hostile}</body></html>")
    before = time.process_time()
    divisions_to_paragraphs(tree)
    left_out(tree, ["x"])
    assert time.process_time() - before < 12
