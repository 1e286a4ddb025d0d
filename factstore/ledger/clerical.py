"""Redacting what the store's own offices wrote down: the admin's log, and names of tokens."""

from typing import Any

import orjson
from django.contrib.admin.models import LogEntry

from factstore.accounts.models import Token, User
from factstore.core.redaction import Redaction
from factstore.ledger import redacting

_NAMES = frozenset({"first_name", "last_name"})
_TOKEN = frozenset({"name", "origin_model", "origin_version"})


def redact(redaction: Redaction) -> None:
    """Blot out there what repeats a redacted text; user names are identifiers, and stay."""
    for entry in LogEntry.objects.iterator():
        said = {"object_repr": entry.object_repr, "change_message": entry.change_message}
        left = {
            "object_repr": redaction.repeated(entry.object_repr),
            "change_message": _message(entry.change_message, redaction),
        }
        if left != said:
            LogEntry.objects.filter(pk=entry.pk).update(**left)
    for model, names in ((Token, _TOKEN), (User, _NAMES)):
        for row in model._default_manager.iterator():  # noqa: SLF001  Django's public name
            said = {name: getattr(row, name) for name in names}
            left = redacting.blot_members(said, names, redaction)
            if left != said:
                model._default_manager.filter(pk=row.pk).update(**left)  # noqa: SLF001


def _message(message: str, redaction: Redaction) -> str:
    """Return a message of the log, which is JSON or plain words."""
    try:
        read = orjson.loads(message)
    except ValueError:
        return redaction.repeated(message)
    left = _everywhere(read, redaction)
    return message if left == read else orjson.dumps(left).decode()


def _everywhere(value: Any, redaction: Redaction) -> Any:
    if isinstance(value, str):
        return redaction.repeated(value)
    if isinstance(value, list):
        return [_everywhere(item, redaction) for item in value]
    if isinstance(value, dict):
        return {name: _everywhere(inner, redaction) for name, inner in value.items()}
    return value
