"""The queues of facts: what waits to be decided, confirmed or resolved."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from factstore.core.roles import Role
from factstore.facts.admin.lists import current_facets, facts_in_sight
from factstore.facts.models import Fact, Flag, Proposal
from factstore.ledger.admin import queues
from factstore.ledger.admin.state import actor


def _list(model: type[Model], **query: str) -> Callable[[HttpRequest], str]:
    address = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"  # noqa: SLF001  Django's public name
    return lambda _request: f"{reverse(address)}?{urlencode(query)}"


def _facts(request: HttpRequest) -> "QuerySet[Fact]":
    facts = Fact.objects.filter(facts_in_sight(request))
    return facts.filter(withdrawn_reason=None, merged_into=None)


def _stale(request: HttpRequest) -> int:
    stale = current_facets().filter(stale=True)
    return _facts(request).filter(pk__in=stale.values("fact_id")).count()


def _own(request: HttpRequest) -> "QuerySet[Proposal]":
    return Proposal.objects.filter(author=actor(request), status="open")


queues.register(
    queues.Queue(
        "facts await review",
        "Proposed: accept or reject them.",
        _list(Fact, status__exact="proposed", use="yes"),
        lambda request: _facts(request).filter(status="proposed").count(),
        Role.EDITOR,
    ),
    queues.Queue(
        "open proposals",
        "Changes of accepted facts: accept or reject them.",
        _list(Proposal, status__exact="open"),
        lambda _request: Proposal.objects.filter(status="open").count(),
        Role.EDITOR,
    ),
    queues.Queue(
        "open flags",
        "Doubts about facts: say whether they are right.",
        _list(Flag, status__exact="open"),
        lambda _request: Flag.objects.filter(status="open").count(),
        Role.EDITOR,
    ),
    queues.Queue(
        "facts with stale evidence",
        "What it covers has changed: confirm it, or mend it.",
        _list(Fact, stale="yes", use="yes"),
        _stale,
        Role.EDITOR,
    ),
    queues.Queue(
        "open proposals of your own",
        "They wait for a reviewer; you may take them back.",
        lambda request: (
            f"{reverse('admin:facts_proposal_changelist')}?"
            + urlencode({"status__exact": "open", "author__id__exact": actor(request).pk})
        ),
        lambda request: _own(request).count(),
    ),
)
