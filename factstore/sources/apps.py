from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "factstore.sources"
    label = "sources"

    def ready(self) -> None:
        from factstore.ledger import kinds
        from factstore.sources import documents

        kinds.register(
            kinds.Kind("publisher", documents.publishers, face=lambda document: document["name"])
        )
        kinds.register(
            kinds.Kind(
                "article",
                documents.articles,
                face=documents.article_face,
                dependencies=frozenset({"publisher", "version"}),
                dependents=documents.articles_mentioning,
                users=documents.articles_of,
            )
        )
        kinds.register(kinds.Kind("version", documents.versions, altered=documents.altered_texts))
