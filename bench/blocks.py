"""What keeping one quote costs in texts of several lengths, checked by blocks or by the whole text.

    .venv/bin/python bench/blocks.py [ROUNDS]

Starts a PostgreSQL of its own. "whole" are the triggers as they were before long texts were read by
blocks, "blocks" as they are; both in turns over the same rows, ROUNDS (5) times, all rolled back.
Times are the median of single inserts, of quotes near the end of the text, and the best of whole
captures; then of 10,000 quotes inserted at once.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from emptystore import empty_store

WIDTH = 120
LATIN = "abcdefghijklmnoprstuvwy"
CYRILLIC = "абвгдежзиклмнопрстуфхцчшыюя"
TRIGGERS = {
    "whole": {"sources": "0002_redaction", "quotes": "0002_redaction"},
    "blocks": {"sources": "0007_long_texts", "quotes": "0006_long_texts"},
}


def text(length: int, letters: str, *, astral: bool) -> str:
    """Return words drawn as often as in English; with `astral`, one in a hundred is an emoji."""
    chance = random.Random(1)  # noqa: S311  no secret
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(5000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    count = length // 3
    drawn = chance.choices(words, weights, k=count)
    if astral:
        drawn[::100] = ["😀"] * len(drawn[::100])
    return " ".join(drawn)[:length]


TEXTS = {
    "5 kB ASCII": text(5_000, LATIN, astral=False),
    "16 k of Cyrillic, emoji": text(16_000, CYRILLIC, astral=True),
    "100 kB ASCII": text(100_000, LATIN, astral=False),
    "100 k of Cyrillic, emoji": text(100_000, CYRILLIC, astral=True),
    "1 MB ASCII": text(1_000_000, LATIN, astral=False),
    "1 M of Cyrillic, emoji": text(1_000_000, CYRILLIC, astral=True),
    "2.5 M of Cyrillic, emoji": text(2_500_000, CYRILLIC, astral=True),
}


def install(name: str) -> None:
    """Have the triggers of `name` check what is written."""
    from django.db import connection

    from factstore.ledger.pinning import pin

    with connection.cursor() as cursor:
        for app, migration in TRIGGERS[name].items():
            for step in import_module(
                f"factstore.{app}.migrations.{migration}"
            ).Migration.operations:
                if hasattr(step, "trigger"):
                    cursor.execute(str(step.trigger.sql))
    pin("default")


class _UndoneError(Exception):
    """Takes back what was written."""


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def measure(user: Any, name: str, said: str, rounds: int) -> None:
    from django.db import connection

    from factstore.ledger import actions as ledger_actions
    from factstore.quotes.models import Quote
    from factstore.sources import actions as source_actions
    from factstore.sources.actions import CaptureRecord

    def capture(words: str) -> Any:
        return source_actions.create_article(CaptureRecord(language="en"), text=words)

    def keep(version: Any, number: int) -> None:
        end = len(version.text) - 7 * number
        row = Quote(
            version=version, start=end - WIDTH, end=end, exact=version.text[end - WIDTH : end]
        )
        row.save(force_insert=True)

    def opened() -> Any:
        return ledger_actions.change(actor=user, reason="bench", origin="command")

    with opened():
        version = capture(said).versions.get()
    quotes: dict[str, list[float]] = {"whole": [], "blocks": []}
    captures: dict[str, list[float]] = {"whole": [], "blocks": []}
    for number in range(rounds):
        for way in quotes:
            install(way)
            with suppress(_UndoneError), opened():
                kept = [timed(lambda n=n: keep(version, n)) for n in range(12)]  # type: ignore[misc]
                quotes[way] += kept[2:]
                captures[way].append(timed(lambda: capture(f"{number} {said}")))  # noqa: B023
                raise _UndoneError
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_column_size(text), coalesce(pg_column_size(octets)"
            " + pg_column_size(octet_marks) + coalesce(pg_column_size(astral_marks), 0), 0)"
            " FROM sources_version WHERE id = %s",
            [version.pk],
        )
        stored, more = cursor.fetchone()
    print(f"{name:26}", end="")
    for what, times, chosen in (("quote", quotes, statistics.median), ("capture", captures, min)):
        before, after = (chosen(times[way]) for way in ("whole", "blocks"))
        print(f"{what} {before:8.2f} -> {after:8.2f} ms (x {after / before:.3f})   ", end="")
    print(f"text {stored:9,} + {more:9,} bytes", flush=True)


def measure_many(user: Any, said: str, rounds: int) -> None:
    from factstore.ledger import actions as ledger_actions
    from factstore.quotes.models import Quote
    from factstore.sources import actions as source_actions
    from factstore.sources.actions import CaptureRecord

    chance = random.Random(2)  # noqa: S311  no secret
    starts = chance.sample(range(len(said) - WIDTH), 10_000)
    took: dict[str, list[float]] = {"whole": [], "blocks": []}
    for _ in range(rounds):
        for way, times in took.items():
            install(way)
            with (
                suppress(_UndoneError),
                ledger_actions.change(actor=user, reason="bench", origin="command"),
            ):
                record = CaptureRecord(language="en")
                version = source_actions.create_article(record, text=f"{said}.").versions.get()
                rows = [
                    Quote(version=version, start=at, end=at + WIDTH, exact=said[at : at + WIDTH])
                    for at in starts
                ]
                times.append(timed(lambda: Quote.objects.bulk_create(rows)))  # noqa: B023
                raise _UndoneError
    before, after = min(took["whole"]), min(took["blocks"])
    print(f"10,000 quotes of {len(said):,} characters: {before / 1000:.1f} -> {after / 1000:.1f} s")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with empty_store():
        from factstore.accounts import actions as account_actions

        user = account_actions.create_user(username="bench", writer=True)
        install("blocks")
        for name, said in TEXTS.items():
            measure(user, name, said, rounds)
        for name in ("100 kB ASCII", "100 k of Cyrillic, emoji"):
            measure_many(user, TEXTS[name], min(rounds, 2))


if __name__ == "__main__":
    main()
