"""Who sees which facts: readers the accepted ones, contributors also their own, editors all."""

from dataclasses import dataclass
from uuid import UUID

from factstore.core.roles import Role


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees beyond accepted facts: everything, or what the user `own` recorded."""

    everything: bool = False
    own: UUID | None = None

    @classmethod
    def of(cls, role: Role, user: UUID) -> "Sight":
        """Return what a user of this role sees."""
        if role >= Role.EDITOR:
            return cls(everything=True)
        return cls(own=user if role >= Role.CONTRIBUTOR else None)

    def shows(self, status: str, created_by: UUID) -> bool:
        """Tell whether a fact of this status and maker is seen."""
        return status == "accepted" or self.everything or created_by == self.own
