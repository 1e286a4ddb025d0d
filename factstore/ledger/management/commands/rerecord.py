"""Record anew what this version of the program renders otherwise than the one before."""

from typing import Any

from django.core.management.base import BaseCommand

from factstore.ledger import rerecording


class Command(BaseCommand):
    help = (
        "Give everything whose document this version of the program renders otherwise a revision, "
        "in changes of origin `upgrade`. Does nothing where nothing differs."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        counts = rerecording.rerecord(progress=self._progress)
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        if counts:
            told = ", ".join(f"{name.replace('_', ' ')}: {n}" for name, n in counts.items())
            self.stdout.write(f"Recorded anew ({told}).")
        elif options["verbosity"] > 0:
            self.stdout.write("All documents are as this program renders them.")

    def _progress(self, what: str, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{what}: {done}", ending="")
            self.stdout.flush()
