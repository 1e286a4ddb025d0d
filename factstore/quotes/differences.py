"""What differs between quoted words and the words of the text, and how much both are alike.

A changed number, name or negation changes what is said, however alike the characters are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from unicodedata import category

from rapidfuzz.distance import OSA, Levenshtein, Opcode

from factstore.quotes.anchor import Span

DifferenceKind = Literal["number", "negation", "name", "words", "case", "marks"]

# Accents and vowel signs are parts of their words; Chinese and Japanese words have no spaces.
_ACCENTS = "".join(
    character for character in map(chr, range(0x300, 0x1100)) if category(character)[0] == "M"
)
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff"
_LETTER = rf"(?:[^\W\d_{_IDEOGRAPH}][{_ACCENTS}]*)"
_TOKEN = re.compile(rf"\d+(?:[.,:/]\d+)*|[{_IDEOGRAPH}]|{_LETTER}+(?:['’-]{_LETTER}+)*|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_NUMBER = re.compile(r"[\d.,]{2}")
_LONGEST_NUMBER = 40  # characters; of a longer one a part is told
_NEGATIONS = frozenset(
    """not no never none nobody nothing nowhere neither nor cannot without hardly barely scarcely
    nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder ohne
    ne pas jamais rien aucun aucune non sans ningún nunca jamás nadie ninguno ninguna nada sin
    não nem ninguém nenhum nenhuma sem nessuno nessuna niente nulla senza né nu nici nimic fără
    niet geen nooit niets zonder inte ej ingen inget inga utan ikke ikkje aldrig aldri uden uten
    nigdy nikt nic żaden żadna żadne bez není nejsou nikdy nikdo žádný žádná nije nisu nema nikad
    ei eivät emme ilman sem nincs soha senki semmi değil yok hayır hiç asla tidak bukan tanpa
    không chẳng chưa nav nėra δεν μην όχι ποτέ κανείς τίποτα χωρίς
    не ни нет никогда никто ничего нельзя без ні немає ніколи ніхто нічого няма није нису нема
    لا لم لن ليس ليست بدون نه نیست نیستند هرگز هیچ نہیں לא אין בלי नहीं न मत बिना 안
    """.split()  # noqa: SIM905 -- a list of words reads as words
)
# Inside words, and in scripts without spaces between them.
_NEGATED = re.compile("[不没沒無无未非않없못]|아니|ない|なかっ|なく|ません|ไม่")
_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions trillion dozen
    dozens half third quarter double twice once first second
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend millionen
    deux trois quatre cinq sept huit neuf dix vingt trente cent cents mille dos tres cuatro cinco
    seis siete ocho nueve diez veinte cien mil millones quattro cinque sette otto nove dieci cento
    два две три четыре пять шесть семь восемь девять десять сто тысяч тысячи миллион миллионов
    дві чотири п'ять шість сім вісім дев'ять десять тисяч мільйон dwa trzy cztery pięć tysiąc
    """.split()  # noqa: SIM905 -- a list of words reads as words
)
_LONG_WORD = 16  # beyond, as in scripts without spaces, a word counts by its characters
_ALIKE = 0.6
_SOLID = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the quote that the text has otherwise, or not at all, or the other way round.

    `start` and `end` say where, in code points of the text; `number`, `negation` and `name` change
    what is said, `case` and `marks` rarely.
    """

    kind: DifferenceKind
    quoted: str
    there: str
    start: int
    end: int


class Likeness(NamedTuple):
    """How much of a quote a stretch of text has.

    `edits` counts no spaces and an ellipsis once: one character that is put in or left out beside
    a space, or in place of a dash, changes how many spaces folding leaves. `words`, 0 to 1, is the
    share of the words. `score`, 0 to 1, counts words, characters without an edit and unbroken runs
    of characters; it is 1 only for equal strings.
    """

    edits: int
    words: float
    score: float


def changes_meaning(words: str) -> bool:
    """Tell whether words hold a number, a negation or a name: they may not be passed over."""
    return any(_kind(token, token) in {"number", "negation", "name"} for token in _tokens(words))


def words_of(text: str) -> list[str]:
    """Return the words of a folded text, marks left out."""
    return [token for token in _tokens(text) if token[0].isalnum()]


def negates(words: str) -> bool:
    """Tell whether a negation stands among the words."""
    return _NEGATED.search(words) is not None or any(
        _negates(token.lower()) for token in _tokens(words)
    )


def differences(quoted: str, there: str) -> list[Difference]:
    """Return the differences between two folded strings, word by word, in order.

    Offsets count from the beginning of `there`.
    """
    return [
        Difference(_kind(ours, theirs), ours, theirs, start, end)
        for first, past, start, end in altered(quoted, there)
        for ours, theirs in [(quoted[first:past], there[start:end])]
    ]


def cut_numbers(
    text: str, spans: Sequence[Span], prefix: str, suffix: str
) -> tuple[Difference, ...]:
    """Return the numbers of a text of which spans have only a part: "5 million" of "4.5 million".

    What is cut at the outer ends may be so on purpose where the context given goes on as the text
    does.
    """
    told = set()
    if prefix and text.endswith(prefix[-1], 0, spans[0].start):
        told.add(spans[0].start)
    if suffix and text.startswith(suffix[0], spans[-1].end):
        told.add(spans[-1].end)
    found = {}
    for span in spans:
        for at in {span.start, span.end} - told:
            for start, end in _numbers_across(text, at):
                part = text[max(start, span.start) : min(end, span.end)]
                found[start, end] = Difference("number", part, text[start:end], start, end)
    return tuple(found[place] for place in sorted(found))


def _numbers_across(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the number that begins before an offset and ends after it, from and to."""
    if not _IN_NUMBER.match(text, max(0, at - 1)):
        return
    for number in _NUMBER.finditer(text, max(0, at - _LONGEST_NUMBER), at + _LONGEST_NUMBER):
        if number.start() < at < number.end():
            yield number.span()


