"""What a store needs before it serves, beyond its tables; in one process, as the application."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("load_fixtures", if_empty=True)
    call_command("ensure_admin")
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
