from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "factstore.ledger"
    label = "ledger"

    def ready(self) -> None:
        from factstore.ledger import pinning

        # Once for each `migrate`, when the migrations of all apps are done.
        post_migrate.connect(pinning.pin, sender=self)
