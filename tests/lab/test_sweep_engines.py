"""Engines: the same rows from each, and what becomes of runs that fail and of workers that die."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sweep_poison
import sweep_tools
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.lab.sweep import Chunk, SweepError, SweepStopped, merge, open_sweep, sweep
from sim.lab.sweep.chunk import Rows, live_alone, live_chunk, runs_of
from sim.lab.sweep.engines import Done, Shard, Step, Work, choose, work
from sim.lab.sweep.engines.cluster import Dask
from sim.lab.sweep.engines.serial import Serial
from sim.lab.sweep.files import write_whole


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep done here, one chunk after the other."""
    folder = tmp_path_factory.mktemp("plain") / "sweep"
    sweep(sweep_tools.plan(), folder, engine="serial")
    return folder


def test_a_row_is_what_simulate_gives_and_complete(plain: Path) -> None:
    plan, found = sweep_tools.plan(), open_sweep(plain).runs
    assert found["run"].tolist() == list(range(plan.runs))
    for run in (0, 4):
        row, scenario = found.iloc[run], plan.scenario(plan.row(run))
        alone = sim.simulate(scenario, plan.seed(run), threads=1)
        assert row["result_hash"] == alone.result_hash
        assert row["config_hash"] == scenario.config_hash
        assert row["seed"] == plan.seed(run)
        for key, value in scenario.config().items():
            if key not in ("towns", "agents", "levers.recruitment", "population.types", "stop_month"):
                assert row[key] == value, key
        assert row["levers.recruitment.open"] == scenario.levers.recruitment["open"]
        assert row["levers.recruitment.lottery"] == 0.0
        for measure, values in alone.model.record.values.items():
            np.testing.assert_equal(row[measure], values[-1])
    names = list(found.columns)
    assert names[:2] == ["run", "row"] and names[-5:] == ["status", "error", "seconds", "result_hash", "config_hash"]
    assert (
        names.index("seed")
        == names.index("mechanisms.ties")
        + len(names[names.index("mechanisms.ties") :])
        - len(alone.model.record.values)
        - 6
    )  # the settings, then the seed, then the measures


@pytest.mark.parametrize("engine", ["process", "dask"])
def test_every_engine_gives_the_same_rows(engine: str, plain: Path, tmp_path: Path) -> None:
    outcome = sweep(sweep_tools.plan(), tmp_path / "sweep", engine=engine, workers=2)
    assert outcome.complete and outcome.lived == outcome.runs == 6
    pd.testing.assert_frame_equal(sweep_tools.rows(tmp_path / "sweep"), sweep_tools.rows(plain))


def test_a_stopped_sweep_counts_what_was_kept_and_not_yet_told_of(tmp_path: Path) -> None:
    class Deaf(Serial):
        def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
            for chunk in chunks[:2]:
                list(work.do(chunk))
            raise KeyboardInterrupt
            yield

    plan = sweep_tools.plan()
    with pytest.raises(SweepStopped) as caught:
        sweep(plan, tmp_path / "s", engine=Deaf())
    assert caught.value.done == sum(chunk.runs for chunk in plan.chunks()[:2]) > 0


def test_workers_of_another_version_stop_the_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "code_version", lambda: "9.9.9+abc")  # as the head has it; workers load what is there now
    with pytest.raises(SweepError, match="the code of samspil has changed") as caught:
        sweep(sweep_tools.plan(), tmp_path / "sweep", engine="process", workers=1)
    assert caught.value.begun and "it was   9.9.9+abc" in caught.value.advice
    assert not list((tmp_path / "sweep/runs").iterdir())


def test_parts_of_a_sweep_are_the_whole_when_merged(plain: Path, tmp_path: Path) -> None:
    plan, parts = sweep_tools.plan(), [tmp_path / "a", tmp_path / "b"]
    for number, part in enumerate(parts):
        outcome = sweep(plan, part, engine="serial", shard=f"{number + 1}/2")
        assert not outcome.complete
    done = [set(open_sweep(part).runs["run"]) for part in parts]
    assert not done[0] & done[1] and len(done[0] | done[1]) == plan.runs
    assert merge(parts, tmp_path / "whole").complete
    pd.testing.assert_frame_equal(sweep_tools.rows(tmp_path / "whole"), sweep_tools.rows(plain))
    shared = tmp_path / "shared"
    for number in (2, 1):
        sweep(plan, shared, engine="serial", shard=Shard(number, 2))
    pd.testing.assert_frame_equal(sweep_tools.rows(shared), sweep_tools.rows(plain))


def test_failures_of_all_parts_are_listed(tmp_path: Path) -> None:
    plan = sweep_tools.plan([0.1], seeds=[4, 5], pressure=[0.5, sweep_poison.RAISES])
    for number in (1, 2):
        sweep(plan, tmp_path / "s", engine="serial", shard=Shard(number, 2))
    lines = [json.loads(line)["run"] for line in (tmp_path / "s/failed.jsonl").read_text().splitlines()]
    assert lines == [2, 3]
    assert json.loads((tmp_path / "s/provenance.json").read_text())["failed"] == 2


