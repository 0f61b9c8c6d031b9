"""One run: live through the months, and keep what came out with all that is needed to do it again.

`result_hash` is the SHA-256 of the results alone, in this order: the recorded months, the series of every measure but
costs in the order of the measures, the chain, the strain, and every column of the citizens at the end in the order of
the table. Each is preceded by its name in UTF-8; numbers are little-endian: months and chain as 64-bit integers, series
and strain as 64-bit floats, columns of citizens as they are stored. Configuration, costs, times and versions are not
in it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.citizen import QUINTILES, TYPES
from sim.agents.municipality import STAGES
from sim.lab.folder import cannot_write, write
from sim.lab.keeping import Keeping
from sim.lab.lines import group_names
from sim.lab.memory import check
from sim.lab.provenance import describe
from sim.measures.strain import COMPONENTS as STRAIN_COLUMNS
from sim.measures.strain import ROLES as STRAINED
from sim.model import DemocracyModel
from sim.policy.levers import Levers
from sim.scenario import Scenario
from sim.table import Table

if TYPE_CHECKING:
    import pandas as pd

ROLES = tuple(role for role, _, _ in STRAINED)
COMPONENTS = tuple(STRAIN_COLUMNS)

Progress = Callable[[int, int], None]
"""Told the months done and the months in all."""


@dataclass
class Run:
    """What came out of a run.

    Attributes:
        scenario, seed: what was run.
        model: the model at the end. It may go on with `model.step()`; what stands here stays what it was.
        started: when it began, UTC, as ISO 8601 writes it.
        seconds: how long the months took.
    """

    scenario: Scenario
    seed: int
    model: DemocracyModel
    started: str
    seconds: float

    def __post_init__(self) -> None:
        self._records = len(self.model.record.months)
        self._end = self.model.month

    def _months(self) -> list[int]:
        """The months recorded during the run."""
        return self.model.record.months[: self._records]

    def _citizens(self) -> Table:
        """The citizens at the end.

        Raises:
            RuntimeError: if the model has lived on since.
        """
        if self.model.month != self._end:
            raise RuntimeError(
                f"the model has lived on to month {self.model.month}, and the run ended with month {self._end}; "
                "ask for run.citizens, run.result_hash or run.provenance before model.step()"
            )
        return self.model.citizens

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row a recorded month (column `month`, 0 = before the first step), one column a measure."""
        import pandas as pd

        values = {name: numbers[: self._records] for name, numbers in self.model.record.values.items()}
        return pd.DataFrame({"month": self._months(), **values})

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Measures that are means of citizens, by group: month, measure, by, group, value.

        `by` is "type" (traditional, innovative, consumer), "quintile" (1 the poorest … 5) or "municipality" (by name).
        """
        import pandas as pd

        names = group_names(self.scenario)
        months = self._months()
        parts = [
            pd.DataFrame(
                {
                    "month": np.repeat(months, len(groups)),
                    "measure": measure,
                    "by": by,
                    "group": np.tile(groups, len(months)),
                    "value": np.concatenate([month[by] for month in kept[: len(months)]]),
                }
            )
            for measure, kept in self.model.record.groups.items()
            for by, groups in names.items()
        ]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def chain(self) -> pd.DataFrame:
        """Citizens at each stage of the influence chain: month, stage, quintile, count; the full grid, zeros too."""
        import pandas as pd

        months = self._months()
        return pd.DataFrame(
            {
                "month": np.repeat(months, len(STAGES) * QUINTILES),
                "stage": np.tile(np.repeat(STAGES, QUINTILES), len(months)),
                "quintile": np.tile(np.arange(1, QUINTILES + 1), len(months) * len(STAGES)),
                "count": np.concatenate([counts.ravel() for counts in self.model.record.chain[: len(months)]]),
            }
        )

    @cached_property
    def strain(self) -> pd.DataFrame:
        """Strain of the four roles: month, role, component, value."""
        import pandas as pd

        months = self._months()
        return pd.DataFrame(
            {
                "month": np.repeat(months, len(ROLES) * len(COMPONENTS)),
                "role": np.tile(np.repeat(ROLES, len(COMPONENTS)), len(months)),
                "component": np.tile(COMPONENTS, len(months) * len(ROLES)),
                "value": np.concatenate([parts.ravel() for parts in self.model.record.strain[: len(months)]]),
            }
        )

    @cached_property
    def citizens(self) -> pd.DataFrame:
        """One row a citizen at the end: who they are, their type, and every column of their state.

        A column of several numbers becomes several: `positions_0`, `positions_1`. It is built when it is first asked
        for, in the types that the model keeps (float32, uint8, categories): 350 bytes a citizen.
        """
        return self.citizens_in(slice(None))

    def citizens_in(self, rows: slice) -> pd.DataFrame:
        """Some rows of `citizens`, for those who have no room for all of them."""
        import pandas as pd

        table = self._citizens()
        names = [town.name for town in self.scenario.towns]
        columns: dict[str, Any] = {
            "uid": table.uid[rows],
            "municipality": pd.Categorical.from_codes(table.municipality[rows].astype(np.int64), pd.Index(names)),
            "type": pd.Categorical.from_codes(np.argmax(table.type_weights[rows], axis=1), pd.Index(TYPES)),
        }
        for name, column in table.columns.items():
            if name in columns or name in ("visible", "met_lately"):
                continue
            values = table.array(name)[rows]
            if column.width == 1:
                columns[name] = values
            else:
                columns |= {f"{name}_{part}": values[:, part] for part in range(column.width)}
        return pd.DataFrame(columns, copy=True)

    @cached_property
    def result_hash(self) -> str:
        """SHA-256 of the results alone; see the head of this file."""
        digest = hashlib.sha256()

        def add(name: str, values: Any, dtype: Any) -> None:
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(values, dtype=dtype).ravel().view(np.uint8).data)

        record, n = self.model.record, self._records
        table = self._citizens()
        whole, real = np.dtype("<i8"), np.dtype("<f8")
        add("months", self._months(), whole)
        for measure, numbers in record.values.items():
            if not measure.startswith("cost."):
                add(measure, numbers[:n], real)
        add("chain", np.array(record.chain[:n]), whole)
        add("strain", np.array(record.strain[:n]), real)
        for name in table:
            values = table.array(name)
            add(name, values, values.dtype.newbyteorder("<"))
        return digest.hexdigest()

    @property
    def scaled_levers(self) -> dict[str, dict[str, float]]:
        """Levers that could not be paid in full: "wanted" and "in_force"; empty where all could."""
        return self.scenario.scaled_levers()

    @property
    def warnings(self) -> list[str]:
        """What the reader of the results should know: idle levers, and levers that could not be paid."""
        found = [f"'{name}' has no effect: {why}" for name, why in self.scenario.idle_levers().items()]
        if self.scenario.levers != Levers() and self.scenario.start_month >= self.scenario.months:
            found.append(
                f"the policy never begins: start_month is {self.scenario.start_month}, and the run ends before"
            )
        if scaled := self.scaled_levers:
            share = self.scenario.bill.scaled
            found.append(f"the policy cannot be paid; {share:.0%} of it is in force (scaled: {', '.join(scaled)})")
        return found

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What was run, with what, and how the result can be recognised."""
        return describe(self)


