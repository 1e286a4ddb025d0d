"""Texts and claims of real articles, printed as several kinds of sites would, come back whole."""

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from factstore.sources.page.reading import Limits, read
from tests.sources.real_pages import TEMPLATES, Article
from tests.stores import FIXTURES

LIMITS = Limits(depth=400, elements=100_000)
LEAST_OF_ALL = 0.99
LEAST_OF_ONE = 0.9
"""Shares of the words; a heading that ends a text is not taken for a part of it."""


def _article(number, text, title=None, author=None, date=None):
    paragraphs = tuple(" ".join(p.split()) for p in re.split(r"\n\s*\n|\n", text) if p.strip())
    return Article(
        title=" ".join((title or f"Report number {number} of the day").split()),
        author=author or "Ann Author",
        date=date or "2024-05-30",
        url=f"https://zenith.example/2024/story-{number}",
        paragraphs=paragraphs,
    )


def seeds():
    files = sorted((FIXTURES / "articles").glob("*.txt"))
    return [_article(number, path.read_text()) for number, path in enumerate(files)]


def news(count=100):
    folder = os.environ.get("FACTSTORE_TEST_DATA")
    if not folder or not (Path(folder) / "news" / "articles.jsonl.gz").exists():
        pytest.skip("FACTSTORE_TEST_DATA has no news/articles.jsonl.gz")
    with gzip.open(Path(folder) / "news" / "articles.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    found = [a for a in found if 600 <= len(a["text"]) <= 20_000]
    return [
        _article(n, a["text"], a["title"], (a["authors"] or [None])[0], a["date"])
        for n, a in enumerate(found[:: max(1, len(found) // count)][:count])
    ]


def words(text):
    return Counter(re.findall(r"\w+", text))


def measured(article, template):
    """Return recall and precision of the words, and the claims that are wrong or absent."""
    page = read(template(article), LIMITS)
    wanted, got = words(" ".join(article.paragraphs)), words(page.text)
    title = words(article.title)
    common = (wanted & got).total()
    extra = (got - wanted - title).total()
    said = {claim["name"]: claim["value"] for claim in page.claims}
    wrong = [
        (name, said.get(name), should)
        for name, should in (
            ("title", article.title),
            ("byline", article.author),
            ("published", article.date),
            ("url", article.url),
        )
        if (said.get(name) or "")[: 10 if name == "published" else None] != should
    ]
    return common / wanted.total(), 1 - extra / max(1, got.total()), wrong


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
def test_the_seeds_come_back_whole(template):
    for article in seeds():
        recall, precision, wrong = measured(article, template)
        assert (wrong, precision) == ([], 1.0)
        assert recall >= LEAST_OF_ONE


def test_other_articles_come_back_whole():
    """With `-s` it says what was measured."""
    found = [
        measured(article, TEMPLATES[number % len(TEMPLATES)])
        for number, article in enumerate(news())
    ]
    recalls, precisions, wrong = zip(*found, strict=True)
    print(  # noqa: T201  asked for with `-s`
        f"{len(found)} pages: of the words {mean(recalls):.4f} came back (least {min(recalls):.4f}),"
        f" {mean(precisions):.4f} of what came is the article's (least {min(precisions):.4f}),"
        f" {sum(map(len, wrong))} of {4 * len(found)} claims are wrong"
    )
    assert [claims for claims in wrong if claims] == []
    assert mean(recalls) >= LEAST_OF_ALL
    assert min(recalls) >= LEAST_OF_ONE
    assert min(precisions) >= LEAST_OF_ALL
