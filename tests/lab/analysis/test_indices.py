"""Indices of sensitivity against functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami, Sobol_G
from seen import noisy, seen

from sim.lab.analysis.morris import morris
from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.sobol import sobol
from sim.lab.sweep import design as designs
from sim.lab.sweep.design import Factor

ISHIGAMI = [Factor(name, -np.pi, np.pi) for name in "abc"]
KNOWN = {"S1": np.array([0.3139, 0.4424, 0.0]), "ST": np.array([0.5576, 0.4424, 0.2437])}


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize(("seeds", "noise", "common"), [(1, 0.0, 0.0), (5, 3.0, 0.0), (5, 3.0, 4.0), (20, 2.0, 1.0)])
def test_the_indices_of_ishigami_lie_within_the_intervals(
    seeds: int, noise: float, common: float, second: bool
) -> None:
    made = designs.sobol(ISHIGAMI, 512, luck=11, second_order=second)
    values = noisy(Ishigami.evaluate(np.array(made.rows)), seeds, noise, common)
    table = sobol(made, seen(values)).table
    for name, known in KNOWN.items():
        assert (table[f"{name}_lo"] <= known).all(), table
        assert (known <= table[f"{name}_hi"]).all(), table
        assert (table[f"{name}_hi"] - table[f"{name}_lo"] < 0.45).all(), "an interval that wide says nothing"


def test_the_indices_of_sobol_s_g_function_lie_within_the_intervals() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0])
    parts = 1.0 / (3.0 * (1.0 + a) ** 2)
    whole = np.prod(1.0 + parts) - 1.0
    total = parts * np.prod(1.0 + parts) / (1.0 + parts) / whole
    made = designs.sobol([Factor(f"x{n}") for n in range(4)], 1024, luck=5)
    values = noisy(Sobol_G.evaluate(np.array(made.rows), a=a), 6, 0.5)
    table = sobol(made, seen(values)).table
    for known, name in ((parts / whole, "S1"), (total, "ST")):
        assert (table[f"{name}_lo"] <= known).all(), table
        assert (known <= table[f"{name}_hi"]).all(), table


def test_90_per_cent_intervals_hold_the_truth_in_at_least_eight_designs_of_ten() -> None:
    hit = []
    for luck in range(20):
        made = designs.sobol(ISHIGAMI, 128, luck=luck)
        values = noisy(Ishigami.evaluate(np.array(made.rows)), 5, 3.0, 1.0, luck)
        table = sobol(made, seen(values), resamples=150, seed=luck).table
        hit += [(table[f"{n}_lo"] <= known) & (known <= table[f"{n}_hi"]) for n, known in KNOWN.items()]
    assert np.mean(hit) >= 0.8


def test_without_luck_the_indices_are_salib_s_and_so_are_the_intervals() -> None:
    made = designs.sobol(ISHIGAMI, 512, luck=2)
    values = Ishigami.evaluate(np.array(made.rows))
    ours = sobol(made, seen(values[:, None])).table
    theirs = salib_sobol.analyze(made.problem, values, calc_second_order=False, conf_level=0.9, seed=4)
    for name in ("S1", "ST"):
        np.testing.assert_allclose(ours[f"{name}_mean"], theirs[name])
        np.testing.assert_allclose(ours[name], theirs[name], atol=0.01)
        np.testing.assert_allclose((ours[f"{name}_hi"] - ours[f"{name}_lo"]) / 2, theirs[f"{name}_conf"], rtol=0.35)


def test_luck_left_in_the_mean_raises_salib_s_total_index_and_not_ours() -> None:
    made = designs.sobol([Factor("works"), Factor("idle")], 1024, luck=1)
    values = noisy(np.array(made.rows)[:, 0], 3, 0.5)
    idle = sobol(made, seen(values)).table.set_index("factor").loc["idle"]
    assert idle["ST_mean"] > 0.3
    assert idle["ST_lo"] <= 0.0 <= idle["ST_hi"]
    assert abs(idle["ST"]) < 0.1


def test_the_share_of_luck_and_what_of_it_is_shared_are_as_planted() -> None:
    made = designs.sobol([Factor("x")], 1024, luck=1)
    mean = np.sqrt(12.0) * np.array(made.rows)[:, 0]  # variance 1
    found = sobol(made, seen(noisy(mean, 200, 1.0, 1.0)))
    assert found.luck == pytest.approx(2.0 / 3.0, abs=0.04)
    assert found.shared == pytest.approx(0.5, abs=0.06)
    assert found.spread == pytest.approx(1.0, abs=0.03)
    alone = sobol(made, seen(mean[:, None]))
    assert np.isnan(alone.luck)
    assert sobol(made, seen(np.repeat(mean[:, None], 3, axis=1))).luck == 0.0


def test_a_measure_that_nothing_moves_has_no_indices() -> None:
    made = designs.sobol(ISHIGAMI, 16, luck=1)
    table = sobol(made, seen(np.full((len(made.rows), 3), 0.4))).table
    assert table[["S1", "ST", "S1_lo", "ST_hi", "S1_mean"]].isna().all(axis=None)


def test_half_a_sweep_is_told_from_the_blocks_that_are_complete() -> None:
    made = designs.sobol(ISHIGAMI, 64, luck=1)
    values = noisy(Ishigami.evaluate(np.array(made.rows)), 4, 1.0)
    half = values.copy()
    half[5 * 40 + 2 :] = np.nan  # the sweep has come to the middle of the 41st block
    half[7, 1] = np.nan  # one run of the second block failed
    found = sobol(made, seen(half))
    assert (found.blocks, found.planned, found.partly, found.seeds) == (40, 64, 1, 4)
    rows = np.arange(200)
    alone = sobol(designs.Design("sobol", made.factors, tuple(made.rows[r] for r in rows), made.options),
                  seen(values[rows]))  # fmt: skip
    np.testing.assert_allclose(found.table["ST"], alone.table["ST"], atol=0.02)
    half[5:10] = np.nan
    assert sobol(made, seen(half)).blocks == 39


def test_a_run_that_is_missing_costs_one_seed_of_one_block_and_no_bias() -> None:
    made = designs.sobol(ISHIGAMI, 512, luck=11)
    values = noisy(Ishigami.evaluate(np.array(made.rows)), 6, 2.0, 3.0)
    values[np.random.default_rng(1).random(values.shape) < 0.05] = np.nan
    found = sobol(made, seen(values))
    assert found.blocks > 480
    assert found.partly > 300
    for name, known in KNOWN.items():
        assert (found.table[f"{name}_lo"] <= known).all(), found.table
        assert (known <= found.table[f"{name}_hi"]).all(), found.table


def test_where_every_block_has_one_seed_each_is_taken_as_it_is() -> None:
    made = designs.sobol(ISHIGAMI, 64, luck=1)
    values = noisy(Ishigami.evaluate(np.array(made.rows)), 3, 0.0)
    values[:, 1:] = np.nan
    found = sobol(made, seen(values))
    np.testing.assert_allclose(found.table["ST"], sobol(made, seen(values[:, :1])).table["ST"])
    assert np.isnan(found.luck)


def test_indices_of_what_cannot_be_told_from_luck_are_not_given() -> None:
    made = designs.sobol(ISHIGAMI, 32, luck=1)
    found = sobol(made, seen(noisy(np.zeros(len(made.rows)), 4, 1.0)))
    assert found.table[["S1", "ST", "ST_lo", "ST_hi"]].isna().all(axis=None)
    assert found.luck > 0.9


def test_too_few_blocks_are_refused_with_what_is_needed() -> None:
    made = designs.sobol(ISHIGAMI, 16, luck=1)
    values = np.full((len(made.rows), 2), np.nan)
    values[:12] = 1.0
    with pytest.raises(AnalysisError, match="2 of 16 blocks are complete, and Sobol indices need 8"):
        sobol(made, seen(values))


def test_morris_effects_are_salib_s_and_the_intervals_hold_what_is_known() -> None:
    made = designs.morris([Factor("steep", 0.0, 2.0), Factor("flat", -1.0, 1.0), Factor("idle")], 40, luck=1)
    x = np.array(made.rows)
    values = noisy(5.0 * x[:, 0] - x[:, 1], 8, 0.2)
    found = morris(made, seen(values))
    theirs = salib_morris.analyze(made.problem, x, values.mean(axis=1), seed=1)
    for name in ("mu_star", "mu", "sigma"):
        np.testing.assert_allclose(found.table[name], np.asarray(theirs[name], dtype=float))
    steep, flat, idle = (found.table.iloc[n] for n in range(3))
    assert steep["mu_star_lo"] <= 10.0 <= steep["mu_star_hi"]
    assert flat["mu_lo"] <= -2.0 <= flat["mu_hi"]
    assert idle["mu_star"] == pytest.approx(idle["luck"], rel=0.3), "what an idle factor shows is luck"
    assert (found.trajectories, found.planned, found.seeds) == (40, 40, 8)


def test_morris_effects_do_without_a_run_that_is_missing() -> None:
    made = designs.morris([Factor("steep", 0.0, 2.0), Factor("idle")], 30, luck=1)
    values = noisy(5.0 * np.array(made.rows)[:, 0], 6, 0.0, 3.0)
    values[np.random.default_rng(1).random(values.shape) < 0.1] = np.nan
    found = morris(made, seen(values))
    assert found.table["mu_star"].to_list() == pytest.approx([10.0, 0.0])
