import calendar
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.core import dates
from factstore.core.dates import PartialDate
from factstore.facts.rules import RULES, RuleError, date_interval, money, quantity

# Publication dates of the seed articles.
FREE_FIRE = "2024-06-21"
GREEN_LIGHT = "[2024-05-30..2024-06-02]"
PERMISSION = "[2024-05-30..2024-05-31]"
AUTHORIZED = "[2024-05-30..2024-06-05]"
DATE_RULES = [name for name, rule in RULES.items() if rule.applies_to == "date"]


def computed(rule, as_printed, published):
    return date_interval(rule, as_printed, dates.parse(published)).edtf


@pytest.mark.parametrize(
    ("rule", "as_printed", "published", "days"),
    [
        ("published_year", "June 21", FREE_FIRE, "2024-06-21"),
        ("month_part", "late last month", FREE_FIRE, "[2024-05-21..2024-05-31]"),
        ("year_known", "since December 2022", FREE_FIRE, "2022-12"),
        ("weekday", "Thursday", FREE_FIRE, "2024-06-20"),
        ("week_part", "earlier this week", FREE_FIRE, "[2024-06-17..2024-06-21]"),
        ("month_part", "earlier this month", FREE_FIRE, "[2024-06-01..2024-06-21]"),
        ("week_part", "last week", FREE_FIRE, "[2024-06-10..2024-06-16]"),
        ("year_known", "Feb. 2022", FREE_FIRE, "2022-02"),
        ("until_publication", "has again eased", FREE_FIRE, "[..2024-06-21]"),
        ("week_part", "Earlier this week", GREEN_LIGHT, "[2024-05-27..2024-06-02]"),
        ("weekday", "this Thursday", GREEN_LIGHT, "2024-05-30"),
        ("published_year", "early May", GREEN_LIGHT, "[2024-05-01..2024-05-10]"),
        ("month_part", "in early May", GREEN_LIGHT, "[2024-05-01..2024-05-10]"),
        ("week_part", "Late last week", GREEN_LIGHT, "[2024-05-23..2024-05-26]"),
        # published in May or in June, so the span holds both beginnings
        ("month_part", "at the beginning of the month", GREEN_LIGHT, "[2024-05-01..2024-06-10]"),
        ("month_part", "at the beginning of the month", PERMISSION, "[2024-05-01..2024-05-10]"),
        ("year_known", "February 2022", GREEN_LIGHT, "2022-02"),
        ("until_publication", "has finally authorized", GREEN_LIGHT, "[..2024-06-02]"),
        ("weekday", "Thursday", PERMISSION, "2024-05-30"),
        ("published_year", "since May 10", AUTHORIZED, "2024-05-10"),
        ("year_part", "earlier this year", AUTHORIZED, "[2024-01-01..2024-06-05]"),
        ("year_known", "in February 2022", AUTHORIZED, "2022-02"),
        ("coming_year", "in July", AUTHORIZED, "2024-07"),
        ("published_year", "in July", AUTHORIZED, "2023-07"),
    ],
)  # fmt: skip
def test_phrases_of_the_seed_articles(rule, as_printed, published, days):
    assert computed(rule, as_printed, published) == days


@pytest.mark.parametrize(
    ("rule", "as_printed", "days"),
    [
        ("year_known", "2022", "2022"),
        ("year_known", "2022-03-04", "2022-03-04"),
        ("year_known", "June 21st, 2024", "2024-06-21"),
        ("year_known", "the 21st of June, 2024", "2024-06-21"),
        ("year_known", "Fri., June 21, 2024", "2024-06-21"),
        ("year_known", "mid-Sept. 2023", "[2023-09-11..2023-09-20]"),
        ("year_known", "at the end of February 2024", "[2024-02-21..2024-02-29]"),
        ("published_year", "May", "[2024-05-01..2024-05-16]"),
        ("published_year", "June 1", "2023-06-01"),
        ("published_year", "Feb. 29", "2024-02-29"),
        ("published_year", "Friday, May 10", "2024-05-10"),
        ("coming_year", "Friday, May 17", "2024-05-17"),
        ("coming_year", "May", "[2024-05-16..2024-05-31]"),
        ("coming_year", "May 15", "2025-05-15"),
        ("month_part", "next month", "2024-06"),
        ("month_part", "later this month", "[2024-05-16..2024-05-31]"),
        ("month_part", "earlier in the month", "[2024-05-01..2024-05-16]"),
        ("month_part", "the middle of last month", "[2024-04-11..2024-04-20]"),
        ("week_part", "at the start of the week", "[2024-05-13..2024-05-15]"),
        ("week_part", "next week", "[2024-05-20..2024-05-26]"),
        ("year_part", "last year", "2023"),
        ("year_part", "later this year", "[2024-05-16..2024-12-31]"),
        ("weekday", "Thursday", "2024-05-16"),
        ("weekday", "late on Friday night", "2024-05-10"),
        ("near_day", "yesterday", "2024-05-15"),
        ("near_day", "tomorrow", "2024-05-17"),
    ],
)
def test_other_phrases_printed_on_thursday_16_may(rule, as_printed, days):
    assert computed(rule, as_printed, "2024-05-16") == days


