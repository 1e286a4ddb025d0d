"""Capture files, each as an article of its own; one that is refused does not stop the rest.

A file that is kept already is not captured again, so that a run that was interrupted goes on.
"""

import hashlib
import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from tqdm import tqdm

from factstore.accounts.models import User
from factstore.core.errors import DomainError, Invalid
from factstore.core.retries import retried
from factstore.ledger.actions import change
from factstore.ledger.models import Change
from factstore.sources import actions, capturing
from factstore.sources.api.serializers import LANGUAGE, ArticleCreate
from factstore.sources.boilerplate import KINDS
from factstore.sources.models import Article, Version

CAPTURED, STORED, REFUSED = "captured", "stored already", "refused"


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
        files = list(_files(options["paths"]))
        records = Records(_records(options["records"]), files)
        told: Counter[str] = Counter()
        bar = tqdm(files, unit="file", file=self.stderr, disable=not self.stderr.isatty())
        try:
            for file in bar:
                try:
                    how, said = _capture(file, records, actor, options["reason"], options["cut"])
                except (DomainError, ValidationError, OSError) as error:
                    how, said = REFUSED, f"refused: {_why(error)}"
                told[how] += 1
                with tqdm.external_write_mode():
                    self.stdout.write(f"{_printable(file)}: {said}")
        except KeyboardInterrupt:
            bar.close()
            self.stdout.write(_summary(told))
            detail = f"Interrupted, {len(files) - told.total()} files are left: run it again."
            raise CommandError(detail, returncode=130) from None
        for path in records.unused():
            self.stdout.write(f"{path}: a record, and no such file")
        self.stdout.write(_summary(told))
        if told[REFUSED]:
            raise CommandError(f"{told[REFUSED]} of {len(files)} files were refused.")


class Known(ArticleCreate):
    """What is known of a file and its article: as in `POST /articles`, apart from the text."""

    text = html = file = cut = None  # type: ignore[assignment]  # the file has it, the command says it
    language = serializers.RegexField(LANGUAGE, max_length=35, default="und")
    media_type = serializers.CharField(required=False, max_length=200)
    charset = serializers.CharField(required=False, max_length=40)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs


class Records:
    """What is known of the files, by their paths, or by their names where these are one file's."""

    def __init__(self, by_path: dict[Path, dict[str, Any]], files: list[Path]) -> None:
        self._by_path = by_path
        self._named = Counter(file.name for file in files)
        self._used: set[Path] = set()

    def of(self, file: Path) -> dict[str, Any]:
        """Return the record of a file.

        Raises:
            Invalid: it has the name that a record gives, and so have others.
        """
        key = file if file in self._by_path else Path(file.name)
        if key not in self._by_path:
            return {}
        self._used.add(key)
        if key != file and self._named[file.name] > 1:
            raise Invalid(f"Several files are called {file.name}: give the path in the record.")
        return self._by_path[key]

    def unused(self) -> list[Path]:
        """Return the paths of records that no file has."""
        return [path for path in self._by_path if path not in self._used]


def _capture(
    file: Path, records: Records, actor: User, reason: str, cut: list[str]
) -> tuple[str, str]:
    """Return what became of a file, in a word and in a line."""
    shape = Known(data={"reason": reason, **records.of(file)})
    shape.is_valid(raise_exception=True)
    known = dict(shape.validated_data)
    with file.open("rb") as opened:
        data = opened.read(settings.MAX_PAGE_BYTES + 1)
    # Of what is printed more than once, each article is told by its record.
    own = {n: known.get(n) for n in ("title", "url")} if known.get("reprint") else {}
    kept = Version.objects.of_file(hashlib.sha256(data).hexdigest(), **own)
    if kept is not None:
        return STORED, f"stored already, as article {kept.article_id}"
    why = known.pop("reason")
    said = {n: known.pop(n) for n in ("captured_at", "reprint") if n in known}
    file_said = {n: known.pop(n) for n in ("media_type", "charset") if n in known}
    capture = capturing.of_file(data, cut=cut, name=file.name, **file_said)

    def create() -> Article:
        with change(actor=actor, reason=why, origin=Change.Origin.COMMAND):
            return actions.create_article(actions.CaptureRecord(**known), text=capture, **said)

    article = retried(create)
    lost = len(capture.left_out)
    return CAPTURED, f"article {article.pk}" + (f", {lost} passages left out" if lost else "")


def _summary(told: Counter[str]) -> str:
    return ", ".join(f"{told[how]} {how}" for how in (CAPTURED, STORED, REFUSED))


def _printable(file: Path) -> str:
    """Return a path for people; a name on disk may have bytes that are no text."""
    return os.fsencode(file).decode(errors="replace")


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    """Yield the files, and those in folders that are not hidden there."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = (f for f in sorted(path.rglob("*")) if f.is_file())
        yield from (f for f in found if not _is_hidden(f.relative_to(path)))


def _is_hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _records(source: str | None) -> dict[Path, dict[str, Any]]:
    """Return what is known of the articles, by path.

    Raises:
        CommandError: the file cannot be read, or a line is not an object with a `path`.
    """
    if source is None:
        return {}
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{source}: {error}") from error
    records: dict[Path, dict[str, Any]] = {}
    # Not splitlines(): a text in JSON may have other line ends.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            records[Path(record.pop("path"))] = record
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise CommandError(f"{source}, line {number}: not an object with a path.") from error
    return records


def _why(error: Exception) -> str:
    if isinstance(error, DomainError) and error.errors:
        return "; ".join(f"{e.code}: {e.detail}" for e in error.errors)
    return str(error)
