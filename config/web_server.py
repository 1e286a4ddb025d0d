"""The web server (granian) as a child process that does not outlive this one, however it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

READY_SECONDS = 60.0
STOP_SECONDS = 30.0

# Waits until the process that holds the other end of its input is gone, kill -9 included, on any
# system; then ends the web server ($1, the leader of its process group), within three seconds:
# its database has gone with the same parent.
GUARD = """
read -r _
kill -s TERM "$1"
n=0
while kill -s 0 -- "-$1" 2>/dev/null; do
    n=$((n + 1))
    if [ "$n" -gt 30 ]; then kill -s KILL -- "-$1"; exit; fi
    sleep 0.1
done
"""


class WebServer:
    """Granian on a port, from construction to `stop`."""

    def __init__(self, folder: Path, host: str, port: int, *, environment: dict[str, str]) -> None:
        workers = environment.get("FACTSTORE_WORKERS") or "2"
        self._port = port
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                *("--host", host, "--port", str(port), "--log-level", "warning"),
                *("--workers", workers, "--blocking-threads", "2", "--respawn-failed-workers"),
                *("--workers-kill-timeout", "10", "config.wsgi:application"),
            ],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(self._process.pid)],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ended(self, seconds: float) -> int | None:
        """Wait so long for the server to end by itself: its exit code, or None."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def answers(self) -> bool:
        """Wait until the server answers; False when it ended or stays silent."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + READY_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                direct.open(f"http://127.0.0.1:{self._port}/healthz", timeout=5).close()
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def stop(self) -> None:
        """Let requests finish, then make sure that no worker is left."""
        self._process.terminate()
        if self.ended(STOP_SECONDS) is None:
            self._process.kill()
            self._process.wait()
        # None is left as a rule, which macOS calls a lack of permission.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._guard.kill()
        self._guard.communicate()