def checked_seed(seed: Any) -> int:
    """A seed, if it is one.

    Raises:
        ValueError: if it is not a whole number in range.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise ValueError(f"seed is {seed!r}; allowed: a whole number from 0 to 2^64 − 1")
    return int(seed)


def simulate(
    scenario: Scenario | None = None,
    seed: int = 0,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    strict: bool = False,
    keep: str | Path | None = None,
) -> Run:
    """Run a scenario in this process.

    Args:
        scenario: what to run; None: `Scenario.load()`.
        seed: 0 to 2^64 − 1; the same scenario and seed give the same run.
        threads: threads to use; None: NUMBA_NUM_THREADS where it is set, else one a processor.
        progress: told after each month.
        strict: True to refuse levers without effect and policies that cannot be paid.
        keep: a folder for the results, empty or not there yet. As the run goes, what it records is written down
            beside it (`sim.lab.keeping`), so that a long run that is stopped or killed leaves what it has recorded;
            at the end everything lies in the folder, as with `samspil run --out`.

    To hold on to a run that one stops with Ctrl-C without a folder, make the model oneself,
    `model = sim.DemocracyModel(scenario, seed)`, and call `model.step()`: `model.record` keeps what has been recorded.

    Raises:
        ScenarioError: "E-MEMORY" if this machine has no room for so many citizens; if `strict`, for levers without
            effect and policies that cannot be paid.
        ValueError: if the seed is not a whole number in range.
        OSError: if `keep` is not empty or cannot be written.
    """
    scenario = Scenario.load() if scenario is None else scenario
    seed = checked_seed(seed)
    if strict:
        scenario.insist()
    check(scenario, written=keep is not None)
    folder = None if keep is None else Path(keep)
    if folder is not None and (problem := cannot_write(folder)):
        raise OSError(problem.removeprefix("--out "))
    started, start = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    keeping = None if folder is None else Keeping(folder, scenario, seed)
    try:
        model = DemocracyModel(scenario, seed=seed, threads=threads)
        for month in range(1, scenario.months + 1):
            model.step()
            if keeping is not None:
                keeping.take(model)
            if progress is not None:
                progress(month, scenario.months)
        model.finish()
        run = Run(scenario, seed, model, started, time.perf_counter() - start)
        if folder is not None:
            write(run, folder)
    except BaseException as stop:
        if keeping is not None and keeping.words:
            stop.add_note(keeping.words)
        raise
    if keeping is not None:
        keeping.remove()
    return run
