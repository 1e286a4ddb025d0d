"""Facets: what lists filter and sort facts by, one row per recorded revision of a fact.

Derived from the documents as they are recorded, and versioned like them: current rows have no
`to_position`, so that the same filters answer for now and for any earlier position. Where aliases
of its entities come or go, which are in no document of a fact, a revision has one row after another.
"""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from factstore.ledger.derived import derived


class Facet(models.Model):
    """What one revision of a fact can be filtered by, for as long as it is found by these words."""

    pk = models.CompositePrimaryKey("fact_id", "number", "from_position")
    fact_id = models.UUIDField()
    number = models.PositiveIntegerField(help_text="The revision.")
    from_position = models.BigIntegerField()
    to_position = models.BigIntegerField(null=True)
    fact_type = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    standing = models.CharField(max_length=10)
    withdrawn = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    certain = DateRangeField(null=True, help_text="Days on which it certainly held; [) range.")
    possible = DateRangeField(help_text="Days on which it possibly held; [) range.")
    first_day = models.DateField(help_text="First possible day; infinity where it is not known.")
    latest_day = models.DateField(help_text="The same; -infinity where it is not known.")
    publishers = ArrayField(models.UUIDField(), default=list)
    articles = ArrayField(models.UUIDField(), default=list)
    speakers = ArrayField(models.UUIDField(), default=list)
    stances = ArrayField(models.CharField(max_length=10), default=list)
    attributions = ArrayField(models.CharField(max_length=10), default=list)
    hedged = models.BooleanField(default=False)
    independent_origins = models.PositiveIntegerField(default=0)
    warnings = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    search = SearchVectorField()

    class Meta:
        indexes = [
            models.Index(
                F("fact_id").desc(),
                condition=Q(to_position__isnull=True),
                include=["fact_type", "status", "standing", "number"],
                name="facts_facet_current",
            ),
            models.Index(
                F("fact_type"),
                F("fact_id").desc(),
                include=["number", "from_position", "to_position"],
                name="facts_facet_by_type",
            ),
            models.Index(
                "first_day",
                "fact_id",
                condition=Q(to_position__isnull=True),
                name="facts_facet_by_first_day",
            ),
            models.Index(
                F("latest_day").desc(),
                F("fact_id").desc(),
                condition=Q(to_position__isnull=True),
                name="facts_facet_by_latest_day",
            ),
            GinIndex("search", name="facts_facet_search", fastupdate=False),
            GinIndex("articles", name="facts_facet_articles"),
            GinIndex("speakers", name="facts_facet_speakers"),
            GinIndex("warnings", name="facts_facet_warnings"),
        ]
        triggers = derived("fact", "facts_facet", "fact_id", rewritten=["search"])


class Mention(models.Model):
    """An entity in a field of one revision of a fact, for as long as that revision was current."""

    pk = models.CompositePrimaryKey("entity_id", "fact_id", "number", "field", "polarity")
    entity_id = models.UUIDField()
    fact_id = models.UUIDField()
    number = models.PositiveIntegerField(help_text="The revision.")
    field = models.CharField(max_length=40, help_text="Name of the field.")
    polarity = models.CharField(max_length=10, help_text="includes or excludes.")
    from_position = models.BigIntegerField()
    to_position = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                F("entity_id"),
                F("fact_id").desc(),
                condition=Q(to_position__isnull=True),
                include=["field", "polarity"],
                name="facts_mention_current",
            ),
            models.Index("fact_id", "number", name="facts_mention_by_fact"),
        ]
        triggers = derived("fact", "facts_mention", "fact_id")
