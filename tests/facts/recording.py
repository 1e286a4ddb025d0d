"""Recording facts by the actions that the API calls, for stores that are filled once."""

from factstore.accounts.models import User
from factstore.facts import actions
from factstore.facts.api.drafting import fact_draft, fact_patch
from factstore.facts.api.write_serializers import FactCreate, FactUpdate
from factstore.ledger.actions import change


def by(username="curator"):
    """Open a change of a user whom `load_fixtures` has made."""
    actor = User.objects.get(username=username)
    return change(actor=actor, reason="a test", origin="command")


def record_fact(body, *, accept=True):
    """Record a fact by the body of its request, and accept it; returns its id."""
    serializer = FactCreate(data=body)
    serializer.is_valid(raise_exception=True)
    with by():
        fact = actions.create_fact(
            fact_draft(serializer.validated_data), actor=User.objects.get(username="curator")
        )
    if accept:
        with by("reviewer"):
            actions.accept_fact(fact.id, expected=None)
    return str(fact.id)


def change_fact(fact_id, body):
    """Change a fact by the body of a patch."""
    serializer = FactUpdate(data={"reason": "a test", **body})
    serializer.is_valid(raise_exception=True)
    with by("reviewer"):
        actions.update_fact(fact_id, fact_patch(serializer.validated_data), expected=None)