def altered(quoted: str, there: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield where both have other words: from and to in `quoted`, then in `there`."""
    ours, theirs = list(_TOKEN.finditer(quoted)), list(_TOKEN.finditer(there))
    for step in Levenshtein.opcodes([m.group() for m in ours], [m.group() for m in theirs]):
        if step.tag != "equal":
            yield (
                *_stretch(quoted, ours, step.src_start, step.src_end),
                *_stretch(there, theirs, step.dest_start, step.dest_end),
            )


def standing_apart(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield where words stand in a folded text, from and to, that begin and end where its do."""
    tokens = list(_TOKEN.finditer(text))
    starts, ends = {m.start() for m in tokens}, {m.end() for m in tokens}
    start = text.find(words) if words else -1
    while start >= 0:
        if start in starts and start + len(words) in ends:
            yield start, start + len(words)
        start = text.find(words, start + 1)


def _stretch(text: str, tokens: Sequence[re.Match[str]], first: int, past: int) -> tuple[int, int]:
    if first < past:
        return tokens[first].start(), tokens[past - 1].end()
    at = tokens[first].start() if first < len(tokens) else len(text)
    return at, at


def _tokens(words: str) -> Iterator[str]:
    return (match.group() for match in _TOKEN.finditer(words))


def _kind(quoted: str, there: str) -> DifferenceKind:
    ours, theirs = set(_tokens(quoted)), set(_tokens(there))
    either = ours | theirs if quoted == there else ours ^ theirs
    if any(map(str.isnumeric, "".join(either))) or any(t.lower() in _NUMBERS for t in either):
        return "number"
    negated = _NEGATED.findall(quoted), _NEGATED.findall(there)
    if negated[0] != negated[1] or any(_negates(token.lower()) for token in either):
        return "negation"
    if quoted.lower() == there.lower() and quoted != there:
        return "case"
    if any(token[0].isupper() for token in either):
        return "name"
    return "words" if any(token[0].isalnum() for token in either) else "marks"


def _negates(word: str) -> bool:
    if word.endswith("n't") or word.startswith("n'") or _NEGATED.search(word):
        return True
    return not _NEGATIONS.isdisjoint(word.split("-"))


def likeness(quote: str, there: str) -> Likeness:
    """Compare a quote with a stretch of text, both folded and in lower case.

    Short words count little, because any two sentences share them; so does a shared run of a few
    characters, because any two long strings share those.
    """
    steps = Levenshtein.opcodes(quote, there)
    edits = OSA.distance(_typed(quote), _typed(there))
    solid = max(2, min(_SOLID, len(quote) // 4))
    sizes = [step.src_end - step.src_start for step in steps if step.tag == "equal"]
    blocks = 2 * sum(size for size in sizes if size >= solid) / max(1, len(quote) + len(there))
    words = _shared_words(quote, list(steps))
    close = max(0.0, 1 - edits / max(1, len(quote), len(there)))
    score = 1.0 if quote == there else min(0.999, 0.4 * words + 0.4 * close + 0.2 * blocks)
    return Likeness(edits, words, score)


def _typed(folded: str) -> str:
    """Return folded characters as they were typed, spaces left out."""
    return folded.replace("...", "…").replace(" ", "")


def _shared_words(quote: str, steps: Sequence[Opcode]) -> float:
    kept = bytearray(len(quote))
    for step in steps:
        if step.tag == "equal":
            kept[step.src_start : step.src_end] = b"\1" * (step.src_end - step.src_start)
    total = shared = 0.0
    for word in _WORD.finditer(quote):
        size = word.end() - word.start()
        weight = size if size >= _SOLID else size / 2 if size == _SOLID - 1 else 0
        alike = kept.count(1, word.start(), word.end()) / size
        total += weight
        shared += weight * (alike if size > _LONG_WORD else alike >= _ALIKE)
    return shared / total if total else sum(kept) / max(1, len(quote))
