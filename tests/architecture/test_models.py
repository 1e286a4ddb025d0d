"""What the tables themselves hold, of every model: written once, asked of all."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

OURS = [model for model in apps.get_models() if model.__module__.startswith("factstore.")]

NOT_RECORDED = {
    "accounts.User": "who may write is no part of the record",
    "accounts.Token": "who may write is no part of the record",
    "accounts.SignInAttempt": "who may write is no part of the record",
    "ledger.Change": "the record itself",
    "ledger.Revision": "the record itself",
    "ledger.Note": "for colleagues alone; append-only by triggers of its own",
    "ledger.Touch": "lives inside a transaction",
    "ledger.Idempotency": "answers kept for a day, no part of the record",
    "sources.Original": "bytes that a version names by their digest; immutable by its own triggers",
    "facts.Facet": "derived from a fact's document",
    "facts.Mention": "derived from a fact's document",
}
MAY_BE_EMPTY = {
    "accounts.User.password": "Django's; empty is unusable",
    "accounts.User.username": "Django's; the command and the admin refuse it",
    "accounts.Token.digest": "knox writes it: 128 hex digits",
    "accounts.Token.token_key": "knox writes it",
    "ledger.Revision.kind": "the ledger writes it, of the kinds that are registered",
    "ledger.Revision.document": "the ledger writes it: a JSON object",
    "ledger.Revision.content_digest": "the ledger writes it: SHA-256",
    "ledger.Change.digest": "the ledger writes it: SHA-256",
    "ledger.Change.details_digest": "the ledger writes it: SHA-256",
    "ledger.Touch.kind": "triggers write it",
    "ledger.Idempotency.body": "an answer as it was sent",
    "ledger.Note.kind": "a trigger asks for a revision of this kind",
    "sources.Version.text": "a trigger asks for one character at least",
    "sources.Version.sha256": "a trigger checks it against the text",
    "quotes.Quote.exact": "a trigger checks it against the text, and the span is not empty",
    "facts.Facet.fact_type": "derived from a fact's document",
    "facts.Facet.status": "derived from a fact's document",
    "facts.Facet.standing": "derived from a fact's document",
    "facts.Mention.field": "derived from a fact's document",
    "facts.Mention.polarity": "derived; empty outside clauses",
    "facts.Fact.values_digest": "an action writes it: SHA-256 of the claim",
}


def _label(field):
    return f"{field.model._meta.label}.{field.name}"


CHOOSING = [f for model in OURS for f in model._meta.local_fields if f.choices]
TEXTS = [
    f
    for model in OURS
    for f in model._meta.local_fields
    if isinstance(f, models.CharField | models.TextField)
    and not f.choices
    and (f.null or not f.blank)
]


@pytest.fixture
def checks(db):
    """Return the definitions of a table's check constraints that speak of a column."""

    def of(field):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::text::regclass AND contype = 'c'",
                [field.model._meta.db_table],
            )
            found = [definition for (definition,) in cursor.fetchall()]
        return [d for d in found if re.search(rf"\b{field.column}\b", d)]

    return of


@pytest.mark.parametrize("field", CHOOSING, ids=_label)
def test_choices_are_held_by_the_database(field, checks):
    values = [value for value, _ in field.flatchoices]
    assert any(all(f"'{value}'" in d for value in values) for d in checks(field)), (
        f"no constraint of {field.model._meta.db_table} knows the choices of {field.name}"
    )


@pytest.mark.parametrize("field", TEXTS, ids=_label)
def test_text_that_is_there_is_not_empty(field, checks):
    if _label(field) in MAY_BE_EMPTY:
        return
    not_empty = re.compile(rf"NOT \(*{field.column}\)?(::text)? = ''|{field.column}\)?(::text)? ~ ")
    assert any(not_empty.search(d) for d in checks(field)), (
        f"nothing keeps {_label(field)} from being ''; null says that it is not known"
    )


def test_exceptions_name_fields_that_exist():
    assert MAY_BE_EMPTY.keys() <= {_label(field) for field in TEXTS}
    assert NOT_RECORDED.keys() <= {model._meta.label for model in OURS}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_writing_it_is_recorded(model, db):
    if model._meta.label in NOT_RECORDED:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::text::regclass",
            [model._meta.db_table],
        )
        installed = " ".join(name for (name,) in cursor.fetchall())
    for event in ("insert", "update", "delete"):
        assert f"recorded_{event}" in installed
    assert "no_truncate" in installed


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_row_is_explained_in_a_sentence(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
