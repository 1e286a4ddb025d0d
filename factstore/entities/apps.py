from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "factstore.entities"
    label = "entities"

    def ready(self) -> None:
        from factstore.entities import actions, documents, merging, redaction
        from factstore.entities.models import Entity
        from factstore.ledger import kinds

        kinds.register(
            kinds.Kind(
                "entity",
                documents.entities,
                table="entities_entity",
                members=frozenset({"name", "sentence_name", "description", "reason"}),
                texts={Entity: ("name", "sentence_name", "description", "withdrawn_reason")},
                redact=redaction.redact,
                blot=redaction.blot,
                face=documents.entity_face,
                revert=actions.revert_entity,
                undo=merging.undo_steps,
                withdraw=lambda entity_id, reason: actions.withdraw_entity(
                    entity_id, reason=reason, expected=None
                ),
            )
        )