def test_parts_of_different_sweeps_are_not_merged(plain: Path, tmp_path: Path) -> None:
    sweep(sweep_tools.plan(months=1), tmp_path / "other", engine="serial", shard="1/3")
    with pytest.raises(SweepError, match="not parts of one sweep") as wrong:
        merge([plain, tmp_path / "other"], tmp_path / "whole")
    assert any("months=1" in line for line in wrong.value.advice)


@given(st.integers(1, 9), st.integers(0, 40))
def test_every_chunk_is_in_one_part(of: int, count: int) -> None:
    chunks = [Chunk(number, number, number, (1,), "") for number in range(count)]
    taken = [chunk.number for part in range(of) for chunk in Shard(part + 1, of).take(chunks)]
    assert sorted(taken) == list(range(count))


@settings(max_examples=4)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=2, unique=True),
    st.sampled_from([{}, {"months": 0}, {"mechanisms.ties": False}, {"citizens": 50}]),
)
def test_runs_of_a_chunk_are_what_they_are_alone(listening: list[int], seeds: list[int], more: dict[str, int]) -> None:
    plan = sweep_tools.plan([k / 8 for k in listening], seeds, **{"months": 1, **more})
    for chunk in plan.chunks():
        known = Rows(plan, chunk)
        together = {one.run: one for one in live_chunk(known)}
        assert sorted(together) == runs_of(plan, chunk)
        for run, one in together.items():
            assert one.status == "ok" and one.result_hash == live_alone(known, run).result_hash


def test_a_run_that_fails_is_told_and_kept_and_the_others_go_on(tmp_path: Path) -> None:
    plan = sweep_tools.plan(seeds=[4], pressure=[0.5, sweep_poison.RAISES, 0.625])
    told: list[tuple[int, int, int, str]] = []
    outcome = sweep(plan, tmp_path / "s", engine="serial", progress=lambda *news: told.append(news))
    assert (outcome.failed, outcome.kinds, outcome.kept) == (2, 1, 6)
    found = open_sweep(tmp_path / "s").runs
    well, wrong = found[found["status"] == "ok"], found[found["status"] != "ok"]
    assert set(well["context.media_pressure"]) == {0.5, 0.625} and well["result_hash"].str.len().eq(64).all()
    assert (wrong["status"] == "failed").all() and wrong["trust.politicians"].isna().all()
    assert (wrong["error"] == "month 2: ValueError: this one was to fail").all()
    assert wrong["config_hash"].tolist() == [plan.scenario(row).config_hash for row in (1, 4)]
    said = [news for news in told if news[3]]
    assert len(said) == 2 and "run 1 failed" in said[0][3] and said[0][2] == 1
    lines = [json.loads(line) for line in (tmp_path / "s/failed.jsonl").read_text().splitlines()]
    assert [line["run"] for line in lines] == [1, 4]
    assert lines[1]["settings"] == {"levers.listening": 0.5, "context.media_pressure": sweep_poison.RAISES}
    assert "and says more in a second line" in lines[0]["traceback"] and lines[0]["seed"] == 4


def test_failed_runs_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = sweep_tools.plan([0.1], seeds=[4, 5], pressure=[0.5, sweep_poison.RAISES, 0.625])
    sweep(plan, tmp_path / "s", engine="serial")
    assert sweep(plan, tmp_path / "s", engine="serial", resume=True).lived == 0
    monkeypatch.setattr(sweep_poison, "RAISES", -1.0)
    outcome = sweep(plan, tmp_path / "s", engine="serial", retry_failed=True)
    assert outcome.lived == 6 and outcome.failed == 0
    assert (tmp_path / "s/failed.jsonl").read_text() == ""
    assert open_sweep(tmp_path / "s").failed.empty


