import pytest
from hypothesis import given
from hypothesis import strategies as st

from factstore.facts.origins import independent_origins

ACCOUNTS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=3), max_size=8)


@pytest.mark.parametrize(
    ("accounts", "count"),
    [
        ([], 0),
        ([{"article:1"}], 1),
        ([{"article:1"}, {"article:2"}], 2),
        ([{"article:1"}, {"article:1"}], 1),
        ([{"article:1", "outlet:politico"}, {"article:2", "outlet:politico"}, {"article:3"}], 2),
        ([{"a", "b"}, {"c", "d"}, {"b", "c"}], 1),
        ([set(), set()], 2),
    ],
)
def test_accounts_that_share_a_key_are_one_origin(accounts, count):
    assert independent_origins([frozenset(keys) for keys in accounts]) == count


def merged_by_hand(accounts):
    groups = []
    for keys in filter(None, accounts):
        touching = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys]
        groups.append(keys.union(*touching))
    return len(groups) + sum(not keys for keys in accounts)


@given(ACCOUNTS)
def test_groups_are_those_merged_by_hand(accounts):
    assert independent_origins(accounts) == merged_by_hand(accounts)


@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_order_of_accounts_does_not_matter(accounts, random):
    mixed = list(accounts)
    random.shuffle(mixed)
    assert independent_origins(mixed) == independent_origins(accounts)


@given(ACCOUNTS, st.frozensets(st.sampled_from("abcdefgh"), max_size=3))
def test_one_more_account_adds_at_most_one_origin(accounts, keys):
    assert independent_origins([*accounts, keys]) <= independent_origins(accounts) + 1


def test_long_chains_are_counted_soon():
    chain = [frozenset([str(at), str(at + 1)]) for at in range(50_000)]
    assert independent_origins(chain) == 1
    assert independent_origins(chain[::-1]) == 1
    assert independent_origins(chain[::2]) == 25_000
