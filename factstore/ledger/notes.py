"""Internal notes: what colleagues tell each other about a recorded object."""

from uuid import UUID

from factstore.accounts.models import User
from factstore.core.constraints import refusing
from factstore.core.errors import FieldError, Invalid
from factstore.ledger import kinds, queries
from factstore.ledger.models import Note
from factstore.ledger.sight import Sight


def write_note(
    *, kind: str, object_id: UUID, author: User, text: str, sight: Sight = queries.ALL
) -> Note:
    """Keep a note on a recorded object; it is no part of the record, and stays as it is.

    Raises:
        Invalid: there is no such kind, or no such object in sight.
    """
    if kind not in kinds.names():
        known = ", ".join(kinds.names())
        error = FieldError("/kind", "invalid_choice", f"The kinds are: {known}.")
        raise Invalid("A note is on something recorded.", errors=[error])

    def unknown() -> Invalid:
        error = FieldError("/object", "unknown", f"There is no {kind} {object_id}.")
        return Invalid("A note is on something recorded.", errors=[error])

    on = queries.document(kind, object_id)
    if on is not None and not queries.sees(sight, kind, object_id, on.document):
        raise unknown()
    with refusing({"ledger_note_is_on_something_recorded": unknown}):
        return Note.objects.create(kind=kind, object_id=object_id, author=author, text=text)
