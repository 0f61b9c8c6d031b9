"""Comparisons: the same luck, citizen by citizen; intervals, corrections, winners, and how many more futures."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim
import sim.lab.compare as comparing
from sim.cli.main import NOT_THE_SAME_LUCK, main
from sim.lab.choose import front, reaching, regret, weigh
from sim.lab.pairs import paired, pairs_needed, surviving
from sim.lab.pool import spread
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES
from sim.model import DemocracyModel

A = sim.Scenario.load(citizens=300, months=30, record_every=15)
B = A.with_(policy="balanced")
BOTH = sim.compare(A, B, range(6), workers=1)


def test_a_against_a_is_exactly_nothing_for_every_citizen() -> None:
    same = sim.compare(A, A, range(3), workers=1)
    assert same.same_luck and same.apart is None
    assert (same.measures["mean"].dropna() == 0.0).all() and (same.measures["lo"].dropna() == 0.0).all()
    for outcome in OUTCOMES:
        assert (same.citizens[outcome.id] == 0.0).all()
    assert (same.winners["stay"] == 1.0).all()
    assert not same.measures["survives"].any()


def test_a_citizens_change_is_what_two_single_runs_give() -> None:
    """The independent reading: two runs of their own, subtracted by hand."""
    ends = []
    for scenario in (A, B):
        run = sim.simulate(scenario, seed=4)
        ends.append(run.citizens)
    x, y = ends
    mine = BOTH.citizens[BOTH.citizens["seed"] == 4]
    assert mine["uid"].tolist() == x["uid"].tolist() == y["uid"].tolist()

    def welfare(c: object) -> np.ndarray:
        columns = [c[name].to_numpy(dtype=np.float64) for name in ("satisfaction", "fairness", "relatives")]  # type: ignore[index]
        return (columns[0] + columns[1] + 1.0 - columns[2]) / 3.0

    np.testing.assert_allclose(mine["welfare"], welfare(y) - welfare(x), atol=1e-7)
    row = BOTH.measures.set_index("measure").loc["trust.politicians"]
    single = [sim.simulate(s, seed=seed).series["trust.politicians"].iloc[-1] for seed in range(6) for s in (A, B)]
    by_hand = np.array(single).reshape(6, 2)
    assert row["mean"] == pytest.approx((by_hand[:, 1] - by_hand[:, 0]).mean(), abs=1e-12)
    low, high = stats.t.interval(0.9, 5, row["mean"], stats.sem(by_hand[:, 1] - by_hand[:, 0]))
    assert (row["lo"], row["hi"]) == pytest.approx((low, high))


def test_processes_or_none_the_same_bits() -> None:
    shared = sim.compare(A, B, range(6), workers=2)
    assert shared.citizens.equals(BOTH.citizens) and shared.measures.equals(BOTH.measures)


def test_the_first_month_in_which_they_differ_is_found() -> None:
    late = sim.compare(A, B.with_("start_month=7"), [1], workers=1)
    assert late.apart == 8
    never = sim.compare(A, B.with_("start_month=30"), [1], workers=1)
    assert never.apart is None and (never.citizens["trust"] == 0.0).all()


def test_same_luck_makes_paired_intervals_far_narrower() -> None:
    """In the main measures at least three times; where nothing varies under the same luck, infinitely."""
    table = BOTH.measures.set_index("measure")
    for measure in ("trust.politicians", "trust.administration", "satisfaction", "goal.efficacy", "strain.official"):
        assert table.loc[measure, "narrower"] > 3.0, measure


def test_gains_losses_and_those_who_stay_are_everybody() -> None:
    table = BOTH.winners
    assert np.allclose(table[["gain", "lose", "stay"]].sum(axis=1), 1.0)
    assert set(table["by"]) == {"all", "type", "quintile", "role"}
    some = BOTH.citizens[BOTH.citizens["quintile"] == 1]
    row = table[(table["outcome"] == "welfare") & (table["by"] == "quintile") & (table["group"] == "1")].iloc[0]
    assert row["gain"] == pytest.approx((some["welfare"] >= BOTH.meaningful).mean())
    assert row["lose"] == pytest.approx((some["welfare"] <= -BOTH.meaningful).mean())


def test_ledgers_stand_side_by_side_and_share_nothing() -> None:
    names = [set(table["measure"]) for table in BOTH.ledgers.values()]
    assert list(BOTH.ledgers) == ["vertical", "horizontal", "cost"]
    assert not names[0] & names[1] and not names[1] & names[2] and not names[0] & names[2]
    assert {"cost.money", "strain.staff"} <= names[2] and "trust.politicians" in names[0]
    families = {measure.id: measure.family for measure in MEASURES}
    assert all(m in names[0] for m, family in families.items() if family == "vertical")
    assert not any(m.endswith("_null") for table in names for m in table), "what chance gives is nobody's gain"


def test_what_is_not_the_same_people_is_not_compared() -> None:
    for other, key in ((A.with_(citizens=301), "citizens"), (A.with_(months=29), "months")):
        with pytest.raises(sim.ScenarioError) as error:
            sim.compare(A, other, range(2))
        assert error.value.key == key
    with pytest.raises(ValueError, match="different seeds"):
        sim.compare(A, B, [1, 1])
    with pytest.raises(ValueError, match="different seeds"):
        sim.compare(A, B, [])


def test_broken_luck_blocks_the_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    step, steps = DemocracyModel.step, []

    def unlucky(self: DemocracyModel) -> None:
        step(self)
        steps.append(self)
        self.citizens.satisfaction[0] = 0.001 * len(steps)  # a number that comes from a shared stream

    monkeypatch.setattr(DemocracyModel, "step", unlucky)
    with pytest.raises(comparing.LuckError, match="no difference can be trusted"):
        sim.compare(A, B, [1], workers=1)
    small = ["citizens=60", "months=2", "--pairs", "1", "--threads", "1"]
    assert main(["compare", "representative_baseline", "spin", *small]) == NOT_THE_SAME_LUCK == 5
    told = capsys.readouterr()
    assert "same luck is broken" in told.err and told.out == ""


# ------------------------------------------------------------------ the arithmetic


def test_intervals_and_p_values_are_students() -> None:
    luck = np.random.default_rng(1)
    a = luck.normal(0.5, 0.1, 12)
    b = a + luck.normal(0.02, 0.01, 12)
    d = paired(a, b)
    test = stats.ttest_rel(b, a)
    assert d.p == pytest.approx(test.pvalue)
    assert (d.low, d.high) == pytest.approx(tuple(test.confidence_interval(0.9)))
    assert d.narrower == pytest.approx(math.sqrt(a.var(ddof=1) + b.var(ddof=1)) / (b - a).std(ddof=1))
    assert pairs_needed(d) == 0.0


def test_as_many_more_futures_as_said_would_do() -> None:
    """With that many futures, a difference of this size is found in about four of five trials."""
    luck = np.random.default_rng(2)
    mean, spread_, n = 0.1, 1.0, 5
    first = luck.normal(mean, spread_, n)
    first = (first - first.mean()) / first.std(ddof=1) * spread_ + mean
    d = paired(np.zeros(n), first)
    more = int(pairs_needed(d))
    found = [paired(np.zeros(n + more), luck.normal(mean, spread_, n + more)).clear for _ in range(400)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.06)
    assert math.isnan(pairs_needed(paired([1.0, 2.0], [1.0, 2.0])))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30))
def test_the_correction_is_benjamini_and_hochbergs(p: list[float]) -> None:
    expected = stats.false_discovery_control(p, method="bh") <= 0.1
    assert surviving(p).tolist() == expected.tolist()
    assert surviving([*p, math.nan]).tolist() == [*expected.tolist(), False]


def test_regret_goals_and_the_front_by_hand() -> None:
    values = [[0.6, 0.4], [0.5, 0.5], [0.4, 0.45]]
    np.testing.assert_allclose(regret(values), [[0, 0.1], [0.1, 0], [0.2, 0.05]])
    np.testing.assert_allclose(regret(values, "down"), [[0.2, 0.0], [0.1, 0.1], [0.0, 0.05]])
    np.testing.assert_allclose(reaching([[[0.4, 0.6], [0.5, 0.7]], [[0.1, 0.2], [0.3, 0.9]]], 0.5), [0.75, 0.25])
    assert front([[1, 5], [2, 4], [2, 5], [0, 9]], ["up", "down"]).tolist() == [False, True, False, False]
    assert front([[1, 1], [1, 1]], ["up", "up"]).tolist() == [True, True]
    for bad in ([], [[math.nan]], [1.0]):
        with pytest.raises(ValueError, match="values"):
            regret(bad)


def test_policies_are_weighed_in_worlds() -> None:
    worlds = {"as now": {}, "fewer hands": {"context.staffing": 0.8}}
    found = weigh([A, B], worlds, ["satisfaction", "strain.staff"], seeds=range(2), workers=1)
    assert found.values.shape == (2, 2, 2, 2)
    table = found.table().set_index(["policy", "world", "measure"])
    fewer = table.loc[("representative_baseline", "fewer hands", "satisfaction"), "mean"]
    assert fewer < table.loc[("representative_baseline", "as now", "satisfaction"), "mean"]
    assert (table["regret"] >= 0.0).all() and (table.groupby(["world", "measure"])["regret"].min() == 0.0).all()
    summary = found.summary({"satisfaction": 0.0}).set_index(["policy", "measure"])
    assert (summary.xs("satisfaction", level="measure")["reaches_goal"] == 1.0).all()
    for bad, says in (("turnuot", "did you mean 'turnout'"), ("switching", "no direction")):
        with pytest.raises(ValueError, match=says):
            weigh([A], worlds, [bad])


def test_work_is_given_back_in_its_order() -> None:
    tasks = [(number, 2) for number in range(7)]
    assert list(spread(pow, tasks, 2)) == list(spread(pow, tasks, 1)) == [0, 1, 4, 9, 16, 25, 36]
    assert list(spread(pow, [], 2)) == []


# ------------------------------------------------------------------ the command

SMALL = ["citizens=80", "months=13", "--pairs", "2", "--seed", "3"]


def test_json_is_as_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "representative_baseline", "open_invitation", *SMALL, "--json"]) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert {"a", "b", "pairs", "effects", "winners", "same_luck"} <= result.keys()
    assert result["pairs"] == 2 and result["same_luck"] is True
    assert set(result["effects"]) == {measure.id for measure in MEASURES}
    assert {"mean", "lo", "hi", "agree"} == result["effects"]["trust.politicians"].keys()
    assert set(result["winners"]) == {"type", "quintile", "role"}
    assert "2 futures; 90 per cent ranges" in told.err


def test_text_in_both_languages_and_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "there"
    asked = ["compare", "representative_baseline", "balanced", *SMALL, "--out", str(folder)]
    assert main([*asked, "--lang", "en"]) == 0
    assert "Same citizens, same luck: A and B first differ in month 1." in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {
        "README.txt", "a.yaml", "b.yaml", "chain.csv", "citizens.csv", "measures.csv", "provenance.json", "series.csv",
        "winners.csv",
    }  # fmt: skip
    assert main([*asked[:-2], "--lang", "da"]) == 0
    assert "Samme borgere, samme tilfældigheder" in capsys.readouterr().out
    command = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["command"].split()
    again = tmp_path / "again"
    assert main([*command[1:], "--out", str(again)]) == 0
    for name in ("measures.csv", "citizens.csv", "series.csv"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["representative_baseline", "opne_invitation"], "did you mean  open_invitation"),
        (["representative_baseline", "balanced", "stop_month=-3"], "stop_month"),
        (["representative_baseline", "nowhere.yaml"], "there is no file nowhere.yaml"),
        (["representative_baseline", "balanced", "citizens"], "not KEY=VALUE"),
        (["representative_baseline", "balanced", "context.reserve=0", "--strict"], "cannot be paid"),
        (["representative_baseline", "balanced", "reach=7"], "outside 0 to 1"),
    ],
)
def test_bad_input_is_refused_with_a_word(asked: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *asked, "--pairs", "1"]) == 2
    told = capsys.readouterr()
    assert says in told.err and told.out == ""


@pytest.mark.parametrize("pairs", ["0", "-1", "many", "1.5"])
def test_pairs_are_a_whole_number(pairs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["compare", "representative_baseline", "balanced", "--pairs", pairs])
    assert stop.value.code == 2


# ------------------------------------------------------------------ what was wrong once


def test_the_end_is_the_last_month_whatever_is_recorded_between() -> None:
    every, seldom = (
        sim.compare(*(s.with_("months=7", f"record_every={n}") for s in (A, B)), seeds=[1, 2], workers=1)
        for n in (1, 5)
    )
    a, b = (c.measures.set_index("measure")["mean"] for c in (every, seldom))
    same = a.notna() & b.notna()
    assert same.sum() > 80 and np.array_equal(a[same], b[same])
    runs = [sim.simulate(B.with_("months=7", f"record_every={n}"), seed=7) for n in (1, 5)]
    assert runs[0].chain["count"].sum() == runs[1].chain["count"].sum() > 0
    assert runs[1].series["month"].tolist() == [0, 5, 7]


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ("context.ageing=1", "context.ageing"),
        ("record_every=10", "record_every"),
        ("mechanisms.lives=off", "context.ageing"),
    ],
)
def test_what_decides_who_lives_must_be_the_same(other: str, key: str) -> None:
    with pytest.raises(sim.ScenarioError) as error:
        sim.compare(A, A.with_(other), [1])
    assert error.value.key == key


@pytest.mark.parametrize("seed", [-1, 2**64, 1.7, True, "12", None])
def test_seeds_are_whole_numbers_in_range(seed: object) -> None:
    with pytest.raises(ValueError, match="seed is"):
        sim.compare(A, B, [seed])  # type: ignore[list-item]


@pytest.mark.parametrize("meaningful", [0.0, -1.0, math.nan, math.inf])
def test_a_meaningful_change_is_above_nothing(meaningful: float) -> None:
    with pytest.raises(ValueError, match="meaningful"):
        sim.compare(A, B, [1], meaningful=meaningful)
    with pytest.raises(TypeError, match="no scenario"):
        sim.compare("open_invitation", B, [1])  # type: ignore[arg-type]


def test_rounding_dust_is_no_difference() -> None:
    d = paired([0.1, 0.2, 0.3], [0.1 + 1e-17, 0.2 - 3e-17, 0.3 + 5e-17])
    assert (d.mean, d.spread, d.p) == (0.0, 0.0, 1.0) and math.isnan(pairs_needed(d))


def test_a_setting_cannot_make_both_policies_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "open_invitation", "balanced", "policy=spin", "--pairs", "1"]) == 2
    assert "would make both the same" in capsys.readouterr().err


def fails_at_three(number: int) -> int:
    if number == 3:
        raise KeyError("three")
    return number


def test_what_goes_wrong_in_a_process_is_told_here() -> None:
    for workers in (1, 2):
        found = []
        with pytest.raises(KeyError, match="three"):
            for number in spread(fails_at_three, [(n,) for n in range(6)], workers):
                found.append(number)
        assert found == [0, 1, 2]


def test_records_between_are_left_out_where_only_the_end_is_wanted() -> None:
    ends = sim.compare(A, B, range(3), every=30, workers=1)
    assert ends.pairs[0].months == [0, 30]
    whole = sim.compare(A, B, range(3), workers=1)
    assert whole.pairs[0].months == [0, 15, 30]
    assert ends.measures.equals(whole.measures) and ends.citizens.equals(whole.citizens)
    assert ends.a == A, "what was compared is said as it was given"
    with pytest.raises(ValueError, match="every"):
        sim.compare(A, B, [1], every=0)
