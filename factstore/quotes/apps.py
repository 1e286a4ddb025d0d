from uuid import UUID

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "factstore.quotes"
    label = "quotes"

    def ready(self) -> None:
        from factstore.ledger import kinds, usage
        from factstore.quotes import actions, documents, redaction
        from factstore.quotes.models import Quote

        def withdraw(quote_id: UUID, reason: str) -> Quote:
            return actions.withdraw_quote(quote_id, reason=reason, expected=None)

        kinds.register(
            kinds.Kind(
                "quote",
                documents.quotes,
                table="quotes_quote",
                users=documents.quotes_of,
                members=frozenset({"reason", "given"}),
                texts={Quote: ("withdrawn_reason", "given")},
                redact=redaction.redact,
                withdraw=withdraw,
                undo=usage.undoing(
                    Quote, "quote", withdraw, needs={"version__article": "an article"}
                ),
                altered=documents.altered_quotes,
            )
        )
