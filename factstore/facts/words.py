"""How values read inside a sentence, and the sentence of a fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from factstore.core.dates import PartialDate
from factstore.facts import template
from factstore.facts.drafts import Content
from factstore.facts.specs import TypeSpec

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """One value as the sentence needs it; `name` is the entity's, inside a sentence."""

    field: str
    content: Content
    name: str | None
    clause: int | None


def sentence(spec: TypeSpec, values: Iterable[Said], polarities: Mapping[int, str]) -> str:
    """Return the sentence of a fact; `polarities` are those of its clauses by number."""
    outside: dict[str, list[str]] = {}
    inside: dict[int, dict[str, list[str]]] = {}
    for value in values:
        slots = outside if value.clause is None else inside.setdefault(value.clause, {})
        slots.setdefault(value.field, []).append(_words(spec, value))
    said = {name: template.join(words) for name, words in outside.items()}
    clause_template = template.parse(spec.clause_template)
    for slot, polarity, conjunction in (
        ("included", "includes", "or"),
        ("excluded", "excludes", "nor"),
    ):
        clauses = [
            clause_template.render(
                {name: template.join(words, "or") for name, words in inside[number].items()},
                sentence=False,
            )
            for number in sorted(inside)
            if polarities.get(number) == polarity
        ]
        if clauses:
            said[slot] = f"; {conjunction} ".join(clauses)
    return template.parse(spec.template).render(said)


def _words(spec: TypeSpec, value: Said) -> str:
    content = value.content
    match content.kind:
        case "entity":
            return value.name or "…"
        case "choice":
            return spec.fields[value.field].labels.get(content.choice or "", content.choice or "")
        case "date" if content.date is not None:
            return date_words(content.date)
        case "quantity":
            return _amount_words(content, _unit_words(content))
        case "money":
            return f"{content.currency} {_amount_words(content, '')}".strip()
        case "some":
            return content.text or "somebody not named"
        case "none":
            return "none"
    return content.text or ""


def date_words(when: PartialDate) -> str:
    """Return a partial date in words: "30 May 2024", "May 2024", "21–30 May 2024"."""
    first, last = when.not_before, when.not_after
    if first is None or last is None:
        return f"by {_day(last)}" if last else f"from {_day(first)} on" if first else "…"
    if first == last:
        return _day(first)
    if when.edtf and len(when.edtf) == len("2024-05"):
        return f"{first:%B %Y}"
    if when.edtf and len(when.edtf) == len("2024"):
        return when.edtf
    return f"between {_day(first)} and {_day(last)}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "…"


def _amount_words(content: Content, unit: str) -> str:
    low, high = content.minimum, content.maximum
    if low == high or high is None or low is None:
        bound = "" if low == high else "at least " if high is None else "at most "
        amount = bound + _number_words(low if low is not None else high)
    else:
        amount = f"{_number_words(low)} to {_number_words(high)}"
    about = "about " if content.approximate else ""
    return f"{about}{amount} {unit}".strip()


def _number_words(value: Decimal | None) -> str:
    if value is None:
        return "…"
    if value >= _MILLION and value % (_MILLION // 100) == 0:
        return f"{_plain(value / _MILLION)} million"
    return f"{_plain(value)}"


def _plain(value: Decimal) -> str:
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit_words(content: Content) -> str:
    if not content.unit:
        return ""
    single = content.minimum == content.maximum == 1
    return content.unit if single else f"{content.unit}s"
