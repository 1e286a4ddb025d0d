from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core import dates
from factstore.core.dates import PartialDate

DAYS = st.dates()
NEAR = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@st.composite
def partial_dates(draw, days=DAYS):
    first, last = sorted([draw(days), draw(days)])
    opened = draw(st.sampled_from(["", "first", "last"]))
    return PartialDate(None if opened == "first" else first, None if opened == "last" else last)


@given(partial_dates() | partial_dates(NEAR))
def test_edtf_text_comes_back_as_the_same_bounds(partial):
    assert dates.parse(partial.edtf) == partial


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-30", "2024-05-30", "2024-05-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("0999-02", "0999-02-01", "0999-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("[2024-05-21..2024-05-30]", "2024-05-21", "2024-05-30"),
        ("[..2024-05-30]", None, "2024-05-30"),
        ("[2024-05-21..]", "2024-05-21", None),
        ("[0001-01-01..0009-12-31]", "0001-01-01", "0009-12-31"),
    ],
)
def test_each_form_has_one_text(text, first, last):
    partial = dates.parse(text)
    assert partial.as_json() == {"edtf": text, "not_before": first, "not_after": last}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2024-05-XX", "2024-05"),
        ("2024-XX", "2024"),
        ("2024-XX-XX", "2024"),
        ("[2024-05..2024-06]", "[2024-05-01..2024-06-30]"),
        ("[2024..]", "[2024-01-01..]"),
        ("[2024-05-30..2024-05-30]", "2024-05-30"),
    ],
)
def test_other_spellings_are_read(text, same):
    assert dates.parse(text).edtf == same


@pytest.mark.parametrize(
    "text",
    [
        "", "May 2024", "2024-5", "2024-13", "2024-00", "2023-02-29", "2024-XX-01", "202X-05", "2XXX",
        "XXXX", "000X", "0000", "2024-21", "2024~", "2024?", "2024-05-21/2024-05-30", "[..]", "[]",
        "[2024-05-30..2024-05-21]", " 2024", "2024\n", "٢٠٢٤", "-2024", "[2024,2025]",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match=r".{20}"):
        dates.parse(text)


@given(st.text() | st.text(st.sampled_from("0129X-[]."), max_size=12))
def test_any_text_is_read_or_refused_with_value_error(text):
    try:
        partial = dates.parse(text)
    except ValueError:
        return
    assert dates.parse(partial.edtf) == partial


def test_bounds_must_be_in_order_and_not_both_open():
    with pytest.raises(ValueError, match="needs a bound"):
        PartialDate(None, None)
    with pytest.raises(ValueError, match="is after"):
        PartialDate(date(2024, 5, 2), date(2024, 5, 1))


@given(partial_dates(NEAR), partial_dates(NEAR), NEAR)
def test_intersection_holds_the_days_of_both(one, other, day):
    both = one.intersect(other)
    within = one.contains(PartialDate.on(day)) and other.contains(PartialDate.on(day))
    assert (both is not None and both.contains(PartialDate.on(day))) is within
    if both is not None:
        assert one.contains(both)
        assert other.contains(both)
    assert both == other.intersect(one)


@given(partial_dates(NEAR), partial_dates(NEAR))
def test_containing_means_that_the_intersection_is_the_smaller(one, other):
    assert one.contains(other) is (one.intersect(other) == other)
