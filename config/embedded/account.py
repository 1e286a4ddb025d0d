"""The operating system account that PostgreSQL runs as: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.embedded.errors import ClusterError

DEFAULT_ACCOUNT = "nobody"


class ProcessIdentity(TypedDict, total=False):
    """The arguments of `subprocess` that change who a child is."""

    user: int
    group: int
    extra_groups: Iterable[int]


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int
    switch: bool  # whether children must be switched to this account

    @property
    def identity(self) -> ProcessIdentity:
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` (not what is in it) to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can reach `folder`, asked of the kernel and not of mode bits."""
        if not self.switch:
            return True
        try:
            return (
                subprocess.run(
                    ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
                    check=False,
                    cwd="/",
                    capture_output=True,
                    **self.identity,
                ).returncode
                == 0
            )
        except OSError:
            return False


def server_account() -> Account:
    """The account of this process; `nobody` or FACTSTORE_PG_USER when this process is root."""
    if os.geteuid() != 0:
        entry = os.geteuid()
        return Account(name=str(entry), uid=entry, gid=os.getegid(), switch=False)
    name = os.environ.get("FACTSTORE_PG_USER") or DEFAULT_ACCOUNT
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        raise ClusterError(
            f"PostgreSQL does not run as root, and there is no account {name!r} to run it as. "
            "Name another one in FACTSTORE_PG_USER, or run as an ordinary user."
        ) from None
    if found.pw_uid == 0:
        raise ClusterError("FACTSTORE_PG_USER names root, as which PostgreSQL refuses to run.")
    return Account(name=name, uid=found.pw_uid, gid=found.pw_gid, switch=True)
