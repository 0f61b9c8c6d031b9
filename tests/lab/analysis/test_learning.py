"""Scores, boxes and surrogates against what was planted; convergence and effects against what is worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from seen import noisy, seen

from sim.lab.analysis.boxes import Boxes, boxes
from sim.lab.analysis.convergence import convergence
from sim.lab.analysis.effects import effects
from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.outcomes import inputs, numbers
from sim.lab.analysis.scoring import scores
from sim.lab.analysis.surrogate import surrogate
from sim.lab.sweep import design as designs
from sim.lab.sweep.design import Design, Factor

LEVERS = [Factor(f"levers.{name}") for name in ("listening", "outreach", "hearing", "support", "slack")]


@pytest.fixture(scope="module")
def spread() -> Design:
    return designs.latin(LEVERS, 300, luck=4)


def planted(made: Design) -> np.ndarray:
    """1 where listening is above 0.6 and outreach below 0.4, else 0."""
    x = np.array(made.rows)
    return ((x[:, 0] > 0.6) & (x[:, 1] < 0.4)).astype(float)


def found_box(found: Boxes) -> dict[str, tuple[float | None, float | None]]:
    return {limit.factor: (limit.low, limit.high) for limit in found.boxes[0].limits}


def test_a_planted_box_is_found_and_nothing_else(spread: Design) -> None:
    found = boxes(spread, seen(noisy(planted(spread), 4, 0.2)), goal=0.5)
    assert len(found.boxes) == 1
    limits = found_box(found)
    assert limits.keys() == {"levers.listening", "levers.outreach"}
    assert limits["levers.listening"][0] == pytest.approx(0.6, abs=0.05)
    assert limits["levers.outreach"][1] == pytest.approx(0.4, abs=0.05)
    assert limits["levers.listening"][1] is None
    assert found.boxes[0].density > 0.9
    assert found.boxes[0].coverage > 0.85
    assert all(limit.quasi_p < 1e-6 for limit in found.boxes[0].limits)


def test_coverage_density_and_mass_are_those_of_the_limits(spread: Design) -> None:
    values = noisy(planted(spread), 3, 0.3)
    found = boxes(spread, seen(values), goal=0.5)
    x, reached = inputs(spread), values >= 0.5
    inside = np.ones(len(x), dtype=bool)
    for key, (low, high) in found_box(found).items():
        inside &= (x[key] >= (-1 if low is None else low)) & (x[key] <= (2 if high is None else high))
    box = found.boxes[0]
    assert box.density == pytest.approx(reached[inside].mean())
    assert box.coverage == pytest.approx(reached[inside].sum() / reached.sum())
    assert (box.mass, box.runs) == (pytest.approx(inside.mean()), inside.sum() * 3)
    assert found.share == pytest.approx(reached.mean())


def test_two_boxes_apart_are_found_one_after_the_other() -> None:
    made = designs.latin(LEVERS, 500, luck=4)
    x = np.array(made.rows)
    mean = (((x[:, 0] > 0.65) & (x[:, 1] > 0.5)) | ((x[:, 0] < 0.25) & (x[:, 2] > 0.5))).astype(float)
    found = boxes(made, seen(noisy(mean, 2, 0.1)), goal=0.5)
    assert len(found.boxes) == 2
    assert found.boxes[0].coverage + found.boxes[1].coverage > 0.85


def test_what_is_below_a_goal_is_found_as_what_is_above_its_mirror(spread: Design) -> None:
    values = noisy(planted(spread), 2, 0.2)
    above, below = boxes(spread, seen(values), 0.5, "above"), boxes(spread, seen(-values), -0.5, "below")
    assert above.boxes == below.boxes


def test_a_box_holds_names_and_switches_too() -> None:
    luck = np.random.default_rng(2)
    rows = [(float(luck.random()), str(luck.choice(["spin", "balanced", "sortition"])), bool(luck.random() < 0.5))
            for _ in range(300)]  # fmt: skip
    factors = (Factor("levers.listening"), Factor("policy"), Factor("mechanisms.ties"))
    mean = np.array([float(policy != "spin" and ties) for _, policy, ties in rows])
    found = boxes(Design("list", factors, tuple(rows)), seen(noisy(mean, 2, 0.1)), 0.5)
    assert {limit.factor: limit.values for limit in found.boxes[0].limits} == {
        "policy": ("balanced", "sortition"), "mechanisms.ties": ("on",),
    }  # fmt: skip
    assert found.boxes[0].coverage == found.boxes[0].density == 1.0


def test_chance_makes_no_box(spread: Design) -> None:
    assert boxes(spread, seen(noisy(np.zeros(len(spread.rows)), 4, 1.0, luck=8))).boxes == ()


def test_a_goal_that_all_or_none_reach_is_refused_with_the_range(spread: Design) -> None:
    values = seen(noisy(planted(spread), 1, 0.0))
    with pytest.raises(AnalysisError, match="no run has m at least 3") as told:
        boxes(spread, values, 3.0)
    assert told.value.advice == ["it runs from 0 to 1: choose a --goal between"]
    with pytest.raises(AnalysisError, match="every run has m at most 3"):
        boxes(spread, values, 3.0, "below")


def test_scores_tell_what_works_from_what_is_idle_and_chance_is_the_floor(spread: Design) -> None:
    x = np.array(spread.rows)
    found = scores(spread, seen(noisy(3 * x[:, 1] + x[:, 3] ** 2, 3, 0.2)), forests=6)
    assert list(found.table["factor"][:2]) == ["levers.outreach", "levers.support"]
    assert list(found.table["above"]) == [True, True, False, False, False]
    assert found.table["score"][2:].mean() == pytest.approx(found.chance, rel=0.2)
    assert found.table["score"].sum() + found.chance == pytest.approx(1.0)


def test_a_surrogate_tells_unseen_settings_as_well_as_luck_allows() -> None:
    made = designs.latin(LEVERS[:3], 120, luck=4)

    def truth(x: np.ndarray) -> np.ndarray:
        return np.sin(4 * x[:, 0]) + x[:, 1] ** 2

    found = surrogate(made, seen(noisy(truth(np.array(made.rows)), 6, 0.3)))
    assert found.r2 > 0.85
    assert found.rmse < 1.6 * found.luck
    assert list(found.table["factor"][:2]) == ["levers.listening", "levers.outreach"]
    assert found.table["swing"].iloc[2] < 0.1
    unseen = np.random.default_rng(1).random((200, 3))
    x = np.array(made.rows)
    mean, deviation = found.predict((unseen - x.min(axis=0)) / np.ptp(x, axis=0))
    assert np.abs(mean - truth(unseen)).mean() < 0.12
    assert deviation.shape == (200,)


def test_a_surrogate_of_pure_luck_says_that_it_tells_nothing() -> None:
    made = designs.latin(LEVERS[:2], 60, luck=4)
    assert surrogate(made, seen(noisy(np.zeros(60), 2, 1.0))).r2 < 0.2


def test_names_and_switches_become_columns_of_zeros_and_ones() -> None:
    made = designs.grid([Factor.of("policy", ["spin", "balanced"]), Factor.of("months", [10, 20, 30])])
    np.testing.assert_allclose(numbers(made), [[0, 1, 0], [0, 1, 0.5], [0, 1, 1], [1, 0, 0], [1, 0, 0.5], [1, 0, 1]])


def test_the_seeds_needed_give_the_interval_asked_for() -> None:
    found = convergence(seen(noisy(np.zeros(2000), 12, 1.0)), precision=0.25)
    assert found.spread == pytest.approx(1.0, rel=0.05)
    # 1.675 · 1/√46 = 0.247 and 1.679 · 1/√45 = 0.2503 (Student's t at 45 and 44 degrees of freedom)
    assert found.needed == pytest.approx(46, abs=4)
    assert not found.few
    assert list(found.table["seeds"]) == list(range(2, 13))
    assert (found.table["row"].diff().dropna() < 0).all()


def test_few_seeds_are_called_few_and_one_tells_nothing_of_luck() -> None:
    assert convergence(seen(noisy(np.arange(5.0), 9, 1.0))).few
    alone = convergence(seen(np.arange(5.0)[:, None]))
    assert alone.few
    assert np.isnan(alone.spread)
    assert np.isnan(alone.needed)


def test_shared_luck_falls_out_of_differences_and_not_of_means() -> None:
    made = designs.grid([Factor.of("policy", ["spin", "balanced"]), Factor.of("levers.listening", [0.0, 1.0])])
    values = noisy(np.array([1.0, 2.0, 4.0, 5.0]), 6, 0.0, 10.0)
    found = effects(made, seen(values))
    assert list(found.rows["change"]) == pytest.approx([0.0, 1.0, 3.0, 4.0])
    assert found.rows["change_hi"].sub(found.rows["change_lo"]).max() < 1e-9
    assert found.rows["hi"].sub(found.rows["lo"]).min() > 5.0
    policy = found.levels[found.levels["factor"] == "policy"].set_index("value")
    assert policy.loc["balanced", "change"] == pytest.approx(3.0)
    assert list(found.largest["factor"]) == ["policy", "levers.listening"]


def test_a_row_that_is_not_there_yet_has_no_effect() -> None:
    made = designs.grid([Factor.of("levers.listening", [0.0, 0.5, 1.0])])
    values = np.array([[1.0, 2.0], [3.0, np.nan], [np.nan, np.nan]])
    rows = effects(made, seen(values)).rows
    assert rows["change"].iloc[1] == 2.0
    assert np.isnan(rows["change_lo"].iloc[1])
    assert np.isnan(rows["mean"].iloc[2])
