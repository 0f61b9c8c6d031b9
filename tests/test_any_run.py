"""Any run behaves: any number of months, any beginning of a policy, tiny towns, no staff, no money.

Elections, hearings, promises and policies are looked at in runs that a person would hardly ask for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures import MEASURES
from sim.model import DemocracyModel
from sim.month import MONTH
from sim.policy.levers import LEVERS, Levers
from sim.processes.election import PERIOD
from sim.processes.staffing import LOAD_LEAST, LOAD_MOST
from sim.scenario import Scenario
from sim.table import Table

TOWN = """
name: {name}
adults: {adults}
"""

AT_MOST = {name: lever.high for lever in LEVERS for name in [lever.name] if not lever.modes}


@cache
def tiny(folder: Path, adults: int) -> str:
    path = folder / f"town{adults}.yaml"
    path.write_text(TOWN.format(name=f"town{adults}", adults=adults), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("towns")


def check(model: DemocracyModel) -> None:
    """Every column is in range, every measure in its own range or not defined."""
    assert [fault for table in model.tables.values() for fault in table.out_of_range()] == []
    for measure in MEASURES:
        values = np.array(model.record.values[measure.id])
        values = values[~np.isnan(values)]
        if len(values):
            assert measure.low is None or values.min() >= measure.low - 1e-6, f"{measure.id}: {values.min()}"
            assert measure.high is None or values.max() <= measure.high + 1e-6, f"{measure.id}: {values.max()}"


levels = st.fixed_dictionaries(
    {lever.name: st.floats(lever.low, lever.high) for lever in LEVERS if not lever.modes and lever.name != "budget"}
)


@given(
    months=st.integers(0, 99),
    start=st.integers(0, 120),
    every=st.integers(1, 13),
    adults=st.sampled_from([1, 2, 7, 50, 233]),
    levers=levels,
    mode=st.sampled_from(["none", "open", "targeted", "lottery", "stratified"]),
    context=st.fixed_dictionaries(
        {
            "media_pressure": st.floats(0.0, 1.0),
            "fiscal_stress": st.floats(0.0, 1.0),
            "staffing": st.sampled_from([0.5, 1.0, 1.5]),
            "ageing": st.sampled_from([0.0, 1.0, 2.0]),
            "reserve": st.sampled_from([0.0, 0.005, 0.1]),
        }
    ),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=15)
def test_any_run_stays_in_range_and_holds_its_elections(
    folder: Path, months: int, start: int, every: int, adults: int, levers: dict[str, float], mode: str,
    context: dict[str, float], seed: int,
) -> None:  # fmt: skip
    given_levers: dict[str, Any] = {f"levers.{name}": level for name, level in levers.items()}
    scenario = Scenario.load(
        municipality=tiny(folder, adults), citizens="full", months=months, start_month=start, record_every=every,
        **given_levers, **{"levers.recruitment": mode}, **{f"context.{name}": level for name, level in context.items()},
    )  # fmt: skip
    model = DemocracyModel(scenario, seed=seed)
    in_force = model.state.levers.reach.copy()
    for month in range(1, months + 1):
        model.step()
        votes = int(model.tables["municipalities"].votes.sum())
        assert votes == 0 or month % PERIOD == 0, f"votes in month {month}"
        if month <= start:
            assert np.array_equal(model.state.levers.reach, in_force), "the policy began before its month"
            assert not model.tables["municipalities"].chain.any(), "a forum before the policy began"
    check(model)
    assert model.record.months == [0, *range(every, months + 1, every)]


@pytest.mark.parametrize("first, last", [(46, 50), (47, 49), (0, 97)])
def test_a_policy_that_begins_about_an_election_changes_only_what_comes_after(first: int, last: int) -> None:
    """Promises made the month after an election move no vote of it; those made before may."""
    settings_ = ["citizens=400", f"months={last}", "policy=consultation_only", f"start_month={first}"]
    policy, baseline = (
        DemocracyModel(Scenario.load(overrides=settings_ + more), seed=8)
        for more in ([], ["policy=representative_baseline"])
    )
    for month in range(1, last + 1):
        policy.step()
        baseline.step()
        same = np.array_equal(policy.citizens.voted, baseline.citizens.voted)
        assert same or month >= PERIOD
        if month <= first:
            for name in policy.citizens:
                assert np.array_equal(policy.citizens.array(name), baseline.citizens.array(name)), name


def test_a_town_without_staff_lives_on() -> None:
    """Nobody is at work: services are at their worst, and nothing breaks."""
    state = fake_state(120, seed=4)
    old = state.staff
    state.staff = Table("staff", old.columns.values(), 0)
    state.institutions.staff[:] = 0
    for _ in range(15):
        for process in MONTH:
            process.step(state, process.rules())
        next_month(state)
    assert [fault for table in state.tables().values() for fault in table.out_of_range()] == []
    assert (state.institutions.load >= LOAD_LEAST).all() and (state.institutions.load <= LOAD_MOST).all()


def test_a_town_without_officials_or_money_lives_on() -> None:
    state = fake_state(120, seed=5)
    state.officials = Table("officials", state.officials.columns.values(), 0)
    state.municipalities.hands[:] = 0.0
    for _ in range(15):
        for process in MONTH:
            process.step(state, process.rules())
        next_month(state)
    assert [fault for table in state.tables().values() for fault in table.out_of_range()] == []


def test_no_free_lunch() -> None:
    """All levers at their maximum: the ledger binds, and some group is worse off than under a moderate policy."""
    dearest = Levers(**AT_MOST, recruitment={"stratified": 1.0})
    most = {f"levers.{name}": level for name, level in AT_MOST.items()}
    base = Scenario.load(citizens=3000, months=48, record_every=48)
    everything = base.with_(**most, **{"levers.recruitment": "stratified"})
    assert everything.levers == dearest
    assert everything.bill.scaled < 1.0
    moderate = base.with_(policy="open_invitation", **{"levers.facilitation": 0.5, "levers.training": 0.5})
    assert moderate.bill.scaled == 1.0
    worse: list[set[str]] = []
    for seed in (1, 2):
        rest = DemocracyModel(base, seed=seed)
        ends = []
        for scenario in (everything, moderate):
            model = DemocracyModel(scenario, seed=seed, rest=rest.rest())
            for _ in range(48):
                model.step()
            ends.append(model.record)
        groups = set()
        for name in ("satisfaction", "trust.staff", "goal.efficacy"):
            for by in ("type", "quintile"):
                change = ends[0].groups[name][-1][by] - ends[1].groups[name][-1][by]
                groups |= {f"{name} {by} {row}" for row in np.flatnonzero(change < -1e-3)}
        for name in ("strain.staff", "strain.politician", "strain.official"):
            if ends[0].values[name][-1] > ends[1].values[name][-1] + 1e-3:
                groups.add(name)
        worse.append(groups)
    assert worse[0] & worse[1], "everything at once is better for everybody"
