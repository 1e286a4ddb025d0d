"""The queues on the start page of the editors' door."""

from typing import Any

from django import template

from factstore.ledger.admin import queues

register = template.Library()


@register.inclusion_tag("ledger/admin/queues.html", takes_context=True)
def waiting_queues(context: dict[str, Any]) -> dict[str, Any]:
    """Show what waits, each queue with its number."""
    return {"queues": queues.waiting(context["request"])}
