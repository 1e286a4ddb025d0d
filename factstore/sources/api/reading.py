"""Who may read the texts of articles."""

from rest_framework.request import Request

from factstore.sources.models import Article


def may_read(request: Request, text_access: str) -> bool:
    """Tell whether the caller may read the whole text of an article with this `text_access`."""
    return text_access == Article.TextAccess.FULL or request.user.is_authenticated
