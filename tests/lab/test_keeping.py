"""A run that is stopped, or killed, leaves what it has recorded, and that is what the whole run has."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.lab.folder import cannot_write, unfinished
from sim.scenario import Scenario

WORDS = ["run", "citizens=60", "municipality=denmark", "citizens=200", "policy=open_invitation", "months=9000"]
CHILD = """\
import sys
import sim.lab.keeping as keeping
from sim.cli import main

keeping.PATIENCE = 0.0
told = keeping.Keeping.take

def take(self, model):
    told(self, model)
    print(model.month, flush=True)

keeping.Keeping.take = take
sys.exit(main(sys.argv[1:]))
"""
FILES = {"series.csv", "groups.csv", "chain.csv", "strain.csv", "config.yaml", "README.txt"}


def _stopped(folder: Path, how: int, months: int = 6) -> tuple[int, str]:
    """Begin a run of 9,000 months and stop it after some; its exit code and what it said."""
    words = [sys.executable, "-c", CHILD, *WORDS, "--seed", "3", "--out", str(folder)]
    env = {**os.environ, "NUMBA_NUM_THREADS": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= months:
                break
        child.send_signal(how)
        _, said = child.communicate()
    return child.returncode, said


@pytest.mark.skipif(os.name != "posix", reason="signals are a thing of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_a_run_that_is_stopped_leaves_what_it_recorded(how: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    code, said = _stopped(folder, how)
    place = tmp_path / "long.unfinished"
    assert code == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}[how]
    assert not folder.exists() and {path.name for path in place.iterdir()} == FILES
    if how != signal.SIGKILL:
        assert "Stopped." in said and str(place) in said and "Traceback" not in said
    kept = {name: pd.read_csv(place / f"{name}.csv") for name in ("series", "groups", "chain", "strain")}
    months = len(kept["series"]) - 1
    assert months >= 6 and kept["series"]["month"].tolist() == list(range(months + 1))
    assert "--seed 3" in (place / "README.txt").read_text(encoding="utf-8")

    run = sim.simulate(Scenario.load(file=place / "config.yaml", months=months), seed=3, threads=1)
    whole = {name: pd.read_csv(io.StringIO(getattr(run, name).to_csv(index=False))) for name in kept}
    assert kept["series"].equals(whole["series"]), "to the last digit"
    keys = ["month", "measure", "by", "group"]
    for name, by in (("groups", keys), ("chain", ["month", "stage", "quintile"]),
                     ("strain", ["month", "role", "component"])):  # fmt: skip
        begun = kept[name][kept[name]["month"] <= months].set_index(by).sort_index()
        pd.testing.assert_frame_equal(begun, whole[name].set_index(by).sort_index(), check_exact=True, obj=name)


def _scenario(months: int = 4) -> Scenario:
    return Scenario.load(citizens=60, months=months, record_every=2)


def test_at_the_end_the_complete_folder_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.keeping.PATIENCE", 0.0)
    seen: list[int] = []

    def look(done: int, total: int) -> None:
        place = tmp_path / "x.unfinished"
        seen.append(len(pd.read_csv(place / "series.csv")) if place.exists() else 0)

    run = sim.simulate(_scenario(), seed=1, progress=look, keep=tmp_path / "x")
    assert seen == [1, 2, 2, 3]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "x" / "series.csv"), run.series, check_exact=True)
    with pytest.raises(OSError, match="is not empty"):
        sim.simulate(_scenario(), seed=1, keep=tmp_path / "x")


def test_a_short_run_keeps_nothing_aside(tmp_path: Path) -> None:
    before: list[int] = []
    sim.simulate(
        _scenario(), seed=1, keep=tmp_path / "x", progress=lambda *_: before.append(len(list(tmp_path.iterdir())))
    )
    assert before == [0, 0, 0, 0]


def test_in_python_the_stop_says_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.keeping.PATIENCE", 0.0)
    (tmp_path / "x").mkdir()

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        sim.simulate(_scenario(), seed=1, progress=stop, keep=tmp_path / "x")
    place = tmp_path / "x" / "unfinished"
    assert str(place) in stopped.value.__notes__[0]
    assert pd.read_csv(place / "series.csv")["month"].tolist() == [0, 2]
    assert cannot_write(tmp_path / "x") == "", "the same command can be given again"
    assert unfinished(tmp_path / "x").name == "unfinished.2", "and overwrites nothing"
    sim.simulate(_scenario(), seed=1, keep=tmp_path / "x")
    assert (tmp_path / "x" / "provenance.json").exists() and place.exists()


def test_a_disk_that_is_full_ends_the_keeping_and_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.lab.keeping.PATIENCE", 0.0)
    with monkeypatch.context() as during, pytest.warns(RuntimeWarning, match="No space left") as warned:
        during.setattr("sim.lab.keeping.Keeping._add", full)
        run = sim.simulate(_scenario(), seed=1, keep=tmp_path / "x")
    assert len(warned) == 1 and run.series["month"].tolist() == [0, 2, 4]
    assert (tmp_path / "x" / "series.csv").exists()


def test_citizens_are_written_in_pieces_and_a_country_of_them_as_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.lab.folder.PIECE", 25)
    run = sim.simulate(_scenario(2), seed=1, keep=tmp_path / "text")
    assert (tmp_path / "text" / "citizens.csv").read_text(encoding="utf-8") == run.citizens.to_csv(index=False)
    monkeypatch.setattr("sim.lab.folder.CSV_CITIZENS", 59)
    sim.simulate(_scenario(2), seed=1, keep=tmp_path / "many")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "many" / "citizens.parquet"), run.citizens)
    assert not (tmp_path / "many" / "citizens.csv").exists()
    assert "citizens.parquet" in (tmp_path / "many" / "README.txt").read_text(encoding="utf-8")
