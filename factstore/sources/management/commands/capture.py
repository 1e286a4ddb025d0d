"""Capture files, each as an article of its own; one that is refused does not stop the rest."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rest_framework.exceptions import ValidationError
from tqdm import tqdm

from factstore.accounts.models import User
from factstore.core.errors import DomainError
from factstore.ledger.actions import change
from factstore.ledger.models import Change
from factstore.sources import actions, capturing
from factstore.sources.api.serializers import ArticlePatch
from factstore.sources.boilerplate import KINDS

Records = dict[str, dict[str, Any]]


class Command(BaseCommand):
    help = "Capture files of HTML or plain text, or all in a folder, each as an article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="Files, or folders of them.")
        parser.add_argument("--user", required=True, help="Who captures: a user's name.")
        parser.add_argument("--reason", default="captured from files", help="Why.")
        parser.add_argument("--cut", nargs="*", choices=KINDS, default=[], help="What to cut.")
        parser.add_argument(
            "--records",
            help="A file of JSON lines, or - for the standard input: each has `path` and what is "
            "known of that article (title, url, language …).",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        actor = User.objects.filter(username=options["user"], is_active=True).first()
        if actor is None:
            raise CommandError(f"There is no active user called {options['user']}.")
        records = _records(options["records"])
        files = list(_files(options["paths"]))
        refused = 0
        bar = tqdm(files, unit="file", file=self.stderr, disable=not self.stderr.isatty())
        for file in bar:
            try:
                made = _capture(file, records, actor, options["reason"], options["cut"])
            except (DomainError, ValidationError, OSError) as error:
                refused += 1
                made = f"refused: {_why(error)}"
            with tqdm.external_write_mode():
                self.stdout.write(f"{file}: {made}")
        self.stdout.write(f"{len(files) - refused} captured, {refused} refused")
        if refused:
            raise CommandError(f"{refused} of {len(files)} files were refused.")


def _capture(file: Path, records: Records, actor: User, reason: str, cut: list[str]) -> str:
    sent = records.get(str(file)) or records.get(file.name) or {}
    shape = ArticlePatch(data={"reason": reason, **sent})
    shape.is_valid(raise_exception=True)
    known = dict(shape.validated_data)
    why = known.pop("reason")
    capture = capturing.of_file(file.read_bytes(), cut=cut, pointer="/file", name=file.name)
    with change(actor=actor, reason=why, origin=Change.Origin.COMMAND):
        article = actions.create_article(actions.CaptureRecord(**known), text=capture)
    return f"article {article.pk}"


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        yield from sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]


def _records(source: str | None) -> Records:
    """Return what is known of the articles, by path.

    Raises:
        CommandError: the file cannot be read, or a line is not an object with a `path`.
    """
    if source is None:
        return {}
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{source}: {error}") from error
    records: Records = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            records[str(record.pop("path"))] = record
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise CommandError(f"{source}, line {number}: not an object with a path.") from error
    return records


def _why(error: Exception) -> str:
    if isinstance(error, DomainError) and error.errors:
        return "; ".join(f"{e.code}: {e.detail}" for e in error.errors)
    return str(error)
