from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "factstore.ledger"
    label = "ledger"
