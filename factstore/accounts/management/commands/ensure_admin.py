"""`manage.py ensure_admin`: the first run makes the superuser `admin`."""

# ruff: noqa: ARG002  signatures given by Django

import os
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from factstore.accounts import actions as account_actions

USERNAME = "admin"


class Command(BaseCommand):
    help = (
        "Create the superuser `admin` unless there is a superuser. Its password is "
        "FACTSTORE_ADMIN_PASSWORD, or a random one that is printed this once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("FACTSTORE_ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(15)
        made = account_actions.ensure_admin(username=USERNAME, password=password)
        if made is not None and not given:
            self.stdout.write(f"Administrator: {USERNAME}  password: {password}  (shown once)")
