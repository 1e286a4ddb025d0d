"""`manage.py create_token USER --name NAME [--days N] [--role ROLE]
[--origin MODEL VERSION]`.
"""

# ruff: noqa: ARG002  signatures given by Django

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factstore.accounts import actions as account_actions
from factstore.accounts.models import TOKEN_ROLES, User
from factstore.accounts.programs import MAX_MODEL, MAX_VERSION, Program
from factstore.core.roles import Role

MAX_DAYS = 3650


class Command(BaseCommand):
    help = "Create a token for a user and print its key; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="The user whose rights the token has.")
        parser.add_argument("--name", required=True, help="What the token is for.")
        parser.add_argument(
            "--days", type=int, help="Days until it expires (default: FACTSTORE_TOKEN_DAYS)."
        )
        parser.add_argument(
            "--role",
            choices=[label for label, _ in TOKEN_ROLES],
            help="The most that it may do (default: whatever the user may).",
        )
        parser.add_argument(
            "--origin",
            nargs=2,
            metavar=("MODEL", "VERSION"),
            help="For a program: recorded with each change and proposal made with the token.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise CommandError(f"--days is 1 to {MAX_DAYS}.")
        if not options["name"].strip():
            raise CommandError("--name says what the token is for.")
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        role = Role.named(options["role"]) if options["role"] else None
        origin = _program(options["origin"])
        _, key = account_actions.create_token(
            user=user, name=options["name"], days=days, role=role, origin=origin
        )
        self.stdout.write(key)


def _program(words: list[str] | None) -> Program | None:
    if words is None:
        return None
    model, version = (word.strip() for word in words)
    if not (0 < len(model) <= MAX_MODEL and 0 < len(version) <= MAX_VERSION):
        raise CommandError(
            f"--origin has a model of 1 to {MAX_MODEL} characters"
            f" and a version of 1 to {MAX_VERSION}."
        )
    return Program(model, version)