@pytest.mark.parametrize(
    ("rule", "as_printed"),
    [
        ("year_known", "May 10"),
        ("year_known", "Thursday, June 21, 2024"),
        ("year_known", "February 30, 2024"),
        ("year_known", "early 2022"),
        ("year_known", "by May 2024"),
        ("year_known", "not in 2022"),
        ("year_known", "early May 10, 2022"),
        ("published_year", "May 10, 2024"),
        ("published_year", "February 30"),
        ("published_year", "Thursday in May"),
        ("published_year", "Thursday, May 10"),
        ("published_year", "Friday, May 17"),
        ("published_year", "last month"),
        ("month_part", "May 10"),
        ("month_part", "the month"),
        ("month_part", "last week"),
        ("week_part", "last month"),
        ("weekday", "last Thursday"),
        ("weekday", "next Thursday"),
        ("year_part", "early this year"),
        ("near_day", "two days ago"),
        ("until_publication", " "),
        ("currency", "$275 million"),
        ("unheard_of", "May"),
    ],
)
def test_words_that_do_not_fit_the_rule_are_refused(rule, as_printed):
    with pytest.raises(RuleError) as caught:
        computed(rule, as_printed, "2024-05-16")
    assert caught.value.rule == rule
    assert caught.value.as_printed == as_printed
    assert caught.value.reason in str(caught.value)


def test_open_publication_date_leaves_the_interval_open():
    assert computed("week_part", "last week", "[2024-05-16..]") == "[2024-05-06..]"
    assert computed("week_part", "last week", "[..2024-05-16]") == "[..2024-05-12]"
    assert computed("year_known", "2022", "[2024-05-16..]") == "2022"
    with pytest.raises(RuleError, match="by which day"):
        computed("until_publication", "now", "[2024-05-16..]")


PHRASES = [
    ("published_year", "June 21"), ("published_year", "Feb. 29"), ("published_year", "late May"),
    ("published_year", "June"), ("coming_year", "June"), ("coming_year", "Feb. 29"),
    ("month_part", "late last month"), ("month_part", "this month"), ("month_part", "early May"),
    ("month_part", "later this month"), ("weekday", "Thursday"), ("week_part", "this week"),
    ("week_part", "late last week"), ("week_part", "later this week"), ("year_part", "this year"),
    ("year_part", "last year"), ("near_day", "yesterday"),
]  # fmt: skip


@given(st.sampled_from(PHRASES), st.dates(date(1890, 1, 1), date(2110, 1, 1)), st.integers(0, 500))
def test_publication_span_gives_the_span_of_all_its_days(phrase, first, length):
    rule, as_printed = phrase
    span = PartialDate(first, first + timedelta(days=length))
    each = [
        date_interval(rule, as_printed, PartialDate.on(first + timedelta(days=day)))
        for day in range(length + 1)
    ]
    assert date_interval(rule, as_printed, span) == PartialDate(
        min(one.not_before for one in each), max(one.not_after for one in each)
    )


@given(st.dates(date(1890, 1, 1)), st.integers(0, 6))
def test_weekday_is_one_of_the_seven_days_up_to_publication(published, weekday):
    name = calendar.day_name[weekday]
    day = date_interval("weekday", name, PartialDate.on(published)).not_before
    assert day.weekday() == weekday
    assert timedelta(0) <= published - day < timedelta(days=7)


@given(
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["%B %d, %Y", "%d %b %Y", "%b. %d, %Y", "%A, %B %d, %Y", "%Y-%m-%d"]),
)
def test_full_date_is_read_in_every_print(day, form):
    assert date_interval("year_known", f"{day:{form}}", PartialDate.on(day)) == PartialDate.on(day)


VOCABULARY = (
    "early late mid last this next earlier later the month week year May Feb. 29 2024 30th $ € - "
    "Thursday , million dozen a one twenty five hundred and between to 1.5 1,000 % about us"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join)
PUBLISHED = st.dates().map(PartialDate.on) | st.sampled_from([date.min, date.max]).map(
    PartialDate.on
)


@given(st.sampled_from(DATE_RULES), WORDS | st.text(max_size=210), PUBLISHED)
def test_any_words_are_read_as_days_or_refused(rule, as_printed, published):
    try:
        days = date_interval(rule, as_printed, published)
    except RuleError:
        return
    assert isinstance(days, PartialDate)


