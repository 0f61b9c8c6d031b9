"""The model as a whole: same luck, same bits, nobody's month changed by a stranger, nothing drifting without cause."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pytest

import sim
from sim.founding import found
from sim.model import REST_MONTHS, DemocracyModel
from sim.month import MONTH
from sim.policy.context import Population
from sim.policy.force import put_in_force
from sim.policy.levers import Levers
from sim.scenario import Scenario
from sim.state import Moment, State
from sim.towns import find_town

OPEN = Scenario.load(policy="open_invitation", citizens=400, months=12)


def test_same_scenario_and_seed_same_bits_in_another_process() -> None:
    """Whatever number of processors the libraries below believe to have: long sums must not be shared out."""
    code = (
        "import sim; s = sim.Scenario.load(policy='open_invitation', citizens=25_000, months=2);"
        "print(sim.simulate(s, seed=5).result_hash)"
    )
    single = dict.fromkeys(("NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **single}
    )
    here = OPEN.with_("citizens=25000", "months=2")
    assert sim.simulate(here, seed=5).result_hash == other.stdout.strip()
    assert sim.simulate(here, seed=6).result_hash != other.stdout.strip()


def test_one_thread_or_two_same_bits() -> None:
    # 45,000 citizens: enough for two threads, and for more blocks than threads
    big = Scenario.load(policy="open_invitation", citizens=45_000, months=3)
    runs = [sim.simulate(big, seed=1, threads=threads) for threads in (1, 2)]
    assert runs[1].model.state.crew._pool is not None
    assert runs[0].result_hash == runs[1].result_hash


def test_a_country_has_the_same_bits_for_any_number_of_threads_and_compiled_whole_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.blocks.ROWS_A_THREAD", 10_000)  # so that 50,000 are enough for four
    country = Scenario.load("denmark", policy="open_invitation", citizens=50_000, months=2)
    assert len(country.towns) == 98
    hashes, whole, used = [], [], []
    for threads in (1, 2, 4):
        run = sim.simulate(country, seed=1, threads=threads)
        hashes.append(run.result_hash)
        whole.append(run.model.state.whole)
        used.append(len(run.model.state.crew._cuts) - 1)
        run.model.close()
    assert used == [1, 2, 4] and whole == [True, False, False]
    assert len(set(hashes)) == 1


def test_rest_is_shared_and_changes_nothing() -> None:
    alone = sim.simulate(OPEN, seed=3)
    baseline = DemocracyModel(OPEN.with_("policy=representative_baseline"), seed=3)
    rest = baseline.rest()
    for _ in range(5):
        baseline.step()
    again = DemocracyModel(OPEN, seed=3, rest=rest)
    for _ in range(12):
        again.step()
    assert np.array_equal(again.citizens.trust_politicians, alone.model.citizens.trust_politicians)
    assert again.record.values["trust.politicians"] == alone.model.record.values["trust.politicians"]
    with pytest.raises(ValueError, match="another scenario or seed"):
        DemocracyModel(OPEN, seed=4, rest=rest)
    with pytest.raises(RuntimeError, match="lived 5 months"):
        baseline.rest()


def test_policies_share_their_luck_until_they_differ() -> None:
    late = OPEN.with_("start_month=6")
    a, b = (DemocracyModel(s, seed=2) for s in (OPEN.with_("policy=representative_baseline"), late))
    for month in range(1, 13):
        a.step()
        b.step()
        same = all(np.array_equal(a.citizens.array(c), b.citizens.array(c)) for c in a.citizens)
        assert same == (month <= 6), f"month {month}"


def _lived(silent: int, months: int = 8) -> State:
    town = find_town("vejle")
    state = found([town], [300], Population(), 11, month=-REST_MONTHS, silent=silent)
    levers = Scenario.load(policy="open_invitation").levers
    state.resting = True
    put_in_force(state, Levers(), Levers())
    for month in range(-11, months + 1):
        if month == 1:
            state.resting = False
            put_in_force(state, levers, Levers())
        state.now = Moment(np.uint64(11), month)
        for process in MONTH:
            process.step(state, process.rules())
    return state


def test_a_citizen_without_ties_needs_or_voice_changes_nobody_elses_month() -> None:
    without, with_one = _lived(0), _lived(1)
    assert with_one.citizens.n == without.citizens.n + 1
    for name in without.citizens:
        before, after = without.citizens.array(name), with_one.citizens.array(name)[:-1]
        assert np.array_equal(before, after), name
    for table in ("municipalities", "institutions", "staff", "politicians", "officials", "parties"):
        one, two = getattr(without, table), getattr(with_one, table)
        for name in one:
            assert np.array_equal(one.array(name), two.array(name)), f"{table}.{name}"


@pytest.mark.parametrize("name", [p.name for p in MONTH if not p.every])
def test_a_mechanism_switched_off_leaves_alone_what_it_does_not_feed(name: str) -> None:
    """What a process writes stands still; what is not downstream of its columns is the same, bit by bit."""
    base = DemocracyModel(OPEN, seed=9)
    off = DemocracyModel(OPEN.with_(f"mechanisms.{name}=off"), seed=9, rest=base.rest())
    process = next(p for p in MONTH if p.name == name)
    start = {t: off.tables[t].snapshot() for t in process.writes}
    for _ in range(3):
        base.step()
        off.step()
    touched = {(t, c) for t, columns in process.writes.items() for c in columns}
    fed = _downstream(touched)
    for t, columns in process.writes.items():
        for c in columns:
            writers = [p.name for p in MONTH if c in p.writes.get(t, ()) and p.name != name]
            if not writers:
                assert np.array_equal(off.tables[t].array(c), start[t][c]), f"{t}.{c} moved with {name} switched off"
    for t, table in base.tables.items():
        for c in table:
            if (t, c) not in fed:
                assert np.array_equal(table.array(c), off.tables[t].array(c)), f"{name} fed {t}.{c} unsaid"


def _downstream(columns: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every column that any process could carry a change of these columns to."""
    fed = set(columns)
    while True:
        more = set(fed)
        for p in MONTH:
            reads = {(t, c) for t, names in p.reads.items() for c in names}
            if reads & fed:
                more |= {(t, c) for t, names in p.writes.items() for c in names}
        if more == fed:
            return fed
        fed = more


