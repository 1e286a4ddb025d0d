from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "factstore.quotes"
    label = "quotes"

    def ready(self) -> None:
        from factstore.ledger import kinds
        from factstore.quotes import documents

        kinds.register(
            kinds.Kind(
                "quote",
                documents.quotes,
                users=documents.quotes_of,
                altered=documents.altered_quotes,
            )
        )
