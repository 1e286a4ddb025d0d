from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "factstore.facts"
    label = "facts"
