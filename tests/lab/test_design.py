"""Designs: the rows that were asked for, in the order that analyses need."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.lab.sweep.design import MOST_ROWS, Design, Factor, grid, latin, listed, morris, sobol

A, B = Factor("levers.listening", 0.2, 0.8), Factor("context.staffing", 0.5, 1.5)
C = Factor("levers.power")


def test_a_grid_is_every_combination_and_its_last_factor_changes_fastest() -> None:
    design = grid([Factor.of("policy", ["sortition", "balanced"]), Factor.of("levers.power", [0, 0.5, 1])])
    assert design.rows == tuple(itertools.product(("sortition", "balanced"), (0.0, 0.5, 1.0)))
    assert design.settings(4) == {"policy": "balanced", "levers.power": 0.5}
    assert design.factors[1][1:3] == (0.0, 1.0)


def test_a_list_keeps_its_rows_and_leaves_open_what_a_row_does_not_say() -> None:
    design = listed([{"policy": "sortition"}, {"levers.listening": 1, "policy": "balanced"}])
    assert design.settings(0) == {"policy": "sortition"}
    assert design.settings(1) == {"policy": "balanced", "levers.listening": 1.0}
    assert [f.key for f in design.factors] == ["policy", "levers.listening"]


@given(n=st.integers(1, 40), luck=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_a_latin_hypercube_tries_each_part_of_each_range_once(n: int, luck: int) -> None:
    design = latin([A, B, C], n, luck)
    rows = np.array(design.rows)
    for at, factor in enumerate((A, B, C)):
        part = np.floor((rows[:, at] - factor.low) / (factor.high - factor.low) * n).astype(int)
        assert sorted(np.clip(part, 0, n - 1)) == list(range(n))
    assert design == latin([A, B, C], n, luck)


def test_a_latin_hypercube_over_values_tries_each_as_often() -> None:
    design = latin([Factor.of("levers.listening", [0, 0.5, 1]), C], 30)
    tried = [row[0] for row in design.rows]
    assert {value: tried.count(value) for value in set(tried)} == {0.0: 10, 0.5: 10, 1.0: 10}


def test_whole_numbers_stay_whole_and_within() -> None:
    design = latin([Factor("months", 12, 24), Factor("citizens", 60, 99), C], 50)
    assert {type(value) for row in design.rows for value in row[:2]} == {int}
    assert all(12 <= row[0] <= 24 and 60 <= row[1] <= 99 for row in design.rows)
    assert len({row[0] for row in design.rows}) > 10


@pytest.mark.parametrize("second", [False, True])
def test_a_sobol_design_is_saltellis(second: bool) -> None:
    """Each block: A, then A with one column of B each (then B with one of A each), then B."""
    n, d = 8, 3
    rows = np.array(sobol([A, B, C], n, second_order=second).rows)
    width = 2 * d + 2 if second else d + 2
    assert rows.shape == (n * width, d)
    for block in rows.reshape(n, width, d):
        first, last = block[0], block[-1]
        for at in range(d):
            mixed = first.copy()
            mixed[at] = last[at]
            assert (block[1 + at] == mixed).all()
            if second:
                mixed = last.copy()
                mixed[at] = first[at]
                assert (block[1 + d + at] == mixed).all()


def test_a_morris_trajectory_moves_one_factor_a_step_each_once() -> None:
    n, levels = 5, 6
    rows = np.array(morris([A, B, C], n, levels).rows)
    assert rows.shape == (n * 4, 3)
    for path in rows.reshape(n, 4, 3):
        moved = np.diff(path, axis=0) != 0
        assert (moved.sum(axis=1) == 1).all() and (moved.sum(axis=0) == 1).all()
    unit = (rows - [f.low for f in (A, B, C)]) / [f.high - f.low for f in (A, B, C)]
    assert np.allclose(unit * (levels - 1), np.round(unit * (levels - 1)))


@pytest.mark.parametrize("make", [latin, sobol, lambda f, n, luck: morris(f, n, luck=luck)])
def test_the_same_luck_gives_the_same_rows_and_other_luck_others(make) -> None:
    one = make([A, B], 8, 1)
    assert one.rows == make([A, B], 8, 1).rows
    assert one.rows != make([A, B], 8, 2).rows
    low, high = [A.low, B.low], [A.high, B.high]
    assert all(lo <= v <= hi for row in one.rows for lo, v, hi in zip(low, row, high, strict=True))


def test_salib_reads_the_problem_and_the_rows() -> None:
    from SALib.analyze import sobol as analyser

    design = sobol([A, B], 64)
    rows = np.array(design.rows)
    found = analyser.analyze(design.problem, 3 * rows[:, 0], calc_second_order=False, seed=1)
    assert found["S1"][0] == pytest.approx(1, abs=0.05)
    assert found["ST"][1] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: sobol([A], 100), "--n 128"),
        (lambda: sobol([A], 90), "--n 64"),
        (lambda: sobol([Factor.of("levers.power", [0, 1])], 8), "write a range"),
        (lambda: latin([Factor.of("policy", ["sortition", "balanced"])], 8), "takes names"),
        (lambda: latin([A, A], 8), "varied twice"),
        (lambda: latin([], 8), "nothing is varied"),
        (lambda: latin([A], 0), "whole number from 1"),
        (lambda: latin([Factor("levers.power", 1, 0)], 4), "lower end first"),
        (lambda: morris([A], 4, levels=5), "--levels 6"),
        (lambda: morris([Factor("months", 1, 3)], 4), "too few whole numbers"),
        (lambda: grid([A]), "needs the values"),
        (lambda: grid([Factor.of(f"levers.{x}", list(range(20))) for x in "abcdef"]), "20 x 20"),
        (lambda: latin([A], MOST_ROWS + 1), "at most 1,000,000"),
        (lambda: Factor.of("levers.power", [1, 1.0]), "twice"),
        (lambda: Factor.of("levers.power", []), "no values"),
        (lambda: listed([]), "no rows"),
    ],
)
def test_what_cannot_be_a_design_is_refused_with_the_way_out(make, said: str) -> None:
    with pytest.raises(ScenarioError, match=said) as caught:
        make()
    assert caught.value.code == "E-DESIGN"


def test_without_salib_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ScenarioError, match=r'pip install "samspil\[explore\]"'):
        sobol([A], 8)
    assert isinstance(grid([Factor.of("levers.power", [0, 1])]), Design)
