"""How well and how fast quotes are located: the collection's table, long texts, hostile texts.

    .venv/bin/python bench/locate.py DATA [SAMPLE]

DATA is the folder that holds `anchoring/` (cases) and `news/articles.jsonl.gz` (texts); SAMPLE, a
number, scores so many cases of each file. Times are of the process's CPU, each the best of three.
"""

import gzip
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from factstore.quotes.folding import fold
from factstore.quotes.locate import locate, locate_case

_CHOICE = random.Random(7)  # noqa: S311 -- the same samples each time, no secret
_WIDTH = 120


def lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def cases(folder: Path, name: str, sample: int | None) -> Iterator[dict[str, Any]]:
    texts = {document["id"]: document["text"] for document in lines(folder / "docs.jsonl.gz")}
    every = [case for case in lines(folder / f"{name}.jsonl") if not case.get("policy")]
    for case in _CHOICE.sample(every, sample) if sample and sample < len(every) else every:
        yield {"text": texts.get(case.get("doc", ""))} | case


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0])
    either = max(one[1], other[1]) - min(one[0], other[0])
    return 1.0 if one == other else max(0, both) / (either or 1)


def scored(case: dict[str, Any]) -> dict[str, Any]:
    began = time.process_time()
    found = locate_case(
        case["text"], case["quote"], case["prefix"] or "", case["suffix"] or "", case["hint_start"]
    )
    took = time.process_time() - began
    if case["expected"] is None:
        return {"took": took, "hit": found is not None}
    span = (int(found["start"]), int(found["end"])) if found else (-1, -1)
    wanted = [(at["start"], at["end"]) for at in [case["expected"], *case.get("alt", [])]]
    wrong = bool(case.get("must_not_be_exact") and found and found["exact"])
    return {"took": took, "overlap": max(overlap(span, at) for at in wanted), "wrong": wrong}


def table(name: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, row in rows:
        groups[kind].append(row)
        groups["ALL"].append(row)
    print(f"\n{name:18}{'n':>6}{'>=0.9 %':>9}{'exact %':>9}{'hits %':>8}{'p50 ms':>8}{'p99 ms':>8}")
    for kind, group in sorted(groups.items(), key=lambda item: (item[0] == "ALL", item[0])):
        there = [row["overlap"] for row in group if "overlap" in row]
        hits = [row["hit"] for row in group if "hit" in row]
        took = sorted(1000 * row["took"] for row in group)
        print(
            f"{kind:18}{len(group):>6}{share(at >= 0.9 for at in there):>9}"  # noqa: PLR2004
            f"{share(at == 1 for at in there):>9}{share(hits):>8}"
            f"{took[len(took) // 2]:>8.2f}{took[int(0.99 * len(took))]:>8.2f}"
        )
    wrong = sum(row.get("wrong", False) for row in groups["ALL"])
    print(f"changed meaning called exact or repaired: {wrong}")


def share(truths: Iterable[bool]) -> str:
    listed = list(truths)
    return f"{100 * sum(listed) / len(listed):.1f}" if listed else "-"


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    best, answer = float("inf"), None
    for _ in range(3):
        began = time.process_time()
        answer = call()
        best = min(best, time.process_time() - began)
    return 1e6 * best, answer


def news(folder: Path, size: int) -> str:
    text = ""
    for article in lines(folder / "news" / "articles.jsonl.gz"):
        text += article["text"] + "\n\n"
        if len(text) >= size:
            break
    return (text * (size // len(text) + 1))[:size]


def damaged(quote: str, edits: int) -> str:
    letters = list(quote)
    for at in sorted(_CHOICE.sample(range(3, len(quote) - 3), edits), reverse=True):
        letters[at : at + 1] = _CHOICE.choice([["#"], [], ["#", letters[at]]])
    return "".join(letters)


def long_text(folder: Path) -> None:
    text = news(folder, 1_000_000)
    folding, folded = timed(lambda: fold(text))
    print(f"\n1 MB of news: folding {folding / 1000:.0f} ms, once")
    folded.indexed()
    times: dict[str, list[float]] = {"str.count": [], "raw": [], "exact": [], "3 edits": []}
    missed = 0
    for _ in range(60):
        at = _CHOICE.randrange(len(text) - _WIDTH)
        while (
            text[at].isspace()
            or text[at + _WIDTH - 1].isspace()
            or text.count(text[at : at + _WIDTH]) > 1
        ):
            at = _CHOICE.randrange(len(text) - _WIDTH)
        quote = text[at : at + _WIDTH]
        near = damaged(quote, 3)
        # What proves by reading that a quote stands there once; "raw": so of a text not folded.
        times["str.count"].append(timed(lambda quote=quote: text.count(quote))[0])
        times["raw"].append(timed(lambda quote=quote: locate(text, quote))[0])
        times["exact"].append(timed(lambda quote=quote: locate(folded, quote))[0])
        took, found = timed(lambda near=near: locate(folded, near))
        times["3 edits"].append(took)
        hulls = [match.hull for match in found.candidates]
        missed += not hulls or (hulls[0].start, hulls[0].end) != (at, at + _WIDTH)
    for name, took_all in times.items():
        took_all.sort()
        print(f"  {name:10} µs p50 {took_all[30]:6.0f}   max {took_all[-1]:6.0f}")
    print(f"  3 edits missed or with other bounds: {missed} of 60")


def hostile() -> None:
    made: dict[str, tuple[Callable[[int], str], str]] = {
        "absent": (
            lambda n: "Rain fell on the town. " * (n // 23),
            "Zebras cross purple fields. " * 5,
        ),
        "one letter": (lambda n: "a" * n, "a" * 60 + "b" + "a" * 60),
        "one phrase": (
            lambda n: "the cat sat on the mat " * (n // 23),
            "the cat sat on the dog " * 5,
        ),
        "8,000 letters": (
            lambda n: "".join(chr(0x4E00 + at * 7919 % 8000) for at in range(n)),
            "".join(chr(0x4E00 + at * 104729 % 8000) for at in range(150)),
        ),
        "omissions": (lambda n: "... " * (n // 4), ". ... . ... x"),
    }
    print(f"\n{'hostile, ms':18}{'1 MB':>8}{'5 MB':>8}   (folded beforehand)")
    for name, (make, quote) in made.items():
        took = []
        for size in (1_000_000, 5_000_000):
            folded = fold(make(size))
            took.append(timed(lambda folded=folded, quote=quote: locate(folded, quote))[0] / 1000)
        print(f"{name:18}{took[0]:>8.1f}{took[1]:>8.1f}")


def main() -> None:
    folder = Path(sys.argv[1])
    sample = int(sys.argv[2]) if len(sys.argv) > 2 else None  # noqa: PLR2004
    for name in ("damaged", "revisions", "peers"):
        rows = [(case["kind"], scored(case)) for case in cases(folder / "anchoring", name, sample)]
        table(name, rows)
    long_text(folder)
    hostile()


if __name__ == "__main__":
    main()
