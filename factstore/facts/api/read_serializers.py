"""The declared shape of a fact's document. Documents are served as recorded; a test holds both
equal.
"""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from factstore.core.api.serializers import PartialDateRead, page_of
from factstore.facts.api.examples import FACT
from factstore.facts.api.value_read_serializers import EntityReferenceRead, ValueReadField
from factstore.facts.cautions import WARNINGS
from factstore.facts.models.evidence import Coverage, Evidence, Hop
from factstore.facts.models.facts import Fact
from factstore.ledger.api.serializers import WithdrawableRead
from factstore.quotes.models import Drift
from factstore.sources.api.standing_serializers import STATE, STATES


class ReferenceRead(serializers.Serializer[Any]):
    """Something by its id and name."""

    id = serializers.UUIDField(help_text="Its id.")
    name = serializers.CharField(help_text="Its name.")


class IntervalRead(serializers.Serializer[Any]):
    """Days from … to; null is open."""

    vars()["from"] = serializers.DateField(allow_null=True, help_text="First day; null: open.")
    to = serializers.DateField(
        allow_null=True,
        help_text="Of `certain`: the day after the last (exclusive). Of `possible`: the last day "
        "(inclusive). null: open.",
    )


class TimeRead(serializers.Serializer[Any]):
    """When the fact holds or happens, as far as its dates and evidence tell."""

    basis = serializers.ChoiceField(
        choices=["state", "happening"], help_text="Whether it is a state or happens."
    )
    certain = IntervalRead(
        allow_null=True, help_text="Days on which it certainly holds; null: none."
    )
    possible = IntervalRead(
        allow_null=True, help_text="Days on which it possibly holds; null: none."
    )


class EvidenceStandingRead(serializers.Serializer[Any]):
    """How the article of an evidence stands."""

    state = serializers.ChoiceField(choices=STATES, help_text=STATE)
    date = PartialDateRead(
        allow_null=True, help_text="When that came about; null: the article stands."
    )


class EvidenceArticleRead(serializers.Serializer[Any]):
    """The article that an evidence is from."""

    id = serializers.UUIDField(help_text="Its id.")
    title = serializers.CharField(allow_null=True, help_text="Headline; null: not known.")
    publisher = ReferenceRead(allow_null=True, help_text="Who put it out; null: not known.")
    published = PartialDateRead(allow_null=True, help_text="When; null: not known.")
    standing = EvidenceStandingRead(help_text="How it stands; the article itself tells by what.")


class VersionReferenceRead(serializers.Serializer[Any]):
    """A version of an article's text."""

    id = serializers.UUIDField(help_text="Its id.")
    number = serializers.IntegerField(help_text="Its number within the article, from 1.")


class EvidenceDriftRead(serializers.Serializer[Any]):
    """What became of an evidence's words in a later version of its article.

    Of several quotes: of the one that an editor has still to look at, else of one that was dropped,
    else in the newest version.
    """

    outcome = serializers.ChoiceField(
        choices=Drift.Outcome.values,
        help_text="`changed`: only something like it stands there; `ambiguous`: its words stand in "
        "several places, or in another; `lost`: nothing like it is left.",
    )
    state = serializers.ChoiceField(
        choices=["open", "confirmed", "placed", "dropped"],
        help_text="`open`: an editor has still to look at it; `confirmed`, `placed`: an editor "
        "said where it stands now; `dropped`: it stands there no more.",
    )
    version = VersionReferenceRead(help_text="That later version.")


class HopRead(serializers.Serializer[Any]):
    """One step of an attribution, from the article outward to who knows."""

    verb = serializers.ChoiceField(choices=Hop.Verb.values, help_text="What the source did.")
    agent = EntityReferenceRead(
        allow_null=True, help_text="Who: an entity or publisher; null: only described."
    )
    description = serializers.CharField(allow_null=True, help_text="As printed.")
    count = serializers.IntegerField(allow_null=True, help_text="How many, where printed.")
    anonymous = serializers.BooleanField(help_text="Known to the outlet, but not named.")
    role_as_printed = serializers.CharField(allow_null=True, help_text="Office as printed.")


class QuoteInFactRead(serializers.Serializer[Any]):
    """A quote: the source's own characters at a span of a version's text."""

    id = serializers.UUIDField(help_text="Its id.")
    start = serializers.IntegerField(help_text="First character, in Unicode code points from 0.")
    end = serializers.IntegerField(help_text="One past the last, in Unicode code points.")
    start_utf16 = serializers.IntegerField(help_text="`start` in UTF-16 code units.")
    end_utf16 = serializers.IntegerField(help_text="`end` in UTF-16 code units.")
    exact = serializers.CharField(help_text="The characters of the text at the span.")
    prefix = serializers.CharField(help_text="Up to 32 code points before it.")
    suffix = serializers.CharField(help_text="Up to 32 code points after it.")


class CoverageRead(serializers.Serializer[Any]):
    """Which words carry a value, and on what basis."""

    value = serializers.UUIDField(help_text="Id of the value.")
    basis = serializers.ChoiceField(
        choices=Coverage.Basis.values, help_text="stated, computed by a rule, or inferred."
    )
    as_printed = serializers.CharField(allow_null=True, help_text="The words in the quotes.")
    rule = serializers.CharField(allow_null=True, help_text="The rule of a computed value.")
    anchor = PartialDateRead(
        allow_null=True, help_text="The publication date that a computed value is computed from."
    )
    note = serializers.CharField(allow_null=True, help_text="From which words it is inferred.")


