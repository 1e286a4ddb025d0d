from uuid import UUID

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "factstore.quotes"
    label = "quotes"

    def ready(self) -> None:
        from factstore.ledger import kinds, usage
        from factstore.quotes import documents, redaction
        from factstore.quotes.actions import drifts, following
        from factstore.quotes.models import Drift, Quote
        from factstore.sources import hooks

        hooks.after_version(following.follow_quotes)

        undo_withdrawal = usage.undoing(
            Quote, "quote", drifts.withdraw_followed, needs={"version__article": "an article"}
        )

        def undo(quote_id: UUID, before: kinds.Document, after: kinds.Document) -> None:
            undo_withdrawal(quote_id, before, after)
            following.catch_up(Quote.objects.filter(pk=quote_id, withdrawn_reason=None))

        kinds.register(
            kinds.Kind(
                "quote",
                documents.quotes,
                table="quotes_quote",
                users=documents.quotes_of,
                members=frozenset({"reason", "given"}),
                texts={Quote: ("withdrawn_reason", "given")},
                redact=redaction.redact,
                withdraw=drifts.withdraw_followed,
                withdrawal_order=documents.followed_first,
                undo=undo,
                altered=documents.altered_quotes,
                strays=documents.forgotten_quotes,
            )
        )
        kinds.register(
            kinds.Kind(
                "drift",
                documents.drifts,
                table="quotes_drift",
                dependencies=frozenset({"quote"}),
                users=documents.settled_with,
                strays=documents.overdue_drifts,
                members=frozenset({"exact", "prefix", "suffix", "quoted", "there", "reason"}),
                texts={Drift: ("candidates", "resolution_reason")},
                redact=redaction.redact_drifts,
                public=None,
                contributors={},
                revert=drifts.revert_drift,
                withdraw=drifts.withdraw_drift,
            )
        )
