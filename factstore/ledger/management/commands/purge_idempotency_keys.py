"""Remove the answers kept under Idempotency-Keys that are older than a day."""

from typing import Any

from django.core.management.base import BaseCommand

from factstore.ledger import idempotency


class Command(BaseCommand):
    help = "Remove answers kept under Idempotency-Keys for longer than a day."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{idempotency.purge()} expired answers removed")
