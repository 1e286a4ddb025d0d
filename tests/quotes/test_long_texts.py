"""Quotes of texts that the database reads in blocks: as exact as those of short ones."""

import random
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factstore.core.constraints import violated
from factstore.ledger import actions as ledger_actions
from factstore.ledger import verification
from factstore.quotes.models import Quote
from factstore.sources import actions as source_actions
from factstore.sources.actions import CaptureRecord
from factstore.sources.models import Version
from factstore.sources.redaction import redact_version

BLOCK = 1024
LONG = 16 * BLOCK
"""Texts of up to so many characters are read as they are."""

PIECES = ["a", "é", "e\u0301", "Ж", "\u2028", "€", "\uffff", "𝕬", "👩‍👧", "\U0010ffff", "\r\n"]


@contextmanager
def undone():
    """Run the block and undo what it wrote, so that each example finds an empty store."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def as_owner():
    """Do what no trigger would let pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sources_version DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("ALTER TABLE sources_version ENABLE TRIGGER USER")


def drawn(length, seed, pieces):
    """Return a text of `length` code points; `seed` decides which pieces follow each other."""
    chance = random.Random(seed)  # noqa: S311  no secret
    return "".join(chance.choices(pieces, k=length))[:length]


def captured(text):
    article = source_actions.create_article(CaptureRecord(language="en"), text=text)
    return article.versions.get()


def units(text):
    return len(text.encode("utf-16-le")) // 2


def columns(version):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT astral, octets, octet_marks, astral_marks FROM sources_version WHERE id = %s",
            [version.pk],
        )
        astral, octets, *marks = cursor.fetchone()
        return [astral, octets and bytes(octets), *marks]


def expected(text):
    """What `columns` answers for a text."""
    wide = [character > "\uffff" for character in text]
    if len(text) <= LONG:
        return [any(wide), None, None, None]
    places = [*range(0, len(text), BLOCK), len(text)]
    octets = [len(text[:at].encode()) for at in places]
    astral = [sum(wide[:at]) for at in places] if any(wide) else None
    return [any(wide), text.encode(), octets, astral]


LENGTHS = st.sampled_from([LONG - 1, LONG, LONG + 1, LONG + BLOCK - 1, LONG + BLOCK, 30_000])
PALETTES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4, unique=True).filter(
    lambda pieces: not "".join(pieces).isspace()  # such texts are refused
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=LENGTHS, seed=st.integers(0, 10**6), pieces=PALETTES, data=st.data())
def test_whatever_the_text_its_spans_alone_are_kept(record, length, seed, pieces, data):
    text = drawn(length, seed, pieces)
    borders = [*range(0, length, BLOCK), length]
    near = st.sampled_from(borders).flatmap(lambda at: st.integers(at - 40, at + 40))
    ends = st.tuples(near, near | st.integers(0, length)).map(sorted)
    spans = data.draw(
        st.lists(
            ends.filter(lambda span: 0 <= span[0] < span[1] <= length),
            min_size=1, max_size=8, unique_by=tuple,
        )
    )  # fmt: skip
    with undone(), record():
        version = captured(text)
        assert columns(version) == expected(text)
        for start, end in spans:
            quote = Quote.objects.create(
                version=version, start=start, end=end, exact=text[start:end]
            )
            quote.refresh_from_db()
            assert quote.exact == text[start:end]
            assert quote.prefix == text[max(start - 32, 0) : start]
            assert quote.suffix == text[end : end + 32]
            assert quote.start_utf16 == units(text[:start])
            assert quote.end_utf16 == units(text[:end])
            at = data.draw(st.integers(start, end - 1))
            wrong = text[start:at] + ("b" if text[at] != "b" else "c") + text[at + 1 : end]
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                Quote.objects.create(version=version, start=start, end=end, exact=wrong)
            assert violated(caught.value) == "quotes_quote_exact_in_text"
        assert Quote.objects.not_in_text(Quote.objects.values_list("pk", flat=True)) == []


@pytest.fixture
def version(record):
    with record():
        return captured(drawn(20_000, 1, ["word ", "Ж", "𝕬", "€"]))


@pytest.mark.parametrize(
    "told", ["octets = NULL", "octets = 'x'", "octet_marks = '{7}'", "astral_marks = '{7}'",
             "astral_marks = NULL", "astral = false"],
)  # fmt: skip
def test_nobody_tells_the_database_what_it_reads_by(record, version, told):
    with record(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE sources_version SET {told} WHERE id = %s", [version.pk])
    assert columns(version) == expected(version.text)


def test_a_capture_does_not_bring_its_own_bytes(record, version):
    with record(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_version (id, article_id, number, text, sha256, length, astral,"
            " captured_at, redacted, reprint, claims, sketch, octets, octet_marks, astral_marks)"
            " SELECT gen_random_uuid(), article_id, 2, text || '!',"
            " encode(sha256(convert_to(text || '!', 'UTF8')), 'hex'), length + 1, false,"
            " captured_at, false, false, claims, sketch, 'x', '{0}', '{0}'"
            " FROM sources_version WHERE id = %s",
            [version.pk],
        )
        source_actions.update_article(version.article_id, {"title": "T"}, expected=None)
    second = Version.objects.get(number=2)
    assert columns(second) == expected(version.text + "!")


def test_a_redaction_reaches_the_bytes(ada, record, version):
    text = version.text
    start, end = 2 * BLOCK - 5, 2 * BLOCK + 5
    spans = [(start - 3, end + 40), (end, end + 3), (0, 5), (19_990, 20_000)]
    with record():
        quotes = [
            Quote.objects.create(version=version, start=s, end=e, exact=text[s:e]) for s, e in spans
        ]
    with ledger_actions.change(actor=ada, reason="order 12", origin="redaction"):
        redact_version(version.pk, [(start, end)], expected=None)
    version.refresh_from_db()
    assert version.text != text
    assert columns(version) == expected(version.text)
    for quote, (s, e) in zip(quotes, spans, strict=True):
        quote.refresh_from_db()
        assert quote.exact == version.text[s:e]
        assert quote.prefix == version.text[max(s - 32, 0) : s]
        assert quote.suffix == version.text[e : e + 32]
    assert list(verification.findings()) == []


def test_texts_from_before_get_their_bytes(version):
    with as_owner() as cursor:
        cursor.execute(
            "UPDATE sources_version SET octets = NULL, octet_marks = NULL, astral_marks = NULL"
        )
        cursor.execute(import_module("factstore.sources.migrations.0007_long_texts").FILL)
    assert columns(version) == expected(version.text)


@pytest.mark.parametrize(
    "altered", ["octets = set_byte(octets, 9000, get_byte(octets, 9000) # 1)", "octets = NULL",
                "octet_marks[3] = octet_marks[3] + 1", "astral_marks[3] = astral_marks[3] + 1",
                "astral = NOT astral"],
)  # fmt: skip
def test_verify_ledger_finds_what_is_not_the_text(version, altered):
    assert list(verification.findings()) == []
    with as_owner() as cursor:
        cursor.execute(f"UPDATE sources_version SET {altered}")
    assert [str(found) for found in verification.findings()] == [
        f"version {version.pk} revision 1: what the database reads its text by is not the text"
    ]
