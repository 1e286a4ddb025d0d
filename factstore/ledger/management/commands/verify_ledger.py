"""Prove that nothing in the ledger was altered, and that the tables say what it says."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factstore.ledger import verification

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Recompute every digest of the ledger and compare every current document with the tables. "
        "Fails, naming what is wrong, where anything was altered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="first",
            type=int,
            default=1,
            metavar="POSITION",
            help="Verify the changes from this position on; what is current is verified anyway.",
        )
        parser.add_argument(
            "--show",
            type=int,
            default=SHOWN,
            help=f"How many findings are shown before it gives up; {SHOWN} by default.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verification.findings(first=options["first"], progress=self._progress)
        shown = list(islice(found, options["show"]))
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        for finding in shown:
            self.stdout.write(str(finding))
        if shown:
            more = " or more" if len(shown) == options["show"] else ""
            raise CommandError(f"The ledger is not what was recorded: {len(shown)}{more} findings.")
        counted = ", ".join(f"{what}: {count}" for what, count in self._counts.items())
        self.stdout.write(f"All is as recorded ({counted or 'nothing yet'}).")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counts: dict[str, int] = {}

    def _progress(self, what: str, done: int) -> None:
        self._counts[what] = done
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{what}: {done}", ending="")
            self.stdout.flush()
