"""A sweep that is killed, at any moment and more than once, and resumed, is the sweep that was left alone.

The whole claim, 400 runs killed ten times with every engine, takes some minutes:

    SAMSPIL_HEAVY=1 python -m pytest tests/lab/test_sweep_killed.py -s
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import sweep_tools

from sim.lab.sweep import open_sweep, sweep, verify

HEAVY = bool(os.environ.get("SAMSPIL_HEAVY"))
ROWS, SEEDS = (40, 10) if HEAVY else (2, 30)
KILLS = {"serial": 10, "process": 10, "dask": 10} if HEAVY else {"serial": 1, "process": 3}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="killing without warning is a thing of POSIX")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The sweep left alone, and how long it took."""
    folder, start = tmp_path_factory.mktemp("alone") / "sweep", time.perf_counter()
    sweep(sweep_tools.many(ROWS, SEEDS), folder, engine="serial")
    return folder, time.perf_counter() - start


def _start(folder: Path, engine: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, sweep_tools.__file__, str(folder), engine, str(ROWS), str(SEEDS)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)


def _read_lines(child: subprocess.Popen[bytes], count: int) -> int:
    """Read so many lines of what a sweep says, or all there are; returns how many."""
    assert child.stdout is not None
    return sum(1 for _ in zip(range(count), child.stdout, strict=False))


def _descendants(pid: int) -> list[int]:
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _wait_for_end(handles: list[int]) -> None:
    """Wait until processes have ended."""
    for handle in handles:
        select.select([handle], [], [])
        os.close(handle)


@pytest.mark.parametrize("engine", list(KILLS))
def test_a_sweep_killed_and_resumed_is_the_sweep_left_alone(
    engine: str, alone: tuple[Path, float], tmp_path: Path
) -> None:
    folder, luck, kept = tmp_path / "sweep", random.Random(engine), []  # noqa: S311 - no secret
    whole, seconds = alone
    ended = 0
    for number in range(KILLS[engine]):
        child = _start(folder, engine)
        try:
            # the first line says what is there already; then one a step
            _read_lines(child, 1 + luck.randrange(2 * ROWS * SEEDS // KILLS[engine] if engine != "dask" else 3))
            if HEAVY:  # and then at any moment, not only when something has just been said
                select.select([], [], [], luck.random() * seconds / ROWS)
            workers = _descendants(child.pid) if sys.platform == "linux" else []
            handles = [os.pidfd_open(worker) for worker in workers if Path(f"/proc/{worker}").exists()]
            ended += len(handles)
        finally:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
        _wait_for_end(handles)  # workers end with their head
        there = open_sweep(folder)
        assert not there.corrupt and (there.runs["status"] == "ok").all()
        kept.append(len(there.runs))
        if number == 0:
            assert len(there.runs) < ROWS * SEEDS
    assert kept == sorted(kept), "nothing that was complete is lost"
    assert engine == "serial" or sys.platform != "linux" or ended > 0
    child = _start(folder, engine)
    _read_lines(child, 10 * ROWS * SEEDS)
    if child.stdout is not None:
        child.stdout.close()
    assert child.wait() == 0
    print(f"\n{engine}: {ROWS * SEEDS} runs, killed with {kept} of them kept")
    pd.testing.assert_frame_equal(sweep_tools.rows(folder), sweep_tools.rows(whole))
    assert not list(folder.rglob("*.tmp")) and not list(folder.glob("lock*"))
    assert verify(folder, sample=2).well
