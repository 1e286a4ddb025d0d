"""What gives a role, and what a role is."""

import pytest
from django.contrib.auth.models import Group

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User
from factstore.accounts.roles import GROUPS, role_of
from factstore.core.roles import Role


def test_each_role_includes_the_ones_before():
    assert [role.label for role in sorted(Role)] == [
        "reader",
        "contributor",
        "editor",
        "reviewer",
        "administrator",
    ]
    assert all(Role.named(role.label) is role for role in Role)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ([], Role.READER),
        (["somebody else's"], Role.READER),
        (["contributors"], Role.CONTRIBUTOR),
        (["editors", "contributors"], Role.EDITOR),
        (["reviewers", "somebody else's"], Role.REVIEWER),
    ],
)
def test_the_highest_group_counts(groups, role):
    assert role_of(groups) == role


@pytest.mark.django_db
def test_migrations_make_the_groups():
    assert set(GROUPS.values()) == set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_a_role_costs_one_statement_at_the_most(django_assert_num_queries):
    account_actions.create_user(username="ada", role=Role.REVIEWER)
    ada = User.objects.get(username="ada")
    with django_assert_num_queries(1):
        assert (ada.role, ada.role) == (Role.REVIEWER, Role.REVIEWER)


@pytest.mark.django_db
def test_whoever_is_inactive_has_no_role_left():
    for name, role in (("ada", Role.EDITOR), ("root", Role.ADMINISTRATOR)):
        user = account_actions.create_user(username=name, role=role)
        assert user.role == role
        user.is_active = False
        assert user.role == Role.READER


@pytest.mark.django_db
def test_a_writer_of_old_reviews():
    assert account_actions.create_user(username="ada", writer=True).role == Role.REVIEWER
    assert account_actions.create_user(username="ben", writer=False).role == Role.READER
