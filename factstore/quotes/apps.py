from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "factstore.quotes"
    label = "quotes"
