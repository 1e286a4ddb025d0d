from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factstore.exchange"
    label = "exchange"
