"""Steps with recorded things over HTTP: `POST …/{id}/accept` and the like."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse

from factstore.core.api.views import if_match
from factstore.ledger.api.views import RecordedView


class StepView(RecordedView):
    """A view of things with which one takes steps."""

    def step(
        self,
        object_id: UUID,
        action: Callable[..., object],
        *,
        keeps_reason: bool = False,
        alone: bool = False,
    ) -> HttpResponse:
        """Let `action` take a step, by the members of the body; answer with what it recorded.

        The reason is the change's; `keeps_reason`: the action takes it, too. `alone`: as `change`.
        """
        body, expected = self.body(), if_match(self.request)
        said = {name: value for name, value in body.items() if keeps_reason or name != "reason"}
        with self.change(body, alone=alone):
            action(object_id, **said, expected=expected)
        return self.written(object_id)
