"""Whose words the pieces of interrupted speech are, as far as the names beside them tell.

Works on folded text that keeps its case. Names are known by their capital letters: of speakers whom
the text calls "he" or "the minister", and in scripts without capitals, nothing is told.
"""

import re

_LONGEST = 160  # code points of the words that say who spoke
_SPEECH_ENDS = re.compile(r'([,.;:!?]*)(?:"[,.;]?|(?= - ))\s*(?:- )?')
_SENTENCE_ENDS = re.compile(r"(\w*)(?:[.!?]\s|\n)")
_LONGEST_TITLE = 3  # letters before a dot that ends no sentence: "Gen. Smith"
_WORD = re.compile(r"[^\W\d_]\w*")
_IN_NAME = re.compile(r"(?:'s?|\.)?[ -]?")


def another_speaks(text: str, end: int, start: int, past: int) -> bool:
    """Tell whether speech from `start` to `past` is another's than the one that ended at `end`.

    “A,” said Ada. “B,” said Ben. Within one sentence, “A,” said Ada, “B”, one speaks.
    """
    marks, said = _beside(text, end, start)
    told, *introducing = _sentences(said)
    if introducing:
        following = _names(text, introducing[-1], begins=True)
    elif said.endswith((".", "!", "?")):
        ending, after = _beside(text, past, past + _LONGEST)
        if ending.endswith("."):
            return False
        following = _names(text, _sentences(after)[0], begins=ending != ",")
    else:
        return False
    before = {word for name in _names(text, told, begins=marks != ",") for word in name}
    return bool(before and following) and before.isdisjoint(following[0])


def _beside(text: str, at: int, until: int) -> tuple[str, str]:
    """Return the marks with which speech ends there, and the words after it up to other speech."""
    while text[at - 1] in ',.;:!?"':
        at -= 1
    closed = _SPEECH_ENDS.match(text, at, until)
    if closed is None:
        return "", ""
    return closed.group(1), text[closed.end() : until].rstrip(' "-\n').partition('"')[0]


def _sentences(words: str) -> list[str]:
    """Part words at the ends of sentences.

    A colon at the end says that a name stands before it: then no dot is a title's.
    """
    parted, start = [], 0
    for end in _SENTENCE_ENDS.finditer(words):
        last = end.group(1)
        short = last[:1].isupper() and len(last) <= _LONGEST_TITLE
        if not short or words.endswith(":"):
            parted.append(words[start : end.end()].rstrip())
            start = end.end()
    return [*parted, words[start:]]


def _names(text: str, words: str, *, begins: bool) -> list[list[str]]:
    """Return the names among the words, each by its words: [["Ada", "Byron"], ["Monday"]].

    A word that begins a sentence is one if the text has it with its capital elsewhere, too.
    """
    names: list[list[str]] = []
    end = -1
    for number, word in enumerate(_WORD.finditer(words)):
        name = word.group()
        if not name[0].isupper() or (number == 0 and begins and not _within_sentence(text, name)):
            continue
        if end >= 0 and _IN_NAME.fullmatch(words, end, word.start()):
            names[-1].append(name)
        else:
            names.append([name])
        end = word.end()
    return names


def _within_sentence(text: str, word: str) -> bool:
    return re.search(rf"[\w,] {re.escape(word)}\b", text) is not None
