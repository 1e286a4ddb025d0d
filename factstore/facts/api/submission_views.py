"""What proposals and flags have in common over HTTP: their lists."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse

from factstore.facts.api.steps import StepView
from factstore.facts.models import Flag, Proposal
from factstore.ledger import past
from factstore.ledger.api.visibility import sight


class SubmissionView(StepView):
    """A view of what was submitted about facts; `filters` are members that a list is chosen by."""

    model: ClassVar[type[Proposal | Flag]]
    filters: ClassVar[tuple[str, ...]]

    def matching(self, *, fact: UUID | None = None) -> HttpResponse:
        """Answer with a page of those in sight that the query asks for, about `fact` alone."""
        asked = self.query if fact is None else {**self.query, "fact": fact}
        wanted = {name: _values(asked.get(name)) for name in ("fact", *self.filters)}
        seen_by = sight(self.request)
        return self.listed(
            self.model.objects.matching(wanted, sight=seen_by),
            said=past.chosen(wanted, past.seen(seen_by, self.kind)),
        )


def _values(asked: Any) -> list[Any] | None:
    return asked if asked is None or isinstance(asked, list) else [asked]
