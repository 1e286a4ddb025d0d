"""The store that scripts measure: migrated and empty, on a durable PostgreSQL of its own."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


@contextmanager
def empty_store() -> Iterator[None]:
    """Start it for the time of the block; Django is set up within, and connects as the owner."""
    from config.embedded import Cluster

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with Cluster(Path(folder) / "pg") as cluster:
            os.environ |= {
                "DATABASE_URL": cluster.owner_url(),
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "FACTSTORE_ALLOWED_HOSTS": "testserver",
                "FACTSTORE_SECRET_KEY": "for measuring alone",
            }
            import django

            django.setup()
            from django.conf import settings
            from django.core.management import call_command

            settings.STATIC_ROOT = folder
            call_command("migrate", verbosity=0)
            yield
