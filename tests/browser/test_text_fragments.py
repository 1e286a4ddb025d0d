"""Text fragments in a real browser: it scrolls to the quoted words, and marks them alone."""

import base64
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from factstore.quotes.links import directive, text_fragment
from tests.browser.conftest import PATIENCE

FILL = "Here stands what nobody quotes, and it goes on for a while."
TEXT = "\n".join(
    [
        'The minister said no, and left. Here is one resume, "just so".',
        *[FILL] * 60,
        "In Oslo, the minister said no, twice – a re-run & “nothing more”, 100% sure.",
        *[FILL] * 60,
        "Two more: that résumé, “just so”, is 3.5 million and couldn’t be less.",
        *[FILL] * 60,
        "It begins with one sentence here that nobody has read before today.",
        "A paragraph stands between the two of them, as it may.",
        "It ends with another sentence, which is rather far from where it began.",
        *[FILL] * 60,
        "Counterrevolutionaries of all countries. 政府は水曜日に新しい計画を発表した。",
        *[FILL] * 20,
    ]
)
LONG = TEXT[TEXT.index("one sentence here") : TEXT.index(" from where it began")]
QUOTES = {
    "once": ("twice", 0),
    "signs of the syntax": ("twice – a re-run & “nothing more”, 100% sure", 0),
    "repeated": ("minister said no", 1),
    "over paragraphs": (LONG, 0),
    "part of a word": ("revolution", 0),
    "from a word on": ("revolutionaries of all", 0),
    "accents": ("résumé", 0),
    "quotation marks": ("“just so”", 0),
    "part of a number": ("5 million", 0),
    "before an apostrophe": ("couldn", 0),
    "no spaces": ("水曜日に新しい計画", 0),
}
PLACES = """([start, end]) => {
    const found = [];
    let offset = 0;
    for (const p of document.querySelectorAll("p")) {
        const size = p.textContent.length;
        for (let at = 0; at < size; at++) {
            const place = offset + at;
            if (place < start - 10 || place >= end + 10) continue;
            const range = document.createRange();
            range.setStart(p.firstChild, at);
            range.setEnd(p.firstChild, at + 1);
            const box = range.getBoundingClientRect();
            found.push([place >= start && place < end, p.textContent[at],
                box.x, box.y, box.width, box.height]);
        }
        offset += size + 1;
    }
    return found;
}"""
SEEN = """async ([image, boxes]) => {
    const picture = new Image();
    picture.src = "data:image/png;base64," + image;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    const drawn = canvas.getContext("2d");
    drawn.drawImage(picture, 0, 0);
    return boxes.map(([x, y, w, h]) => {
        const [r, g] = drawn.getImageData(Math.round(x + w / 2), Math.round(y + 1), 1, 1).data;
        return r > 200 && g < 60;
    });
}"""


@pytest.fixture(scope="module")
def newspaper():
    """Address of a page that has the text, paragraph by paragraph."""
    escaped = TEXT.replace("&", "&amp;").split("\n")
    body = "".join(f"<p>{line}</p>" for line in escaped)
    style = "p {font: 16px monospace; margin: 12px} ::target-text {background: rgb(255, 0, 0)}"
    html = f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("words", "nth"), QUOTES.values(), ids=QUOTES)
def test_a_browser_marks_the_quoted_words_alone(chromium, newspaper, words, nth):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    address = text_fragment(newspaper, directive(TEXT, start, start + len(words)))
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("scrollY > 0")
    wanted = "".join(c[1] for c in page.evaluate(PLACES, [start, start + len(words)]) if c[0])
    until = time.monotonic() + PATIENCE / 1000
    while (marked := marked_words(page, start, start + len(words))) != wanted:
        assert time.monotonic() < until, (marked, wanted, address)
    context.close()


def marked_words(page, start, end):
    """Return what is marked in and about a place; None before all of that is in the window."""
    characters = page.evaluate(PLACES, [start, end])
    image = base64.b64encode(page.screenshot()).decode()
    boxes = [box for _, _, *box in characters]
    if not all(0 <= y <= 900 - height for _, y, _, height in boxes):
        return None
    seen = page.evaluate(SEEN, [image, boxes])
    return "".join(c[1] for c, red in zip(characters, seen, strict=True) if red)
