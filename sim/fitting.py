"""Tables that fit their margins: shares into whole numbers, and a joint table with given sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def largest_remainder(shares: ArrayLike, total: int) -> NDArray[np.int64]:
    """Whole numbers in proportion to `shares` (k,) that sum to `total`; ties go to the first."""
    exact = np.array(shares, dtype=np.float64)
    exact *= total / exact.sum()
    whole = np.floor(exact).astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]] += 1
    return whole


def fit_margins(seed: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> NDArray[np.float64]:
    """The table with the odds ratios of `seed` (a, b) and the given sums of rows (a,) and columns (b,).

    Iterative proportional fitting (Deming & Stephan 1940); at the end rows are exact, and no column is off by
    more than a hundred-thousandth of the total or by half a person.
    """
    table = np.array(seed, dtype=np.float64)
    wanted_rows, wanted_columns = np.asarray(rows, dtype=np.float64), np.asarray(columns, dtype=np.float64)
    near = min(1e-5 * float(wanted_columns.sum()), 0.5)
    for _ in range(200):
        table *= wanted_columns / np.maximum(table.sum(axis=0), 1e-300)
        table *= (wanted_rows / np.maximum(table.sum(axis=1), 1e-300))[:, None]
        if np.abs(table.sum(axis=0) - wanted_columns).max() <= near:
            break
    return table


def round_table(table: NDArray[np.float64], rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole numbers near `table` (a, b) with exactly the given sums of rows and columns.

    Every cell is rounded down; what is then lacking goes, row by row, to the columns that lack most (Gale and
    Ryser's construction of 1957, which always comes out). `table` has these sums already, but for rounding.
    """
    whole = np.floor(table + 1e-9).astype(np.int64)
    fraction = (table - whole).tolist()
    lacks = (columns - whole.sum(axis=0)).tolist()
    short = (rows - whole.sum(axis=1)).tolist()
    for i in sorted(range(len(short)), key=lambda row: -short[row]):
        added = [0] * len(lacks)
        for _ in range(short[i]):
            open_columns = [j for j, lack in enumerate(lacks) if lack > 0]
            j = max(open_columns, key=lambda j: (-added[j], lacks[j], fraction[i][j]))
            added[j] += 1
            lacks[j] -= 1
            whole[i, j] += 1
    return whole
