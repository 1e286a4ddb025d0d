"""What `/quotes/{id}/similar` takes in a store of many quotes, common phrases included.

    .venv/bin/python bench/similar.py [QUOTES] [ROUNDS]

Starts a durable PostgreSQL of its own with QUOTES (100,000) quotes of 8 to 40 words in articles of
100 quotes. The words are drawn as often as in English (Zipf); one quote in five has a twin in
another article with one word changed, and each begins with one of three phrases, so that a third of
the store shares it. ROUNDS (300) requests each, through the whole of Django and no socket.
"""

import random
import statistics
import sys
import time
from typing import Any

from emptystore import empty_store

PHRASES = [
    "A senior official said that",
    "The ministry told reporters that",
    "He said on Monday that",
]
PER_ARTICLE = 100


def sentences(count: int, chance: random.Random) -> list[str]:
    """Return quotes; one in five says what an earlier one says but for one word."""
    words = [f"word{number}" for number in range(20_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    made: list[str] = []
    for number in range(count):
        if number % 5 == 0 and len(made) > PER_ARTICLE:
            twin = made[chance.randrange(len(made) - PER_ARTICLE)].split()
            twin[chance.randrange(5, len(twin))] = "changed"
            made.append(" ".join(twin))
        else:
            said = chance.choices(words, weights, k=chance.randint(8, 40))
            made.append(f"{PHRASES[number % 3]} {' '.join(said)}")
    return made


def fill(said: list[str]) -> tuple[list[Any], float]:
    """Store the quotes; return their ids, and the seconds of each 10,000."""
    from factstore.accounts import actions as account_actions
    from factstore.ledger import actions as ledger_actions
    from factstore.quotes.models import Quote
    from factstore.sources import actions as source_actions
    from factstore.sources.actions import CaptureRecord

    user = account_actions.create_user(username="bench", writer=True)
    ids, took = [], 0.0
    for first in range(0, len(said), 10_000):
        rows = []
        with ledger_actions.change(actor=user, reason="bench", origin="command"):
            for at in range(first, min(first + 10_000, len(said)), PER_ARTICLE):
                own = said[at : at + PER_ARTICLE]
                record = CaptureRecord(language="en")
                text = f"{at} " + "\n".join(own)
                article = source_actions.create_article(record, text=text)
                version, start = article.versions.get(), len(f"{at} ")
                for words in own:
                    end = start + len(words)
                    rows.append(Quote(version=version, start=start, end=end, exact=words))
                    start = end + 1
            began = time.perf_counter()
            Quote.objects.bulk_create(rows)
            took += time.perf_counter() - began
        ids += [row.pk for row in rows]
    return ids, took / (len(said) / 10_000)


def measure(name: str, ids: list[Any]) -> None:
    from django.test import Client

    client, times, found = Client(), [], 0
    for pk in ids:
        began = time.perf_counter()
        answer = client.get(f"/api/v1/quotes/{pk}/similar")
        times.append(1000 * (time.perf_counter() - began))
        found += bool(answer.json()["results"])
    cuts = statistics.quantiles(times[3:], n=20)
    print(
        f"{name:24} p50 {statistics.median(times):7.1f} ms   p95 {cuts[-1]:7.1f} ms"
        f"   max {max(times[3:]):7.1f} ms   {found} of {len(ids)} have similar ones",
        flush=True,
    )


def main() -> None:
    size, rounds = ([int(g) for g in sys.argv[1:]] + [100_000, 300][len(sys.argv) - 1 :])[:2]
    with empty_store():
        from django.db import connection

        chance = random.Random(1)  # noqa: S311  no secret
        ids, took = fill(sentences(size, chance))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT pg_size_pretty(pg_relation_size('quotes_quote_shingles'))")
            print(f"{size} quotes, index {cursor.fetchone()[0]}, {took:.1f} s per 10,000 rows")
        measure("any quote", chance.sample(ids, rounds))
        twins = [pk for at, pk in enumerate(ids) if at % 5 == 0 and at > PER_ARTICLE]
        measure("a quote with a twin", chance.sample(twins, min(rounds, len(twins))))


if __name__ == "__main__":
    main()
