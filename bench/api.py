"""What the API adds to the bare SQL behind it: both side by side in one run, as ratios.

    .venv/bin/python bench/api.py [FACTS] [ROUNDS]

Starts a durable PostgreSQL of its own, fills it with the demonstration store and FACTS (1,000)
small facts, and takes turns: one request, one run of the bare statements over the same connection,
ROUNDS (200) times. Requests go through the whole of Django, but through no socket. The bare writes
insert the same rows into copies of the tables that have their indexes, and neither triggers nor
foreign keys. Ratios hold from machine to machine; milliseconds (median, 90th percentile) do not.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

from emptystore import empty_store

PAGE = 50
REVISION = "SELECT document FROM ledger_revision WHERE kind = 'fact' AND to_position IS NULL AND "
WRITTEN = {  # what one small fact is stored as, and how its rows are found by the fact's id
    "facts_fact": "id = %s",
    "facts_value": "fact_id = %s",
    "facts_evidence": "fact_id = %s",
    "facts_evidencequote": "fact_id = %s",
    "facts_coverage": "fact_id = %s",
    "ledger_change": "id = (SELECT change_id FROM ledger_revision WHERE object_id = %s LIMIT 1)",
    "ledger_revision": "object_id = %s",
    "facts_facet": "fact_id = %s",
}
FEED = """
    SELECT c.id, c.position, c.at, c.reason, c.digest, array_agg(r.content_digest)
    FROM ledger_change c JOIN ledger_revision r ON r.change_id = c.id
    WHERE c.position > 0 GROUP BY c.id ORDER BY c.position LIMIT 50
"""


class Bench:
    """A store, a client that may write to it, and the ways to the same things in bare SQL."""

    def __init__(self, size: int, rounds: int) -> None:
        from django.db import connection
        from django.test import Client

        from factstore.accounts import actions as account_actions
        from factstore.core.ids import new_id
        from factstore.sources.models import Version

        user = account_actions.create_user(username="bench", writer=True)
        _, key = account_actions.create_token(user=user, name="bench")
        self.client = Client(headers={"authorization": f"Bearer {key}"})
        self.new_id, self.connection, self.rounds = new_id, connection, rounds
        version = Version.objects.order_by("pk")[0]
        self.quote = {"version": str(version.pk), "start": 0, "end": 60}
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA bare")
            for table in WRITTEN:
                cursor.execute(f"CREATE TABLE bare.{table} (LIKE {table} INCLUDING INDEXES)")
        self.facts = [self.create() for _ in range(rounds)]
        for _ in range(0, size, 100):
            self.batch(100)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def body(self) -> dict[str, Any]:
        return {
            "type": "event",
            "values": [
                {"key": "what", "field": "what", "kind": "text", "text": str(self.new_id())}
            ],
            "evidence": [
                {
                    "mode": "own",
                    "quotes": [self.quote],
                    "covers": [{"value": "what", "basis": "inferred", "note": "made up"}],
                }
            ],
        }

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body else "", "application/json",
            headers=headers,
        )  # fmt: skip
        assert answer.status_code in {200, 201}, answer.content
        return answer

    def select(self, sql: str, *params: Any) -> list[Any]:
        from factstore.ledger.queries import fetch_bytes

        return fetch_bytes(sql, list(params))

    def create(self) -> str:
        made: str = self.send("POST", "/facts", self.body()).json()["id"]
        return made

    def batch(self, size: int) -> None:
        self.send("POST", "/facts/batch", {"items": [self.body() for _ in range(size)]})

    def patch(self, fact: str) -> None:
        value = self.values[fact]
        text = {"field": "what", "kind": "text", "text": str(self.new_id()), "id": value}
        body = {"reason": "measured", "values": {"set": [text]}}
        self.send("PATCH", f"/facts/{fact}", body, **{"if-match": "*"})

    def copy(self, fact: str) -> None:
        """Insert the rows of a fact into the bare tables, one statement for each table."""
        from django.db import transaction

        with transaction.atomic(), self.connection.cursor() as cursor:
            for table, found in WRITTEN.items():
                cursor.execute(
                    f"INSERT INTO bare.{table} SELECT * FROM public.{table} WHERE {found}", [fact]
                )

    def copy_patch(self, fact: str) -> None:
        from django.db import transaction

        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute("UPDATE bare.facts_value SET text = 'x' WHERE fact_id = %s", [fact])
            for table, by in (("ledger_revision", "object_id"), ("facts_facet", "fact_id")):
                cursor.execute(f"UPDATE bare.{table} SET to_position = 1 WHERE {by} = %s", [fact])
                cursor.execute(
                    f"INSERT INTO bare.{table} SELECT * FROM public.{table}"
                    f" WHERE {by} = %s AND number = 2",
                    [fact],
                )
            cursor.execute(
                "INSERT INTO bare.ledger_change SELECT * FROM public.ledger_change WHERE id ="
                " (SELECT change_id FROM ledger_revision WHERE object_id = %s AND number = 2)",
                [fact],
            )

    def run(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT fact_id::text, id::text FROM facts_value")
            self.values = dict(cursor.fetchall())
        print(f"{'ms':26}{'API p50':>9}{'p90':>8}{'SQL p50':>9}{'p90':>8}{'API/SQL':>9}")
        self.compare(
            "GET a fact",
            lambda fact: self.send("GET", f"/facts/{fact}"),
            lambda fact: self.select(f"{REVISION} object_id = %s", fact),
        )
        listed = f"/facts?status=draft&limit={PAGE}"
        self.compare(
            f"list of {PAGE} facts",
            lambda _: self.send("GET", listed),
            lambda _: self.select(f"{REVISION} true ORDER BY object_id LIMIT {PAGE}"),
        )
        self.compare(
            f"page of {PAGE} changes",
            lambda _: self.send("GET", f"/changes?limit={PAGE}"),
            lambda _: self.select(FEED),
        )
        self.compare("create a fact", lambda _: self.create(), self.copy)
        self.compare("patch a fact", self.patch, self.copy_patch)
        self.compare_batch()

    def compare(
        self, name: str, one: Callable[[str], object], other: Callable[[str], object]
    ) -> None:
        took: tuple[list[float], list[float]] = ([], [])
        for fact in self.facts:
            for call, times in zip((one, other), took, strict=True):
                began = time.perf_counter()
                call(fact)
                times.append(1000 * (time.perf_counter() - began))
        # The first ones prepare statements and load modules.
        (api, api_90), (sql, sql_90) = (spread(times[len(times) // 10 :]) for times in took)
        print(f"{name:26}{api:>9.2f}{api_90:>8.2f}{sql:>9.2f}{sql_90:>8.2f}{api / sql:>9.1f}")

    def compare_batch(self) -> None:
        """Print what a batch of 1,000 takes, and 1,000 single requests in two parts around it."""
        size, took = 1000, [0.0, 0.0]
        for kind, count in ((0, size // 2), (1, size), (0, size // 2)):
            began = time.perf_counter()
            if kind:
                self.batch(count)
            else:
                for _ in range(count):
                    self.create()
            took[kind] += time.perf_counter() - began
        single, batch = took
        print(
            f"{size} facts: one by one {single:.1f} s, as a batch {batch:.1f} s,"
            f" {single / batch:.1f} times as fast"
        )


def spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=10)[-1]


def main() -> None:
    size, rounds = ([int(given) for given in sys.argv[1:]] + [1000, 200][len(sys.argv) - 1 :])[:2]
    with empty_store():
        from django.core.management import call_command

        call_command("load_fixtures", stdout=StringIO())
        Bench(size, rounds).run()


if __name__ == "__main__":
    main()
