"""What a cluster remembers between runs: its port and its passwords, in one private file."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from config.embedded.errors import ClusterError

# Ports from 32768 up are handed out to clients by Linux: a remembered one would be taken.
PORTS = range(20000, 32768)
HOST = "127.0.0.1"


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Remembered:
    port: int
    superuser_password: str = field(default_factory=_password, repr=False)
    owner_password: str = field(default_factory=_password, repr=False)
    app_password: str = field(default_factory=_password, repr=False)

    def with_free_port(self) -> Remembered:
        return self if is_free(self.port) else replace(self, port=free_port())


def read(path: Path) -> Remembered | None:
    """What the file holds; None when there is none.

    Raises:
        ClusterError: the file is there but is not what was written.
    """
    try:
        return Remembered(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ClusterError(f"{path} is damaged: {error}") from error


def write(path: Path, remembered: Remembered) -> None:
    """Replace the file at once, readable for its owner alone, on disk when this returns."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(remembered), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    for _ in range(200):
        if is_free(port := PORTS.start + secrets.randbelow(len(PORTS))):
            return port
    raise ClusterError(f"No free port from {PORTS.start} to {PORTS.stop - 1}.")
