"""The shapes of merging things, parting them again, and bringing back what was."""

from rest_framework import serializers

from factstore.core.api.serializers import Flag, IdField, ReasonField, StrictSerializer, Whole


class MergeWrite(StrictSerializer):
    """Merges one thing into another, which it turned out to be."""

    into = IdField(help_text="Id of the other one.")
    reason = ReasonField()


class EntityMergeWrite(MergeWrite):
    """Merges one entity into another, which it turned out to be."""

    merge_facts = Flag(
        default=False,
        help_text="Whether facts that come to claim the same are merged, too; without it they "
        "refuse the merge.",
    )


class UnmergeWrite(StrictSerializer):
    """Parts what was merged."""

    reason = ReasonField()


class RevertWrite(StrictSerializer):
    """Brings a thing back to one of its revisions."""

    revision = Whole(min_value=1, help_text="Number of the revision, from 1.")
    reason = ReasonField()


class ChangeRevertWrite(StrictSerializer):
    """Brings what a change wrote back to what it was before."""

    reason = ReasonField()


class RevertedRead(serializers.Serializer[object]):
    """What became of one thing that the change had written."""

    kind = serializers.CharField(help_text="Its kind.")
    id = serializers.UUIDField(help_text="Its id.")
    outcome = serializers.ChoiceField(
        choices=["reverted", "withdrawn", "unchanged", "refused"],
        help_text="`reverted`: as it was before the change; `withdrawn`: the change had made it; "
        "`unchanged`: the change had recorded it anew only; `refused`: it stays as it is.",
    )
    reason = serializers.CharField(allow_null=True, help_text="Why it was refused.")


class ChangeRevertRead(serializers.Serializer[object]):
    """What became of everything that the change had written, in the change that reverted it."""

    change = serializers.UUIDField(help_text="Id of the change that reverted.")
    results = RevertedRead(many=True, help_text="One for each thing that the change had written.")
