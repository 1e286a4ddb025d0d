"""Two reviewers accept rival proposals at once: one wins, the other is told, nothing is lost."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User
from factstore.core.errors import DomainError
from factstore.core.roles import Role
from factstore.facts import actions
from factstore.facts.api.drafting import read_patch
from factstore.facts.models import Fact, Proposal
from factstore.ledger.actions import change
from factstore.ledger.models import Revision
from tests import stores
from tests.facts import bodies
from tests.facts.conftest import DESK, desk_ids
from tests.facts.recording import record_fact

ROUNDS = 5


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    """A store of its own, where writes are committed."""
    with django_db_blocker.unblock(), stores.copy(*DESK):
        yield


def by(user):
    return change(actor=user, reason="a race", origin="command")


def proposed(fact, author, words):
    value = Fact.objects.get(pk=fact).values.get(field__name="what")
    item = {**bodies.text("what", words), "id": str(value.pk)}
    base = Revision.objects.current("fact").get(object_id=fact).content_revision
    patch = {"values": {"set": [item]}}
    with by(author):
        made = actions.create_proposal(
            UUID(fact), base=base, sent=patch, read=read_patch, reason="as I read it"
        )
    return made.pk


def race(*works):
    barrier, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(i, work):
        try:
            barrier.wait(60)
            work()
            outcomes[i] = "done"
        except DomainError as error:
            outcomes[i] = error.code
        except Exception as error:  # noqa: BLE001  told by the test
            outcomes[i] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def accepting(proposal, reviewer):
    def accept():
        with by(reviewer):
            actions.accept_proposal(proposal, read=read_patch, reason="right", expected=None)

    return accept


def test_exactly_one_of_two_rivals_wins(db):
    ids = desk_ids()
    author = account_actions.create_user(username="dora", role=Role.CONTRIBUTOR)
    reviewers = [
        account_actions.create_user(username=name, role=Role.REVIEWER) for name in ("cleo", "finn")
    ]
    for i in range(ROUNDS):
        fact = record_fact(bodies.event(ids, f"asked {i}"))
        words = [f"asked {i}, says one", f"asked {i}, says the other"]
        rivals = [proposed(fact, author, said) for said in words]
        outcomes = race(*(accepting(*pair) for pair in zip(rivals, reviewers, strict=True)))
        assert sorted(outcomes) == ["done", "illegal_transition"]
        winner = rivals[outcomes.index("done")]
        statuses = dict(Proposal.objects.filter(fact=fact).values_list("pk", "status"))
        assert statuses == {
            proposal: "accepted" if proposal == winner else "superseded" for proposal in rivals
        }
        said = Fact.objects.get(pk=fact).values.get(field__name="what").text
        assert said == words[outcomes.index("done")]
        assert Revision.objects.filter(kind="fact", object_id=fact).count() == 3


def test_a_proposal_and_the_rejection_of_its_fact_leave_none_open(db):
    ids = desk_ids()
    author, reviewer = User.objects.get(username="curator"), User.objects.get(username="reviewer")
    for i in range(ROUNDS):
        fact = record_fact(bodies.event(ids, f"asked {i}"), accept=False)

        def reject(fact=fact):
            with by(reviewer):
                actions.reject_fact(UUID(fact), expected=None)

        outcomes = race(lambda fact=fact: proposed(fact, author, "other words"), reject)
        assert outcomes[1] == "done"
        assert outcomes[0] in {"done", "illegal_transition"}
        assert not Proposal.objects.filter(fact=fact, status="open").exists()
