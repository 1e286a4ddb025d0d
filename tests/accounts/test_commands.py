from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from factstore.accounts.models import Token, User
from factstore.accounts.programs import Program
from factstore.core.roles import Role

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


@pytest.mark.parametrize("role", Role)
def test_users_are_made_with_a_role_and_without_a_password(role):
    run("create_user", "ada", "--role", role.label)
    ada = User.objects.get(username="ada")
    assert not ada.has_usable_password()
    assert ada.role == role
    assert ada.is_staff == (role == Role.ADMINISTRATOR)


def test_users_read_unless_told_otherwise():
    run("create_user", "ben")
    assert User.objects.get(username="ben").role == Role.READER


def test_a_user_is_made_once(ada):
    with pytest.raises(CommandError, match="already"):
        run("create_user", "ada")


def test_a_token_is_shown_once(ada):
    key = run("create_token", "ada", "--name", "import", "--days", "3").strip()
    token = Token.objects.get(user=ada)
    assert key.startswith("fs_")
    assert token.name == "import"
    assert abs(token.expiry - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)


def test_a_token_of_a_program_says_so(ada):
    asked = ["create_token", "ada", "--name", "n", "--role", "contributor"]
    run(*asked, "--origin", "extractor", "1.2")
    token = Token.objects.get(user=ada)
    assert (token.role, token.origin) == ("contributor", Program("extractor", "1.2"))
    for words in ((" ", "1.2"), ("extractor", ""), ("x" * 121, "1"), ("x", "1" * 80)):
        with pytest.raises(CommandError, match="--origin has a model"):
            run(*asked, "--origin", *words)


def test_a_user_goes_and_the_administrator_stays(ada):
    run("ensure_admin")
    told = run("pseudonymise_user", "ada")
    ada.refresh_from_db()
    assert told == f"ada is {ada.username} from now on.\n"
    with pytest.raises(CommandError, match="no user"):
        run("pseudonymise_user", "ada")
    with pytest.raises(CommandError, match="only administrator"):
        run("pseudonymise_user", "admin")


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
