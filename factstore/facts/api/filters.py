"""The query parameters of the list of facts, and the way into filters."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from rest_framework import serializers

from factstore.core.api.exceptions import BadParameter
from factstore.core.api.parameters import PageParameters, Parameters
from factstore.core.api.serializers import DayField, ExactText, Flag, IdField, Whole
from factstore.core.dates import PartialDate, parse
from factstore.facts.cautions import WARNINGS
from factstore.facts.filtering import UNWARNED, Filters
from factstore.facts.models.evidence import Evidence
from factstore.facts.models.facts import Fact
from factstore.facts.naming import UnknownName
from factstore.ledger.api.fields import MAX_IDS, KnownAtField
from factstore.ledger.sight import Sight

MAX_REPEATED = 20
ENTITY = "an entity's id, or scheme:value (`wikidata:Q30`)"


def _many(child: Any, help_text: str, most: int = MAX_REPEATED) -> serializers.ListField:
    return serializers.ListField(
        child=child, required=False, max_length=most, help_text=f"{help_text} May be repeated."
    )


class FactFilters(Parameters):
    """What every reading of several facts can ask for."""

    type = _many(ExactText(max_length=40), "Facts of this type; repeated: of any of them.")
    status = _many(
        serializers.ChoiceField(choices=Fact.Status.values),
        "Facts with this status; readers see accepted ones only, contributors also their own. "
        "Default: accepted.",
    )
    standing = _many(
        serializers.ChoiceField(choices=Fact.Standing.values),
        "Facts with this standing. Default: stands and disputed; `omitted` counts the others.",
    )
    id = _many(IdField(), f"Only these facts, up to {MAX_IDS}.", MAX_IDS)
    includes = _many(
        ExactText(max_length=300),
        f"`field:entity`: facts with the entity in this field, outside excluded clauses; entity: "
        f"{ENTITY}. Repeated: all must hold.",
    )
    excludes = _many(
        ExactText(max_length=300),
        "`field:entity`: facts that exclude the entity in this field. Repeated: all must hold.",
    )
    entity = _many(
        ExactText(max_length=250), f"Facts with this entity in any field: {ENTITY}. All must hold."
    )
    speaker = _many(
        ExactText(max_length=250),
        f"Facts that are about, or stand on, what this entity said: {ENTITY}. Any of them.",
    )
    publisher = _many(IdField(), "Facts with evidence from an article of this publisher.")
    article = _many(IdField(), "Facts with evidence from this article.")
    valid_at = DayField(required=False, help_text="Facts that held or happened on this day.")
    during = ExactText(
        required=False,
        max_length=60,
        help_text="Facts that held or happened within `first/last`, both included; each a day, "
        "month or year: `2024-05/2024-06`. One period alone is allowed: `2024-05`.",
    )
    match = serializers.ChoiceField(
        choices=["possible", "certain"],
        default="possible",
        help_text="Whether `valid_at` and `during` ask for what possibly or certainly held.",
    )
    known_at = KnownAtField(
        required=False,
        help_text="Answer what the store said at this time (RFC 3339) or feed position.",
    )
    attribution = serializers.ChoiceField(
        choices=["named", "anonymous"],
        required=False,
        help_text="Facts with evidence attributed to somebody named, or to somebody anonymous.",
    )
    stance = serializers.ChoiceField(
        choices=Evidence.Stance.values, required=False, help_text="Facts with such evidence."
    )
    hedged = Flag(required=False, help_text="Facts with hedged evidence, or without any.")
    stale = Flag(required=False, help_text="Facts with stale evidence, or without any.")
    warning = _many(
        serializers.ChoiceField(choices=[*WARNINGS, UNWARNED]),
        "Facts that warn of this; repeated: of any of them. `none`: of nothing.",
    )
    min_independent_origins = Whole(
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="Facts that at least so many independent origins support.",
    )
    q = ExactText(
        required=False,
        max_length=500,
        help_text='Words in sentence, quotes and entity names: `word word`, `"a phrase"`, `or`, '
        "`-without`. Filters; the order stays.",
    )


class FactParameters(PageParameters, FactFilters):
    """The parameters of the list of facts."""

    order = serializers.ChoiceField(
        choices=["recorded", "-recorded", "from", "-from"],
        default="-recorded",
        help_text="By first recording, or by the first possible day (not known: last); - is "
        "descending.",
    )
    view = serializers.ChoiceField(
        choices=["full", "summary"],
        default="full",
        help_text="`summary` leaves out values and evidence.",
    )


def visible_statuses(sight: Sight) -> tuple[str, ...]:
    """Return the statuses of facts that somebody may see, if only of their own."""
    if sight.own is None and not sight.everything:
        return (Fact.Status.ACCEPTED.value,)
    return tuple(Fact.Status.values)


@contextmanager
def known_names() -> Iterator[None]:
    """Refuse names in the filters that the store does not know.

    Raises:
        BadParameter: a filter names something that does not exist.
    """
    try:
        yield
    except UnknownName as error:
        raise BadParameter(f"{error.parameter}: {error}", parameter=error.parameter) from error


def filters(query: Mapping[str, Any], *, sight: Sight) -> Filters:
    """Return the filters in validated parameters, for what the asker may see.

    Raises:
        BadParameter: a part of a parameter cannot be read.
    """
    asked = query.get("status") or [Fact.Status.ACCEPTED.value]
    return Filters(
        statuses=tuple(s for s in asked if s in visible_statuses(sight)),
        drafts_of=None if sight.everything else sight.own,
        standings=tuple(query.get("standing", ())),
        types=tuple(query.get("type", ())),
        ids=tuple(query.get("id", ())),
        includes=_pairs("includes", query),
        excludes=_pairs("excludes", query),
        entities=_entities("entity", query),
        speakers=_entities("speaker", query),
        publishers=tuple(query.get("publisher", ())),
        articles=tuple(query.get("article", ())),
        warnings=tuple(query.get("warning", ())),
        during=_during(query["during"]) if "during" in query else None,
        **{
            name: query[name]
            for name in (
                "valid_at",
                "match",
                "known_at",
                "attribution",
                "stance",
                "hedged",
                "stale",
                "min_independent_origins",
                "q",
            )
            if name in query
        },
    )


def _pairs(parameter: str, query: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for text in query.get(parameter, ()):
        name, colon, entity = text.partition(":")
        if not colon or not name:
            raise BadParameter(f"{parameter}: write field:entity.", parameter=parameter)
        pairs.append((name, _entity(parameter, entity)))
    return tuple(pairs)


def _entities(parameter: str, query: Mapping[str, Any]) -> tuple[str, ...]:
    texts: Sequence[str] = query.get(parameter, ())
    return tuple(_entity(parameter, text) for text in texts)


def _entity(parameter: str, text: str) -> str:
    """Return an entity's id in its usual form, or `scheme:value` as it is."""
    scheme, colon, value = text.partition(":")
    if colon and scheme and value:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        raise BadParameter(f"{parameter}: {text!r} is not {ENTITY}.", parameter=parameter) from None


def _during(text: str) -> PartialDate:
    first, slash, last = text.partition("/")
    try:
        begin = parse(first)
        end = parse(last) if slash else begin
        period = PartialDate(begin.not_before, end.not_after)
    except ValueError as error:
        raise BadParameter(f"during: {error}.", parameter="during") from error
    if period.not_before is None or period.not_after is None:
        raise BadParameter("during: both ends are days, months or years.", parameter="during")
    return period
