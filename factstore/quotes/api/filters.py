"""The query parameters of lists of quotes."""

from factstore.core.api.serializers import IdField
from factstore.ledger.api.fields import RecordedPageParameters


class QuoteListParameters(RecordedPageParameters):
    article = IdField(required=False, help_text="Only quotes of this article, by id.")
    version = IdField(required=False, help_text="Only quotes of this version, by id.")
