"""One measure of a sweep as a table of rows by seeds, and the factors beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.lab.analysis.need import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


class Factors(Protocol):
    """What an analysis asks of a design: `sim.lab.sweep.Design` is one."""

    @property
    def kind(self) -> str:
        """List, grid, lhs, sobol or morris."""

    @property
    def factors(self) -> Sequence[Any]:
        """Each with `key`, `low`, `high`, `values`."""

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """(rows, factors) values."""

    @property
    def options(self) -> Any:
        """What made the rows: n, levels, second_order, luck."""

    @property
    def problem(self) -> dict[str, Any]:
        """The problem as SALib writes it."""


class Outcomes(NamedTuple):
    """A measure over a sweep.

    Attributes:
        measure: its id.
        seeds: (s,) the seeds, the same for every row.
        values: (rows, s) its value at the end of each run; not-a-number where there is none.
        missing: runs that have not been made yet.
        failed: runs that ended in an error.
        undefined: runs that are well and in which the measure has no value.
    """

    measure: str
    seeds: tuple[int, ...]
    values: Floats
    missing: int
    failed: int
    undefined: int

    @property
    def known(self) -> NDArray[np.bool_]:
        """(rows,) which rows have a value under any seed."""
        found: NDArray[np.bool_] = np.asarray((~np.isnan(self.values)).any(axis=1))
        return found

    def means(self) -> Floats:
        """(rows,) mean over the seeds that are known; not-a-number where none is."""
        counts = (~np.isnan(self.values)).sum(axis=1)
        total = np.nansum(self.values, axis=1)
        means: Floats = np.divide(total, counts, out=np.full(len(counts), np.nan), where=counts > 0)
        return means


def outcomes(design: Factors, runs: pd.DataFrame, measure: str, seeds: Sequence[int] | None = None) -> Outcomes:
    """A measure as a table.

    Args:
        design: what was planned.
        runs: a row a run: row, seed, status, and the measures.
        measure: the measure's id.
        seeds: the seeds planned; None: those that are there.

    Raises:
        AnalysisError: if there is no such column, or no run is well.
    """
    if measure not in runs.columns:
        raise AnalysisError(f"the runs have no measure '{measure}'")
    ok = runs[runs["status"] == "ok"]
    if ok.empty:
        raise AnalysisError("no run has ended well yet: there is nothing to analyse")
    planned = tuple(int(seed) for seed in (sorted(set(runs["seed"])) if seeds is None else seeds))
    place = {seed: number for number, seed in enumerate(planned)}
    values = np.full((len(design.rows), len(planned)), np.nan)
    at = np.array([place[int(seed)] for seed in ok["seed"]])
    values[ok["row"].to_numpy(np.int64), at] = ok[measure].to_numpy(np.float64)
    undefined = int(ok[measure].isna().sum())
    return Outcomes(
        measure=measure,
        seeds=planned,
        values=values,
        missing=values.size - len(runs),
        failed=len(runs) - len(ok),
        undefined=undefined,
    )


def word(value: Any) -> str:
    """A value that is no number, as it is written; a dash for what a row leaves as it is."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "–" if value is None else str(value)


def inputs(design: Factors) -> pd.DataFrame:
    """The factors of every row: numbers as floats, names and switches as words."""
    import pandas as pd

    columns = {}
    for number, factor in enumerate(design.factors):
        column = [row[number] for row in design.rows]
        plain = all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in column)
        columns[factor.key] = (
            np.array(column, dtype=np.float64) if plain else np.array([word(value) for value in column], dtype=object)
        )
    return pd.DataFrame(columns)


def numbers(design: Factors) -> Floats:
    """(rows, d) the factors as numbers between 0 and 1 over what was tried; a column a word where they are words."""
    table = inputs(design)
    columns = []
    for key in table.columns:
        column = table[key].to_numpy()
        if column.dtype == np.float64:
            low, high = float(column.min()), float(column.max())
            columns.append((column - low) / (high - low) if high > low else np.zeros(len(column)))
        else:
            columns += [(column == word).astype(np.float64) for word in sorted(set(column))]
    return np.column_stack(columns)


def own_luck(values: Floats) -> float:
    """Standard deviation of single runs by what luck a setting doesn't share with the others under the same seeds.

    Args:
        values: (rows, seeds); rows with a gap are left out.

    Returns:
        not-a-number with fewer than two rows or seeds.
    """
    whole = values[~np.isnan(values).any(axis=1)]
    n, r = whole.shape
    if n < 2 or r < 2:
        return float("nan")
    rest = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0) + whole.mean()
    return float(np.sqrt(np.sum(rest**2) / ((n - 1) * (r - 1))))


def whole(values: Floats, size: int) -> NDArray[np.bool_]:
    """Under which seeds each block of rows is complete.

    Args:
        values: (rows, seeds), not-a-number where unknown.
        size: rows in a block.

    Returns:
        (blocks, seeds); rows after the last block are left out.
    """
    known = ~np.isnan(values[: len(values) // size * size].reshape(-1, size, values.shape[1]))
    return np.asarray(known.all(axis=1))
