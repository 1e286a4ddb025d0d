"""The desk: all fact types, six entities, two short articles of two sources, and no fact."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import stores
from tests.facts import bodies
from tests.facts.bodies import URL

DESK = (stores.FIXTURES / "fact_types.jsonl", Path(__file__).parent / "desk.jsonl")


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), stores.lend(*DESK):
        yield


@pytest.fixture
def ids(db: None) -> dict[str, str]:
    """Ids of the desk's things by the names in `desk.jsonl`."""
    return desk_ids()


def desk_ids() -> dict[str, str]:
    from factstore.entities.models import Entity
    from factstore.sources.models import Article, Publisher

    names = {"United States": "us", "Joe Biden": "biden", "Jake Sullivan": "sullivan"}
    named = {names.get(e.name, e.name.lower()): str(e.id) for e in Entity.objects.all()}
    named |= {a.title.lower(): str(a.id) for a in Article.objects.all()}
    publishers = {"The Herald": "herald", "Politico": "politico"}
    return named | {publishers[p.name]: str(p.id) for p in Publisher.objects.all()}


@pytest.fixture
def create(api: Any) -> Callable[..., Any]:
    """Record a fact by its body; returns its document."""

    def post(body: dict[str, Any]) -> Any:
        response = api.post(URL, body)
        assert response.status_code == 201, response.content
        return response.json()

    return post


@pytest.fixture
def accept(reviews: Any) -> Callable[..., Any]:
    """Accept a fact, as Cleo, by its document or id; returns the document."""

    def post(fact: Any) -> Any:
        fact_id = fact["id"] if isinstance(fact, dict) else fact
        response = reviews.post(f"{URL}/{fact_id}/accept", {}, HTTP_IF_MATCH="*")
        assert response.status_code == 200, response.content
        return response.json()

    return post


@pytest.fixture
def publish(create: Callable[..., Any], accept: Callable[..., Any]) -> Callable[..., Any]:
    """Record and accept a fact by its body; returns its document."""
    return lambda body: accept(create(body))


@pytest.fixture
def event(publish: Callable[..., Any], ids: dict[str, str]) -> Callable[..., Any]:
    """Publish a small fact: `event("a strike", quote=…)`."""
    return lambda *args, **kwargs: publish(bodies.event(ids, *args, **kwargs))


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
        )
        return dict(cursor.fetchall())
