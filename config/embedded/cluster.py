"""One PostgreSQL of our own: set up in a folder, run as a child, stopped with its parent."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from config.embedded import initdb, placement, postmaster, roles, settings_file
from config.embedded.account import Account, server_account
from config.embedded.errors import ClusterError, ClusterInUseError, OtherMajorVersionError
from config.embedded.programs import Programs, reachable, server_programs
from config.embedded.server import Server

START_ATTEMPTS = 5
WORTH_ANOTHER_ATTEMPT = ("could not bind", "in use", "lock file")

FOR_TESTS_ONLY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Cluster:
    """A PostgreSQL server over `home`, for as long as it is started.

    `durable=False` is for tests only: it trades safety for speed, and its owner role may create
    databases. Start it from a thread that lives as long as the server shall: on Linux the server
    ends with the thread that started it.
    """

    def __init__(self, home: Path, *, durable: bool = True, bin_dir: Path | None = None) -> None:
        self.home = home.absolute()
        self.durable = durable
        self.programs: Programs | None = None
        self._bin_dir = bin_dir
        self._server: Server | None = None
        self._lock: IO[str] | None = None
        self._remembered: settings_file.Remembered | None = None

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
        return placement.folder_of(self.home) / "data"

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs as a child of this one."""
        return self._server.pid if self._server else None

    def start(self) -> None:
        """Start the server, making the cluster first when there is none.

        Raises:
            ClusterInUseError: another process runs this cluster; the URLs are usable.
            OtherMajorVersionError: the data folder needs another major version.
            ProgramsNotFoundError, ClusterError: as their messages say.
        """
        if self._server is not None:
            return
        placement.make_home(self.home)
        self._take_lock()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, letting nothing acknowledged get lost. Safe to repeat."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Stop the server and delete the home with everything in it."""
        self.stop()
        shutil.rmtree(placement.folder_of(self.home), ignore_errors=True)
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
        folder = placement.make_folder(self.home, account, lasting=self.durable)
        programs = server_programs(self._bin_dir)
        self._check_version(programs)
        self.programs = programs = reachable(programs, account, folder)
        new = not self.data.exists()
        if not new:
            postmaster.stop_leftover(self.data)
        self._recall()
        if new:
            password = self._known.superuser_password
            initdb.initialise(self.data, account, programs, password=password, durable=self.durable)
        self._run(account, programs)
        roles.ensure(self.superuser_url, self._known, tests=not self.durable)
        if new:
            initdb.check_folding(self.superuser_url(roles.DATABASE))

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

    def _run(self, account: Account, programs: Programs) -> None:
        log = self.home / "postgres.log"
        for attempt in range(1, START_ATTEMPTS + 1):
            self._server = Server(
                programs, self.data, log, settings=self._server_settings(), account=account
            )
            if self._server.answers(self.superuser_url()):
                return
            said = self._server.said()
            self._server.stop()
            # Another process may take the port after it was found free, and the processes of
            # a killed server need a moment to notice.
            if attempt == START_ATTEMPTS or not any(w in said for w in WORTH_ANOTHER_ATTEMPT):
                raise ClusterError(f"PostgreSQL does not start (log: {log}):\n{said}")
            time.sleep(0.5)
            self._recall()

    def _server_settings(self) -> list[str]:
        return [
            f"listen_addresses={settings_file.HOST}",
            f"port={self._known.port}",
            # No sockets in the file system: their paths are limited to 107 bytes.
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            *(() if self.durable else FOR_TESTS_ONLY),
        ]

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
