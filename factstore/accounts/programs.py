"""Programs that act for a user: a model, and its version."""

from dataclasses import dataclass

MAX_MODEL, MAX_VERSION = 120, 79
"""Code points; `Program.agent` has 200 at the most."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program as a token, a change or a proposal names it."""

    model: str
    version: str

    @property
    def agent(self) -> str:
        """How changes name it, in one line."""
        return f"{self.model} {self.version}"