@pytest.mark.parametrize("engine", ["process", "dask"])
def test_a_run_that_kills_its_worker_is_found_and_everything_else_kept(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a worker that dies once, as if somebody else had killed it, costs nothing but time."""
    monkeypatch.setenv(sweep_poison.ONCE, str(tmp_path / "once"))
    pressure = [0.5, sweep_poison.KILLS_ONCE, sweep_poison.KILLS, 0.625]
    plan = sweep_tools.plan([0.1], seeds=[4], pressure=pressure)
    told: list[str] = []
    outcome = sweep(plan, tmp_path / "s", engine=engine, workers=1, progress=lambda *news: told.append(news[3]))
    assert (outcome.failed, outcome.kept) == (1, 4) and (tmp_path / "once").exists()
    found = sweep_tools.rows(tmp_path / "s")
    assert found["status"].tolist() == ["ok", "ok", "died", "ok"]
    assert "its process ended each time" in found["error"].iloc[2]
    assert found["trust.politicians"].isna().tolist() == [False, False, True, False]
    assert any("worker died" in line for line in told) and any("run 2 died" in line for line in told)
    rows = Rows(plan, plan.chunks()[0])
    for run in (0, 1, 3):
        assert found["result_hash"].iloc[run] == live_alone(rows, run).result_hash


def test_workers_of_several_threads_are_refused(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="tcp://"
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
        pytest.raises(SweepError, match="does 2 tasks at once") as wrong,
    ):
        sweep(sweep_tools.plan([0.1], [1]), tmp_path / "s", engine=Dask(client=client))
    assert "--nthreads 1" in wrong.value.advice[0]


class _Full:
    """Writes files until so many are written; then the disk is full."""

    def __init__(self, left: int, number: int = errno.ENOSPC) -> None:
        self.left, self.number = left, number

    def __call__(self, path: Path, content: bytes) -> None:
        if path.suffix == ".parquet" and path.parent.name == "runs":
            self.left -= 1
            if self.left < 0:
                raise OSError(self.number, os.strerror(self.number))
        write_whole(path, content)


@pytest.mark.parametrize("engine", ["serial", "process"])
def test_a_full_disk_stops_the_sweep_and_what_is_complete_stays(engine: str, plain: Path, tmp_path: Path) -> None:
    plan = sweep_tools.plan()
    with pytest.raises(SweepError, match="the disk is full") as full:
        sweep(plan, tmp_path / "s", engine=engine, workers=1, write=_Full(1))
    assert full.value.begun and full.value.advice == ("make room",)
    left = open_sweep(tmp_path / "s")
    assert len(left.runs) == plan.chunks()[0].runs and not left.corrupt
    assert sweep(plan, tmp_path / "s", engine="serial", resume=True).complete
    pd.testing.assert_frame_equal(sweep_tools.rows(tmp_path / "s"), sweep_tools.rows(plain))


def test_a_disk_that_is_truly_full(plain: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("a small disk cannot be made here")
    try:
        plan = sweep_tools.plan(seeds=range(1, 9))
        with pytest.raises(SweepError, match="the disk is full"):
            sweep(plan, disk / "s", engine="serial")
        left = open_sweep(disk / "s")
        assert 0 < len(left.runs) < plan.runs and not left.corrupt and not list(disk.rglob("*.tmp"))
        with pytest.raises(SweepError, match="the disk is full"):
            sweep(plan, disk / "s", engine="serial", resume=True)
        shutil.copytree(disk / "s", tmp_path / "moved")
    finally:
        subprocess.run(["umount", disk], check=True)
    assert sweep(plan, tmp_path / "moved", engine="serial", resume=True).complete
    assert sweep_tools.rows(tmp_path / "moved")["result_hash"].is_unique


class _Stopped(Serial):
    """Ctrl-C after the first chunk and a half."""

    def __init__(self) -> None:
        self.closed = False

    def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
        yield from work.do(chunks[0])
        yield next(work.do(chunks[1]))
        raise KeyboardInterrupt

    def close(self) -> None:
        self.closed = True


def test_ctrl_c_loses_only_the_chunk_in_hand(plain: Path, tmp_path: Path) -> None:
    plan, engine = sweep_tools.plan(), _Stopped()
    with pytest.raises(SweepStopped) as stopped:
        sweep(plan, tmp_path / "s", engine=engine)
    assert engine.closed and not (tmp_path / "s/lock").exists()
    assert (stopped.value.done, stopped.value.total) == (plan.chunks()[0].runs, plan.runs)
    assert sweep(plan, tmp_path / "s", engine="serial", resume=True).lived == plan.runs - plan.chunks()[0].runs
    pd.testing.assert_frame_equal(sweep_tools.rows(tmp_path / "s"), sweep_tools.rows(plain))


def test_series_and_citizens_stand_beside_the_rows(tmp_path: Path) -> None:
    plan = sweep_tools.plan([0.1, 0.5], seeds=[3, 9], detail="citizens")
    sweep(plan, tmp_path / "s", engine="serial")
    found = open_sweep(tmp_path / "s")
    alone = sim.simulate(plan.scenario(1), 9, threads=1)
    series = found.series[found.series["run"] == 3].drop(columns="run").reset_index(drop=True)
    pd.testing.assert_frame_equal(series, alone.series)
    citizens = found.citizens[found.citizens["run"] == 3].drop(columns="run").reset_index(drop=True)
    for name in alone.citizens:
        assert citizens[name].tolist() == alone.citizens[name].tolist() or citizens[name].isna().any(), name
    assert set(citizens) == set(alone.citizens)
    assert found.runs["result_hash"].iloc[3] == alone.result_hash


def test_what_no_engine_can_do_is_refused() -> None:
    with pytest.raises(SweepError, match="no engine called 'proces'") as wrong:
        choose("proces")
    assert "process" in wrong.value.advice[0]
    with pytest.raises(SweepError, match="cannot be 0 workers"):
        choose("process", 0)
    with pytest.raises(SweepError, match="only the engine dask"):
        choose("serial", address="tcp://nowhere:1")
    for text in ("0/4", "5/4", "1", "a/b", "1/0"):
        with pytest.raises(SweepError, match="no part of a sweep"):
            Shard.read(text)
    assert Shard.read(" 2/4 ") == Shard(2, 4)
