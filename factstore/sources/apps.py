from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "factstore.sources"
    label = "sources"
