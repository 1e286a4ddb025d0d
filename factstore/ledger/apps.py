from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    name = "factstore.ledger"
    label = "ledger"

    def ready(self) -> None:
        from factstore.ledger import pinning, upgrading

        # Once for each `migrate`, before and after the migrations of all apps.
        pre_migrate.connect(upgrading.check, sender=self)
        post_migrate.connect(pinning.pin, sender=self)
