"""Looking for quotes in later versions of their article, at a bounded cost where they come late."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import groupby
from uuid import UUID

from factstore.quotes.anchor import Span
from factstore.quotes.following import Followed, follow
from factstore.quotes.models import Quote
from factstore.sources.models import Version

MOST_COMPARED = 1_000_000
"""Code points that are compared for late quotes at once, but for those of the newest versions."""


class Search:
    """Compares texts with the newest version, and few with those before; holds few at once."""

    def __init__(self) -> None:
        self._left = MOST_COMPARED

    def begin(self, versions: Sequence[Version]) -> None:
        """Go to an article, by its versions up to the newest, in order."""
        self._versions = {version.pk: version for version in versions}
        self._newest = versions[-1]

    def is_newest(self, version: Version) -> bool:
        return version == self._newest

    def found(
        self, sources: Collection[Quote], version: Version
    ) -> Iterator[tuple[Quote, Followed]]:
        """Yield what became of each quote, those of the newest version first, in order of place."""
        self._forget_all_but({version.pk, *(quote.version_id for quote in sources)})
        order = sorted(sources, key=lambda q: (q.version_id, -q.start, -q.end), reverse=True)
        for version_id, group in groupby(order, key=lambda quote: quote.version_id):
            quotes = list(group)
            before = self._versions.get(version_id) or Version.objects.get(pk=version_id)
            spans = [Span(quote.start, quote.end) for quote in quotes]
            may_compare = partial(self._may_compare, before, version)
            found = follow(before.text, version.text, spans, may_compare=may_compare)
            yield from zip(quotes, found, strict=True)

    def _forget_all_but(self, needed: Collection[UUID]) -> None:
        for known in self._versions.values():
            if known.pk not in needed:
                vars(known).pop("text", None)  # read again where it is asked for

    def _may_compare(self, before: Version, version: Version) -> bool:
        if version == self._newest:
            return True
        size = before.length + version.length
        if size > self._left:
            return False
        self._left -= size
        return True
