"""Which folder holds a cluster's data: in its home, or elsewhere when that is private to root."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from config.embedded.account import Account
from config.embedded.errors import ClusterError

# Root's private folders are not opened to others for the sake of PostgreSQL's account.
ELSEWHERE = Path("/var/lib/factstore")


def make_home(home: Path) -> None:
    """Make the home when there is none: enterable, not listable, for PostgreSQL's account.

    One that is there already keeps its mode.
    """
    try:
        home.mkdir(parents=True)
    except FileExistsError:
        return
    home.chmod(home.stat().st_mode | 0o011)


def folder_of(home: Path) -> Path:
    """Where the data folder and copied programs are, with no links in the path."""
    return (home / "postgres").resolve()


def make_folder(home: Path, account: Account, *, lasting: bool) -> Path:
    """Make sure that the folder of `home` exists and that `account` can enter it.

    When the account cannot enter the home, `home/postgres` becomes a link to a folder in
    /var/lib/factstore (in the temporary folder, when it is not to last).
    """
    link = home / "postgres"
    if not link.exists():
        if account.can_enter(home):
            link.unlink(missing_ok=True)
            link.mkdir()
            link.chmod(0o755)
        else:
            place = _place_elsewhere(home, account, lasting=lasting)
            link.unlink(missing_ok=True)  # a link to a place that is gone
            link.symlink_to(place)
    folder = folder_of(home)
    if not account.can_enter(folder):
        raise ClusterError(
            f"The account {account.name!r}, as which PostgreSQL runs here, cannot enter {folder}: "
            "open the folders above it, or set FACTSTORE_HOME to another place."
        )
    return folder


def _place_elsewhere(home: Path, account: Account, *, lasting: bool) -> Path:
    parent = ELSEWHERE if lasting else Path(tempfile.gettempdir())
    place = parent / f"factstore-{uuid.uuid4().hex}"
    try:
        parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        place.mkdir()
        place.chmod(0o755)
    except OSError as error:
        raise ClusterError(
            f"The account {account.name!r}, as which PostgreSQL runs here, cannot enter {home}, "
            f"and {place} cannot be made ({error.strerror}): set FACTSTORE_HOME to another place."
        ) from error
    return place
