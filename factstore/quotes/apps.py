from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "factstore.quotes"
    label = "quotes"

    def ready(self) -> None:
        from factstore.ledger import kinds
        from factstore.quotes import actions, documents

        kinds.register(
            kinds.Kind(
                "quote",
                documents.quotes,
                users=documents.quotes_of,
                withdraw=lambda quote_id, reason: actions.withdraw_quote(
                    quote_id, reason=reason, expected=None
                ),
                altered=documents.altered_quotes,
            )
        )
