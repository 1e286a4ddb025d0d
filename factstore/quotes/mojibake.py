"""UTF-8 that was read as Windows-1252 or Latin-1 ("â€™" for "’"): where it stands, what it was.

Source: RFC 3629 (UTF-8); WHATWG Encoding Standard, windows-1252 (the five bytes without a
character there stay the C1 controls of the same number).
"""

import re

_LEADING = 0xC0  # from here on, a byte begins a character
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)}
for _byte in range(0x80, 0xA0):
    _BYTES[bytes([_byte]).decode("cp1252", "ignore") or chr(_byte)] = _byte

# Continuation bytes that are punctuation of their own: after "É" they are more likely a closing
# quotation mark or a dash than the second half of a letter, unless a letter follows.
_MARKS = "‚„‘’“”–—…•‹›«»"
_PLAIN = re.escape("".join(c for c in _BYTES if _BYTES[c] < _LEADING and c not in _MARKS))
_ANY = _PLAIN + _MARKS

# Beside another such sequence, whatever makes one up is no punctuation: Cyrillic, Greek, Chinese.
_TWO, _THREE = f"[Â-ß][{_ANY}]", f"[à-ï][{_ANY}][{_ANY}]"
_NEXT = rf"(?=\s?(?:{_TWO}|{_THREE}))"

PATTERN = (
    "[Â-ïð](?:"
    f"(?<=â)(?:[€„†‡ˆ‰Š‹\x80\x84\x86-\x8b][{_ANY}]|‚¬|€(?!\\w))"  # punctuation, signs
    "|(?<=Â)[«»]"
    f"|(?<=[Â-ß])(?:[{_PLAIN}]|[{_MARKS}](?=[^\\W\\d_]))"
    f"|(?:(?<={_TWO}[Â-ß])|(?<={_THREE}[Â-ß]))[{_ANY}]|(?<=[Â-ß])[{_ANY}]{_NEXT}"
    f"|(?<=[à-ï])[{_PLAIN}][{_PLAIN}]"
    f"|(?:(?<={_TWO}[à-ï])|(?<={_THREE}[à-ï]))[{_ANY}][{_ANY}]|(?<=[à-ï])[{_ANY}][{_ANY}]{_NEXT}"
    f"|(?<=ð)[Ÿ\x9f\x90][{_ANY}][{_ANY}])"
)
"""A regular expression, without groups, for what may be such a sequence; `decoded` decides."""

_LOST_LAST_BYTE = "â€"  # the closing quotation mark ends in a byte that Windows-1252 leaves out


def decoded(found: str) -> str | None:
    """Return the character that a sequence found by `PATTERN` was; None when it was none."""
    if found == _LOST_LAST_BYTE:
        return "”"
    try:
        return bytes(_BYTES[character] for character in found).decode()
    except (KeyError, UnicodeDecodeError):
        return None
