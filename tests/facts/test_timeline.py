from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core import dates
from factstore.core.dates import PartialDate
from factstore.facts.timeline import Attestation, Interval, Timeline, timeline

DAYS = st.dates(date(2024, 5, 1), date(2024, 5, 12)) | st.sampled_from([date.min, date.max])


@st.composite
def partial_dates(draw):
    first, last = sorted([draw(DAYS), draw(DAYS)])
    opened = draw(st.sampled_from(["", "", "first", "last"]))
    return PartialDate(None if opened == "first" else first, None if opened == "last" else last)


ATTESTATIONS = st.lists(
    st.builds(Attestation, partial_dates(), st.sampled_from(["present", "until"])), max_size=3
)
CASES = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(["state", "happening"]),
        "from_": st.none() | partial_dates(),
        "to": st.none() | partial_dates(),
        "date": st.none() | partial_dates(),
        "attestations": ATTESTATIONS,
    }
)


def told(basis="state", *, from_=None, to=None, day=None, **attested):
    """Compute a timeline from EDTF texts; `present` and `until` are lists of publication dates."""
    answer = timeline(
        basis=basis,
        from_=from_ and dates.parse(from_),
        to=to and dates.parse(to),
        date=day and dates.parse(day),
        attestations=[
            Attestation(dates.parse(published), kind)
            for kind, all_published in attested.items()
            for published in all_published
        ],
    ).as_json()
    spans = (answer["certain"], answer["possible"])
    return tuple(span and (span["from"], span["to"]) for span in spans)


SPAN = "[2024-05-21..2024-05-30]"


@pytest.mark.parametrize(
    ("values", "certain", "possible"),
    [
        # the permission of the design: begun late in May, widened on 21 June
        (
            {"from_": SPAN, "until": ["2024-06-21"], "present": ["[2024-05-30..2024-06-05]"]},
            ("2024-05-30", "2024-06-21"),
            ("2024-05-21", None),
        ),
        ({"from_": SPAN}, ("2024-05-30", "2024-05-31"), ("2024-05-21", None)),
        ({"from_": SPAN, "present": ["2024-05-25"]}, ("2024-05-25", "2024-05-26"), ("2024-05-21", None)),
        ({"from_": SPAN, "until": ["2024-05-30"]}, None, ("2024-05-21", None)),
        ({"present": ["2024-06-01", "2024-06-09"]}, ("2024-06-01", "2024-06-10"), (None, None)),
        ({"until": ["2024-06-01"]}, None, (None, None)),
        ({}, None, (None, None)),
        ({"from_": "2024-05-01", "to": "2024-06"}, ("2024-05-01", "2024-06-01"), ("2024-05-01", "2024-06-30")),
        (
            {"from_": "2024-05-01", "to": "2024-06", "present": ["2024-06-09"]},
            ("2024-05-01", "2024-06-10"),
            ("2024-05-01", "2024-06-30"),
        ),
        # told on its last day: certain up to that day, which may be its end
        (
            {"from_": "2024-05-01", "to": "2024-06-09", "present": ["2024-06-09"]},
            ("2024-05-01", "2024-06-09"),
            ("2024-05-01", "2024-06-09"),
        ),
        ({"to": "2024-06"}, None, (None, "2024-06-30")),
        ({"from_": "2024-05-01", "to": "[..2024-06-30]"}, None, ("2024-05-01", "2024-06-30")),
        ({"from_": "[2024-05-01..]"}, None, ("2024-05-01", None)),
        ({"from_": "[..2024-05-01]"}, ("2024-05-01", "2024-05-02"), (None, None)),
    ],
)  # fmt: skip
def test_state(values, certain, possible):
    assert told(**values) == (certain, possible)


@pytest.mark.parametrize(
    "attested",
    [
        {"present": ["2024-04-01"]},
        {"present": ["2024-08-01"]},
        {"until": ["[2024-07-02..2024-07-09]"]},
    ],
)
def test_attestation_that_contradicts_the_values_is_left_out(attested):
    values = {"from_": "2024-05-01", "to": "[2024-06-01..2024-07-01]"}
    assert told(**values, **attested) == told(**values)


