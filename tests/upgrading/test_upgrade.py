"""A store that an older program filled is brought up to date, and answers as it did.

`fill.py` made the stores: *merging* before a change's own record joined the chain of digests,
*capturing* before long texts were kept in blocks, quotes followed and drifts queued.
"""

import gzip
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from config.prepare import UPGRADES
from factstore.accounts.models import User
from factstore.quotes.models import Drift, Quote
from tests import stores
from tests.conftest import signed_in
from tests.upgrading.fill import CORRECTED

HERE = Path(__file__).parent
V1 = "/api/v1"


@pytest.fixture(params=["merging", "capturing"])
def older(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Connect to the store as the older program left it."""
    name = request.param
    with django_db_blocker.unblock():
        connections["default"].close()
        stores.drop(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        with stores.connected_to(name):
            with connection.cursor() as cursor:
                # Functions come before the tables that they name, and all in one transaction.
                cursor.execute("SET LOCAL check_function_bodies = off;" + read(f"{name}.sql.gz"))
            yield name
        stores.drop(name)


@pytest.fixture
def answers(older: str) -> Any:
    return json.loads(read(f"{older}.json.gz"))


def read(name: str) -> str:
    return gzip.decompress((HERE / name).read_bytes()).decode()


def run(command: str, *args: Any, **options: Any) -> str:
    output = StringIO()
    try:
        call_command(command, *args, stdout=output, **options)
    except CommandError as error:
        return f"{output.getvalue()}{error}"
    return output.getvalue()


def migrate(*to: str) -> str:
    return run("migrate", *to, verbosity=0, interactive=False)


def upgrade() -> None:
    assert migrate() == ""
    for step in UPGRADES:
        run(step)


def ada() -> Any:
    return signed_in(User.objects.get(username="ada"))


def missing(old: Any, new: Any, path: str = "") -> list[str]:
    """Return where `new` does not say what `old` said; it may say more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            where
            for name, said in old.items()
            if name not in ("revision", "recorded") or path
            for where in missing(said, new.get(name, ...), f"{path}/{name}")
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [where for n, (o, i) in pairs for where in missing(o, i, f"{path}/{n}")]
    return [] if old == new else [f"{path}: {old!r} is {new!r}"]


def test_it_is_proved_and_answers_as_it_did(older: str, answers: Any) -> None:
    upgrade()
    said = run("verify_ledger")
    assert said.startswith("All is as recorded"), said
    assert run("follow_quotes") == "All quotes are followed.\n"
    assert run("rerecord") == "All documents are as this program renders them.\n"
    client = ada()
    then = {path: said for path, said in answers.items() if "known_at" in path}
    revisions = {path: said for path, said in answers.items() if "/revisions/" in path}
    now = {path: answers[path] for path in answers.keys() - then.keys() - revisions.keys()}
    assert min(len(then), len(revisions), len(now)) > 20
    for path, said in then.items():
        assert client.get(f"{V1}{path}").json()["results"] == said, path
    for path, said in revisions.items():
        assert client.get(f"{V1}{path}").json() == said, path
    for path, said in now.items():
        assert missing(said, client.get(f"{V1}{path}").json()) == [], path
    followed = Quote.objects.exclude(follows=None)  # the article that has two versions had two
    assert (followed.count(), Drift.objects.filter(state="open").count()) == (1, 1)
    go_on_with(client)
    assert run("verify_ledger").startswith("All is as recorded")


def go_on_with(client: Any) -> None:
    """Quote the end of the long text, and follow the quote into a later version."""
    articles = client.get(f"{V1}/articles").json()["results"]
    long = next(article["id"] for article in articles if article["title"] == "Long")
    words = {"article": long, "exact": "ends with these words"}
    quote = client.post(f"{V1}/quotes", words)
    assert (quote.status_code, quote.json()["version"]["number"]) == (201, 2), quote.content
    assert quote.json()["start"] == CORRECTED.index(words["exact"])
    later = {"text": f"News. {CORRECTED}", "reason": "news"}
    added = client.post(f"{V1}/articles/{long}/versions", later, HTTP_IF_MATCH="*")
    assert added.status_code == 201, added.content
    version = {"version": added.json()["id"]}
    follows = [q["follows"] for q in client.get(f"{V1}/quotes", version).json()["results"]]
    assert quote.json()["id"] in [followed["quote"]["id"] for followed in follows]


def applied() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return cursor.fetchall()


ALTERED = (
    "UPDATE ledger_revision SET document = replace(document, 'a request', 'a demand')",
    "UPDATE ledger_revision SET document = left(document, -1) WHERE from_position = 30",
    "UPDATE ledger_revision SET content_digest = repeat('x', 71) WHERE from_position = 30",
    "UPDATE ledger_change SET digest = overlay(digest PLACING 'x' FROM 20) WHERE position = 30",
    "UPDATE ledger_change SET position = 999 WHERE position = 30",
)
COVERED_LATER = (
    "UPDATE ledger_change SET reason = 'another' WHERE position = 30",
    "UPDATE ledger_change SET at = at + interval '1 microsecond' WHERE position = 30",
)


@pytest.mark.parametrize("older", ["merging"], indirect=True)
@pytest.mark.parametrize("begin", [(), ("ledger", "0010")])
def test_what_was_altered_is_not_chained_anew(older: str, begin: tuple[str, ...]) -> None:
    assert not begin or migrate(*begin) == ""
    before = applied()
    for altered in ALTERED + (COVERED_LATER if begin else ()):
        with transaction.atomic(), connection.cursor() as cursor:
            for table in ("ledger_change", "ledger_revision"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(altered)
            assert cursor.rowcount > 0
            said = migrate()
            assert "is not what was recorded. Nothing was migrated." in said, altered
            transaction.set_rollback(True)
    assert applied() == before
    assert migrate() == ""


@pytest.mark.parametrize("older", ["capturing"], indirect=True)
def test_what_is_recorded_goes_forward_only(older: str) -> None:
    before = applied()
    assert "forward only" in migrate("ledger", "0010")
    assert "forward only" in migrate("entities", "zero")
    assert applied() == before
