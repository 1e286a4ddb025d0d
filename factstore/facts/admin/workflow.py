"""The steps of a fact's life in the admin, each with its reason."""

from typing import Any

from django import forms

from factstore.accounts.models import User
from factstore.core.errors import DomainError
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.actions.rights import check_proposing, check_withdrawal
from factstore.facts.admin.finding import FactChoice
from factstore.facts.api.flag_serializers import MAX_FLAG
from factstore.facts.api.workflow_serializers import MAX_CONFLICT, MAX_NOTE
from factstore.facts.models import Fact, Flag
from factstore.ledger.admin.steps import Asked, Step, StepForm, in_use, merging, withdrawal

Status = Fact.Status


def _in(*statuses: str) -> Any:
    return lambda fact: fact.status in statuses and in_use(fact)


def _passes(check: Any) -> Any:
    """Tell whether a check of rights lets a user do something to a fact."""

    def allowed(user: User, fact: Any) -> bool:
        try:
            check(fact, user)
        except DomainError:
            return False
        return True

    return allowed


class DecisionForm(StepForm):
    conflict_of_interest = forms.CharField(
        required=False,
        empty_value=None,
        max_length=MAX_CONFLICT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Where you have an interest of your own in it: kept as an internal note, for "
        "colleagues alone.",
    )

    field_order = ["reason", "conflict_of_interest"]


class StandingForm(StepForm):
    state = forms.ChoiceField(choices=[("", "—"), *Fact.Standing.choices])
    note = forms.CharField(
        required=False,
        empty_value=None,
        max_length=MAX_NOTE,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Shown to every reader.",
    )
    superseded_by = FactChoice(
        required=False,
        help_text="Where it is superseded: the accepted fact in its place, found by its sentence.",
    )

    field_order = ["state", "superseded_by", "note", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["superseded_by"]
        choice.among(self.request, status=Status.ACCEPTED, besides=str(self.subject.recorded))


class MergeForm(StepForm):
    into = FactChoice(
        help_text="The fact that makes the same claim, or a wider one; found by its sentence."
    )

    field_order = ["into", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["into"]
        choice.among(self.request, of=str(self.subject.recorded))


class FlagForm(StepForm):
    kind = forms.ChoiceField(
        choices=[
            ("", "—"),
            (Flag.Kind.WRONG, "wrong: it was never so"),
            (Flag.Kind.OUTDATED, "outdated: it is no longer so"),
            (Flag.Kind.MISQUOTED, "misquoted: the source does not say that"),
            (Flag.Kind.DUPLICATE, "duplicate: another fact says the same"),
        ]
    )
    duplicate_of = FactChoice(
        required=False, help_text="Of a duplicate: the fact that it repeats, found by its sentence."
    )
    reason = forms.CharField(
        label="What is wrong",
        max_length=MAX_FLAG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="And how one can see it; told to reviewers.",
    )

    field_order = ["kind", "duplicate_of", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["duplicate_of"]
        choice.among(self.request, besides=str(self.subject.recorded))


def _stand(asked: Asked) -> object:
    said = asked.said
    return actions.set_standing(
        asked.obj.pk,
        state=said["state"],
        reason=said["reason"],
        note=said["note"],
        superseded_by=said["superseded_by"] and said["superseded_by"].pk,
        expected=asked.expected,
    )


def _flag(asked: Asked) -> object:
    said = asked.said
    return actions.create_flag(
        asked.recorded,
        kind=said["kind"],
        text=said["reason"],
        duplicate_of=said["duplicate_of"] and said["duplicate_of"].pk,
    )


def _decided(action: Any) -> Any:
    return lambda asked: action(
        asked.recorded,
        expected=asked.expected,
        conflict_of_interest=asked.said["conflict_of_interest"],
    )


WORKFLOW = [
    Step(
        "propose",
        "Propose…",
        "It is handed to the reviewers. Readers do not see it yet.",
        "Proposed: it waits for a reviewer.",
        lambda fact, _reason, expected: actions.propose_fact(fact.pk, expected=expected),
        applies=_in(Status.DRAFT),
        allowed=_passes(check_proposing),
        role=Role.CONTRIBUTOR,
    ),
    Step(
        "accept",
        "Accept…",
        "Readers see it from now on.",
        "Accepted: readers see it.",
        None,
        applies=_in(Status.DRAFT, Status.PROPOSED),
        role=Role.REVIEWER,
        form=DecisionForm,
        act=_decided(actions.accept_fact),
    ),
    Step(
        "reject",
        "Reject…",
        "It is turned down, and its open proposals with it. It may be reopened.",
        "Rejected.",
        None,
        applies=_in(Status.DRAFT, Status.PROPOSED),
        grave=True,
        role=Role.REVIEWER,
        form=DecisionForm,
        act=_decided(actions.reject_fact),
    ),
    Step(
        "reopen",
        "Reopen…",
        "It is a draft again.",
        "Reopened: it is a draft.",
        lambda fact, _reason, expected: actions.reopen_fact(fact.pk, expected=expected),
        applies=_in(Status.REJECTED),
    ),
    Step(
        "standing",
        "Set its standing…",
        "How the fact stands today. What is superseded, refuted or retracted is left out of lists "
        "and still answered under its address.",
        "Its standing was set.",
        None,
        applies=_in(Status.ACCEPTED),
        role=Role.REVIEWER,
        form=StandingForm,
        act=_stand,
    ),
    Step(
        "flag",
        "Raise a flag…",
        "Reviewers are told of a doubt. The fact stays as it is; whoever knows what is right "
        "proposes a change.",
        "Flagged: it waits for a reviewer.",
        None,
        role=Role.CONTRIBUTOR,
        form=FlagForm,
        act=_flag,
        told=lambda asked: f"flagged as {asked.said['kind']}",
    ),
    *merging(
        MergeForm,
        lambda asked: actions.merge_fact(
            asked.recorded, into=asked.said["into"].pk, expected=asked.expected
        ),
        lambda fact, _reason, expected: actions.unmerge_fact(fact.pk, expected=expected),
        told="It makes the same claim as another fact of its type. Its evidence moves there, each "
        "coverage to the value that says the same, and its address leads there. Unmerging gives "
        "the evidence back.",
    ),
    withdrawal(
        lambda fact, reason, expected: actions.withdraw_fact(
            fact.pk, reason=reason, expected=expected
        ),
        role=Role.CONTRIBUTOR,
        allowed=_passes(check_withdrawal),
    ),
]
