"""`valid_at` and `during` find what a reader who works through the documents would find."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

URL = "/api/v1/facts"
DAYS = st.dates(date(2022, 1, 1), date(2024, 8, 1)) | st.dates(date(2024, 5, 15), date(2024, 6, 25))
MATCHES = st.sampled_from(["certain", "possible"])
SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def known(anonymous):
    """The time of every fact by its id, as days; `certain` with an end that is included, too."""
    found = anonymous.get(URL, {"limit": 500}).json()["results"]
    return {
        fact["id"]: {name: days(fact["time"], name) for name in ("certain", "possible")}
        for fact in found
    }


def days(time, name):
    """First and last day of an interval, both included; None where there is none."""
    if time[name] is None:
        return None
    first, last = time[name]["from"], time[name]["to"]
    first = date.fromisoformat(first) if first else date.min
    last = date.fromisoformat(last) if last else date.max
    return (first, last - timedelta(days=1)) if name == "certain" else (first, last)


def found(client, **query):
    page = client.get(URL, {"limit": 500, "view": "summary", **query}).json()
    return {fact["id"] for fact in page["results"]}


@SETTINGS
@given(day=DAYS, match=MATCHES)
def test_valid_at(day, match, anonymous, known):
    expected = {
        fact
        for fact, time in known.items()
        if time[match] and time[match][0] <= day <= time[match][1]
    }
    assert found(anonymous, valid_at=str(day), match=match) == expected


def overlap(interval, first, last):
    return interval is not None and interval[0] <= last and first <= interval[1]


def within(interval, first, last):
    return interval is not None and first <= interval[0] and interval[1] <= last


@SETTINGS
@given(ends=st.tuples(DAYS, DAYS).map(sorted), match=MATCHES)
def test_during(ends, match, anonymous, known):
    expected = {
        fact
        for fact, time in known.items()
        if overlap(time[match], *ends) or (match == "certain" and within(time["possible"], *ends))
    }
    assert found(anonymous, during=f"{ends[0]}/{ends[1]}", match=match) == expected


def test_certain_lies_within_possible(known):
    assert any(time["certain"] for time in known.values())
    for time in known.values():
        if time["certain"]:
            assert within(time["certain"], *time["possible"])
