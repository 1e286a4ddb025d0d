"""Other articles that may be the same one: candidates for somebody to look at, never merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin
from uuid import UUID

from django.db import connection

from factstore.core.errors import NotFound
from factstore.core.text import sha256
from factstore.sources.models import Article
from factstore.sources.sketch import resemblance, sketch

LEAST = 0.1
"""The share of runs of words from which two texts are said to overlap."""
MOST = 50
_SHARING = 200  # versions that are looked at of those with one and the same run of words
_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article, what it has in common (`digest`, `url` or `text`), and how much, 0 to 1."""

    article: UUID
    by: str
    score: float


_SAME = """
    SELECT DISTINCT v.article_id FROM sources_version v
    JOIN sources_article a ON a.id = v.article_id
    WHERE v.sha256 = ANY (%s) AND NOT v.redacted AND a.withdrawn_reason IS NULL
"""
_ADDRESS = """
    WITH keys AS (SELECT sources_url_key(url) AS key FROM unnest(%s::text[]) AS url)
    SELECT a.id FROM sources_article a JOIN keys ON sources_url_key(a.url) = key
    WHERE a.withdrawn_reason IS NULL AND key <> ''
    UNION
    SELECT a.id FROM sources_version v JOIN keys ON sources_claimed_key(v.claims) = key
    JOIN sources_article a ON a.id = v.article_id WHERE a.withdrawn_reason IS NULL AND key <> ''
"""
_OVERLAP = """
    SELECT v.article_id, v.sketch FROM sources_version v
    JOIN sources_sharing(%s::bigint[], %s::uuid, %s, %s) USING (id)
"""


def of_article(article_id: UUID) -> list[Candidate]:
    """Return the articles, not withdrawn, that may be this one, the likeliest first.

    All its versions' digests and addresses count; of the texts, that of the newest.

    Raises:
        NotFound: there is no such article.
    """
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound(f"There is no article {article_id}.")
    versions = list(article.versions.order_by("number").values_list("sha256", "sketch", "claims"))
    said = [claim["value"] for *_, claims in versions for claim in claims if claim["name"] == "url"]
    urls = [_resolved(article.url or "", value) for value in said]
    return _candidates(
        digests=[digest for digest, *_ in versions],
        urls=[*urls, *([article.url] if article.url else [])],
        sketched=versions[-1][1] if versions else [],
        apart_from=article_id,
    )


def _resolved(base: str, url: str) -> str:
    """Return an address that a page says of itself, as seen from where the page was found."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def of_text(text: str, urls: Iterable[str]) -> list[Candidate]:
    """Return the articles that may be the one with this text, found at one of `urls`."""
    return _candidates(digests=[sha256(text)], urls=list(urls), sketched=sketch(text))


def _candidates(
    *,
    digests: Sequence[str],
    urls: Sequence[str],
    sketched: Sequence[int],
    apart_from: UUID | None = None,
) -> list[Candidate]:
    found: dict[tuple[UUID, str], float] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [list(digests)])
        found |= {(row[0], "digest"): 1.0 for row in cursor.fetchall()}
        if urls:
            cursor.execute(_ADDRESS, [list(urls)])
            found |= {(row[0], "url"): 1.0 for row in cursor.fetchall()}
        numbers = list(sketched)
        cursor.execute(_OVERLAP, [numbers, apart_from, _SHARING, _COMPARED])
        for article, other in cursor.fetchall():
            score = round(resemblance(numbers, other), 3)
            if score >= LEAST and score > found.get((article, "text"), 0):
                found[article, "text"] = score
    candidates = [Candidate(article, by, s) for (article, by), s in found.items()]
    candidates.sort(key=lambda c: (-c.score, c.by, c.article))
    return [c for c in candidates if c.article != apart_from][:MOST]
