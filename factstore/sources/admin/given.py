"""What an editor gave to take a text from, and how a page keeps it until it is recorded.

Browsers send a file once. So that nothing has to be chosen again, the next page carries it in
itself, packed.
"""

import base64
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from django.conf import settings

from factstore.ledger.admin.forms import ended_as
from factstore.sources import capturing
from factstore.sources.captures import Capture

Kind = Literal["pasted", "file", "again"]

_HTML = re.compile(
    r"\s*(<!doctype html|<(html|head|body|article|main|section|div|h1|p)[\s>])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Given:
    """A pasted text or page, a file, or a version whose file is kept (`again`: its id)."""

    kind: Kind
    data: bytes
    name: str = ""

    @property
    def is_small(self) -> bool:
        """Whether it can be read at all, so that a page may carry it."""
        return bool(len(self.data) <= settings.MAX_PAGE_BYTES)

    def is_html(self, read_as: str) -> bool:
        """Tell whether what was pasted is read as a page: as said, else by how it begins."""
        begins = self.data[:2000].decode("utf-8", "replace")
        return read_as == "html" or (not read_as and bool(_HTML.match(begins)))

    def taken(
        self,
        *,
        cut: Collection[str],
        read_as: str = "",
        charset: str = "",
        article: UUID | None,
        like: str = "",
    ) -> Capture:
        """Return the text with what is known of it; a pasted text has the line ends of `like`.

        Raises:
            Invalid: it cannot be read.
        """
        if self.kind == "again":
            asked: dict[str, Any] = {"original": UUID(self.data.decode()), "cut": cut}
            return capturing.take(asked, article=article)
        if self.kind == "file":
            said = {"charset": charset} if charset else {}
            return capturing.of_file(self.data, cut=cut, name=self.name, **said)
        if self.is_html(read_as):
            return capturing.of_file(self.data, cut=cut, media_type="text/html", charset="utf-8")
        return capturing.of_text(ended_as(self.data.decode(), like), cut=cut)

    def packed(self) -> str:
        """Return it for a hidden field."""
        head = f"{self.kind} {self.name}".replace("\n", " ").encode()
        return base64.b64encode(zlib.compress(head + b"\n" + self.data)).decode()


def unpacked(packed: str) -> Given | None:
    """Return what `packed` has kept; None where it is none of ours."""
    most = settings.MAX_PAGE_BYTES + settings.MAX_TEXT_BYTES
    try:
        box = zlib.decompressobj()
        head, _, data = box.decompress(base64.b64decode(packed, validate=True), most).partition(
            b"\n"
        )
        kind, _, name = head.decode().partition(" ")
        if kind == "again":
            UUID(data.decode())
    except (zlib.error, ValueError):
        return None
    known = box.eof and kind in {"file", "again"}
    return Given(cast("Kind", kind), data, name) if known else None
