"""The query parameters of lists of sources."""

from rest_framework import serializers

from factstore.core.api.serializers import IdField
from factstore.ledger.api.fields import RecordedPageParameters


class ArticleListParameters(RecordedPageParameters):
    publisher = serializers.ListField(
        child=IdField(),
        required=False,
        help_text="Only articles of this publisher, by id; repeated: of any of them.",
    )
