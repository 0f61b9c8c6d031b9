"""The runs of one chunk, lived one after the other; a run that fails is noted, and the others go on."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.catalogue import PARAMETERS
from sim.lab.run import Run
from sim.lab.sweep.own import NOTHING, Own, find
from sim.lab.sweep.plan import Chunk, Plan
from sim.measures import MEASURES, Measure
from sim.model import DemocracyModel, Rest
from sim.scenario import Scenario

OK, FAILED, DIED = "ok", "failed", "died"
"""What became of a run: it is complete; it raised an error; it took its process with it."""


@dataclass(frozen=True)
class Lived:
    """What came out of one run.

    Attributes:
        run, row, seed: which one.
        status: "ok", "failed" or "died".
        seconds: how long it took.
        measures: (k,) every measure at the end; not-a-number where the run failed.
        result_hash: SHA-256 of the results, as `sim.simulate` gives it; empty where the run failed.
        series: (months, 1 + k) recorded months and measures, where they are kept.
        citizens: column: (n,) array or (n,) list of words, the citizens at the end, where they are kept.
        error, trace: what went wrong, in one line and in full.
    """

    run: int
    row: int
    seed: int
    status: str
    seconds: float
    measures: NDArray[np.float64]
    result_hash: str = ""
    series: NDArray[np.float64] | None = None
    citizens: dict[str, Any] | None = None
    error: str = ""
    trace: str = ""


class Rows:
    """The rows of a chunk, each loaded once.

    Args:
        plan: the sweep.
        chunk: which part of it.
        plan_hash: `plan.hash`, where it is known already.

    Attributes:
        loading: seconds that reading settings into scenarios took.
    """

    def __init__(self, plan: Plan, chunk: Chunk, plan_hash: str = "") -> None:
        self.plan, self.chunk = plan, chunk
        self.plan_hash = plan_hash or plan.hash
        self.loading = 0.0
        self._known: dict[int, Scenario | Exception] = {}

    @cached_property
    def runs(self) -> list[int]:
        """The numbers of its runs, in order."""
        return runs_of(self.plan, self.chunk)

    @cached_property
    def own(self) -> Own:
        """Processes and measures of one's own."""
        return find(self.plan.own)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of a run."""
        return (*MEASURES, *self.own.measures)

    def scenario(self, row: int) -> Scenario:
        """The scenario of a row.

        Raises:
            Exception: the same each time, if the row's settings do not go together.
        """
        if row not in self._known:
            start = time.perf_counter()
            try:
                self._known[row] = self.plan.scenario(row)
            except Exception as error:
                self._known[row] = error
            self.loading += time.perf_counter() - start
        found = self._known[row]
        if isinstance(found, Exception):
            raise found
        return found

    def settings(self, row: int) -> tuple[dict[str, Any], str]:
        """Every key of a row's scenario with mixes written out, and its hash; as far as known where it is refused."""
        start = time.perf_counter()
        try:
            scenario = self.scenario(row)
            return flat(scenario.config()), scenario.config_hash
        except Exception:
            return flat(self.plan.base.config() | self.plan.design.settings(row)), ""
        finally:
            self.loading += time.perf_counter() - start

    def rest_key(self, row: int) -> str:
        """What the row's municipality at rest depends on; "" where the row is refused."""
        try:
            return self.scenario(row).rest_key
        except Exception:
            return ""


def runs_of(plan: Plan, chunk: Chunk) -> list[int]:
    """The numbers of a chunk's runs, in order."""
    first = plan.seeds.index(chunk.seeds[0])
    return [row * len(plan.seeds) + first + k for row in chunk.rows for k in range(len(chunk.seeds))]


