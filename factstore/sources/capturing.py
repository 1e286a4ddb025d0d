"""Taking a text from what a caller sends: a text, a page's HTML, a file, or a kept original."""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from factstore.core.errors import FieldError, Invalid
from factstore.sources import boilerplate
from factstore.sources.actions import check_text
from factstore.sources.captures import Capture
from factstore.sources.extraction import extract
from factstore.sources.models import Version
from factstore.sources.page.errors import Unreadable

SOURCES = ("text", "html", "file", "original")
"""The members of a request that a text can be taken from: one of them."""
_WORD = re.compile(r"\w")


def take(members: dict[str, Any], *, article: UUID | None = None) -> Capture:
    """Return the capture that a request's members ask for, and take these out of `members`.

    These are one of `SOURCES`, and `cut`. `original` is the id of a version of `article`.

    Raises:
        Invalid: the page or file cannot be read, or its text not be stored; the pointer names the
            member.
    """
    cut = members.pop("cut", ())
    given = {name: members.pop(name) for name in SOURCES if name in members}
    ((name, value),) = given.items()
    if name == "text":
        return of_text(value, cut=cut)
    if name == "html":
        return of_file(
            value.encode(), media_type="text/html", charset="utf-8", cut=cut, pointer="/html"
        )
    if name == "original":
        return _again(value, article, cut)
    try:
        data = base64.b64decode(value.pop("content"), validate=True)
    except (binascii.Error, ValueError):
        raise _refused(
            FieldError("/file/content", "bad_content", "The content is not base64.")
        ) from None
    return of_file(data, cut=cut, pointer="/file", **value)


def of_text(text: str, *, cut: Collection[str] = ()) -> Capture:
    """Return the capture of a text as it was given; where something is cut, the whole is kept.

    Raises:
        Invalid: it cannot be stored.
    """
    check_text(text)
    found = boilerplate.find(text)
    left, gone = _left(text, found, cut, "/text")
    if not gone:
        return Capture(text, whole=text, found=found)
    data = text.encode()
    said = {"by": "as given", "profile": None, "media_type": "text/plain", "charset": "utf-8"}
    return Capture(left, (), _extraction(said, data, gone), data, text, found)


def of_file(
    data: bytes, *, cut: Collection[str] = (), pointer: str = "/file", **said: str
) -> Capture:
    """Return the capture of a page or plain text; `said` is its `media_type`, `charset`, `name`.

    Raises:
        Invalid: it cannot be read, or its text not be stored.
    """
    try:
        read = extract(data, **said)
    except Unreadable as error:
        raise _refused(FieldError(pointer, error.code, error.detail)) from error
    whole, below = read["text"], read["comments"]
    comments_from = None
    if below:
        comments_from = len(whole) + 1
        whole = f"{whole}\n{below}"
    found = boilerplate.find(whole, comments_from=comments_from)
    left, gone = _left(whole, found, cut, pointer)
    said = _extraction(read, data, gone)
    return Capture(left, read["claims"], said, data, whole, found, read["left_out"])


def _left(
    whole: str, found: Sequence[boilerplate.Boilerplate], cut: Collection[str], pointer: str
) -> tuple[str, list[boilerplate.Boilerplate]]:
    """Return what is left of a text after the cuts, checked, and what was cut."""
    left, gone = boilerplate.cut(whole, found, cut)
    if gone and not _WORD.search(left):
        detail = "Nothing is left of the text after the cuts."
        raise _refused(FieldError(pointer, "no_text", detail))
    check_text(left, pointer)
    return left, gone


def _again(version_id: UUID, article: UUID | None, cut: Collection[str]) -> Capture:
    """Take the text of a version's kept original again, as this program does it now."""
    version = Version.objects.without_text().filter(pk=version_id, article=article).first()
    kept = version.original if version else None
    said = version.extraction if version else None
    if kept is None or kept.content is None or said is None:
        detail = f"No file is kept of version {version_id} of the article."
        raise _refused(FieldError("/original", "no_original", detail))
    return of_file(
        bytes(kept.content),
        media_type=said["original"]["media_type"],
        charset=said["original"]["charset"],
        cut=cut,
        pointer="/original",
    )


def _extraction(
    said: Mapping[str, Any], data: bytes, gone: Collection[boilerplate.Boilerplate]
) -> dict[str, Any]:
    return {
        "by": said["by"],
        "profile": said["profile"],
        "original": {
            "sha256": hashlib.sha256(data).hexdigest(),
            "media_type": said["media_type"],
            "charset": said["charset"],
            "bytes": len(data),
        },
        "cut": [{"kind": b.kind, "start": b.start, "end": b.end} for b in gone],
        "left_out": sum(map(len, said.get("left_out", ()))),
    }


def _refused(error: FieldError) -> Invalid:
    return Invalid("The text cannot be taken from this.", errors=[error])
