"""Follow the quotes that were recorded before the store followed quotes."""

from typing import Any

from django.core.management.base import BaseCommand

from factstore.quotes.actions import upgrading


class Command(BaseCommand):
    help = (
        "Follow quotes of replaced versions that later versions tell nothing of, in a change of "
        "origin `upgrade` for each article. Does nothing where none is left."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        done = upgrading.follow_older(progress=self._progress)
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
        if done:
            self.stdout.write(f"Followed ({done} quotes).")
        elif options["verbosity"] > 0:
            self.stdout.write("All quotes are followed.")

    def _progress(self, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[Kquotes: {done}", ending="")
            self.stdout.flush()
