"""What can keep a fact from changing its state."""

from factstore.core.errors import DomainError


class FactIncomplete(DomainError):
    """The fact cannot be published as it is; `errors` lists all that is missing."""

    code = "incomplete"
    title = "The fact lacks what publishing needs"
    status = 422
