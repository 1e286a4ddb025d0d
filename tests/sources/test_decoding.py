"""From the bytes of a file to characters."""

import codecs
import time

import pytest

from factstore.sources.page import decoding
from factstore.sources.page.decoding import HTML, PLAIN, decode
from factstore.sources.page.errors import Unreadable
from tests.sources.pages import page

KOREAN = "다리는 봄까지 닫힌다고 장관이 말했다"


def refused(data, **said):
    with pytest.raises(Unreadable) as found:
        decode(data, **said)
    return found.value.code


def test_somebodys_own_word_on_the_charset_decides_alone():
    odd = page(head='<meta charset="klingon">').encode()
    assert refused(odd) == "undecodable"
    read = decode(odd, charset="utf-8", media_type="text/html; charset=none")
    assert (read.charset, read.text.encode()) == ("utf-8", odd)


@pytest.mark.parametrize(
    ("label", "python", "text"),
    [
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("euc-kr", "cp949", KOREAN + "뢔"),
        ("x-sjis", "cp932", "橋は春まで閉じる①"),
        ("Shift_JIS", "cp932", "橋は春まで閉じる①"),
        ("windows-874", "cp874", "สะพานปิด"),
        ("big5", "big5hkscs", "橋樑關閉"),
        ("iso-8859-9", "cp1254", "Köprü “kapalı”"),
    ],
)
def test_charsets_are_read_as_browsers_read_them(label, python, text):
    data = f'<html><meta charset="{label}">{text}'.encode(python)
    read = decode(data)
    assert (read.charset, read.text.endswith(text)) == (python, True)
    assert decode(data, charset=read.charset).text == read.text, "a kept file is read again"


def test_utf_16_says_its_byte_order():
    data = "words".encode("utf-16-be")
    assert refused(data, charset="utf-16") == "undecodable"
    assert refused(data, media_type="text/plain; charset=utf-16") == "undecodable"
    assert decode(data, charset="utf-16be").text == "words"
    assert decode(codecs.BOM_UTF16_BE + data, charset="utf-16").text == "words"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_a_page_is_known_behind_its_byte_order_mark(charset):
    data = "<!doctype html><p>“words”".encode(charset)
    assert decode(data).media_type == HTML
    assert decode("“words” <p>".encode(charset)).media_type == PLAIN


def test_a_page_may_begin_with_long_and_many_comments():
    long = b"<!-- " + b"x" * 5000 + b" -->\n"
    assert decode(long + b"<!DOCTYPE html><p>words").media_type == HTML
    before = time.process_time()
    assert decode(b"<!---->" * 500_000 + b"words").media_type == PLAIN
    assert time.process_time() - before < 2


@pytest.mark.parametrize("name", ["style.css", "a.JS", "saved.mhtml", "data.json", "report.doc"])
def test_a_name_says_that_a_file_is_no_page(name):
    assert refused(b"words", name=name) == "unsupported_media"
    assert decode(b"words", name=name, media_type="text/plain").text == "words"


@pytest.mark.parametrize(
    "name", ["story", "story.1", "www.courier.example", "a.php", "a.html?b=c.d"]
)
def test_other_names_say_nothing(name):
    assert decode(b"<html>words", name=name).media_type == HTML
    assert decode(b"words", name=name).media_type == PLAIN


def test_what_is_wide_is_named_so():
    """Else valid UTF-8 would speak against a charset that it cannot be taken for."""
    wide = {"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp", "utf-8"}
    assert all(name.startswith(decoding._WIDE) for name in wide)
