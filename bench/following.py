"""How fast quotes are followed into a new version, and how well on real revisions.

    .venv/bin/python bench/following.py DATA [PART …]

DATA is the folder that holds `anchoring/` (revisions) and `news/articles.jsonl.gz` (texts). PARTs
are `revisions`, `rule` (10,000 quotes, without a database), `store` (the same as one change of a
durable PostgreSQL of its own) and `diffs`; all without any. Times are of the process's CPU, but
those of the store are of the clock.
"""

import gzip
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from emptystore import empty_store

from factstore.quotes.anchor import Span
from factstore.quotes.following import follow
from factstore.sources.diff import diff

_CHOICE = random.Random(7)  # noqa: S311 -- the same samples each time, no secret
_CLOSE = 0.9


def lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def overlap(one: Span, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / (max(one.end, other.end) - min(one.start, other.start))


def revisions(folder: Path) -> None:
    texts = {document["id"]: document["text"] for document in lines(folder / "docs.jsonl.gz")}
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in lines(folder / "revisions.jsonl"):
        pairs[case["old_doc"], case["doc"]].append(case)
    outcomes: Counter[tuple[str, str]] = Counter()
    wrong = offered = changed = 0
    began = time.process_time()
    for (old, new), cases in pairs.items():
        quotes = [Span(case["old"]["start"], case["old"]["end"]) for case in cases]
        for case, found in zip(cases, follow(texts[old], texts[new], quotes), strict=True):
            outcomes[case["kind"], found.outcome] += 1
            place = case["expected"] and Span(case["expected"]["start"], case["expected"]["end"])
            wrong += found.span is not None and found.span != place
            if place and found.outcome == "changed":
                changed += 1
                offered += overlap(found.candidates[0].hull, place) >= _CLOSE
    took = time.process_time() - began
    print(f"{sum(outcomes.values())} quotes of {len(pairs)} real revisions: {took:.1f} s")
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"  {kind:14} {outcome:10} {count:5}")
    print(f"  followed to a wrong place: {wrong}")
    print(f"  changed, and the first offer overlaps the place by 0.9: {offered} of {changed}")


def news(folder: Path, size: int) -> str:
    text = ""
    for article in lines(folder / "news" / "articles.jsonl.gz"):
        if article["text"] not in text:
            text += article["text"] + "\n\n"
        if len(text) >= size:
            break
    return text[:size]


def edited(text: str, share: float) -> str:
    """Return the text with a share of its sentences changed, dropped or moved."""
    sentences = re.split(r"(?<=[.!?])\s", text)
    chosen = _CHOICE.sample(range(len(sentences)), int(share * len(sentences)))
    for number, at in enumerate(chosen):
        words = sentences[at].split(" ")
        if number % 3 == 0:
            words[len(words) // 2] = "otherwise"
            sentences[at] = " ".join(words)
        elif number % 3 == 1:
            sentences[at] = ""
        else:
            other = _CHOICE.randrange(len(sentences))
            sentences[at], sentences[other] = sentences[other], sentences[at]
    return " ".join(sentences)


def quoted(text: str, count: int) -> list[Span]:
    """Return spans of 20 to 300 characters, none twice."""
    spans: dict[Span, None] = {}
    while len(spans) < count:
        start = _CHOICE.randrange(len(text) - 300)
        spans[Span(start, start + _CHOICE.randrange(20, 300))] = None
    return list(spans)


def long_article(folder: Path) -> None:
    text = news(folder, 100_000)
    quotes = quoted(text, 10_000)
    print(f"\n{len(text)} characters, {len(quotes)} quotes: the rule alone")
    for share in (0.02, 0.2, 1.0):
        after = edited(text, share)
        began = time.process_time()
        outcomes = Counter(found.outcome for found in follow(text, after, quotes))
        took = time.process_time() - began
        print(f"  {share:4.0%} of sentences edited: {took:5.1f} s  {dict(outcomes)}")


def stored(folder: Path) -> None:
    """Give stored articles with 10,000 quotes a new version each, by the action."""
    with empty_store():
        text = news(folder, 100_000)
        print(f"\n{len(text)} characters, 10000 quotes: a new version in the store")
        for share in (0.0, 0.02, 0.2, 1.0):
            revise(f"{share} {text}", share)


def revise(text: str, share: float) -> None:
    from factstore.accounts import actions as account_actions
    from factstore.ledger import actions as ledger_actions
    from factstore.ledger.models import Change
    from factstore.quotes.models import Drift, Quote
    from factstore.sources import actions as source_actions
    from factstore.sources.actions import CaptureRecord

    user = account_actions.create_user(username=f"bench{share}", writer=True)
    who = {"actor": user, "reason": "bench", "origin": "command"}
    began = time.perf_counter()
    with ledger_actions.change(**who):
        article = source_actions.create_article(CaptureRecord(language="en"), text=text)
        version = article.versions.get()
        Quote.objects.bulk_create(
            Quote(version=version, start=s.start, end=s.end, exact=text[s.start : s.end])
            for s in quoted(text, 10_000)
        )
    made = time.perf_counter() - began
    changes = Change.objects.count()
    began = time.perf_counter()
    with ledger_actions.change(**who):
        version = source_actions.add_version(article.pk, text=edited(text, share) + " More.")
    took = time.perf_counter() - began
    followed = Quote.objects.filter(version=version).count()
    drifts = Drift.objects.filter(version=version).count()
    print(
        f"  {share:4.0%} of sentences edited: {took:5.1f} s  {followed} followed, {drifts} queued,"
        f" {Change.objects.count() - changes} change; their first recording {made:.1f} s",
        flush=True,
    )


def long_diffs(folder: Path) -> None:
    text = news(folder, 1_000_000)
    letters = "".join(_CHOICE.choices("ab ", k=len(text)))
    words = " ".join(_CHOICE.choices(["yes", "no", "so"], k=250_000))
    shuffled = words.split(" ")
    _CHOICE.shuffle(shuffled)
    pairs = {
        "2 % edited": (text, edited(text, 0.02)),
        "20 % edited": (text, edited(text, 0.2)),
        "all edited": (text, edited(text, 1.0)),
        "another text": (text, letters),
        "reversed": (text, " ".join(reversed(text.split(" ")))),
        "three words": (words, " ".join(shuffled)),
        "no spaces": ("a" * 1_000_000, "a" * 999_999 + "b"),
    }
    print(f"\ndifferences of {len(text)} characters")
    for name, (before, after) in pairs.items():
        began = time.process_time()
        hunks = sum(1 for _ in diff(before, after).hunks())
        print(f"  {name:14} {time.process_time() - began:6.2f} s {hunks:7} hunks")


def main() -> None:
    folder, parts = Path(sys.argv[1]), sys.argv[2:]
    work = {
        "revisions": lambda: revisions(folder / "anchoring"),
        "rule": lambda: long_article(folder),
        "store": lambda: stored(folder),
        "diffs": lambda: long_diffs(folder),
    }
    for name in parts or work:
        work[name]()


if __name__ == "__main__":
    main()
