"""Steps beside editing (withdraw, accept …): what each asks, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString

from factstore.accounts.models import User
from factstore.core.roles import Role
from factstore.ledger import notes, reverting
from factstore.ledger.admin.forms import OpenedRevision
from factstore.ledger.admin.state import actor, may
from factstore.ledger.models import MAX_NOTE, Change, Revision

REASON_TO_COME = "(your reason)"
"""Stands for the reason where a step is tried before one was typed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a step is about: the row, its name, and how the ledger knows it.

    `content_revision` is the present one; None: it is no recorded thing, and never changes.
    """

    obj: Any
    name: str
    kind: str
    recorded: UUID
    content_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One step as it was asked for: what the form says, and who says it of what."""

    obj: Any
    said: Mapping[str, Any]
    expected: frozenset[int]
    actor: User
    kind: str
    recorded: UUID


Perform = Callable[[Any, str, frozenset[int]], object]


class StepForm(forms.Form):
    """What a step asks. `to_try` is typed for the editor when the step is tried beforehand."""

    required_css_class = "required"
    to_try: ClassVar[Mapping[str, str]] = {"reason": REASON_TO_COME}

    reason = forms.CharField(
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Why; recorded with the change, for every reader.",
    )
    content_revision = OpenedRevision()

    def __init__(self, *args: Any, subject: Subject, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.request = subject, request


def merged(obj: Any) -> bool:
    """Tell whether a thing is merged into another."""
    return getattr(obj, "merged_into_id", None) is not None


def in_use(obj: Any) -> bool:
    """Tell whether a thing is neither withdrawn nor merged into another."""
    return getattr(obj, "withdrawn_reason", None) is None and not merged(obj)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `perform(object, reason, expected)` runs inside the step's own change.

    `applies` tells for which objects it is offered, `allowed` to whom; `role` who may do it, at
    the least; `leads_to` names the object whose page comes after it, by model and id. A step whose
    `form` asks for more than the reason has `act` in the place of `perform`; `told` makes the
    reason of the change. What is not `recorded` opens no change. A step that `weighs` is done only
    after its effects were shown. `picture` shows more of what it does than the differences tell.
    What runs `alone` waits for all other changes (`ledger.locks`).
    """

    name: str
    label: str
    explanation: str
    done: str
    perform: Perform | None
    applies: Callable[[Any], bool] = in_use
    allowed: Callable[[User, Any], bool] = lambda _user, _obj: True
    grave: bool = False
    role: Role = Role.EDITOR
    leads_to: Callable[[Any], tuple[str, UUID]] | None = None
    form: type[StepForm] = StepForm
    act: Callable[[Asked], object] | None = None
    told: Callable[[Asked], str] = lambda asked: asked.said["reason"]
    recorded: bool = True
    weighs: bool = False
    alone: bool = False
    origin: str = Change.Origin.ADMIN
    picture: Callable[[Asked], SafeString] | None = None

    @property
    def button(self) -> str:
        """What the button says that does the step."""
        return self.label.rstrip("…")

    def offered(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether the page of an object has this step, for who asks."""
        permitted = may(request, self.role) and self.applies(obj)
        return permitted and self.allowed(actor(request), obj)

    def do(self, asked: Asked) -> object:
        """Do the step inside the change that is open."""
        if self.act is not None:
            return self.act(asked)
        if self.perform is not None:
            return self.perform(asked.obj, asked.said["reason"], asked.expected)
        return None


class NoteForm(StepForm):
    reason = forms.CharField(
        label="Note",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For colleagues alone; neither changed nor deleted.",
    )


NOTE = Step(
    "note",
    "Add a note…",
    "Notes are for colleagues: no reader sees them, and they are no part of the record.",
    "Noted.",
    None,
    applies=lambda _obj: True,
    role=Role.CONTRIBUTOR,
    form=NoteForm,
    act=lambda asked: notes.write_note(
        kind=asked.kind, object_id=asked.recorded, author=asked.actor, text=asked.said["reason"]
    ),
    recorded=False,
)


def withdrawal(perform: Perform, **more: Any) -> Step:
    """Return the step that withdraws what was recorded in error."""
    return Step(
        "withdraw",
        "Withdraw…",
        "It was recorded in error and is never to be used. It disappears from lists; whoever asks "
        "for it is told the reason. Its history stays.",
        "Withdrawn.",
        perform,
        grave=True,
        weighs=True,
        **more,
    )


class RevertForm(StepForm):
    revision = forms.TypedChoiceField(
        coerce=int, help_text="What it said then is recorded again, as a new revision."
    )

    field_order = ["revision", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Revision.objects.filter(kind=self.subject.kind, object_id=self.subject.recorded)
        rows = rows.select_related("change__actor").defer("document").order_by("-number")
        own: Any = self.fields["revision"]
        own.choices = [("", "—"), *((row.number, _told(row)) for row in rows[1:])]


def _told(row: Revision) -> str:
    at = f"{row.change.at:%d %B %Y, %H:%M} UTC" if row.change.at else ""
    return f"{row.number}: {row.change.actor}, {at}, “{row.change.reason[:80]}”"


REVERT = Step(
    "revert",
    "Revert to a revision…",
    "What it said in an earlier revision is recorded again, as a new revision. Nothing is erased: "
    "later revisions stay in its history. Status and standing stay as they are.",
    "Reverted.",
    None,
    role=Role.REVIEWER,
    form=RevertForm,
    act=lambda asked: reverting.revert(
        asked.kind, asked.recorded, number=asked.said["revision"], expected=asked.expected
    ),
    weighs=True,
    alone=True,
)


def merging(
    form: type[StepForm], merge: Callable[[Asked], object], unmerge: Perform, *, told: str
) -> list[Step]:
    """Return the steps that merge a thing into another and part them again; `told` explains."""
    return [
        Step(
            "merge",
            "Merge into another…",
            told,
            "Merged.",
            None,
            role=Role.REVIEWER,
            form=form,
            act=merge,
            weighs=True,
            alone=True,
        ),
        Step(
            "unmerge",
            "Unmerge…",
            "What the merge moved comes back, where it has not moved on since. What came to the "
            "other one later stays there.",
            "Unmerged: it stands by itself again.",
            unmerge,
            applies=merged,
            role=Role.REVIEWER,
            weighs=True,
            alone=True,
        ),
    ]
