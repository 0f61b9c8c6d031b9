"""Runs: what comes out, in the promised shape."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.agents.municipality import STAGES
from sim.lab.pairs import paired
from sim.measures import MEASURES

SCENARIO = sim.Scenario.load(policy="open_invitation", citizens=3000, months=12)
RUN = sim.simulate(SCENARIO, seed=7)


def test_series_has_a_row_a_month_and_a_column_a_measure() -> None:
    assert list(RUN.series.columns) == ["month", *(m.id for m in MEASURES)]
    assert RUN.series["month"].tolist() == list(range(13))
    for measure in MEASURES:
        values = RUN.series[measure.id].dropna()
        assert values.empty == bool(measure.missing), f"{measure.id}: a value, or the reason why there is none"
        if values.empty:
            continue
        assert measure.low is None or values.min() >= measure.low
        assert measure.high is None or values.max() <= measure.high


def test_the_chain_is_a_full_grid_and_never_widens() -> None:
    chain = RUN.chain
    assert len(chain) == 13 * 6 * 5
    counts = chain["count"].to_numpy().reshape(13, 6, 5)
    assert counts[0].sum() == 0 and counts[1:, 0].min() > 0
    assert np.all(np.diff(counts, axis=1) <= 0)
    assert chain["stage"].unique().tolist() == list(STAGES)
    assert counts.sum(axis=(0, 2))[-1] > 0, "in a year somebody changed something"
    rate = counts[:, 1].sum(axis=0) / counts[:, 0].sum(axis=0)
    assert rate[4] > rate[0], "an open door is an unequal door"


def test_strain_has_four_roles_and_components() -> None:
    assert len(RUN.strain) == 13 * 16
    assert RUN.strain["value"].between(0, 1).all()
    assert set(RUN.strain["role"]) == {"politician", "official", "staff", "citizen"}
    ends = RUN.strain[RUN.strain["month"] == 12].groupby("role")["value"].mean()
    for role, mean in ends.items():
        assert RUN.series[f"strain.{role}"].iloc[-1] == pytest.approx(mean, abs=1e-6)


def test_citizens_are_there_in_small_types() -> None:
    c = RUN.citizens
    assert len(c) == 3000
    assert {"uid", "municipality", "type", "education", "resources", "need", "trust_politicians"} <= set(c.columns)
    assert c["type"].dtype == "category" and c["municipality"].dtype == "category"
    assert set(c["type"].unique()) == {"traditional", "innovative", "consumer"}
    assert np.allclose(c[["type_weights_0", "type_weights_1", "type_weights_2"]].sum(axis=1), 1.0, atol=1e-5)


def test_the_types_of_citizens_are_small_and_the_table_is_built_only_when_asked_for() -> None:
    run = sim.simulate(SCENARIO.with_(citizens=500, months=1), seed=1)
    hash(run.result_hash), run.series, run.groups, run.chain, run.strain, run.provenance
    assert "citizens" not in vars(run), "nothing else builds it"
    table, model = run.citizens, run.model.citizens
    for name, column in model.columns.items():
        if name in table and name not in ("municipality", "type"):
            assert table[name].dtype == np.dtype(column.dtype), name
    own = ("visible", "met_lately")
    kept = sum(model.array(name).nbytes for name in model if name not in own)
    assert table.memory_usage(index=False).sum() <= kept + 2 * 500 + 10_000, "and no more than the model's own columns"
    assert run.citizens_in(slice(10, 20)).reset_index(drop=True).equals(table.iloc[10:20].reset_index(drop=True))


def test_measures_of_each_municipality_are_a_pivot_away() -> None:
    run = sim.simulate(sim.Scenario.load("denmark", citizens=2000, months=2), seed=1)
    groups = run.groups
    chosen = groups[(groups["by"] == "municipality") & (groups["measure"] == "trust.politicians")]
    table = chosen.pivot(index="month", columns="group", values="value")
    assert table.shape == (3, 98) and table.index.tolist() == [0, 1, 2]
    people = run.citizens
    means = people.groupby("municipality", observed=False)["trust_politicians"].mean()
    assert np.allclose(table.loc[2, means.index], means, atol=1e-6)
    share = people["municipality"].value_counts(normalize=True)
    assert (table.loc[2] * share).sum() == pytest.approx(run.series["trust.politicians"].iloc[-1], abs=1e-9)


def test_provenance_says_how_to_do_it_again() -> None:
    p = RUN.provenance
    assert p["seed"] == 7 and p["citizens"] == 3000 and p["months"] == 12
    assert p["config_hash"] == SCENARIO.config_hash and p["result_hash"] == RUN.result_hash
    assert p["config"]["levers.reach"] == 0.7
    assert {"samspil", "python", "numpy", "numba", "mesa"} <= set(p["versions"])
    assert p["scaled_levers"] == {} and p["started"].endswith("+00:00")
    assert json.loads(json.dumps(p)) == p


def test_the_command_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    place = tmp_path / "my towns"
    place.mkdir()
    (place / "lille.yaml").write_text("name: lille\nadults: 300\n")
    scenario = sim.Scenario.load(
        str(place / "lille.yaml"), overrides=["months=1", "recruitment={open: 1, targeted: 2}", "mechanisms.ties=off"]
    )
    run = sim.simulate(scenario, seed=3)
    words = shlex.split(run.provenance["command"])
    assert words[:2] == ["samspil", "run"] and words[-2:] == ["--seed", "3"]
    assert sim.Scenario.load(overrides=words[2:-2]).config_hash == scenario.config_hash


def test_results_stay_what_they_were_when_the_model_goes_on() -> None:
    scenario = SCENARIO.with_(months=2, citizens=200)
    run, twin = sim.simulate(scenario, seed=1), sim.simulate(scenario, seed=1)
    kept = twin.result_hash
    for each in (run, twin):
        each.model.step()
    assert run.series["month"].tolist() == [0, 1, 2] and run.series.equals(twin.series)
    assert run.chain["month"].max() == run.strain["month"].max() == 2
    assert twin.result_hash == kept
    for name in ("citizens", "result_hash", "provenance"):
        with pytest.raises(RuntimeError, match="lived on to month 3"):
            getattr(run, name)


def test_the_hash_speaks_of_results_and_notices_a_change() -> None:
    again = sim.simulate(SCENARIO.with_("months=12"), seed=7)
    assert again.result_hash == RUN.result_hash
    again.model.citizens.trust_staff[0] += 0.001
    del again.__dict__["result_hash"]
    assert again.result_hash != RUN.result_hash


def test_records_now_and_then_keep_the_whole_chain() -> None:
    rare = sim.simulate(SCENARIO.with_("record_every=5"), seed=7)
    assert rare.series["month"].tolist() == [0, 5, 10, 12], "and the last month, whatever is left out between"
    monthly = RUN.chain["count"].sum()
    assert rare.chain["count"].sum() == monthly
    at = RUN.series.set_index("month").loc[10, "trust.politicians"]
    assert rare.series.set_index("month").loc[10, "trust.politicians"] == at


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "7"])
def test_seeds_are_whole_numbers(seed: object) -> None:
    with pytest.raises(ValueError, match="seed is"):
        sim.simulate(SCENARIO, seed=seed)  # type: ignore[arg-type]


def test_progress_is_told_every_month() -> None:
    told: list[tuple[int, int]] = []
    sim.simulate(
        SCENARIO.with_("months=3", "citizens=100"), seed=1, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_paired_differences_against_a_known_answer() -> None:
    # differences 1, 2, 3: mean 2, sd 1, t(.95, 2) = 2.919986, half = 2.919986 / √3
    d = paired([0, 0, 0], [1, 2, 3])
    assert d.mean == 2.0 and d.agree == 1.0 and d.futures == 3
    assert d.high - d.mean == pytest.approx(2.919985580353726 / 3**0.5, abs=1e-9)
    assert d.clear == (d.low > 0)
    with pytest.raises(ValueError, match="the same number"):
        paired([1.0], [1.0, 2.0])


def test_groups_add_up_to_the_series() -> None:
    groups = RUN.groups
    assert set(groups["by"]) == {"type", "quintile", "municipality"}
    assert set(groups["measure"]) == {m.id for m in MEASURES if m.column}
    last = groups[(groups["month"] == 12) & (groups["measure"] == "trust.politicians")]
    whole = RUN.series["trust.politicians"].iloc[-1]
    assert last[last["by"] == "municipality"]["value"].item() == pytest.approx(whole, abs=1e-9)
    people = RUN.citizens
    for by, label in (("type", "type"), ("quintile", "quintile")):
        means = people.groupby(people[label].astype(str), observed=True)["trust_politicians"].mean()
        found = last[last["by"] == by].set_index("group")["value"]
        for group, mean in means.items():
            assert found[group] == pytest.approx(mean, abs=1e-6)
