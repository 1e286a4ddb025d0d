"""Three-way merges of forms: what a form showed, what it would show now, and what was typed.

Everything is compared as a browser sends it: each input as a list of strings, empty ones left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Sent = list[str]
Columns = dict[str, Sent]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a formset; `pk` is empty in a row that is new."""

    pk: str
    columns: Columns
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rows of a formset are merged.

    Rows are the same where their `match` column is (empty: where their id is). A row is one unit,
    but for the columns that stand `apart`. `blank` is what an empty row sends.
    """

    match: str = ""
    apart: Sequence[str] = ()
    whole: bool = False
    blank: Columns = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A unit that both editors changed; None: it was not there, or was removed.

    `rows` is the prefix of its formset, empty for a field of the form itself.
    """

    rows: str
    key: str
    was: Columns | None
    now: Columns | None
    yours: Columns | None


def merged_columns(
    was: Columns, now: Columns, typed: Columns, units: Iterable[Sequence[str]]
) -> tuple[Columns, list[tuple[Columns, Columns, Columns]]]:
    """Return the merged columns, and the units that both sides changed, with what was typed.

    Equal edits overlap as well: two who both count one up have counted two.
    """
    merged: Columns = dict(now)
    overlaps = []
    for unit in units:
        before, there, mine = ({name: c.get(name, []) for name in unit} for c in (was, now, typed))
        if mine == before:
            continue
        merged.update(mine)
        if there != before:
            overlaps.append((before, there, mine))
    return merged, overlaps


class RowMerge:
    """The merge of one formset; `rows` and `overlaps` are its outcome."""

    def __init__(self, prefix: str, manner: Manner) -> None:
        self.prefix, self.manner = prefix, manner
        self.rows: list[Row] = []
        self.overlaps: list[Overlap] = []

    def merge(self, was: Sequence[Row], now: Sequence[Row], typed: Sequence[Row]) -> None:
        """Merge `typed`, which was opened as `was`, into the rows as they are `now`."""
        known = {row.pk: self._key(row) for row in was}
        typed = [row for row in typed if row.pk or row.columns != self.manner.blank]
        if self.manner.whole or self._ambiguous(was) or self._ambiguous(now):
            self._as_a_whole(was, now, typed)
            return
        mine: dict[str, Row] = {}
        loose: list[Row] = []
        for row in typed:
            key = known.get(row.pk) or self._key(row)
            if key and key not in mine:
                mine[key] = row
            else:
                loose.append(row)
        before = {self._key(row): row for row in was}
        for row in now:
            key = self._key(row)
            self._one(key, before.get(key), row, mine.pop(key, None))
        for key, row in mine.items():
            if row.pk:
                self._gone(key, before.get(key), row)
            else:
                self.rows.append(row)
        self.rows.extend(loose)

    def _key(self, row: Row) -> str:
        if self.manner.match:
            return "".join(row.columns.get(self.manner.match, []))
        return row.pk

    def _ambiguous(self, rows: Sequence[Row]) -> bool:
        keys = [self._key(row) for row in rows]
        return len(set(keys)) != len(keys)

    def _units(self, columns: Columns) -> list[list[str]]:
        apart = [name for name in columns if name in self.manner.apart]
        together = [name for name in columns if name not in apart]
        return [together, *([name] for name in apart)]

    def _one(self, key: str, was: Row | None, now: Row, typed: Row | None) -> None:
        if typed is None:
            self.rows.append(now)
        elif was is None:
            if typed.columns != now.columns:
                self._overlap(key, None, now.columns, typed.columns)
            self.rows.append(Row(now.pk, typed.columns))
        elif typed.removed:
            if now.columns != was.columns:
                self._overlap(key, was.columns, now.columns, None)
            self.rows.append(Row(now.pk, now.columns, removed=True))
        else:
            units = self._units(was.columns)
            merged, overlaps = merged_columns(was.columns, now.columns, typed.columns, units)
            for before, there, mine in overlaps:
                self._overlap(key, before, there, mine)
            self.rows.append(Row(now.pk, merged))

    def _gone(self, key: str, was: Row | None, typed: Row) -> None:
        """Keep a row that the other editor removed only where this one changed it."""
        if was is None or typed.removed or typed.columns == was.columns:
            return
        self._overlap(key, was.columns, None, typed.columns)
        self.rows.append(Row("", typed.columns))

    def _as_a_whole(self, was: Sequence[Row], now: Sequence[Row], typed: Sequence[Row]) -> None:
        before, there = [r.columns for r in was], [r.columns for r in now]
        kept = [row.columns for row in typed if not row.removed]
        if kept == before:
            self.rows = list(now)
            return
        if there != before:
            self._overlap("", _joined(before), _joined(there), _joined(kept))
        stored = [row.pk for row in now]
        for index, columns in enumerate(kept):
            self.rows.append(Row(stored[index] if index < len(stored) else "", columns))
        self.rows += [Row(row.pk, row.columns, removed=True) for row in now[len(kept) :]]

    def _overlap(
        self, key: str, was: Columns | None, now: Columns | None, yours: Columns | None
    ) -> None:
        self.overlaps.append(Overlap(self.prefix, key, was, now, yours))


def _joined(rows: Sequence[Mapping[str, Sent]]) -> Columns | None:
    """Return rows as one, each column with the values of all."""
    joined: Columns = {}
    for row in rows:
        for name, values in row.items():
            joined.setdefault(name, []).extend(values)
    return joined or None
