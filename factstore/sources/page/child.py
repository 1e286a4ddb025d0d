"""The process that reads pages: a job a line on its input, an answer a line on its output.

It has no network and no database to reach, and limits on memory and on CPU time for each job.
Source: setrlimit(2). Where a system refuses a limit, the parent's limit on time still holds.
"""

import contextlib
import json
import resource
import sys
from typing import Any

from factstore.sources.page.decoding import HTML, decode
from factstore.sources.page.errors import Unreadable
from factstore.sources.page.reading import PROFILE, WORD, Limits, read


def main() -> None:
    """Answer jobs until the input ends: a line of JSON, followed by `bytes` bytes."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        job = json.loads(line)
        data = source.read(job["bytes"])
        sink.write(json.dumps(_answer(data, job)).encode() + b"\n")
        sink.flush()


def _answer(data: bytes, job: dict[str, Any]) -> dict[str, Any]:
    _limit(job["memory"], job["seconds"])
    try:
        return _read(data, job)
    except Unreadable as error:
        return {"code": error.code, "detail": error.detail}
    except MemoryError:
        said = "Reading the page takes too much memory."
        return {"code": "page_too_large", "detail": said, "spent": True}
    except RecursionError:
        return {"code": "page_too_deep", "detail": "The page is nested too deeply."}
    except Exception as error:  # noqa: BLE001  the parsers raise what they like on broken pages
        # Only the type: what an error says may be words of the page.
        return {"failed": type(error).__qualname__, "spent": True}


def _limit(memory: int, seconds: int) -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    # A second more than the parent waits, which says of a slow page what it is.
    until = int(spent.ru_utime + spent.ru_stime) + 2 + seconds
    for kind, wanted in ((resource.RLIMIT_CPU, until), (resource.RLIMIT_AS, memory)):
        _, most = resource.getrlimit(kind)
        bounded = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (bounded, most))


def _read(data: bytes, job: dict[str, Any]) -> dict[str, Any]:
    decoded = decode(
        data, media_type=job["media_type"], charset=job["charset"], name=job["name"] or ""
    )
    said = {"media_type": decoded.media_type, "charset": decoded.charset, "profile": PROFILE}
    if decoded.media_type != HTML:
        if not WORD.search(decoded.text):
            raise Unreadable("no_text", "There is not one word in the file.")
        return said | {
            "text": decoded.text,
            "comments": "",
            "claims": [],
            "left_out": [],
            "by": "as it is",
        }
    page = read(decoded.text, Limits(job["depth"], job["elements"]))
    return said | {
        "text": page.text,
        "comments": page.comments,
        "claims": page.claims,
        "left_out": page.left_out,
        "by": page.by,
    }
