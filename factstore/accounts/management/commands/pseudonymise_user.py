"""`manage.py pseudonymise_user NAME`."""

# ruff: noqa: ARG002  signatures given by Django

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User
from factstore.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Let a user go: name, address, password, groups and tokens are gone for good; what was "
        "recorded stays, under a pseudonym."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The user's name.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['name']!r}.")
        try:
            account_actions.pseudonymise_user(user)
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{options['name']} is {user.username} from now on.")
