"""Sketches: few numbers that tell how much two texts overlap."""

import time

from factstore.sources.sketch import SIZE, resemblance, sketch


def test_a_sketch_has_the_smallest_hashes_of_all():
    words = [f"w{i}" for i in range(5000)]
    whole = sketch(" ".join(words))
    parts = {value for i in range(4996) for value in sketch(" ".join(words[i : i + 5]))}
    assert whole == sorted(parts)[:SIZE]
    assert resemblance(whole, sketch(" ".join(words[:4000]))) > 0.6


def test_long_texts_are_sketched_in_bounded_time():
    before = time.process_time()
    found = sketch(" ".join(chr(97 + i * i % 25) + str(i % 977) for i in range(2_000_000)))
    assert time.process_time() - before < 12
    assert len(found) == SIZE