class EvidenceRead(serializers.Serializer[Any]):
    """What one article says for or against the fact."""

    id = serializers.UUIDField(help_text="Its id.")
    stance = serializers.ChoiceField(
        choices=Evidence.Stance.values, help_text="For, against, or context."
    )
    mode = serializers.ChoiceField(
        choices=Evidence.Mode.values,
        help_text="Somebody's words in quotation marks, retold, or the outlet's own assertion.",
    )
    hedged = serializers.CharField(allow_null=True, help_text="The hedging words; null: none.")
    attests = serializers.ChoiceField(
        choices=Evidence.Attests.values,
        allow_null=True,
        help_text="Of a state: whether it held on (`present`) or, inferred, up to (`until`) the "
        "day of publication.",
    )
    attests_note = serializers.CharField(
        allow_null=True, help_text="For `until`: from which words."
    )
    stale = serializers.BooleanField(
        help_text="Whether something it covers has changed since it was confirmed."
    )
    confirmed_in = serializers.IntegerField(
        allow_null=True, help_text="The content revision for which an editor confirmed it."
    )
    article = EvidenceArticleRead(help_text="The article.")
    version = VersionReferenceRead(help_text="The version that the quotes stand in.")
    drift = EvidenceDriftRead(
        allow_null=True,
        help_text="What became of its words in a later version of the article, where they did not "
        "simply stay or move; null: nothing.",
    )
    hops = HopRead(many=True, help_text="The attribution, from the article outward.")
    quotes = QuoteInFactRead(many=True, help_text="The quotes, in order.")
    covers = CoverageRead(many=True, help_text="Which values it carries, by which words.")


class CorroborationRead(serializers.Serializer[Any]):
    """How many support it."""

    independent_origins = serializers.IntegerField(
        help_text="Groups of supporting articles that go back to one report."
    )
    articles = serializers.IntegerField(help_text="Supporting articles.")


class StandingRead(serializers.Serializer[Any]):
    """How an accepted fact stands today."""

    state = serializers.ChoiceField(choices=Fact.Standing.values, help_text="The standing.")
    reason = serializers.CharField(allow_null=True, help_text="Why; null: it has always stood.")
    note = serializers.CharField(allow_null=True, help_text="A note to readers.")
    superseded_by = serializers.UUIDField(
        allow_null=True, help_text="Of a superseded fact: the accepted one in its place."
    )


class WarningsField(serializers.ListField):
    """What a reader of the fact is warned of."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=serializers.ChoiceField(choices=WARNINGS),
            help_text="What became of the articles that support it, and of the words it stands on; "
            "empty: nothing that is known.",
            **kwargs,
        )


class FactRead(WithdrawableRead):
    """A fact as it was recorded."""

    example = FACT

    id = serializers.UUIDField(help_text="Id of the fact.")
    type = serializers.CharField(help_text="Name of its fact type.")
    sentence = serializers.CharField(help_text="The fact as a sentence.")
    values = serializers.ListField(child=ValueReadField(), help_text="What it says.")
    time = TimeRead(help_text="When it holds.")
    evidence = EvidenceRead(many=True, help_text="What it stands on.")
    corroboration = CorroborationRead(help_text="How many support it.")
    status = serializers.ChoiceField(choices=Fact.Status.values, help_text="Editorial status.")
    standing = StandingRead(help_text="How it stands.")
    warnings = WarningsField()
    merged_into = serializers.UUIDField(
        allow_null=True, help_text="Id of the fact that it was merged into; null: none."
    )


class FactSummary(serializers.Serializer[Any]):
    """A fact without its values and evidence (`view=summary`)."""

    view = serializers.ChoiceField(choices=["summary"], help_text="Always `summary`.")
    id = serializers.UUIDField(help_text="Id of the fact.")
    type = serializers.CharField(help_text="Name of its fact type.")
    revision = serializers.IntegerField(help_text="Number of this revision, from 1.")
    sentence = serializers.CharField(help_text="The fact as a sentence.")
    time = TimeRead(help_text="When it holds.")
    corroboration = CorroborationRead(help_text="How many support it.")
    status = serializers.ChoiceField(choices=Fact.Status.values, help_text="Editorial status.")
    standing = StandingRead(help_text="How it stands.")
    warnings = WarningsField()


SUMMARY_MEMBERS = tuple(name for name in FactSummary().get_fields() if name != "view")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="ListedFact",
        serializers=[FactRead, FactSummary],
        resource_type_field_name=None,
    )
)
class ListedFactField(serializers.Field[Any, Any, Any, Any]):
    """A fact in a list: whole, or a summary where `view=summary` asks for it."""

    def to_representation(self, value: Any) -> Any:
        return value


class FactPage(page_of(FactRead)):  # type: ignore[misc]  # made at run time
    """One page of facts; follow `next_cursor` until it is null."""

    results = serializers.ListField(child=ListedFactField(), help_text="In the list's order.")
    omitted = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="On the first page, unless `standing` is given: how many facts the default "
        "leaves out by standing, counted up to 1,000 (1001: more).",
    )
