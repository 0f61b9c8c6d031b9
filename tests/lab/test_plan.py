"""Plans: numbered runs, chunks that depend on the plan alone, and a hash over everything that is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.lab.sweep import plan as plans
from sim.lab.sweep.design import Design, Factor, grid, latin, listed, morris, sobol
from sim.lab.sweep.plan import MOST_RUNS, Plan, bounds
from sim.scenario import Scenario

SMALL = {"citizens": 80, "months": 3, "municipality": "vejle"}
LISTENING = Factor("levers.listening", 0.0, 1.0)
GRID = grid([Factor.of("levers.listening", [0, 1]), Factor.of("policy", ["sortition", "balanced"])])


def a_plan(design: Design = GRID, seeds: Any = (7, 8, 9), **more: Any) -> Plan:
    return Plan("a_plan", SMALL | more.pop("given", {}), design, seeds, **more)


def test_a_run_is_a_row_and_a_seed() -> None:
    plan = a_plan()
    assert plan.runs == 12
    assert [(plan.row(run), plan.seed(run)) for run in range(12)] == [(r, s) for r in range(4) for s in (7, 8, 9)]


@given(rows=st.integers(1, 900), seeds=st.integers(1, 60), citizens=st.sampled_from([80, 1000, 20_000, 80_000]))
@settings(max_examples=40, deadline=None)
def test_chunks_hold_every_run_once(rows: int, seeds: int, citizens: int) -> None:
    plan = a_plan(latin([LISTENING], rows), tuple(range(seeds)), given={"citizens": citizens})
    chunks = plan.chunks()
    runs = [(row, seed) for chunk in chunks for row in chunk.rows for seed in chunk.seeds]
    assert sorted(runs) == [(row, seed) for row in range(rows) for seed in range(seeds)]
    assert max(chunk.runs for chunk in chunks) <= MOST_RUNS
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert len({chunk.name for chunk in chunks}) == len(chunks)
    assert plan.runs < 48 or len(chunks) >= 2


def test_a_sweep_of_large_runs_has_small_chunks() -> None:
    """A chunk is what is lost at most when the power goes."""
    large = a_plan(
        latin([LISTENING], 100), range(10), given={"municipality": "aarhus", "citizens": 200_000, "months": 120}
    )
    assert {chunk.runs for chunk in large.chunks()} == {1}
    varied = Plan("v", {"months": 120}, latin([LISTENING, Factor("citizens", 100, 80_000)], 100), tuple(range(10)))
    assert {chunk.runs for chunk in varied.chunks()} == {2}


PLANS: dict[str, Plan] = {
    "grid": a_plan(),
    "list": a_plan(listed([{"policy": "sortition"}, {"levers.listening": 0.4, "mechanisms.ties": False}])),
    "lhs": a_plan(latin([LISTENING, Factor("start_month", 0, 2)], 5, luck=3)),
    "sobol": a_plan(sobol([LISTENING, Factor("population.types.consumer")], 4, second_order=True)),
    "morris": a_plan(morris([LISTENING, Factor("rules.trust.rate", 0.1, 0.2)], 3, levels=6), detail="series"),
}


@pytest.mark.parametrize("kind", PLANS)
def test_a_plan_is_read_back_from_its_configuration(kind: str) -> None:
    plan = PLANS[kind]
    plan.check()
    config = yaml.safe_load(yaml.safe_dump(plan.config(), allow_unicode=True))
    again = Plan.from_config(config)
    assert again.design.rows == plan.design.rows
    assert (again.hash, again.chunks()) == (plan.hash, plan.chunks())
    kept = Plan.from_config(config, rows=plan.design.rows)
    assert kept.hash == plan.hash


def test_rows_that_are_not_those_it_was_made_with_are_refused() -> None:
    config = PLANS["lhs"].config()
    with pytest.raises(ScenarioError, match="rows"):
        Plan.from_config(config, rows=PLANS["lhs"].design.rows[::-1])
    config["design"]["options"] = {"n": 5, "luck": 4}
    with pytest.raises(ScenarioError, match="rows"):
        Plan.from_config(config)
    with pytest.raises(ScenarioError, match="configuration of a sweep"):
        Plan.from_config({"schema": 1})


def test_whatever_is_done_otherwise_has_another_hash_and_other_chunks() -> None:
    plan = a_plan()
    others = [
        a_plan(given={"months": 4}),
        a_plan(given={"rules.trust.rate": 0.3}),
        a_plan(seeds=(7, 8, 10)),
        a_plan(detail="series"),
        a_plan(grid([Factor.of("levers.listening", [0, 0.9]), Factor.of("policy", ["sortition", "balanced"])])),
        a_plan(grid([Factor.of("levers.hearing", [0, 1]), Factor.of("policy", ["sortition", "balanced"])])),
    ]
    names = {chunk.name for chunk in plan.chunks()}
    for other in others:
        assert other.hash != plan.hash
        assert not names & {chunk.name for chunk in other.chunks()}
    assert Plan("another_name", SMALL, GRID, (7, 8, 9)).hash == plan.hash
    assert a_plan(given={"levers.hearing": 1}).hash == a_plan(given={"levers.hearing": 1.0}).hash


def test_another_version_of_the_code_makes_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan()
    before = plan.chunks()
    monkeypatch.setattr(plans, "code_version", lambda: "9.9.9+0")
    assert not {chunk.name for chunk in before} & {chunk.name for chunk in plan.chunks()}


def test_what_a_named_policy_says_belongs_to_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"

    def made() -> Plan:
        return a_plan(grid([Factor.of("policy", ["sortition", str(file)])]))

    file.write_text("title: t\nmeaning: m\nlevers: {listening: 0.4}\n", encoding="utf-8")
    one = made()
    assert one.scenario(1).levers.listening == 0.4
    before = (one.hash, one.chunks())
    file.write_text("title: t\nmeaning: m\nlevers: {listening: 0.5}\n", encoding="utf-8")
    other = made()
    assert other.scenario(1).levers.listening == 0.5
    assert other.hash != before[0]
    assert not {c.name for c in other.chunks()} & {c.name for c in before[1]}


def test_the_scenario_of_a_row_is_the_one_that_its_settings_give() -> None:
    plan = a_plan(given={"levers.hearing": 0.9})
    wanted = Scenario.load(**SMALL, policy="balanced", overrides=["hearing=0.9", "listening=1", "record_every=3"])
    assert plan.scenario(3) == wanted
    assert plan.scenario(3).config_hash == wanted.config_hash


def test_only_both_ends_are_recorded_unless_series_are_kept() -> None:
    assert a_plan().scenario(0).record_every == 3
    assert a_plan(detail="series").scenario(0).record_every == 1
    assert a_plan(detail="citizens").scenario(0).record_every == 1
    assert a_plan(given={"record_every": 2}).scenario(0).record_every == 2
    months = Plan("m", {"citizens": 80}, grid([Factor.of("months", [0, 5])]), (1,))
    assert [months.scenario(row).record_every for row in (0, 1)] == [1, 5]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: a_plan(seeds=(1, 1)), "only once"),
        (lambda: a_plan(seeds=()), "at least one"),
        (lambda: a_plan(seeds=(-1,)), "seeds"),
        (lambda: a_plan(given={"levers.listening": 0.5}), "fixed and varied"),
        (lambda: a_plan(detail="everything"), "runs, series, citizens"),
        (lambda: Plan("a/b", SMALL, GRID, (1,)), "name of a folder"),
        (lambda: a_plan(given={"levers.listning": 0.5}), "levers.listening"),
        (lambda: a_plan(latin([Factor("levers.listening", 0.5, 1.5)], 4)).check(), "outside 0 to 1"),
        (lambda: a_plan(latin([Factor("levers.listning")], 4)).check(), "levers.listening"),
        (lambda: a_plan(latin([Factor("levers.recruitment")], 4)).check(), "no range"),
        (lambda: a_plan(latin([Factor("mechanisms.ties")], 4)).check(), "on,off"),
        (lambda: a_plan(latin([Factor("policy")], 4)).check(), "no range"),
        (lambda: a_plan(grid([Factor.of("record_every", [1, 2])])).check(), "may not vary"),
        (lambda: a_plan(grid([Factor.of("policy", ["balanced", "unbalanced"])])).check(), "unbalanced"),
        (lambda: a_plan(listed([{"levers.power": 0.5}, {"levers.power": 2}])).check(), "outside 0 to 1"),
        (lambda: a_plan(own="no_such_module:own").check(), "cannot be found"),
        (lambda: bounds("months"), "no declared range"),
        (lambda: bounds("policy"), "no range"),
        (lambda: bounds("levers.powr"), "levers.power"),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_work(make, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        make()


def test_declared_ranges() -> None:
    assert bounds("levers.listening") == (0.0, 1.0)
    assert bounds("levers.complementarity") == (-2.0, 0.95)
    assert bounds("population.types.consumer") == (0.0, 1.0)
