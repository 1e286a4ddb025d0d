"""What `make run`, `backup`, `restore` and `manage` do: the store's processes, under one parent."""

from __future__ import annotations

import argparse
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

from config import dumps
from config.database import (
    BASE,
    DatabaseUnusableError,
    Store,
    grant_to_application,
    home,
    open_store,
)
from config.embedded import ClusterError
from config.embedded.placement import make_home
from config.embedded.server import ending_with_parent
from config.web_server import WebServer

HOST = os.environ.get("FACTSTORE_HOST") or "127.0.0.1"
DEFAULT_PORT = "8000"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
PR_SET_PDEATHSIG = 1


class StopRequested(BaseException):
    """A signal asked this process to end."""


class NotStartedError(Exception):
    """Something outside keeps the store from starting; the message says what to do."""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    for number in STOP_SIGNALS:
        signal.signal(number, _request_stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _request_stop)
    if options.command == "run" and options.with_parent:
        _end_with_parent()
    try:
        if options.command == "run":
            return run()
        if options.command == "manage":
            return manage(options.words)
        return dumps.backup() if options.command == "backup" else dumps.restore()
    except StopRequested:
        return 0 if options.command == "run" else 130
    except (ClusterError, DatabaseUnusableError, NotStartedError, dumps.DumpError) as error:
        print(f"factstore: {error}", file=sys.stderr, flush=True)
        return 1


def run() -> int:
    """Serve the store until a signal comes, then leave no process behind."""
    port = _port()
    _check_port(port)
    _ensure_secret_key()
    _say(f"Home: {home()}")
    with open_store(share=False) as store:
        _say(store.describe())
        _prepare(store)
        _serve(store, port)
    return 1


def manage(words: list[str]) -> int:
    with open_store(share=True) as store:
        return subprocess.run(
            [sys.executable, "manage.py", *words], check=False, cwd=BASE, env=store.environment
        ).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.launch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run_parser = commands.add_parser("run")
    run_parser.add_argument(
        "--with-parent", action="store_true", help="stop when the calling process ends"
    )
    commands.add_parser("backup")
    commands.add_parser("restore")
    manage_parser = commands.add_parser("manage")
    manage_parser.add_argument("words", nargs=argparse.REMAINDER)
    return parser


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    # Once: what a second Ctrl-C would break off is the stopping.
    for number in (*STOP_SIGNALS, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: None)
    raise StopRequested


def _end_with_parent() -> None:
    """End when make is killed, even by kill -9 (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _say(text: str) -> None:
    print(text, flush=True)


def _port() -> int:
    given = os.environ.get("PORT") or DEFAULT_PORT
    if not given.isdecimal() or not 0 < int(given) <= 65535:  # noqa: PLR2004
        raise NotStartedError(f"PORT is {given!r}, which is no port number (1 to 65535).")
    return int(given)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise NotStartedError(
                f"Port {port} cannot be used ({error.strerror}): name another one in PORT, as in "
                f"PORT={port + 1 if port < 65535 else 8001} make run"  # noqa: PLR2004
            ) from None


def _ensure_secret_key() -> None:
    path = home() / "secret_key"
    make_home(path.parent)
    if os.environ.get("FACTSTORE_SECRET_KEY") or path.exists():
        return
    unfinished = Path(f"{path}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    unfinished.replace(path)


def _prepare(store: Store) -> None:
    """Bring the tables up to date, fill an empty store, make the administrator, gather files."""
    grant_to_application(store)
    _say("Tables, facts, administrator, static files")
    done = subprocess.run(
        [*ending_with_parent("TERM"), sys.executable, "-m", "config.prepare"],
        check=False,
        cwd=BASE,
        env={**store.environment, "FACTSTORE_AS_OWNER": "true", "PYTHONUNBUFFERED": "1"},
        start_new_session=True,  # Ctrl-C comes to this process, which then ends that one
    )
    if done.returncode != 0:
        raise NotStartedError("The store could not be prepared; what it says is above.")


def _serve(store: Store, port: int) -> None:
    server = WebServer(BASE, HOST, port, environment=store.environment)
    try:
        if not server.answers():
            raise NotStartedError("The server does not answer; what it says is above.")
        address = f"http://{HOST}:{port}"
        _say(f"API               {address}/api/v1/facts")
        _say(f"Interactive docs  {address}/api/v1/docs")
        _say(f"Administration    {address}/admin/")
        _say("Ctrl-C stops everything; what is stored stays.")
        _watch(server, store)
    finally:
        server.stop()


def _watch(server: WebServer, store: Store) -> None:
    while (code := server.ended(seconds=1)) is None:
        if store.cluster is not None and store.cluster.pid is None:
            raise NotStartedError(
                f"PostgreSQL has ended (log: {store.cluster.home / 'postgres.log'})."
            )
    raise NotStartedError(f"The server has ended by itself (code {code}).")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
