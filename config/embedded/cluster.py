"""One PostgreSQL of our own: set up in a folder, run as a child, stopped with its parent."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from config.embedded import postmaster, roles, settings_file
from config.embedded.account import Account, server_account
from config.embedded.errors import ClusterError, ClusterInUseError, OtherMajorVersionError
from config.embedded.programs import CLEAN_ENVIRONMENT, Programs, reachable, server_programs

# Where data goes when PostgreSQL's account cannot enter the home: root's private folders are
# not opened to others for its sake.
ELSEWHERE = Path("/var/lib/factstore")
START_SECONDS = 600.0  # recovery after a crash may take long
STOP_SECONDS = 60.0
LOG_BYTES = 10_000_000

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Cluster:
    """A PostgreSQL server over `home`, for as long as it is started.

    `durable=False` is for tests only: it trades safety for speed, and its owner role may create
    databases. Start it from a thread that lives as long as the server shall: on Linux the server
    ends with the thread that started it.

    Raises (from `start`):
        ClusterInUseError: another process runs this cluster; the URLs are usable.
        OtherMajorVersionError: the data folder needs another major version.
        ProgramsNotFoundError, ClusterError: as their messages say.
    """

    def __init__(self, home: Path, *, durable: bool = True, bin_dir: Path | None = None) -> None:
        self.home = home.absolute()
        self.durable = durable
        self._bin_dir = bin_dir
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._remembered: settings_file.Remembered | None = None
        self.programs: Programs | None = None

    # -- addresses

    def superuser_url(self, database: str = "postgres") -> str:
        return self._url(roles.SUPERUSER, self._known.superuser_password, database)

    def owner_url(self, database: str = roles.DATABASE) -> str:
        return self._url(roles.OWNER, self._known.owner_password, database)

    def app_url(self, database: str = roles.DATABASE) -> str:
        return self._url(roles.APP, self._known.app_password, database)

    @property
    def port(self) -> int:
        return self._known.port

    @property
    def data(self) -> Path:
        """The data folder, with no links in its path."""
        return (self.home / "postgres").resolve() / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server and self._server.poll() is None else None

    # -- life

    def start(self) -> None:
        if self._server is not None:
            return
        self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, letting nothing acknowledged get lost. Safe to repeat."""
        if (server := self._server) is not None:
            for number, seconds in (
                (signal.SIGINT, STOP_SECONDS),
                (signal.SIGQUIT, 10.0),
                (signal.SIGKILL, 10.0),
            ):
                if server.poll() is not None:
                    break
                server.send_signal(number)
                try:
                    server.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
            self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Stop the server and delete the home with everything in it."""
        self.stop()
        folder = self.home / "postgres"
        if folder.is_symlink():
            shutil.rmtree(folder.resolve(), ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # -- steps

    def _take_lock(self) -> None:
        lock = (self.home / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            self._remembered = settings_file.read(self._settings)
            raise ClusterInUseError(
                f"The fact store in {self.home} is already running (process {holder})."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _start(self) -> None:
        account = server_account()
        folder = self._folder(account)
        programs = server_programs(self._bin_dir)
        self._check_version(programs)
        self.programs = programs = reachable(programs, account, folder)
        if self.data.exists():
            postmaster.stop_leftover(self.data)
        self._recall()
        new = not self.data.exists()
        if new:
            self._initialise(account, programs, folder)
        self._run(account, programs)
        roles.ensure(self.superuser_url, self._known, tests=not self.durable)
        if new:
            self._check_folding()

    def _folder(self, account: Account) -> Path:
        """The folder of the data and of copied programs, which `account` can enter."""
        folder = self.home / "postgres"
        if not folder.exists():
            if account.switch and os.stat(self.home).st_uid == os.geteuid():
                self.home.chmod(self.home.stat().st_mode | 0o011)
            if account.can_enter(self.home):
                folder.mkdir(mode=0o755)
                folder.chmod(0o755)
            else:
                self._place_elsewhere(folder, account)
        folder = folder.resolve()
        if not account.can_enter(folder):
            raise ClusterError(
                f"The account {account.name!r}, as which PostgreSQL runs here, cannot enter "
                f"{folder}: open the folders above it, or set FACTSTORE_HOME to another place."
            )
        return folder

    def _place_elsewhere(self, link: Path, account: Account) -> None:
        parent = ELSEWHERE if self.durable else Path("/tmp")  # noqa: S108  0700 inside, random name
        place = parent / f"factstore-{uuid.uuid4().hex}"
        try:
            parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            place.mkdir(mode=0o755)
            place.chmod(0o755)
        except OSError as error:
            raise ClusterError(
                f"The account {account.name!r}, as which PostgreSQL runs here, cannot enter "
                f"{self.home}, and {place} cannot be made ({error.strerror}): "
                "set FACTSTORE_HOME to another place."
            ) from error
        link.unlink(missing_ok=True)  # a link to a place that is gone
        link.symlink_to(place)

    def _check_version(self, programs: Programs) -> None:
        try:
            major = int((self.data / "PG_VERSION").read_text().split(".")[0])
        except FileNotFoundError:
            return
        if major != programs.major:
            raise OtherMajorVersionError(
                f"The data in {self.data} are of PostgreSQL {major}; the programs in "
                f"{programs.folder} are {programs}. Nothing was changed. To move: dump with the "
                f"old programs (FACTSTORE_PG_BIN=<bin folder of PostgreSQL {major}> make backup "
                f"FILE=old.dump), move {self.home} away, then make restore FILE=old.dump."
            )

    def _recall(self) -> None:
        known = settings_file.read(self._settings)
        if known is None:
            if self.data.exists():
                raise ClusterError(
                    f"{self._settings}, which holds the passwords of the data in {self.data}, "
                    "is missing: put it back from where the folder came from."
                )
            known = settings_file.Remembered(port=settings_file.free_port())
        self._remembered = known.with_free_port()
        settings_file.write(self._settings, self._remembered)

    def _initialise(self, account: Account, programs: Programs, folder: Path) -> None:
        # Under another name until it is complete: a killed initdb leaves nothing half-made.
        unfinished = folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        account.own(unfinished)
        password = folder / "password.unfinished"
        password.unlink(missing_ok=True)
        handle = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        account.own(password)
        with os.fdopen(handle, "w") as file:
            file.write(self._known.superuser_password)
        made = subprocess.run(
            [
                programs["initdb"],
                *("-D", str(unfinished), "-U", roles.SUPERUSER, "-A", "scram-sha-256"),
                *("--pwfile", str(password), "-E", "UTF8", "--data-checksums"),
                *_locale_arguments(programs),
                *(() if self.durable else ("--no-sync",)),
            ],
            check=False,
            cwd=folder,
            env=CLEAN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            umask=0o077,
            **account.identity,
        )
        password.unlink()
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise ClusterError(f"initdb failed in {folder}:\n{made.stderr or made.stdout}")
        unfinished.rename(self.data)

    def _run(self, account: Account, programs: Programs) -> None:
        attempts = 5
        for attempt in range(1, attempts + 1):
            began = self.log.stat().st_size if self.log.exists() else 0
            self._server = self._launch(account, programs)
            if self._answers():
                return
            self._server = None
            with self.log.open(errors="replace") as file:
                file.seek(began)
                said = file.read()
            # Another process may take the port after it was found free, and the processes of
            # a killed server need a moment to notice.
            if attempt == attempts or not any(
                words in said for words in ("could not bind", "in use", "lock file")
            ):
                raise ClusterError(f"PostgreSQL does not start (log: {self.log}):\n{said}")
            time.sleep(0.5)
            self._recall()

    def _launch(self, account: Account, programs: Programs) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = [
            f"listen_addresses={settings_file.HOST}",
            f"port={self._known.port}",
            # No sockets in the file system: their paths are limited to 107 bytes.
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            *(() if self.durable else FAST_AND_FORGETFUL),
        ]
        with open(self.log, "ab", opener=_private) as log:  # noqa: PTH123  Path.open has no opener
            return subprocess.Popen(
                [
                    *_ending_with_parent(),
                    *(programs["postgres"], "-D", str(self.data)),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                cwd=self.data,
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal goes to the launcher, which stops things in order.
                start_new_session=True,
                **account.identity,
            )

    def _answers(self) -> bool:
        """Wait until the server takes connections; False when it ended instead."""
        server = self._server
        deadline = time.monotonic() + START_SECONDS
        while server is not None and server.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.superuser_url(), connect_timeout=10).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return server.poll() is None
        return False

    def _check_folding(self) -> None:
        with psycopg.connect(self.superuser_url(roles.DATABASE)) as connection:
            row = connection.execute("SELECT to_tsvector('simple', 'Ärger')::text").fetchone()
        if row is None or row[0] != "'ärger':1":
            raise ClusterError(
                f"This PostgreSQL does not fold the case of letters beyond ASCII ({row}): "
                "search would miss words. Use another one (FACTSTORE_PG_BIN)."
            )

    @property
    def _settings(self) -> Path:
        return self.home / "cluster.json"

    @property
    def _known(self) -> settings_file.Remembered:
        if self._remembered is None:
            raise ClusterError(f"The PostgreSQL of {self.home} has not been started.")
        return self._remembered

    def _url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@{settings_file.HOST}:{self.port}/{database}"


def _locale_arguments(programs: Programs) -> tuple[str, ...]:
    if programs.major >= 18:  # noqa: PLR2004  the first whose search folds by the builtin provider
        return ("--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8",)


@cache
def _ending_with_parent() -> tuple[str, ...]:
    """Words before a command that stop it when its parent dies, even by kill -9 (Linux)."""
    tool = shutil.which("setpriv") if sys.platform == "linux" else None
    if tool is None:
        return ()
    asked = subprocess.run([tool, "--help"], check=False, capture_output=True, text=True)
    return (tool, "--pdeathsig", "INT") if "--pdeathsig" in asked.stdout else ()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
