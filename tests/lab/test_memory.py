"""What a run needs is known before it begins, and a machine without room for it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.founding import found
from sim.lab.machine import free_memory
from sim.lab.memory import LARGE, PROGRAM, check, need, need_to_compare, workers_for
from sim.scenario import Scenario

FULL = Scenario.load("denmark", citizens="full")
GB = 1_000_000_000


@pytest.mark.parametrize(
    "words",
    [
        ["citizens=3000"],
        ["citizens=2000", "population.ties=2"],
        ["citizens=2000", "population.ties=30"],
        ["municipality=denmark", "citizens=5000"],
    ],
    ids=" ".join,
)
def test_the_estimate_is_what_a_model_takes(words: list[str]) -> None:
    scenario = Scenario.load(overrides=words)
    state = found(scenario.towns, scenario.agents, scenario.population, seed=1)
    asked = need(scenario)
    assert asked.tables == pytest.approx(sum(table.bytes for table in state.tables().values()), rel=0.02)
    assert asked.network == pytest.approx(state.network.bytes, rel=0.05)
    assert asked.total == sum(asked)


def test_the_whole_country_is_within_what_was_promised() -> None:
    asked = need(FULL)
    assert sum(FULL.agents) > 4_600_000
    assert 1.5 * GB < asked.tables + asked.network < asked.total < 2.8 * GB
    assert need_to_compare(FULL, FULL, 1, 1) > 2 * asked.total


def _machine(folder: Path, available: int | None, groups: dict[str, tuple[str, int, int]], path: str) -> int | None:
    """What is free where /proc and /sys/fs/cgroup look like this: groups: path: limit, used, pages of files."""
    proc, top = folder / "proc", folder / "cgroup"
    (proc / "self").mkdir(parents=True)
    if available is not None:
        (proc / "meminfo").write_text(f"MemTotal: 99 kB\nMemAvailable:    {available // 1024} kB\n")
    (proc / "self" / "cgroup").write_text(f"1:name=systemd:/old\n0::{path}\n")
    for name, (limit, used, files) in groups.items():
        (top / name).mkdir(parents=True, exist_ok=True)
        (top / name / "memory.max").write_text(f"{limit}\n")
        (top / name / "memory.current").write_text(f"{used}\n")
        (top / name / "memory.stat").write_text(f"anon 5\ninactive_file {files}\n")
    return free_memory(proc, top)


def test_a_machine_gives_what_it_has_free(tmp_path: Path) -> None:
    assert _machine(tmp_path, 8 * 1024**3, {}, "/") == 8 * 1024**3


def test_a_control_group_gives_less_its_own_or_one_that_it_lies_in(tmp_path: Path) -> None:
    inner, outer = ("max", 10, 0), ("3000", 2500, 400)
    assert _machine(tmp_path / "a", 2**40, {"pod/box": inner, "pod": outer}, "/pod/box") == 900
    assert _machine(tmp_path / "b", 2**40, {"pod/box": ("700", 900, 0), "pod": outer}, "/pod/box") == 0
    assert _machine(tmp_path / "c", 2**40, {"": ("5000", 1000, 0)}, "/") == 4000


def test_without_proc_the_system_is_asked(tmp_path: Path) -> None:
    free = free_memory(tmp_path / "none", tmp_path / "none")
    assert free is None or free > 0


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with 1 GB free."""
    monkeypatch.setattr("sim.lab.memory.free_memory", lambda: GB)


@pytest.mark.usefixtures("small")
def test_too_little_memory_is_refused_with_a_size_that_fits() -> None:
    with pytest.raises(sim.ScenarioError, match=r"needs about 2\.\d GB of memory, and 1\.0 GB are free") as no:
        sim.simulate(FULL)
    error = no.value
    assert error.code == "E-MEMORY" and error.key == "citizens" and error.value == "full"
    assert error.nearest is not None and error.nearest.startswith("citizens=")
    fits = Scenario.load("denmark", overrides=[error.nearest])
    check(fits)
    assert 0.8 * GB < need(fits).total <= GB, "and it is not far less than what would fit"


def test_where_nothing_fits_no_size_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.memory.free_memory", lambda: PROGRAM // 2)
    with pytest.raises(sim.ScenarioError) as no:
        check(FULL)
    assert no.value.nearest is None and "citizens=" not in str(no.value)


def test_a_machine_that_does_not_say_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.memory.free_memory", lambda: None)
    check(FULL)
    assert workers_for(FULL, FULL, 10, 3) == 3


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("command", [["run"], ["compare", "representative_baseline", "balanced", "--pairs", "2"]])
def test_the_command_refuses_before_it_starts(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main([*command, "municipality=denmark", "citizens=full", "--out", str(out)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and not out.exists()
    assert shown.err.startswith("error: ") and "GB are free" in shown.err and "citizens=" in shown.err
    assert "^^^^" in shown.err, "what was typed is pointed at"


@pytest.mark.usefixtures("small")
def test_small_runs_are_not_asked() -> None:
    check(Scenario.load("denmark", citizens=LARGE - 1))
    assert workers_for(*[Scenario.load(citizens=1000)] * 2, 10, 4) == 4


def test_a_comparison_takes_fewer_workers_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    some = Scenario.load("denmark", citizens=500_000)
    for workers in (1, 2, 3):
        monkeypatch.setattr("sim.lab.memory.free_memory", lambda w=workers: need_to_compare(some, some, 5, w))
        assert workers_for(some, some, 5, 8) == workers


@pytest.mark.parametrize(("language", "says"), [("en", "needs about 0.3 GB"), ("da", "kræver omkring 0.3 GB")])
def test_what_is_needed_is_said_in_advance(
    language: str, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["compare", "representative_baseline", "balanced", "citizens=60", "months=1", "--pairs", "1"]
    assert main([*words, "--threads", "1", "--lang", language]) == 0
    assert "GB" not in capsys.readouterr().err, "a small run says nothing"
    monkeypatch.setattr("sim.lab.memory.WORTH_SAYING", 1)
    assert main([*words, "--threads", "1", "--lang", language]) == 0
    assert says in capsys.readouterr().err
    if language == "en":
        assert main(["run", "citizens=60", "months=1"]) == 0
        assert says in capsys.readouterr().err
