"""Write docs/errors.md: every error code with its status and what it means."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from factstore.core.api.codes import PROBLEMS
from factstore.core.api.member_codes import MEMBERS

HEAD = """\
# Errors

Every refusal and every failure under `/api/` is one `application/problem+json` document
(RFC 9457): `type`, `title`, `status`, `detail`, `code`, `request_id` and `errors`. Branch on
`code`: it is stable. `detail` is for people and may change. The operations of
[openapi.yaml](openapi.yaml) name the codes that each may answer with.

This page is written by `make openapi` from `factstore/core/api/codes.py` and `member_codes.py`.

## Problems: `code` of the document

| Status | Code | Meaning |
|---|---|---|
"""
MIDDLE = """
## Refused members: `code` of an entry of `errors`

Each entry has a `pointer` (JSON pointer, RFC 6901) to the member of the body that is refused.

| Code | Meaning |
|---|---|
"""


class Command(BaseCommand):
    help = "Write the page of the error codes."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="Where to; standard output by default.")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        if file is None:
            self.stdout.write(page(), ending="")
        else:
            file.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page as Markdown."""
    by_status = sorted(PROBLEMS.items(), key=lambda item: (item[1].status, item[0]))
    problems = (f"| {kind.status} | `{code}` | {kind.sentence} |\n" for code, kind in by_status)
    members = (f"| `{code}` | {sentence} |\n" for code, sentence in sorted(MEMBERS.items()))
    return "".join([HEAD, *problems, MIDDLE, *members])
