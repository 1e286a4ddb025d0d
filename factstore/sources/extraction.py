"""Reading pages in a child process, which is ended when it takes too long.

One child per process of the server, kept for the next page; a page that breaks it costs the next
one a start (about a second).
"""

import atexit
import contextlib
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings

from factstore.sources.page.errors import Unreadable

logger = logging.getLogger(__name__)

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from factstore.sources.page.child import main; main()"
)
_PIECE = 1 << 16


def extract(
    data: bytes, *, media_type: str | None = None, charset: str | None = None, name: str = ""
) -> dict[str, Any]:
    """Return `text`, `comments`, `claims`, `left_out`, `by`, `profile` … of a file, as `Read` has.

    Raises:
        Unreadable: the file is refused, or reading it takes too long or too much memory.
    """
    if len(data) > settings.MAX_PAGE_BYTES:
        raise Unreadable(
            "page_too_large",
            f"The page has too many bytes; the limit is {settings.MAX_PAGE_BYTES}.",
        )
    job = {
        "bytes": len(data),
        "media_type": media_type,
        "charset": charset,
        "name": name,
        "memory": settings.EXTRACTION_MEMORY_BYTES,
        "seconds": settings.EXTRACTION_SECONDS,
        "depth": settings.MAX_PAGE_DEPTH,
        "elements": settings.MAX_PAGE_ELEMENTS,
    }
    answer: dict[str, Any] = _reader.ask(job, data, settings.EXTRACTION_SECONDS)
    if "code" in answer:
        code, detail = answer["code"], answer["detail"]
        raise Unreadable(code, detail)
    return answer


class Reader:
    """The child, started when it is needed; one page at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, job: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
        """Return the child's answer, waiting `seconds` for the child and as long for the answer.

        Raises:
            Unreadable: `page_too_slow`, or `page_too_large` where the child broke down,
                `page_unreadable` where its program failed. What it refuses is answered, with
                `code`.
        """
        if not self._lock.acquire(timeout=seconds):
            raise Unreadable("page_too_slow", "Other pages are being read; try again later.")
        try:
            line = self._answer(json.dumps(job).encode() + b"\n" + data, time.monotonic() + seconds)
        finally:
            self._lock.release()
        if line is None:
            raise Unreadable("page_too_slow", f"Reading the page took more than {seconds:g} s.")
        if not line.endswith(b"\n"):
            raise Unreadable(
                "page_too_large", "Reading the page took more memory or time than it may have."
            )
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            logger.error("Reading a page failed with %s (%d bytes).", answer["failed"], len(data))
            raise Unreadable("page_unreadable", "The program that reads pages fails on this one.")
        return answer

    def _answer(self, request: bytes, until: float) -> bytes | None:
        """Return the line answered; an unfinished one: the child broke down; None: too late."""
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise TypeError("the child has pipes")
        line: list[bytes] | None = []
        try:
            child.stdin.write(request)
            child.stdin.flush()
            line = _line(child.stdout.fileno(), until)
        except BrokenPipeError:
            pass
        except BaseException:
            # An answer that nobody waits for any more would be taken for that of the next page.
            self.end()
            raise
        # Memory that ran out once is in pieces: the next page gets a new child.
        if not line or not line[-1].endswith(b"\n") or b'"spent": true' in line[-1][-20:]:
            self.end()
        return None if line is None else b"".join(line)

    def _running(self) -> subprocess.Popen[bytes]:
        # A child that a fork of this process inherited answers the other one.
        if self._child and self._owner == os.getpid() and self._child.poll() is None:
            return self._child
        self.end()
        self._owner = os.getpid()
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(settings.BASE_DIR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        )
        return self._child

    def end(self) -> None:
        """End the child, if this process has one."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        with contextlib.suppress(BrokenPipeError):
            child.communicate()


def _line(pipe: int, until: float) -> list[bytes] | None:
    """Read up to the end of a line, or of the pipe; None where `until` (monotonic) comes first."""
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        piece = os.read(pipe, _PIECE)
        if not piece:
            return pieces
        pieces.append(piece)
        if piece.endswith(b"\n"):
            return pieces


_reader = Reader()
atexit.register(_reader.end)
