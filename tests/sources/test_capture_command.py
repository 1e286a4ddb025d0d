import io
import json

import pytest
from django.core.management import CommandError, call_command

from factstore.sources.models import Article, Version
from tests.sources.pages import TEXT, page


@pytest.fixture
def capture(ada):
    def run(*paths, **options):
        out = io.StringIO()
        call_command("capture", *map(str, paths), user="ada", stdout=out, stderr=out, **options)
        return out.getvalue()

    return run


def test_files_are_captured_with_what_is_known_of_them(capture, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(page())
    (folder / "b.txt").write_text("Plain words.\n\nLeave a Reply\n\nRequired fields are marked *")
    records = tmp_path / "records.jsonl"
    known = {"path": "a.html", "title": "Bridge", "language": "en", "reason": "a collection"}
    records.write_text(json.dumps(known) + "\n")
    said = capture(folder, records=str(records), cut=["comment_form"])
    assert said.endswith("2 captured, 0 refused\n")
    articles = Article.objects.order_by("pk")
    assert [(a.title, a.language) for a in articles] == [("Bridge", "en"), (None, "und")]
    texts = Version.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == [TEXT, "Plain words."]


def test_a_bad_file_does_not_stop_the_rest(ada, tmp_path):
    (tmp_path / "1.html").write_bytes(b"<html><p>caf\xe9")
    (tmp_path / "2.txt").write_text("good words")
    (tmp_path / "3.txt").write_text("good words")
    out = io.StringIO()
    with pytest.raises(CommandError, match="3 of 4 files were refused"):
        call_command(
            *("capture", str(tmp_path), str(tmp_path / "none.txt")),
            user="ada",
            stdout=out,
            stderr=out,
        )
    first, second, third, fourth, total = out.getvalue().splitlines()
    assert "1.html: refused: undecodable: Byte 12" in first
    assert "2.txt: article " in second
    assert "3.txt: refused: This text is stored already" in third
    assert "none.txt: refused: " in fourth
    assert total == "1 captured, 3 refused"


def test_records_have_a_path(capture, tmp_path):
    (tmp_path / "a.txt").write_text("words")
    records = tmp_path / "records.jsonl"
    records.write_text('{"title": "x"}\n')
    with pytest.raises(CommandError, match="line 1: not an object with a path"):
        capture(tmp_path / "a.txt", records=str(records))
    assert Article.objects.count() == 0


def test_the_user_must_exist(db, tmp_path):
    with pytest.raises(CommandError, match="no active user called eve"):
        call_command("capture", str(tmp_path), user="eve")
