from uuid import UUID

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "factstore.sources"
    label = "sources"

    def ready(self) -> None:
        from factstore.ledger import kinds, usage
        from factstore.sources import actions, documents, redaction, standing
        from factstore.sources.models import Article, Publisher, Standing, Version

        def withdraw_publisher(publisher_id: UUID, reason: str) -> Publisher:
            return actions.withdraw_publisher(publisher_id, reason=reason, expected=None)

        def withdraw_article(article_id: UUID, reason: str) -> Article:
            return actions.withdraw_article(article_id, reason=reason, expected=None)

        kinds.register(
            kinds.Kind(
                "publisher",
                documents.publishers,
                table="sources_publisher",
                members=frozenset({"name", "url", "description", "reason"}),
                texts={Publisher: ("url", "description", "withdrawn_reason")},
                redact=redaction.redact_publishers,
                face=lambda document: document["name"],
                revert=actions.revert_publisher,
                withdraw=withdraw_publisher,
                undo=usage.undoing(Publisher, "publisher", withdraw_publisher),
            )
        )
        kinds.register(
            kinds.Kind(
                "article",
                documents.articles,
                table="sources_article",
                members=frozenset({"title", "byline", "series", "url", "name", "note", "reason"}),
                texts={
                    Article: ("title", "byline", "series", "url", "withdrawn_reason"),
                    Standing: ("note",),
                },
                redact=standing.redact_standings,
                face=documents.article_face,
                dependencies=frozenset({"publisher", "version"}),
                dependents=documents.articles_mentioning,
                users=documents.articles_of,
                revert=actions.revert_article,
                withdraw=withdraw_article,
                undo=standing.undo_article,
            )
        )
        kinds.register(
            kinds.Kind(
                "version",
                documents.versions,
                table="sources_version",
                members=frozenset({"value"}),
                texts={Version: ("claims",)},
                redact=redaction.redact_originals,
                altered=documents.altered_texts,
                withdraw=actions.withdraw_version,
            )
        )
