"""Sentence templates: how a fact of a type is put into one sentence.

The mini-syntax is our own; it has slots and optional parts and nothing else:

    {name}             the words of a slot; `…` when there are none
    {name|some words}  the words of a slot, or these when there are none
    [ in {area}]       left out when a slot directly in it has no words; groups nest
    {{ }} [[ ]]        the characters { } [ ] themselves

Where two or more groups are open, `]]` closes two of them; so a group may end in a group. It cannot
begin with one, since `[[` is always the character.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

MAX_LENGTH = 2000
"""Code points of a template."""
MAX_DEPTH = 4
"""How many optional groups may stand inside each other."""
MISSING = "…"
"""Stands for a slot that has no words."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{(?P<slot>[^{}]*)\}|[\[\]{}]|[^\[\]{}]+")
_SPACE_BEFORE_MARK = re.compile(r"\s+([,;.]+)(?=\s|$)")


class TemplateError(ValueError):
    """A template that cannot be read; `position` is the code point where it goes wrong."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.position = position
        self.message = message


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a template; `start` is the code point of its bracket."""

    start: int
    parts: list["str | Slot | Group"] = field(default_factory=list)

    def slots(self) -> Iterator[Slot]:
        for part in self.parts:
            if isinstance(part, Slot):
                yield part
            elif isinstance(part, Group):
                yield from part.slots()


@dataclass(frozen=True)
class Template:
    """A template that was read; made by `parse`."""

    source: str
    body: Group

    @cached_property
    def slots(self) -> frozenset[str]:
        """Names of all slots, in groups or not."""
        return frozenset(slot.name for slot in self.body.slots())

    def render(self, slots: Mapping[str, str], *, sentence: bool = True) -> str:
        """Return the sentence for the words of the slots; slots that it does not name are ignored.

        Words of white space alone count as none. White space is squeezed, none stands before a
        comma, semicolon or full stop, and the first letter is upper case unless `sentence` is
        false (for a part of a sentence). There is no full stop at the end unless the template
        has one.
        """
        words = {name: text for name, text in slots.items() if text.strip()}
        text = " ".join("".join(_render(self.body, words)).split())
        text = _SPACE_BEFORE_MARK.sub(r"\1", text)
        first = text[:1].upper()
        return first + text[1:] if sentence and len(first) == 1 else text


@lru_cache(maxsize=512)
def parse(template: str) -> Template:
    """Read a template.

    Raises:
        TemplateError: brackets that do not pair, a slot whose name is no field name, a group
            without a slot, more than `MAX_DEPTH` groups inside each other, or a template longer
            than `MAX_LENGTH`.
    """
    if len(template) > MAX_LENGTH:
        raise TemplateError(MAX_LENGTH, f"a template has at most {MAX_LENGTH} characters")
    open_groups = [Group(start=0)]
    for token in _TOKEN.finditer(template):
        position, text = token.start(), token.group()
        if token["slot"] is not None:
            open_groups[-1].parts.append(_slot(position, token["slot"]))
        elif text == "[":
            _open(open_groups, position)
        elif text == "]" or (text == "]]" and len(open_groups) > 2):  # noqa: PLR2004  two groups and the body
            for _ in text:
                _close(open_groups, position)
        elif text in {"{", "}"}:
            raise TemplateError(position, f"a single {text}; write {text * 2} for the character")
        else:
            literal = text[0] if text in {"{{", "}}", "[[", "]]"} else text
            open_groups[-1].parts.append(literal)
    if len(open_groups) > 1:
        raise TemplateError(open_groups[-1].start, "this [ is never closed")
    return Template(source=template, body=open_groups[0])


def join(words: Sequence[str], conjunction: str = "and") -> str:
    """Return the words as an English list: `a, b and c`."""
    if len(words) < 2:  # noqa: PLR2004  one word is no list
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def _slot(position: int, content: str) -> Slot:
    name, bar, fallback = content.partition("|")
    if not _NAME.fullmatch(name):
        raise TemplateError(
            position, f"{name!r} is no slot name: small letters, digits and _, a letter first"
        )
    if bar and not fallback.strip():
        raise TemplateError(position, f"nothing stands after | in the slot {name}")
    return Slot(name, fallback)


def _open(open_groups: list[Group], position: int) -> None:
    if len(open_groups) > MAX_DEPTH:
        raise TemplateError(position, f"at most {MAX_DEPTH} groups may stand inside each other")
    group = Group(start=position)
    open_groups[-1].parts.append(group)
    open_groups.append(group)


def _close(open_groups: list[Group], position: int) -> None:
    if len(open_groups) == 1:
        raise TemplateError(position, "this ] closes nothing; write ]] for the character")
    group = open_groups.pop()
    if next(group.slots(), None) is None:
        raise TemplateError(
            group.start, "a group without a slot is never left out; write [[ and ]] for brackets"
        )


def _render(group: Group, words: Mapping[str, str]) -> Iterator[str]:
    for part in group.parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Slot):
            yield words.get(part.name) or part.fallback or MISSING
        elif _is_kept(part, words):
            yield from _render(part, words)


def _is_kept(group: Group, words: Mapping[str, str]) -> bool:
    """Keep a group whose own slots all have words; without own slots, one that keeps a group."""
    own = [
        bool(words.get(part.name) or part.fallback)
        for part in group.parts
        if isinstance(part, Slot)
    ]
    if own:
        return all(own)
    return any(_is_kept(part, words) for part in group.parts if isinstance(part, Group))
