from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.fitting import fit_margins, largest_remainder, round_table

shares = arrays(float, st.integers(1, 12), elements=st.floats(0.01, 10))


def test_largest_remainder_on_a_known_case():
    # Hare quotas of 100,000 votes on 10 seats: 4.7, 1.6, 1.58, 1.2, 0.61, 0.31
    votes = [47_000, 16_000, 15_800, 12_000, 6_100, 3_100]
    assert largest_remainder(votes, 10).tolist() == [5, 2, 1, 1, 1, 0]


@given(shares, st.integers(0, 5000))
def test_whole_numbers_sum_and_stay_within_one(parts, total):
    whole = largest_remainder(parts, total)
    assert whole.sum() == total
    assert np.abs(whole - parts / parts.sum() * total).max() < 1 + 1e-9


def test_an_even_seed_gives_the_product_of_the_margins():
    table = fit_margins(np.ones((2, 2)), [60, 40], [30, 70])
    np.testing.assert_allclose(table, [[18, 42], [12, 28]], rtol=1e-6)


def test_fitting_a_table_to_its_own_margins_changes_nothing():
    table = np.array([[3.0, 1.0, 2.0], [5.0, 8.0, 1.0]])
    np.testing.assert_allclose(fit_margins(table, table.sum(axis=1), table.sum(axis=0)), table)


@given(
    arrays(float, (4, 3), elements=st.floats(0.05, 5)),
    arrays(float, 4, elements=st.floats(0.2, 5)),
    arrays(float, 3, elements=st.floats(0.2, 5)),
)
def test_fitting_keeps_odds_ratios_and_reaches_the_margins(seed, rows, columns):
    columns = columns * rows.sum() / columns.sum()
    table = fit_margins(seed, rows, columns)
    np.testing.assert_allclose(table.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(table.sum(axis=0), columns, atol=1e-5 * columns.sum())

    def odds(t):
        return t[:-1, :-1] * t[1:, 1:] / (t[:-1, 1:] * t[1:, :-1])

    np.testing.assert_allclose(odds(table), odds(seed), rtol=1e-6)


def test_a_margin_of_zero_empties_its_cells():
    table = fit_margins(np.ones((2, 3)), [5, 0], [2, 0, 3])
    np.testing.assert_allclose(table, [[2, 0, 3], [0, 0, 0]])


@given(st.integers(1, 3000), shares, shares, st.integers(0, 2**31))
def test_rounding_keeps_margins_and_moves_no_cell_by_more_than_one(total, by_row, by_column, seed):
    rows, columns = largest_remainder(by_row, total), largest_remainder(by_column, total)
    pattern = np.random.default_rng(seed).uniform(0.2, 2, (len(rows), len(columns)))
    table = fit_margins(pattern, rows, columns)
    whole = round_table(table, rows, columns)
    assert (whole >= 0).all()
    assert whole.sum(axis=1).tolist() == rows.tolist()
    assert whole.sum(axis=0).tolist() == columns.tolist()
    assert np.abs(whole - table).max() <= 1 + 1e-6


def test_rounding_a_whole_table_changes_nothing():
    table = np.array([[3, 0, 2], [1, 4, 0]])
    assert round_table(table.astype(float), table.sum(axis=1), table.sum(axis=0)).tolist() == table.tolist()


def test_a_hand_made_case():
    # halves everywhere: one per row and column must be rounded up
    whole = round_table(np.full((2, 2), 1.5), np.array([3, 3]), np.array([3, 3]))
    assert sorted(whole.ravel().tolist()) == [1, 1, 2, 2]
    assert whole.sum(axis=0).tolist() == [3, 3]


@pytest.mark.parametrize("total", [0, 1, 7])
def test_equal_shares_differ_by_at_most_one(total):
    whole = largest_remainder(np.ones(5), total)
    assert whole.max() - whole.min() <= 1
