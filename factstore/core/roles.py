"""The roles, from least to most: what an operation asks for and a user has."""

from enum import IntEnum


class Role(IntEnum):
    """What somebody may do; each role may also do all that the ones before it may."""

    READER = 0
    CONTRIBUTOR = 1
    EDITOR = 2
    REVIEWER = 3
    ADMINISTRATOR = 4

    @property
    def label(self) -> str:
        """The role's name as it is written everywhere: `editor`."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> "Role":
        """Return the role called `label`.

        Raises:
            KeyError: there is none.
        """
        return cls[label.upper()]
