"""What stands beside a quote on its page: links that lead to it, and quotes that say the same."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factstore.quotes.admin.sides import Part, sides
from factstore.quotes.links import directive, text_fragment
from factstore.quotes.models import Quote
from factstore.quotes.similar import similar

LEAST = 0.5
MOST = 10

NONE = format_html('<span class="quiet">{}</span>', "None.")


def links(quote: Quote) -> SafeString:
    """Return the addresses by which a quote is cited, and seen on its live page."""
    page = quote.version.article.url
    words = directive(quote.version.text, quote.start, quote.end) if page else None
    rows = [("/api/v1/quotes/" + str(quote.pk), "the quote as data: cite this")]
    rows.append((f"/api/v1/quotes/{quote.pk}/annotation", "the quote as a Web Annotation"))
    if page and words:
        told = "the live page, scrolled to the words: it may have changed since"
        rows.insert(0, (text_fragment(page, words), told))
    listed = format_html_join(
        "",
        '<li><a href="{}" target="_blank" rel="noreferrer noopener">{}</a> '
        '<span class="quiet">({})</span></li>',
        ((url, url, told) for url, told in rows),
    )
    return format_html('<ul class="plain links">{}</ul>', listed)


def alike(quote: Quote) -> SafeString:
    """Return the quotes of other articles that say nearly the same, marked where they differ."""
    found = similar(quote, same_article=False, least=LEAST, limit=MOST)
    if not found:
        return NONE
    rows = (
        (
            reverse("admin:quotes_quote_change", args=[one.quote.pk]),
            one.quote.version.article,
            round(one.score * 100),
            _marked(sides(quote.exact, one.quote.exact).theirs),
        )
        for one in found
    )
    return format_html(
        '<ul class="plain alike">{}</ul>',
        format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="quiet">{} % alike</span>'
            '<p class="captured">{}</p></li>',
            rows,
        ),
    )


def elsewhere(quote: Quote) -> SafeString:
    """Return where a quote comes from, and what became of it in later versions."""
    told: list[tuple[str, str, str]] = []
    if quote.follows is not None:
        told.append(_row(quote.follows, f"it follows ({quote.followed_as})"))
    followers = quote.followers.select_related("version").defer("version__text").order_by("pk")
    told += [_row(one, f"followed there ({one.followed_as})") for one in followers]
    for drift in quote.drifts.select_related("version").defer("version__text").order_by("pk"):
        url = reverse("admin:quotes_drift_change", args=[drift.pk])
        said = f"{drift.get_outcome_display()} ({drift.state})"
        told.append((url, f"Version {drift.version.number}", said))
    if not told:
        return NONE
    listed = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', told)
    return format_html('<ul class="plain">{}</ul>', listed)


def _row(quote: Quote, said: str) -> tuple[str, str, str]:
    url = reverse("admin:quotes_quote_change", args=[quote.pk])
    gone = "" if quote.withdrawn_reason is None else ", withdrawn"
    return url, f"Version {quote.version.number}", said + gone


def _marked(parts: list[Part]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((format_html("<ins>{}</ins>", p.text) if p.differs else p.text,) for p in parts),
    )


def repaired(quote: Quote) -> SafeString:
    """Return the words that were given for the quote, marked where the source has it otherwise."""
    if quote.given is None:
        return format_html("{}", "no: given as it stands in the text")
    given = sides(quote.given, quote.exact, to_the_letter=True).ours
    marked = format_html_join(
        "",
        "{}",
        ((format_html("<del>{}</del>", p.text) if p.differs else p.text,) for p in given),
    )
    return format_html('given was <span class="captured key">{}</span>', marked)
