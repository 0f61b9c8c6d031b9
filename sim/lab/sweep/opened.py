"""A sweep as it is read: every row there is, at any time, also while it is being written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.parts import DamagedError, Part, kind, read_part
from sim.lab.sweep.plan import Chunk, Plan
from sim.lab.sweep.store import CITIZENS, READERS, RUNS, SERIES, Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Sweep:
    """What a sweep's folder holds, as it was when it was opened. Make one with `open_sweep`.

    Attributes:
        folder: where it is.
        provenance: what `provenance.json` says.
        corrupt: files that are not as they were written, each with what is wrong; they are left out of everything.
    """

    def __init__(
        self, folder: Path, provenance: dict[str, Any], parts: Sequence[Part], corrupt: dict[str, str]
    ) -> None:
        self.folder, self.provenance, self.corrupt = folder, provenance, corrupt
        self._parts = sorted(parts, key=lambda part: part.number)

    @cached_property
    def plan(self) -> Plan:
        """What the sweep does."""
        return Store(self.folder).plan()

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row a run, in the order of runs: run, row, every setting, seed, every measure, status, seconds, hashes."""
        return assemble(self._parts)

    @cached_property
    def series(self) -> pd.DataFrame:
        """A row a run and recorded month: run, month, every measure. Empty where series were not asked for."""
        return self._beside(SERIES)

    @cached_property
    def citizens(self) -> pd.DataFrame:
        """A row a run and citizen at the end. Empty where citizens were not asked for."""
        return self._beside(CITIZENS)

    @cached_property
    def missing(self) -> tuple[Chunk, ...]:
        """Chunks of the plan that are not there, or damaged."""
        there = {part.number for part in self._parts}
        return tuple(chunk for chunk in self.plan.chunks() if chunk.number not in there)

    @cached_property
    def failed(self) -> pd.DataFrame:
        """The rows whose runs are not well."""
        return self.runs[self.runs["status"] != "ok"]

    @property
    def failures(self) -> list[dict[str, Any]]:
        """What went wrong, run by run: run, row, seed, settings, status, error, traceback."""
        return [one for part in self._parts for one in part.failures]

    @property
    def made(self) -> list[dict[str, Any]]:
        """The versions and machines that rows were made with, each once."""
        found: list[dict[str, Any]] = []
        for part in self._parts:
            if part.head["made"] not in found:
                found.append(part.head["made"])
        return found

    def _beside(self, name: str) -> pd.DataFrame:
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = [self.folder / name / f"{p.number:06d}-{p.head['name']}.parquet" for p in self._parts]
        tables = []
        for path in paths:
            if not path.is_file():
                continue
            try:
                table = pq.read_table(path, page_checksum_verification=True).replace_schema_metadata(None)
            except (OSError, pa.ArrowException) as error:
                self.corrupt[f"{name}/{path.name}"] = " ".join(str(error).split())[:200]
                continue
            if table.num_rows:
                tables.append(table)
        if not tables:
            return pd.DataFrame()
        whole = pa.concat_tables(tables, promote_options="permissive").to_pandas()
        by = ["run", "month"] if name == SERIES else ["run"]
        ordered: pd.DataFrame = whole.sort_values(by, kind="stable", ignore_index=True)
        return ordered


def open_sweep(folder: str | Path) -> Sweep:
    """Read a sweep, finished or not.

    A file that is damaged is left out and named in `corrupt`.

    Args:
        folder: what `samspil sweep --out` wrote.

    Raises:
        SweepError: if there is no sweep.
    """
    store = Store(Path(folder))
    said = store.provenance()
    runs = store.folder / RUNS
    try:
        names = sorted(entry.name for entry in os.scandir(runs) if entry.name.endswith(".parquet"))
    except OSError as error:
        raise SweepError(f"{runs} cannot be read: {error.strerror}") from None

    def read(name: str) -> tuple[str, Part | str]:
        try:
            part = read_part(runs / name)
        except FileNotFoundError:
            return name, "it has gone while it was read"
        except DamagedError as error:
            return name, str(error)
        if part.head["plan"] != said["plan"] or part.head["code"] != said["code"]:
            return name, "it belongs to another sweep, or to another version of the code"
        return name, part

    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(read, names))
    parts = {part.number: part for _, part in found if isinstance(part, Part)}
    corrupt = {f"{RUNS}/{name}": wrong for name, wrong in found if isinstance(wrong, str)}
    return Sweep(store.folder, said, list(parts.values()), corrupt)


def assemble(parts: Sequence[Part]) -> pd.DataFrame:
    """The rows of several chunks of one plan as one table, in the order of runs."""
    import pandas as pd
    import pyarrow as pa

    if not parts:
        return pd.DataFrame({"run": np.empty(0, dtype=np.int64), "row": np.empty(0, dtype=np.int64),
                             "status": pd.Series([], dtype="str")})  # fmt: skip
    names = parts[0].names
    first = parts[0].head["constants"]
    constant = {
        name: value
        for name, value in first.items()
        if all(name in part.head["constants"] and part.head["constants"][name] == value for part in parts)
    }
    varying = [name for name in names if name not in constant]
    tables = [_filled(part, varying) for part in parts]
    table = pa.concat_tables(tables)
    order = np.argsort(table.column("run").to_numpy(), kind="stable")
    if (order != np.arange(len(order))).any():
        table = table.take(pa.array(order))
    read, n = table.to_pandas(), table.num_rows
    columns = {name: _repeated(name, constant[name], n) if name in constant else read[name] for name in names}
    return pd.DataFrame(columns, copy=False)


def _filled(part: Part, names: Sequence[str]) -> pa.Table:
    """A chunk's columns of these names; those that are constant in it are written out."""
    import pyarrow as pa

    constants = part.head["constants"]
    n = part.table.num_rows
    return pa.table(
        {
            name: pa.array([constants[name]] * n, kind(name)) if name in constants else part.table.column(name)
            for name in names
        }
    )


def _repeated(name: str, value: Any, n: int) -> Any:
    """A column of one value, as pandas reads it from Parquet."""
    import pandas as pd

    if isinstance(value, str):
        return pd.Series([value], dtype="str").repeat(n).set_axis(pd.RangeIndex(n))
    if value is None:
        return np.full(n, np.nan) if str(kind(name)) != "string" else pd.Series([None] * n, dtype="object")
    return np.full(n, value)
