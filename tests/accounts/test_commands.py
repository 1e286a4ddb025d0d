from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from factstore.accounts.models import Token, User

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_first_run_makes_an_administrator_and_shows_the_password_once(monkeypatch):
    monkeypatch.delenv("FACTSTORE_ADMIN_PASSWORD", raising=False)
    shown = run("ensure_admin")
    admin = User.objects.get(username="admin")
    assert admin.is_superuser
    assert admin.is_staff
    assert admin.check_password(shown.split("password: ")[1].split()[0])
    assert run("ensure_admin") == ""


def test_the_password_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("FACTSTORE_ADMIN_PASSWORD", "a long sentence")
    assert run("ensure_admin") == ""
    assert User.objects.get(username="admin").check_password("a long sentence")


def test_any_superuser_will_do():
    User.objects.create_superuser(username="root", password="x")
    assert run("ensure_admin") == ""
    assert not User.objects.filter(username="admin").exists()


def test_users_are_made_without_a_password(writers):
    run("create_user", "ada", "--writer")
    run("create_user", "ben")
    ada, ben = User.objects.get(username="ada"), User.objects.get(username="ben")
    assert not ada.has_usable_password()
    assert (ada.may_write(), ben.may_write()) == (True, False)
    assert list(ada.groups.all()) == [writers]


def test_a_user_is_made_once(ada):
    with pytest.raises(CommandError, match="already"):
        run("create_user", "ada")


def test_a_token_is_shown_once(ada):
    key = run("create_token", "ada", "--name", "import", "--days", "3").strip()
    token = Token.objects.get(user=ada)
    assert key.startswith("fs_")
    assert token.name == "import"
    assert abs(token.expiry - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "args",
    [
        ["nobody", "--name", "x"],
        ["ada", "--name", " "],
        ["ada", "--name", "x", "--days", "0"],
        ["ada", "--name", "x", "--days", "100000"],
    ],
)
def test_a_token_needs_a_user_a_name_and_a_term(ada, args):
    with pytest.raises(CommandError):
        run("create_token", *args)
