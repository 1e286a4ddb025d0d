"""What a store needs before it serves: tables as their owner makes them, then what is in them."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from environ import Env

UPGRADES = ("follow_quotes", "rerecord")
"""Commands that bring what an older program recorded up to date; each does nothing twice."""


def main() -> None:
    """Start as the owner (FACTSTORE_AS_OWNER), go on as the application: one start of Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    migrated = _migrate()
    _become_application()
    if migrated:  # the program is another one, and may render documents otherwise
        for step in UPGRADES:
            call_command(step, verbosity=0)
    with transaction.atomic():  # all or nothing: a first run that is killed begins again
        call_command("load_fixtures", if_empty=True)
    call_command("ensure_admin")
    call_command("collectstatic", interactive=False, verbosity=0)


def _migrate() -> bool:
    """Bring the tables up to date; tell whether there was anything to do."""
    executor = MigrationExecutor(connections["default"])
    has_pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    call_command("migrate", interactive=False, verbosity=1)
    return has_pending


def _become_application() -> None:
    connection = connections["default"]
    connection.close()
    application = Env.db_url_config(settings.DATABASE_URL)
    address = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
    connection.settings_dict.update({key: application[key] for key in address})


if __name__ == "__main__":
    main()
