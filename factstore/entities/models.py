"""Entities: the people, organisations, places and things that facts speak of."""

from django.db import models
from django.db.models import F, Q

from factstore.core.ids import new_id
from factstore.entities.queries import EntityQuerySet
from factstore.ledger import triggers


class Entity(models.Model):
    """Somebody or something that facts name: one row, however many names it has."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        GROUP = "group"
        COUNTRY = "country"
        PLACE = "place"
        WEAPON = "weapon"
        AGREEMENT = "agreement"
        DOCUMENT = "document"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, help_text="What it is.")
    name = models.CharField(max_length=300, help_text="The name it goes by here.")
    sentence_name = models.CharField(
        max_length=300,
        default="",
        blank=True,
        help_text="The name inside a sentence where that differs (“the United States”).",
    )
    description = models.TextField(default="", blank=True, help_text="Tells it from its namesakes.")
    withdrawn_reason = models.TextField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The entity that it turned out to be; null: itself.",
    )

    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entities"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entities_entity_name_is_not_empty"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "person",
                        "organisation",
                        "group",
                        "country",
                        "place",
                        "weapon",
                        "agreement",
                        "document",
                        "other",
                    ]
                ),
                name="entities_entity_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason__isnull=True) | ~Q(withdrawn_reason=""),
                name="entities_entity_withdrawal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (~Q(merged_into=F("id")) & Q(withdrawn_reason__isnull=True)),
                name="entities_entity_merged_into_another",
            ),
        ]
        indexes = [
            models.Index("name", "id", name="entities_entity_by_name"),
            models.Index(
                "id",
                condition=Q(withdrawn_reason__isnull=False),
                name="entities_entity_withdrawn",
            ),
        ]
        triggers = [
            *triggers.recorded("entity"),
            triggers.permanent("entities_entity_never_deleted"),
            triggers.merged_once("entities_entity", "entities_entity_merged_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of an entity, as sources print it ("Kyiv", "Kiev")."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=300, help_text="The other name.")

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["entity", "text"], name="entities_alias_is_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="entities_alias_text_is_not_empty"),
        ]
        triggers = triggers.recorded("entity", "entity_id")

    def __str__(self) -> str:
        return self.text


class ExternalId(models.Model):
    """What another catalogue calls an entity (`wikidata`, `Q30`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="external_ids")
    scheme = models.SlugField(max_length=40, help_text="The catalogue, e.g. wikidata.")
    value = models.CharField(max_length=200, help_text="Its identifier there, e.g. Q30.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="entities_externalid_names_one_entity"
            ),
            models.CheckConstraint(
                condition=~Q(scheme="") & ~Q(value=""), name="entities_externalid_is_not_empty"
            ),
        ]
        triggers = triggers.recorded("entity", "entity_id")

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
