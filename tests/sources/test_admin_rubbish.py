"""Rubbish in addresses and forms of the editors' pages is answered, never an error of ours."""

import pytest
from django.db import transaction

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.quotes import actions as quote_actions
from factstore.quotes.selectors import Selector
from factstore.sources import actions as source_actions
from factstore.sources.admin.given import Given
from tests.editing import fields, sign_in, told

RUBBISH = ["abc", "\x00", "²", "9" * 30]
DEEP = "[" * 20_000
FILTERS = {
    "sources/article/": [
        *("standing__state__exact", "publisher__id__exact", "language", "text_access__exact"),
        *("withdrawn_reason__isempty", "id__in", "published_not_before__gte", "p"),
    ],
    "sources/version/": ["article__publisher__id__exact", "captured_at__gte", "article", "o"],
    "facts/fact/": ["article", "warning", "stale", "status__exact", "fact_type__id__exact", "q"],
    "facts/proposal/": ["status__exact", "author__id__exact", "q"],
    "facts/flag/": ["status__exact", "kind__exact"],
}
SEARCH = ["term", "page"]
PARAMETERS = {
    "sources/article/add/": ["article", "again", "publisher", "_popup", "title"],
    "sources/version/add/": ["article", "again", "version", "_popup"],
    "sources/version/add/?article={article}&": ["again", "_popup"],
    "sources/article/{article}/change/": ["_popup", "_changelist_filters", "publisher"],
    "sources/version/{version}/change/": ["_popup", "_changelist_filters"],
    "sources/article/{article}/standing/": ["state", "date", "version", "url", "content_revision"],
    "sources/article/{article}/revert/": ["revision", "reason", "content_revision"],
    "sources/version/{version}/redact/": ["words", "whole", "reason", "content_revision"],
    "quotes/quote/add/": ["version", "_popup", "exact"],
    "facts/fact/add/": ["type", "fact_type", "_popup"],
    "facts/fact/find/": ["of", "status", "besides", "page", "term"],
    "facts/evidence/add/": ["fact", "version"],
    "autocomplete/": ["app_label", "model_name", "field_name", "term"],
    "autocomplete/?app_label=sources&model_name=article&field_name=publisher&": SEARCH,
    "autocomplete/?app_label=sources&model_name=version&field_name=article&": SEARCH,
    "autocomplete/?app_label=facts&model_name=value&field_name=entity&": SEARCH,
}
PATHS = [
    "sources/article/{}/change/",
    "sources/article/{}/history/",
    "sources/article/{}/standing/",
    "sources/article/{}/withdraw/",
    "sources/version/{}/change/",
    "sources/version/{}/redact/",
    "sources/publisher/{}/change/",
    "facts/fact/{}/change/",
    "facts/evidence/{}/change/",
    "facts/proposal/{}/change/",
]
TRIED = {"_show": "1"}
FORMS = [
    (
        "sources/article/add/",
        {"pasted": "Another text.\nShare this article", **TRIED},
        {"_save": "1"},
    ),
    (
        "sources/version/add/?article={article}",
        {"pasted": "Another text.", **TRIED},
        {"_save": "1"},
    ),
    ("sources/version/add/", {"pasted": "Another text."}, TRIED),
    ("sources/publisher/{publisher}/change/", None, {"reason": "r", "name": "B"}),
    ("sources/article/{article}/change/", None, {"reason": "r", "title": "B"}),
    ("sources/article/{article}/standing/", None, {"reason": "r", **TRIED}),
    ("sources/version/{version}/redact/", None, {"words": "line", "reason": "r", **TRIED}),
    ("quotes/quote/add/", None, {"exact": "line", **TRIED}),
]
OF_PAGES = {"kept", "shown", "compared", "article", "cut", "opened_with", "content_revision"}


@pytest.fixture
def ids(record):
    with record():
        publisher = source_actions.create_publisher(name="Politico")
        known = source_actions.CaptureRecord(title="Main", publisher=publisher.pk, language="en")
        version = source_actions.create_article(known, text="One line.").versions.get()
        quote_actions.find_or_create(Selector(version=version.pk, exact="One"))
    return {"article": version.article_id, "version": version.pk, "publisher": publisher.pk}


@pytest.fixture
def desk(anonymous):
    """A client that may do everything."""
    boss = account_actions.create_user(username="boss", role=Role.ADMINISTRATOR)
    client = sign_in(boss)
    client.raise_request_exception = False
    return client


def broken(ask):
    """Ask for a page and take back what it did; returns the error, if it is one of ours."""
    with transaction.atomic():
        answer = ask()
        transaction.set_rollback(True)
    if answer.status_code < 500:
        return None
    return repr(getattr(answer, "exc_info", [None, answer.status_code])[1])[:200]


@pytest.mark.parametrize("page", FILTERS)
def test_rubbish_in_a_filter_is_answered(desk, ids, page):
    failed = {}
    for name in FILTERS[page]:
        for value in RUBBISH:
            sent = {name: value}
            error = broken(lambda sent=sent: desk.get(f"/admin/{page}", sent))
            if error:
                failed[name, value] = error
    assert failed == {}


@pytest.mark.parametrize("page", PARAMETERS)
def test_rubbish_in_an_address_is_answered(desk, ids, page):
    at = f"/admin/{page.format(**ids)}"
    failed = {}
    for value in RUBBISH:
        sent = {**_query(at), **dict.fromkeys(PARAMETERS[page], value)}
        error = broken(lambda sent=sent: desk.get(at.partition("?")[0], sent))
        if error:
            failed[value] = error
    assert failed == {}


def _query(at):
    pairs = at.partition("?")[2].strip("&").split("&")
    return dict(pair.split("=") for pair in pairs if pair)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_no_thing_is_answered(desk, ids, path):
    failed = {}
    for value in ("abc", "%00", "_5F", ids["publisher"]):
        error = broken(lambda value=value: desk.get(f"/admin/{path.format(value)}"))
        if error:
            failed[value] = error
    assert failed == {}


@pytest.mark.parametrize(("page", "first", "typed"), FORMS)
def test_rubbish_in_a_form_is_answered(desk, ids, page, first, typed):
    at = f"/admin/{page.format(**ids)}"
    sent = fields(desk.get(at))
    if first is not None:
        sent = fields(desk.post(at, {**sent, **first}))
    sent |= typed
    failed = {}
    for name in sorted({*sent, *OF_PAGES} - {"csrfmiddlewaretoken"}):
        for value in (*RUBBISH, DEEP) if name in OF_PAGES else RUBBISH[:-1]:
            error = broken(lambda name=name, value=value: desk.post(at, {**sent, name: value}))
            if error:
                failed[name, value[:20]] = error
    assert failed == {}


@pytest.mark.parametrize("page", ["change", "standing", "withdraw"])
def test_a_revision_that_is_none_is_told_above_the_form(desk, ids, page):
    at = f"/admin/sources/article/{ids['article']}/{page}/"
    sent = {**fields(desk.get(at)), "reason": "r", "content_revision": "abc"}
    assert "does not say which revision" in told(desk.post(at, sent))


def test_what_a_page_keeps_is_no_way_in(desk, ids):
    at = f"/admin/sources/version/add/?article={ids['article']}"
    for data in (b"", b"\xff", b"no id", b"[" * 100_000):
        for kind in ("pasted", "file", "again", "other", "[" * 100_000):
            kept = Given(kind, data, "a\nb").packed()
            error = broken(lambda kept=kept: desk.post(at, {"kept": kept, "_show": "1"}))
            assert error is None