def flat(config: dict[str, Any]) -> dict[str, Any]:
    """A scenario's configuration with a key for every mode of a mix, without towns and their citizens."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        parameter = PARAMETERS.get(key)
        if key in ("towns", "agents"):
            continue
        if parameter is not None and parameter.modes:
            mix = {value: 1.0} if isinstance(value, str) else value
            found |= {f"{key}.{mode}": float(mix.get(mode, 0.0)) for mode in parameter.modes}
        elif parameter is not None:
            found[key] = float(value)
        else:
            found[key] = value
    return found


def live_chunk(rows: Rows) -> Iterator[Lived]:
    """Live every run of a chunk, seed by seed, so that rows share a municipality at rest where they can.

    Yields:
        Each run as it is complete; not in the order of their numbers.
    """
    alike: dict[str, list[int]] = {}
    for row in rows.chunk.rows:
        alike.setdefault(rows.rest_key(row), []).append(row)
    for seed in rows.chunk.seeds:
        for group in alike.values():
            rest: Rest | None = None
            for at, row in enumerate(group):
                lived, rest = _live(rows, row, seed, rest, keep=at + 1 < len(group))
                yield lived


def live_alone(rows: Rows, run: int) -> Lived:
    """Live one run of a chunk by itself."""
    return _live(rows, rows.plan.row(run), rows.plan.seed(run), None, keep=False)[0]


def not_lived(rows: Rows, run: int, error: str) -> Lived:
    """A run that took its process with it, as often as it was tried."""
    nothing = np.full(len(rows.measures), np.nan)
    return Lived(run, rows.plan.row(run), rows.plan.seed(run), DIED, 0.0, nothing, error=error, trace=error)


def _live(rows: Rows, row: int, seed: int, rest: Rest | None, *, keep: bool) -> tuple[Lived, Rest | None]:
    """One run, and the municipality at rest that it began with, where others want to begin with it, too."""
    plan, own = rows.plan, rows.own
    run = row * len(plan.seeds) + plan.seeds.index(seed)
    start = time.perf_counter()
    model: DemocracyModel | None = None
    try:
        scenario = rows.scenario(row)
        if keep and rest is None and own != NOTHING:
            rest = _rest(scenario, seed)  # columns of one's own are no part of it
        model = DemocracyModel(
            scenario,
            seed=seed,
            threads=1,
            processes=own.processes,
            measures=own.measures,
            prepare=own.prepare,
            rest=rest,
        )
        if keep and rest is None:
            rest = model.rest()
        for _ in range(scenario.months):
            model.step()
        model.finish()
        result = Run(scenario, seed, model, "", 0.0)
        record = model.record
        lived = Lived(
            run=run,
            row=row,
            seed=seed,
            status=OK,
            seconds=0.0,
            measures=np.array([record.values[m.id][-1] for m in rows.measures], dtype=np.float64),
            result_hash=result.result_hash,
            series=_series(model, rows.measures) if plan.detail != "runs" else None,
            citizens=_citizens(result) if plan.detail == "citizens" else None,
        )
    except Exception as error:
        when = f"month {model.month}: " if model is not None and model.month > 0 else ""
        said = " ".join(str(error).split("\n")[0].split())
        nothing = np.full(len(rows.measures), np.nan)
        lived = Lived(
            run=run,
            row=row,
            seed=seed,
            status=FAILED,
            seconds=0.0,
            measures=nothing,
            error=f"{when}{type(error).__name__}: {said}",
            trace=traceback.format_exc(),
        )
    finally:
        if model is not None:
            model.close()
    object.__setattr__(lived, "seconds", time.perf_counter() - start)
    return lived, rest


def _rest(scenario: Scenario, seed: int) -> Rest:
    model = DemocracyModel(scenario, seed=seed, threads=1)
    try:
        return model.rest()
    finally:
        model.close()


def _series(model: DemocracyModel, measures: tuple[Measure, ...]) -> NDArray[np.float64]:
    """(months, 1 + k): the recorded months, and every measure in them."""
    record = model.record
    return np.array([record.months, *(record.values[m.id] for m in measures)], dtype=np.float64).T


def _citizens(result: Run) -> dict[str, Any]:
    table = result.citizens
    return {str(name): table[name].to_numpy() for name in table.columns}