@given(WORDS | st.text(max_size=210))
def test_any_words_are_read_as_amounts_or_refused(as_printed):
    for read in (money, quantity):
        try:
            amount = read(as_printed)
        except RuleError:
            continue
        assert 0 <= amount.min <= amount.max
        assert "E" not in str(amount.max)


@pytest.mark.parametrize("read", [money, quantity])
def test_long_words_are_refused(read):
    with pytest.raises(RuleError, match="200"):
        read("$1" + " " * 200)
    with pytest.raises(RuleError, match="200"):
        computed("year_known", "2022" + " " * 200, "2024")
    with pytest.raises(RuleError, match="digits"):
        read("1" * 16 + " dollars")


@pytest.mark.parametrize(
    ("as_printed", "low", "high", "currency", "approximate"),
    [
        ("$275 million", 275_000_000, 275_000_000, "USD", False),
        ("worth $275 million", 275_000_000, 275_000_000, "USD", False),
        ("$275-million", 275_000_000, 275_000_000, "USD", False),
        ("US$275m", 275_000_000, 275_000_000, "USD", False),
        ("C$20", 20, 20, "CAD", False),
        ("about €1.5bn", 1_500_000_000, 1_500_000_000, "EUR", True),
        ("an estimated £3 billion", 3_000_000_000, 3_000_000_000, "GBP", True),
        ("300 million US dollars", 300_000_000, 300_000_000, "USD", False),
        ("UAH 1,500.50", "1500.5", "1500.5", "UAH", False),
        ("a hundred euros", 100, 100, "EUR", False),
        ("$1–2 million", 1_000_000, 2_000_000, "USD", False),
        ("between $1 and 2 million", 1_000_000, 2_000_000, "USD", False),
        ("between $1 million and $2 million", 1_000_000, 2_000_000, "USD", False),
    ],
)
def test_money(as_printed, low, high, currency, approximate):
    assert money(as_printed) == (Decimal(low), Decimal(high), currency, approximate)


@pytest.mark.parametrize(
    "as_printed",
    [
        "$", "five", "$1,5 million", "$1 to $2 million", "more than $60 billion", "$5 pounds",
        "millions of dollars", "$2 million to $1 million", "$5 each", "-$5", "10 crowns", "between $1",
    ],
)  # fmt: skip
def test_words_that_are_no_amount_of_money_are_refused(as_printed):
    with pytest.raises(RuleError):
        money(as_printed)


@pytest.mark.parametrize(
    ("as_printed", "low", "high", "unit", "approximate"),
    [
        ("10-year", 10, 10, "year", False),
        ("four", 4, 4, None, False),
        ("four US officials", 4, 4, None, False),
        ("a dozen", 12, 12, None, False),
        ("a dozen U.S. allies", 12, 12, None, False),
        ("two dozen", 24, 24, None, False),
        ("about 180 miles", 180, 180, "mile", True),
        ("5km", 5, 5, "kilometre", False),
        ("10–15 years", 10, 15, "year", False),
        ("10 to 15 per cent", 10, 15, "percent", False),
        ("a year", 1, 1, "year", False),
        ("thirty-five", 35, 35, None, False),
        ("a hundred and five soldiers", 105, 105, None, False),
        ("two million three hundred thousand", 2_300_000, 2_300_000, None, False),
        ("2 million shells", 2_000_000, 2_000_000, None, False),
        ("3 m", 3, 3, "metre", False),
    ],
)
def test_quantity(as_printed, low, high, unit, approximate):
    assert quantity(as_printed) == (Decimal(low), Decimal(high), unit, approximate)


@pytest.mark.parametrize(
    "as_printed",
    [
        "several", "dozens", "dozens of shells", "two thirds", "two and a half years", "ten times",
        "four-star", "four or five", "four five", "twenty-ten", "up to 180 miles", "four of 12 officials",
        "four hundreds", "$5", "", "½",
    ],
)  # fmt: skip
def test_words_that_are_no_quantity_are_refused(as_printed):
    with pytest.raises(RuleError):
        quantity(as_printed)


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"


def spelled(number):
    """Write a number below a million in English words."""
    small, tens = SMALL.split(), TENS.split()
    if number < 20:
        return small[number]
    if number < 100:
        return tens[number // 10] + (f"-{small[number % 10]}" if number % 10 else "")
    size, word, joint = (1000, "thousand", " ") if number >= 1000 else (100, "hundred", " and ")
    rest = number % size
    return f"{spelled(number // size)} {word}" + (joint + spelled(rest) if rest else "")


@given(st.integers(0, 999_999))
def test_numbers_in_words_and_digits_are_read_alike(number):
    assert quantity(spelled(number)) == quantity(f"{number:,}") == (number, number, None, False)


def test_every_rule_says_what_it_reads():
    assert all(rule.name == name and len(rule.description) > 40 for name, rule in RULES.items())
    assert {rule.applies_to for rule in RULES.values()} == {"date", "money", "quantity"}
