"""`manage.py create_user NAME [--role ROLE]`."""

# ruff: noqa: ARG002  signatures given by Django

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role


class Command(BaseCommand):
    help = "Create a user without a password (see create_token and changepassword)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The user's name.")
        parser.add_argument(
            "--role",
            choices=[role.label for role in Role],
            default=Role.READER.label,
            help="What the user may do (docs/roles.md); default: reader.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = Role.named(options["role"])
        try:
            account_actions.create_user(username=options["name"], role=role)
        except IntegrityError as error:
            raise CommandError(f"There is a user {options['name']!r} already.") from error
        self.stdout.write(f"Created {options['name']}, {role.label}.")
