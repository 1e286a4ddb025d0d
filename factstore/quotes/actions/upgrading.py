"""Following what an article was quoted with before the store followed quotes."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from factstore.accounts import actions as account_actions
from factstore.core.retries import retried
from factstore.ledger.actions import change
from factstore.ledger.models import Change
from factstore.quotes.actions.following import catch_up, take_turns
from factstore.quotes.models import Quote

REASON = "Quotes are followed into later versions since the program was upgraded."

Progress = Callable[[int], None]
"""Told how many quotes are done."""


def follow_older(*, progress: Progress = lambda _done: None) -> int:
    """Follow the quotes that later versions tell nothing of; return how many there were.

    Each article is one change of origin `upgrade`. Safe to break off and to repeat.
    """
    done = 0
    articles = Quote.objects.forgotten().values_list("version__article", flat=True)
    for article in list(articles.distinct().order_by("version__article")):
        done += retried(partial(_follow_of, article))
        progress(done)
    return done


def _follow_of(article: UUID) -> int:
    with change(actor=account_actions.system_user(), reason=REASON, origin=Change.Origin.UPGRADE):
        take_turns([article])
        quotes = list(Quote.objects.forgotten().filter(version__article=article))
        catch_up(quotes)
    return len(quotes)