def test_values_that_contradict_each_other_leave_no_day():
    assert told(from_="2024-06-02", to="2024-06-01") == (None, None)
    assert told("happening", from_="2024-06-02", to="2024-06-01") == (None, None)


@pytest.mark.parametrize(
    ("values", "certain", "possible"),
    [
        ({"day": "2024-05-30"}, ("2024-05-30", "2024-05-31"), ("2024-05-30", "2024-05-30")),
        ({"day": SPAN}, None, ("2024-05-21", "2024-05-30")),
        ({"day": "[..2024-05-30]"}, None, (None, "2024-05-30")),
        ({"day": "[2024-05-21..]"}, None, ("2024-05-21", None)),
        ({"from_": "2024-05-10"}, ("2024-05-10", "2024-05-11"), ("2024-05-10", None)),
        ({"from_": SPAN}, None, ("2024-05-21", None)),
        ({"to": SPAN}, None, (None, "2024-05-30")),
        ({}, None, (None, None)),
        ({"from_": "2024-05", "to": "2024-06"}, ("2024-05-31", "2024-06-01"), ("2024-05-01", "2024-06-30")),
        ({"from_": "2024-05-10", "to": "2024-05-10"}, ("2024-05-10", "2024-05-11"), ("2024-05-10", "2024-05-10")),
        ({"day": "2024-05-30", "from_": "2023", "present": ["2025"]}, ("2024-05-30", "2024-05-31"), ("2024-05-30", "2024-05-30")),
    ],
)  # fmt: skip
def test_happening(values, certain, possible):
    assert told("happening", **values) == (certain, possible)


def test_document_member_has_the_shape_of_the_design():
    span = Interval(date(2024, 5, 30), date(2024, 6, 21))
    assert Timeline("state", span, Interval(date(2024, 5, 21), None)).as_json() == {
        "basis": "state",
        "certain": {"from": "2024-05-30", "to": "2024-06-21"},
        "possible": {"from": "2024-05-21", "to": None},
    }


@given(CASES)
def test_certain_days_are_possible_days(case):
    time = timeline(**case)
    if time.possible and time.possible.from_ and time.possible.to:
        assert time.possible.from_ <= time.possible.to
    if time.certain is None:
        return
    first, end = time.certain.from_, time.certain.to
    assert time.possible is not None
    assert first < end
    assert time.possible.from_ is None or time.possible.from_ <= first
    assert time.possible.to is None or end - timedelta(days=1) <= time.possible.to


@given(CASES, st.randoms(use_true_random=False))
def test_order_of_attestations_does_not_matter(case, random):
    mixed = list(case["attestations"])
    random.shuffle(mixed)
    assert timeline(**{**case, "attestations": mixed}) == timeline(**case)


@given(CASES, ATTESTATIONS)
def test_attestations_leave_the_possible_days_alone(case, more):
    attestations = case["attestations"] + more
    assert timeline(**{**case, "attestations": attestations}).possible == timeline(**case).possible


@given(CASES)
def test_end_that_is_known_is_never_certain_past_its_first_day_unless_attested(case):
    time = timeline(**{**case, "basis": "state", "attestations": []})
    if time.certain and case["to"] is not None:
        assert time.certain.to == case["to"].not_before


@given(CASES)
def test_values_and_presence_on_one_day_make_that_day_certain(case):
    day = date(2024, 5, 6)
    seen = [Attestation(PartialDate.on(day), "present")]
    time = timeline(**{**case, "basis": "state", "to": None, "attestations": seen})
    starts_before = (
        case["from_"] is None or case["from_"].not_before is None or case["from_"].not_before <= day
    )
    if starts_before:
        assert time.certain is not None
        assert time.certain.from_ <= day < time.certain.to
