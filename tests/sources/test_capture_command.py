import io
import json
import os
import signal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from factstore.sources import actions
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
    assert said.endswith("2 captured, 0 stored already, 0 refused\n")
    articles = Article.objects.order_by("pk")
    assert [(a.title, a.language) for a in articles] == [("Bridge", "en"), (None, "und")]
    texts = Version.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == [TEXT, "Plain words."]


def test_a_reprint_is_captured_once(capture, tmp_path):
    records = tmp_path / "records.jsonl"
    known = [{"path": f"{n}.txt", "title": n, "reprint": n != "one"} for n in ("one", "two", "six")]
    records.write_text("\n".join(map(json.dumps, known)))
    files = [tmp_path / record["path"] for record in known]
    for file in files:
        file.write_text("The same words.")
    assert "3 captured, 0 stored already" in capture(*files, records=str(records))
    assert "0 captured, 3 stored already" in capture(*files, records=str(records))
    assert set(Article.objects.values_list("title", flat=True)) == {"one", "two", "six"}


def test_a_bad_file_does_not_stop_the_rest(ada, tmp_path):
    (tmp_path / "1.html").write_bytes(b"<html><p>caf\xe9")
    (tmp_path / "2.txt").write_text("good words")
    (tmp_path / "3.txt").write_bytes(b"\xef\xbb\xbfgood words")
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
    assert total == "1 captured, 0 stored already, 3 refused"


def test_records_have_a_path(capture, tmp_path):
    (tmp_path / "a.txt").write_text("words")
    records = tmp_path / "records.jsonl"
    records.write_text('{"title": "x"}\n')
    with pytest.raises(CommandError, match="line 1: not an object with a path"):
        capture(tmp_path / "a.txt", records=str(records))
    assert Article.objects.count() == 0


def test_a_record_says_what_a_request_may_say(capture, tmp_path):
    (tmp_path / "a.html").write_bytes(page(["Über die Brücke fährt niemand."] * 3).encode("cp1252"))
    (tmp_path / "b.txt").write_text("words\u2028and words")
    records = tmp_path / "records.jsonl"
    known = [
        {"path": "a.html", "charset": "windows-1252", "captured_at": "2024-06-01T00:00:00Z"},
        {"path": f"{tmp_path}/./b.txt", "title": "One\u2028two\x85three"},
        {"path": "c.txt", "title": "of no file"},
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in known]
    records.write_text("\ufeff" + "\r\n".join(lines))
    said = capture(tmp_path / "a.html", tmp_path / "b.txt", records=str(records))
    assert "c.txt: a record, and no such file\n2 captured, 0 stored already, 0 refused" in said
    first, second = Version.objects.order_by("pk").select_related("article")
    assert "Über die Brücke" in first.text
    assert first.captured_at.isoformat() == "2024-06-01T00:00:00+00:00"
    assert second.article.title == "One\u2028two\x85three"


def test_a_name_of_several_files_tells_nothing_of_one(ada, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.txt").write_text(f"words of {folder}")
    records = tmp_path / ".records"
    records.write_text('{"path": "index.txt", "title": "Whose?"}\n')
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 of 2 files were refused"):
        call_command("capture", str(tmp_path), user="ada", records=str(records), stdout=out)
    assert out.getvalue().count("Several files are called index.txt") == 2
    assert Article.objects.count() == 0


def test_files_that_are_kept_are_not_captured_again(capture, tmp_path, record):
    (tmp_path / "a.html").write_text(page())
    (tmp_path / ".hidden").write_text("words of a tool")
    assert "a.html: article " in capture(tmp_path)
    (tmp_path / "b.txt").write_text("more words")
    said = capture(tmp_path, cut=["sharing"])
    made = Article.objects.order_by("pk").first()
    assert f"a.html: stored already, as article {made.pk}\n" in said
    assert said.endswith("1 captured, 1 stored already, 0 refused\n")
    with record():
        actions.withdraw_article(made.pk, reason="a test", expected=None)
    with pytest.raises(CommandError, match="1 of 2 files were refused"):
        capture(tmp_path)


GIVES_WAY_ONCE = """
CREATE SEQUENCE tries;
CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') = 1 THEN RAISE SQLSTATE '40P01'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gives_way BEFORE INSERT ON sources_article
    FOR EACH ROW EXECUTE FUNCTION give_way();
"""


@pytest.mark.django_db(transaction=True)
def test_a_capture_that_gave_way_to_other_work_is_done_again(capture, tmp_path):
    (tmp_path / "a.txt").write_text("words")
    with connection.cursor() as cursor:
        cursor.execute(GIVES_WAY_ONCE)
        try:
            assert "1 captured, 0 stored already, 0 refused" in capture(tmp_path)
            cursor.execute("SELECT last_value FROM tries")
            assert cursor.fetchone() == (2,)
        finally:
            cursor.execute("DROP FUNCTION give_way CASCADE; DROP SEQUENCE tries")
    assert Article.objects.count() == 1


def test_what_is_left_out_is_said(capture, tmp_path):
    below = "<footer>Correction: an earlier version misspelled a name.</footer>"
    (tmp_path / "a.html").write_text(page(below=below))
    assert ", 1 passages left out\n" in capture(tmp_path)


def test_names_and_sizes_of_any_kind(ada, tmp_path, settings):
    settings.MAX_PAGE_BYTES = 1000
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("words")
    os.mkfifo(tmp_path / "pipe")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 2 files were refused"):
        call_command("capture", "/dev/zero", str(tmp_path), user="ada", stdout=out)
    zero, strange, _ = out.getvalue().encode().decode().splitlines()
    assert (
        "/dev/zero: refused: page_too_large: The page has too many bytes; the limit is 1000" in zero
    )
    assert "caf\ufffd.txt: article " in strange


@pytest.fixture
def interruptible():
    """Ctrl-C breaks off, which a shell lets processes in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_tells_how_far_it_came_and_goes_on(ada, capture, tmp_path):
    for i in range(200):
        (tmp_path / f"{i:03}.txt").write_text(f"words of file {i}")
    out = _Until(20)
    with pytest.raises(CommandError, match=r"Interrupted, 1[78]. files are left") as ended:
        call_command("capture", str(tmp_path), user="ada", stdout=out)
    assert ended.value.returncode == 130
    made = Article.objects.count()
    assert 20 <= made <= 21
    assert out.getvalue().endswith(" captured, 0 stored already, 0 refused\n")
    assert capture(tmp_path).endswith(f"{200 - made} captured, {made} stored already, 0 refused\n")


class _Until(io.StringIO):
    """Somebody who presses Ctrl-C on seeing so many lines."""

    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def write(self, text):
        self.lines -= "article" in text
        if self.lines == 0:
            self.lines = -1
            signal.raise_signal(signal.SIGINT)
        return super().write(text)


def test_the_user_must_exist(db, tmp_path):
    with pytest.raises(CommandError, match="no active user called eve"):
        call_command("capture", str(tmp_path), user="eve")
