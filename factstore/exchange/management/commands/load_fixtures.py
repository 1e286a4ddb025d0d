"""Load fact types and the demonstration: five articles with their curated facts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factstore.accounts import actions as account_actions
from factstore.accounts.models import User
from factstore.accounts.roles import GROUPS
from factstore.core.roles import Role
from factstore.exchange import actions, lines
from factstore.facts.models import FactType

TYPES = "fact_types.jsonl"
DEMO = "demo.jsonl"


class Command(BaseCommand):
    help = "Load fixtures/fact_types.jsonl and fixtures/demo.jsonl, or the files named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="Files of the exchange format.")
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where fact types are stored."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["if_empty"] and FactType.objects.exists():
            return
        folder = settings.BASE_DIR / "fixtures"
        files: list[Path] = options["files"] or [folder / TYPES, folder / DEMO]
        actors = actions.Actors(
            curator=_user("curator", Role.EDITOR), reviewer=_user("reviewer", Role.REVIEWER)
        )
        for file in files:
            self._load(file, actors)

    def _load(self, file: Path, actors: actions.Actors) -> None:
        counts: dict[str, int] = {}

        def progress(line: lines.Line) -> None:
            counts[line.kind] = counts.get(line.kind, 0) + 1
            if self.stdout.isatty():
                self.stdout.write(f"\r{file.name}: line {line.number} ", ending="")
                self.stdout.flush()

        try:
            actions.load(lines.read(file), actors=actors, progress=progress)
        except lines.BadLine as error:
            raise CommandError(f"{file}: {error}") from error
        told = ", ".join(f"{count} {kind.replace('_', ' ')}s" for kind, count in counts.items())
        self.stdout.write(f"\r{file.name}: {told.replace('entitys', 'entities')}")


def _user(username: str, role: Role) -> User:
    """Return the user of this name who has this role; it has no password."""
    user = User.objects.filter(username=username, groups__name=GROUPS[role]).first()
    return user or account_actions.create_user(username=username, role=role)
