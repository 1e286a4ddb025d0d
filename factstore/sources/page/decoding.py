"""From the bytes of a file to characters: what kind of file it is, and in which charset.

Nothing is guessed where it matters and nothing is replaced: what is not in its charset is refused.

Source: HTML Living Standard, 13.2.3 (byte order mark, then the transport's charset, then `<meta>`);
ISO 8859-1 is read as windows-1252, as browsers do.
"""

import codecs
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

from factstore.sources.page.errors import Unreadable

HTML = "text/html"
PLAIN = "text/plain"
MEDIA_TYPES = {HTML: HTML, "application/xhtml+xml": HTML, PLAIN: PLAIN, "text/markdown": PLAIN}
_ENDINGS = {"html": HTML, "htm": HTML, "xhtml": HTML, "txt": PLAIN, "text": PLAIN, "md": PLAIN}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_META_WITHIN = 4096
# What was matched is not tried again in another way: a page may begin with a thousand comments.
_STARTS_AS_HTML = re.compile(
    rb"\s*+(?:(?><!--.*?-->)\s*+)*+(<\?xml[^>]*+>\s*+)?<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_PARAMETER = re.compile(r";\s*charset\s*=\s*\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_CHARSETS = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(windows|cp)-?125\d|koi8-[ru]"
    r"|gb18030|gbk|gb2312|big5(-?hkscs)?|euc[-_](jp|kr)|shift[-_]?jis|iso-?2022[-_]jp"
    r"|macintosh|mac-?roman|cp(866|874|932|949)|tis-?620|ks_c_5601-1987"
)
_LABELS = {  # that Python does not know
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "x-euc-jp": "euc-jp",
}
_AS_BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_WIDE = ("utf", "gb", "big5", "euc", "cp932", "cp949", "iso2022")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file; `charset` is Python's name for what they were decoded from."""

    text: str
    media_type: str
    charset: str


def decode(
    data: bytes, *, media_type: str | None = None, charset: str | None = None, name: str = ""
) -> Decoded:
    """Return the characters of a file.

    `charset` is somebody's own word and decides alone. Without it, the byte order mark, the
    parameter of `media_type` and the page's `<meta>` have to agree in what they make of the bytes.

    Raises:
        Unreadable: `unsupported_media` or `undecodable`.
    """
    for start, what in _PACKED.items():
        if data.startswith(start):
            raise Unreadable("unsupported_media", f"This is {what}: give the page itself.")
    kind = _kind(data, media_type, name)
    declared = list(_declared(data, kind, media_type, charset))
    text, first = _read(data, *declared[0]), declared[0]
    if charset is None:
        _agree(data, text, declared)
    if "\0" in text:
        raise Unreadable(
            "undecodable",
            f"Character {text.index(chr(0))} is U+0000: this is no text, or not {first[0]}.",
        )
    return Decoded(text, kind, first[0])


def _kind(data: bytes, media_type: str | None, name: str) -> str:
    if media_type:
        essence = media_type.split(";")[0].strip().lower()
        if essence not in MEDIA_TYPES:
            known = ", ".join(MEDIA_TYPES)
            raise Unreadable("unsupported_media", f"{essence} is none of {known}.")
        return MEDIA_TYPES[essence]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    named = mimetypes.MimeTypes().guess_type(f"a.{ending}")[0]
    if named and named not in MEDIA_TYPES:
        raise Unreadable(
            "unsupported_media", f"A file called .{ending} is {named}. Else give `media_type`."
        )
    for bom, named in _BOMS:
        if data.startswith(bom):
            data = data.removeprefix(bom).decode(named, "ignore").encode()
    return HTML if _STARTS_AS_HTML.match(data) else PLAIN


def _declared(
    data: bytes, kind: str, media_type: str | None, charset: str | None
) -> Iterator[tuple[str, str]]:
    """Yield the charsets that the file declares and by what, the strongest first; at least one."""
    marked = [named for bom, named in _BOMS if data.startswith(bom)]
    if charset is not None:
        yield _known(charset, "the request", marked=bool(marked)), "the request"
        return
    for named in marked:
        yield named, "the byte order mark"
    parameter = _PARAMETER.search(media_type or "")
    if parameter:
        yield _known(parameter[1], "the media type", marked=bool(marked)), "the media type"
    meta = _META.search(data, 0, _META_WITHIN) if kind == HTML else None
    if meta:
        said = _known(meta[1].decode("ascii"), "<meta>", marked=True)
        # Whoever can read this <meta> byte by byte does not read UTF-16.
        yield ("utf-8" if said.startswith("utf-16") else said), "<meta>"
    if not parameter and not meta:
        yield "utf-8", "default"


def _known(charset: str, where: str, *, marked: bool) -> str:
    """Return Python's name of a charset; `marked`: the file says its byte order, where it has one.

    Raises:
        Unreadable: `undecodable`: there is none of this name, or two that differ.
    """
    label = charset.strip().lower()
    if label not in _LABELS and not _CHARSETS.fullmatch(label):
        raise _unknown(charset, where)
    try:
        named = codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        raise _unknown(charset, where) from None
    if named == "utf-16" and not marked:
        raise Unreadable(
            "undecodable",
            f"{where} names UTF-16, and the file does not begin with its byte order mark. "
            "Say `utf-16le` or `utf-16be` in `charset`.",
        )
    return _AS_BROWSERS_READ.get(named, named)


def _unknown(charset: str, where: str) -> Unreadable:
    said = f"{where} names the charset {charset[:40]}, which is not known."
    return Unreadable("undecodable", f"{said} Give the right `charset`.")


def _read(data: bytes, charset: str, where: str) -> str:
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "undecodable",
            f"Byte {error.start} is not {charset} ({where}): {error.reason}. "
            "Give the right `charset`.",
        ) from None
    return text.removeprefix("\ufeff")


def _agree(data: bytes, text: str, declared: list[tuple[str, str]]) -> None:
    """Refuse declarations that make different texts of the same bytes."""
    first, where = declared[0]
    others = list(dict.fromkeys(declared[1:]))
    if not first.startswith(_WIDE) and not data.isascii():
        others.append(("utf-8", "the bytes themselves, which are valid UTF-8"))
    for charset, by in others:
        if charset == first:
            continue
        try:
            differs = _read(data, charset, by) != text
        except Unreadable:
            # What the weaker declaration cannot read says nothing against the stronger one.
            continue
        if differs:
            raise Unreadable(
                "undecodable",
                f"The charset is {first} by {where}, but {charset} by {by}, and these differ. "
                "Say which it is in `charset`.",
            )
