"""Any row can be lived again from its provenance, and must come out the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lab.run import Run
from sim.lab.sweep.code import code_version
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.opened import Sweep, open_sweep
from sim.lab.sweep.own import find
from sim.lab.sweep.store import made_with

if TYPE_CHECKING:
    import pandas as pd

    from sim.lab.sweep.plan import Plan

DECIDING = ("versions.samspil", "versions.numba", "versions.numpy", "versions.python", "platform.machine",
            "platform.cpu")  # fmt: skip
"""What must be equal for the same bits to be promised; beside them the code itself."""


@dataclass(frozen=True)
class Replay:
    """A row lived again.

    Attributes:
        run: the run, as `sim.simulate` gives it.
        row: the row as it was kept; None if the sweep has not come to it, or it did not end well.
        same: does the hash of the results agree? None where there is none to compare with.
        differ: what is not as it was then: "versions.numpy: 2.4.6, and then 2.3.0".
    """

    run: Run
    row: pd.Series[Any] | None
    same: bool | None
    differ: tuple[str, ...]

    @property
    def promise(self) -> str:
        """What is promised: "exact", or "statistical" where versions or machines differ."""
        return "statistical" if self.differ else "exact"


@dataclass(frozen=True)
class Verification:
    """What came out of living rows again.

    Attributes:
        checked: runs lived again.
        unlike: those whose hash is another.
        differ: what is not as it was then.
        corrupt: files that could not be read, each with what is wrong.
        missing: runs of the plan that are not there, or not well; they cannot be checked.
    """

    checked: tuple[int, ...]
    unlike: tuple[int, ...]
    differ: tuple[str, ...]
    corrupt: Mapping[str, str]
    missing: int

    @property
    def promise(self) -> str:
        """What is promised: "exact", the same bits; or "statistical", where versions or machines differ."""
        return "statistical" if self.differ else "exact"

    @property
    def well(self) -> bool:
        """True if every hash agrees and no file is damaged."""
        return not self.unlike and not self.corrupt


def replay(folder: str | Path, run: int, until: int | None = None) -> Replay:
    """Live one run of a sweep again.

    Args:
        folder: the sweep.
        run: its number; it need not have been lived yet, or have ended well.
        until: the month to stop after, to look at a run that failed; None: to its end.

    Raises:
        SweepError: if there is no such sweep or run.
        Exception: what the run itself raises, if it fails.
    """
    opened = open_sweep(folder)
    plan = opened.plan
    if not 0 <= run < plan.runs:
        raise SweepError(f"{folder} has no run {run}", [f"its runs are 0 to {plan.runs - 1}"])
    found = opened.runs[opened.runs["run"] == run]
    row = found.iloc[0] if len(found) and found.iloc[0]["status"] == "ok" else None
    lived = live(plan, run, until)
    whole = until is None or until >= lived.scenario.months
    same = None if row is None or not whole else bool(lived.result_hash == row["result_hash"])
    return Replay(lived, row, same, differing(opened.provenance["code"], opened.made))


def live(plan: Plan, run: int, until: int | None = None) -> Run:
    """One run of a plan by itself, as `sim.simulate` would live it, with processes and measures of one's own."""
    from sim.model import DemocracyModel

    scenario, seed, own = plan.scenario(plan.row(run)), plan.seed(run), find(plan.own)
    started, start = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    model = DemocracyModel(
        scenario, seed=seed, threads=1, processes=own.processes, measures=own.measures, prepare=own.prepare
    )
    last = scenario.months if until is None else min(until, scenario.months)
    for _ in range(last):
        model.step()
    model.finish()
    return Run(scenario, seed, model, started, time.perf_counter() - start)


def verify(
    folder: str | Path,
    sample: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Live runs of a sweep again and compare hashes.

    Args:
        folder: the sweep; it may be half-finished.
        sample: how many, spread evenly over what is there; None: all.
        progress: told runs done and runs in all.

    Raises:
        SweepError: if there is no sweep, or the sample is not a number from 1.
    """
    if sample is not None and sample < 1:
        raise SweepError(f"a sample of {sample} runs checks nothing", ["write  --sample 20, or leave it out for all"])
    opened = open_sweep(folder)
    plan = opened.plan
    well = opened.runs[opened.runs["status"] == "ok"]
    hashes = dict(zip(well["run"].tolist(), well["result_hash"].tolist(), strict=True)) if len(well) else {}
    chosen = _spread(sorted(hashes), sample)
    unlike = []
    for at, run in enumerate(chosen):
        lived = _hash_again(plan, run)
        if lived != hashes[run]:
            unlike.append(run)
        if progress is not None:
            progress(at + 1, len(chosen))
    differ = differing(opened.provenance["code"], opened.made)
    return Verification(tuple(chosen), tuple(unlike), differ, _all_corrupt(opened), plan.runs - len(hashes))


def _hash_again(plan: Plan, run: int) -> str:
    """The hash of a run lived again; what went wrong, if it fails now."""
    try:
        lived = live(plan, run)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    lived.model.close()
    return lived.result_hash


def _all_corrupt(opened: Sweep) -> dict[str, str]:
    """Damaged files, those of series and citizens and columns that are seldom read included."""
    from sim.lab.sweep.parts import DamagedError, read_part
    from sim.lab.sweep.store import RUNS

    found = dict(opened.corrupt)
    for path in sorted((opened.folder / RUNS).glob("*.parquet")):
        try:
            read_part(path, thorough=True)
        except DamagedError as error:
            found.setdefault(f"{RUNS}/{path.name}", str(error))
        except FileNotFoundError:
            continue
    return found


def _spread(runs: Sequence[int], sample: int | None) -> list[int]:
    if sample is None or sample >= len(runs):
        return list(runs)
    return [runs[at * len(runs) // sample] for at in range(sample)]


def differing(code: str, made: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What decides results and is not as it was when rows were made.

    Args:
        code: the version of the code then.
        made: versions and machines then.
    """
    now = made_with()
    found = [] if code == code_version() else [f"code: {code_version()}, and then {code}"]
    for name in DECIDING:
        group, _, part = name.partition(".")
        for then in dict.fromkeys(str(one.get(group, {}).get(part, "unknown")) for one in made):
            if then != str(now[group].get(part)):
                found.append(f"{name}: {now[group].get(part)}, and then {then}")
    return tuple(found)
