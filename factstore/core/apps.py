from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "factstore.core"
    label = "core"
