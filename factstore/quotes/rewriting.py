"""Rewriting a text stretch by stretch, with the way back from the new offsets to the old ones."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Where one text was rewritten into another: stretches of both, in order.

    `starts[i]:ends[i]` of the new text stands for `old_starts[i]:old_ends[i]` of the old one;
    between these stretches both are of one length.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    old_starts: list[int] = field(default_factory=list)
    old_ends: list[int] = field(default_factory=list)

    def add(self, start: int, end: int, old_start: int, old_end: int) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.old_starts.append(old_start)
        self.old_ends.append(old_end)

    def old_start(self, at: int) -> int:
        """Return where the character at `at` of the new text begins in the old one."""
        last = bisect_right(self.starts, at) - 1
        if last < 0:
            return at
        if at < self.ends[last]:
            return self.old_starts[last]
        return self.old_ends[last] + at - self.ends[last]

    def old_end(self, at: int) -> int:
        """Return where the character before `at` of the new text ends in the old one."""
        last = bisect_right(self.starts, at - 1) - 1
        if last < 0:
            return at
        return self.old_ends[last] + max(0, at - self.ends[last])

    def new_offset(self, at: int) -> int:
        """Return where the old text's offset `at` stands in the new one, or next after it."""
        last = bisect_right(self.old_starts, at) - 1
        if last < 0:
            return at
        if at < self.old_ends[last]:
            return self.starts[last]
        return self.ends[last] + at - self.old_ends[last]

    def new_end(self, at: int) -> int:
        """Return where the old text's offset `at` stands in the new one, or next before it ends."""
        last = bisect_right(self.old_starts, at) - 1
        if last < 0:
            return at
        if at == self.old_starts[last]:
            return self.starts[last]
        return self.ends[last] + max(0, at - self.old_ends[last])


def rewritten(
    text: str, pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]
) -> tuple[str, Changes]:
    """Return the text with what the pattern finds rewritten, and the changes; takes linear time."""
    pieces: list[str] = []
    changes = Changes()
    done, length = 0, 0
    for found in pattern.finditer(text):
        old = found.group()
        new = rewrite(found)
        if new == old:
            continue
        start, end = found.span()
        pieces.append(text[done:start])
        pieces.append(new)
        length += start - done
        if len(new) != 1 or len(old) != 1:
            changes.add(length, length + len(new), start, end)
        length += len(new)
        done = end
    if not pieces:
        return text, changes
    pieces.append(text[done:])
    return "".join(pieces), changes


def composed(first: Changes, second: Changes) -> Changes:
    """Return the changes of two rewritings, one after the other, as those of one."""
    changes = Changes()
    stretches = [
        (second.starts[i], second.ends[i], first.old_start(start), first.old_end(end))
        for i, (start, end) in enumerate(zip(second.old_starts, second.old_ends, strict=True))
    ]
    taken = second.old_starts
    for i, (start, end) in enumerate(zip(first.starts, first.ends, strict=True)):
        around = bisect_right(taken, start) - 1
        if around < 0 or second.old_ends[around] <= start:
            new = second.new_offset(start)
            stretches.append((new, new + end - start, first.old_starts[i], first.old_ends[i]))
    for stretch in sorted(stretches):
        changes.add(*stretch)
    return changes
