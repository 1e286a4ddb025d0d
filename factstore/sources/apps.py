from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "factstore.sources"
    label = "sources"

    def ready(self) -> None:
        from factstore.ledger import kinds
        from factstore.sources import actions, documents

        kinds.register(
            kinds.Kind(
                "publisher",
                documents.publishers,
                face=lambda document: document["name"],
                revert=actions.revert_publisher,
                withdraw=lambda publisher_id, reason: actions.withdraw_publisher(
                    publisher_id, reason=reason, expected=None
                ),
            )
        )
        kinds.register(
            kinds.Kind(
                "article",
                documents.articles,
                face=documents.article_face,
                dependencies=frozenset({"publisher", "version"}),
                dependents=documents.articles_mentioning,
                users=documents.articles_of,
                revert=actions.revert_article,
                withdraw=lambda article_id, reason: actions.withdraw_article(
                    article_id, reason=reason, expected=None
                ),
            )
        )
        kinds.register(kinds.Kind("version", documents.versions, altered=documents.altered_texts))
