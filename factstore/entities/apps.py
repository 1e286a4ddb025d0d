from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "factstore.entities"
    label = "entities"
