"""Pages as sites of several kinds would print an article: the same words in other surroundings."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass

_MENU = "".join(f'<li><a href="/{w}">{w}</a></li>' for w in ("Home", "World", "Sports", "Opinion"))
_NAV = f"<nav><ul>{_MENU}</ul></nav>"
_ASIDE = (
    '<aside class="related"><h3>Most read</h3><ul><li><a href="/a">Zebra escapes from zoo</a></li>'
    '<li><a href="/b">Quiz: which cheese are you?</a></li></ul></aside>'
)
_COMMENTS = (
    '<div id="comments"><h3>2 comments</h3><p class="comment">Zorro wrote: complete nonsense!</p>'
    '<p class="comment">Xenia wrote: thanks for sharing.</p></div>'
)
_FOOTER = "<footer><p>Copyright 2024 Zenith Media Holdings. All rights reserved.</p></footer>"
_SCRIPT = "<script>window.dataLayer = [{'zeta': 1}];</script>"


@dataclass(frozen=True, slots=True)
class Article:
    """What is to come back: paragraphs of one line each, and what the page says of itself."""

    title: str
    author: str
    date: str
    url: str
    paragraphs: tuple[str, ...]


def _e(text: str) -> str:
    return html.escape(text)


def _ps(article: Article) -> str:
    return "".join(f"<p>{_e(p)}</p>\n" for p in article.paragraphs)


def tagged(a: Article) -> str:
    """An article element; what social media are told."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{_e(a.title)} | Zenith</title>'
        f'<meta property="og:title" content="{_e(a.title)}">'
        f'<meta name="author" content="{_e(a.author)}">'
        f'<meta property="article:published_time" content="{a.date}T09:30:00Z">'
        f'<link rel="canonical" href="{_e(a.url)}"></head><body>{_NAV}<main><article>'
        f"<h1>{_e(a.title)}</h1>{_ps(a)}</article></main>{_ASIDE}{_FOOTER}{_SCRIPT}</body></html>"
    )


def linked_data(a: Article) -> str:
    """Linked data alone says what it is; the canonical address is relative, as some are."""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Zenith"},
            {
                "@type": ["NewsArticle"],
                "headline": a.title,
                "author": [{"@type": "Person", "name": a.author}],
                "datePublished": f"{a.date}T09:30:00+00:00",
                "publisher": {"@type": "Organization", "name": "Zenith"},
            },
        ],
    }
    return (
        f'<html lang="en"><head><title>Zenith</title><link rel="canonical" href="/story">'
        f'<meta property="og:url" content="{_e(a.url)}">'
        f'<script type="application/ld+json">{json.dumps(data).replace("<", "&lt;")}</script></head>'
        f'<body><header>{_NAV}</header><div class="content"><h1>{_e(a.title)}</h1>'
        f'<div class="article-body">{_ps(a)}</div></div>{_COMMENTS}{_FOOTER}</body></html>'
    )


def divisions(a: Article) -> str:
    """Divisions with class names, a by-line in the page, comments below."""
    return (
        f'<html lang="en"><head><title>{_e(a.title)}</title>'
        f'<link rel="canonical" href="{_e(a.url)}"></head><body><div id="top">{_NAV}</div>'
        f'<div class="post hentry"><h1 class="entry-title">{_e(a.title)}</h1>'
        f'<p class="byline">By <a rel="author" href="/staff">{_e(a.author)}</a>'
        f' <time datetime="{a.date}">{a.date}</time></p>'
        f'<div class="entry-content">{_ps(a)}</div></div>{_ASIDE}{_COMMENTS}{_FOOTER}</body></html>'
    )


def two_columns(a: Article) -> str:
    """An aside in the middle of the text; Dublin Core."""
    parts = a.paragraphs
    half = (len(parts) + 1) // 2
    body = [f"<p>{_e(p)}</p>" for p in parts]
    return (
        f'<html lang="en"><head><title>{_e(a.title)} - Zenith</title>'
        f'<meta name="dc.title" content="{_e(a.title)}">'
        f'<meta name="dc.creator" content="{_e(a.author)}"><meta name="dc.date" content="{a.date}">'
        f'<meta property="og:url" content="{_e(a.url)}"></head><body>{_NAV}'
        f'<section class="story"><h1>{_e(a.title)}</h1>{"".join(body[:half])}{_ASIDE}'
        f"{''.join(body[half:])}</section>{_FOOTER}</body></html>"
    )


def broken_lines(a: Article) -> str:
    """No paragraphs but line breaks; the site's name is a heading, too."""
    lines = "<br><br>\n".join(map(_e, a.paragraphs))
    return (
        f'<html lang="en"><head><title>{_e(a.title)}</title><meta name="author" '
        f'content="{_e(a.author)}"><meta name="date" content="{a.date}">'
        f'<link rel="canonical" href="{_e(a.url)}"></head><body>'
        f"<div>{_NAV}</div><div><h1>{_e(a.title)}</h1><div>{lines}</div></div>{_FOOTER}</body></html>"
    )


def marked_up(a: Article) -> str:
    """Words in links and emphasis, quotations, lists, a table, and buttons to share it."""
    kinds = (
        "<p><em>{}</em>{}</p>",
        "<blockquote><p>{}<b>{}</b></p></blockquote>",
        '<p>{}<a href="/x">{}</a></p>',
        "<ul><li>{}{}</li></ul>",
        "<h2>{}{}</h2>",
        "<table><tr><td>{}{}</td></tr></table>",
    )
    body = []
    for number, line in enumerate(a.paragraphs):
        at = line.find(" ", len(line) // 2) + 1
        body.append(kinds[number % len(kinds)].format(_e(line[:at]), _e(line[at:])))
    share = '<div class="share"><a href="#">Tweet</a> <a href="#">Email</a></div>'
    return (
        f'<html lang="en"><head><title>{_e(a.title)} – Zenith</title>'
        f'<meta name="twitter:title" content="{_e(a.title)}">'
        f'<meta name="parsely-author" content="{_e(a.author)}">'
        f'<meta name="parsely-pub-date" content="{a.date}T00:00:00Z">'
        f'<meta property="og:url" content="{_e(a.url)}"></head><body>{_NAV}<article>'
        f"<h1>{_e(a.title)}</h1>{share}{''.join(body)}</article>{_COMMENTS}{_FOOTER}</body></html>"
    )


TEMPLATES: tuple[Callable[[Article], str], ...] = (
    tagged,
    linked_data,
    divisions,
    two_columns,
    broken_lines,
    marked_up,
)
