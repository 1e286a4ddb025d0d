from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "factstore.entities"
    label = "entities"

    def ready(self) -> None:
        from factstore.entities import documents
        from factstore.ledger import kinds

        kinds.register(kinds.Kind("entity", documents.entities, face=documents.entity_face))
