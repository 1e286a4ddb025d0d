"""How much two texts overlap, told from a few numbers of each.

Source: A. Broder, "On the resemblance and containment of documents" (1997): the smallest hashes of
a text's shingles are a fair sample of all of them.
"""

import hashlib
import itertools
import re
from collections.abc import Sequence

SIZE = 128
"""How many hashes a sketch has at the most."""
_SHINGLE = 5
_READ = 250_000
_WORD = re.compile(r"\w+")


def sketch(text: str) -> list[int]:
    """Return the smallest hashes (signed, 64 bits) of the runs of five words, ascending.

    Case and all but words are left out of account, and what comes after 250,000 words. A text of
    fewer than five is one run.
    """
    found = itertools.islice(_WORD.finditer(text.casefold()), _READ)
    words = [word.group() for word in found]
    if not words:
        return []
    smallest: set[int] = set()
    above = 1 << 63
    for i in range(max(1, len(words) - _SHINGLE + 1)):
        value = _hash(" ".join(words[i : i + _SHINGLE]))
        if value < above:
            smallest.add(value)
        if len(smallest) > 8 * SIZE:
            smallest = set(sorted(smallest)[:SIZE])
            above = max(smallest)
    return sorted(smallest)[:SIZE]


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of runs that two texts have in common of all that they have, 0 to 1."""
    union = sorted({*one, *other})[:SIZE]
    shared = set(one) & set(other)
    return sum(value in shared for value in union) / len(union) if union else 0.0


def _hash(run: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(run.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True
    )