def test_nothing_drifts_without_cause() -> None:
    """Ten years under the baseline, on the mean of seeds: trust moves less than .01, other shares less than .02."""
    still = Scenario.load(citizens=2000, months=120, record_every=120)
    drift: dict[str, list[float]] = {}
    for seed in range(12):
        for name, (first, last) in sim.simulate(still, seed=seed).model.record.values.items():
            drift.setdefault(name, []).append(last - first)
    means = {name: float(np.mean(values)) for name, values in drift.items()}
    for name in ("trust.politicians", "trust.administration", "trust.staff", "trust.citizens"):
        assert abs(means[name]) < 0.01, f"{name} drifts {means[name]:+.4f} in ten years"
    for name in ("satisfaction", "goal.solidarity", "goal.tax_consent", "goal.efficacy", "turnout", "volunteering",
                 "exit_share", "absence", "goal.staff_exposure"):  # fmt: skip
        assert abs(means[name]) < 0.02, f"{name} drifts {means[name]:+.4f} in ten years"


def test_levels_lie_where_denmark_does() -> None:
    """Calibration patterns of the domain book, on the mean of seeds at rest (consistency, not evidence)."""
    still = Scenario.load(citizens=10_000, months=48, record_every=48)
    last: dict[str, list[float]] = {}
    crossed = []
    for seed in range(5):
        run = sim.simulate(still, seed=seed)
        crossed.append(float(run.model.tables["municipalities"].cross_bloc[0]))
        for name, values in run.model.record.values.items():
            last.setdefault(name, []).append(values[-1])
    level = {name: float(np.mean(values)) for name, values in last.items()}
    bands = {
        "turnout": (0.66, 0.72), "switching": (0.33, 0.53), "volunteering": (0.35, 0.43),
        "trust.politicians": (0.44, 0.54), "absence": (0.06, 0.11), "appeals": (2.5, 5.0), "reversals": (0.30, 0.40),
        "complaints": (50.0, 200.0), "satisfaction": (0.75, 0.88),
    }  # fmt: skip
    for name, (low, high) in bands.items():
        assert low <= level[name] <= high, f"{name} is {level[name]:.3f}, the band is {low} to {high}"
    assert np.mean(crossed) <= 0.18


def test_states_stay_in_range_under_every_policy_of_this_release() -> None:
    for policy in ("representative_baseline", "consultation_only", "open_invitation"):
        model = DemocracyModel(Scenario.load(policy=policy, citizens=500, months=24), seed=4)
        for _ in range(24):
            model.step()
        assert [fault for table in model.tables.values() for fault in table.out_of_range()] == []


def test_mesa_users_find_what_they_expect() -> None:
    model = DemocracyModel(OPEN, seed=1)
    assert isinstance(model, mesa.Model)
    kinds = {kind.__name__: len(agents) for kind, agents in model.agents_by_type.items()}
    assert kinds["Citizen"] == 400 and kinds["Politician"] == 31
    assert len(model.agents) == sum(kinds.values())
    collector = mesa.DataCollector(
        model_reporters={"trust": lambda m: m.agents_by_type["Citizen"].agg("trust_politicians", np.mean)},
        agenttype_reporters={model.agents_by_type["Politician"][0].__class__: {"risk": "electoral_risk"}},
    )
    collector.collect(model)
    model.step()
    collector.collect(model)
    trust = collector.get_model_vars_dataframe()["trust"]
    assert len(trust) == 2 and trust[0] == pytest.approx(model.record.values["trust.politicians"][0], abs=1e-6)
    citizen = model.agents_by_type["Citizen"][7]
    citizen.trust_politicians = 0.125
    assert model.citizens.trust_politicians[7] == 0.125
    with pytest.raises(ValueError, match="trust_politicians"):
        citizen.trust_politicians = 1.5


def test_a_model_is_freed() -> None:
    model = DemocracyModel(OPEN, seed=1)
    model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_run_may_go_on_past_its_months() -> None:
    run = sim.simulate(OPEN.with_("months=2"), seed=1)
    run.model.step()
    assert run.model.month == 3 and run.model.record.months == [0, 1, 2, 3]
