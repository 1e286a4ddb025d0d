"""How fast quotes are followed into a new version, and how well on real revisions.

    .venv/bin/python bench/following.py DATA

DATA is the folder that holds `anchoring/` (revisions) and `news/articles.jsonl.gz` (texts). Times
are of the process's CPU.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

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


def long_article(folder: Path) -> None:
    text = news(folder, 100_000)
    quotes = []
    while len(quotes) < 10_000:  # noqa: PLR2004 -- as many as the target names
        start = _CHOICE.randrange(len(text) - 300)
        quotes.append(Span(start, start + _CHOICE.randrange(20, 300)))
    print(f"\n{len(text)} characters, {len(quotes)} quotes")
    for share in (0.02, 0.2, 1.0):
        after = edited(text, share)
        began = time.process_time()
        outcomes = Counter(found.outcome for found in follow(text, after, quotes))
        took = time.process_time() - began
        print(f"  {share:4.0%} of sentences edited: {took:5.1f} s  {dict(outcomes)}")


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
    folder = Path(sys.argv[1])
    revisions(folder / "anchoring")
    long_article(folder)
    long_diffs(folder)


if __name__ == "__main__":
    main()
