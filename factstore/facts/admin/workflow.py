"""The steps of a fact's life in the admin, each with its reason."""

from typing import Any

from django import forms

from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.models import Fact
from factstore.ledger.admin.steps import Asked, Step, StepForm

Status = Fact.Status


def _in(*statuses: str) -> Any:
    return lambda fact: fact.status in statuses and fact.withdrawn_reason is None


class StandingForm(StepForm):
    state = forms.ChoiceField(choices=[("", "—"), *Fact.Standing.choices])
    note = forms.CharField(required=False, empty_value=None, help_text="Shown to every reader.")
    superseded_by = forms.UUIDField(
        required=False, help_text="Where it is superseded: the id of the fact in its place."
    )

    field_order = ["state", "note", "superseded_by", "reason"]


def _stand(asked: Asked) -> object:
    said = asked.said
    return actions.set_standing(
        asked.obj.pk,
        state=said["state"],
        reason=said["reason"],
        note=said["note"],
        superseded_by=said["superseded_by"],
        expected=asked.expected,
    )


WORKFLOW = [
    Step(
        "propose",
        "Propose…",
        "It is handed to the reviewers.",
        "Proposed: it waits for a reviewer.",
        lambda fact, _reason, expected: actions.propose_fact(fact.pk, expected=expected),
        applies=_in(Status.DRAFT),
        role=Role.CONTRIBUTOR,
    ),
    Step(
        "accept",
        "Accept…",
        "Readers see it from now on.",
        "Accepted: readers see it.",
        lambda fact, _reason, expected: actions.accept_fact(fact.pk, expected=expected),
        applies=_in(Status.DRAFT, Status.PROPOSED),
        role=Role.REVIEWER,
    ),
    Step(
        "reject",
        "Reject…",
        "It is turned down, and its open proposals with it. It may be reopened.",
        "Rejected.",
        lambda fact, _reason, expected: actions.reject_fact(fact.pk, expected=expected),
        applies=_in(Status.DRAFT, Status.PROPOSED),
        grave=True,
        role=Role.REVIEWER,
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
        "Standing…",
        "How the fact stands today. What is superseded, refuted or retracted is left out of lists "
        "and still answered under its address.",
        "Its standing was set.",
        None,
        applies=_in(Status.ACCEPTED),
        role=Role.REVIEWER,
        form=StandingForm,
        act=_stand,
    ),
]
