"""Tables of columns: one table for each kind of agent or thing, one array for each property.

An agent is a row; `sim.rows` gives rows the face of a Mesa agent. The numbers live here, and only here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.addresses import TableType, table_type

ROUNDING = 1e-6
"""How far beyond its bound a value may lie by being kept in 32 bits."""


@dataclass(frozen=True)
class Column:
    """One property of a kind of agent.

    Attributes:
        name: as it is used in rules and by `agent.name`.
        text: what it means, in a few plain words.
        unit: "share", "years", "row of institutions" …
        low, high: the range it stays in; None where it has no bound.
        dtype: numpy type of the array.
        width: 1 for an array (n,), k for an array (n, k).
        start: the value before anything has happened.
    """

    name: str
    text: str
    unit: str = "share"
    low: float | None = 0.0
    high: float | None = 1.0
    dtype: str = "float32"
    width: int = 1
    start: float = 0.0

    @property
    def shape(self) -> str:
        """The shape in words: "(n,)" or "(n, k)"."""
        return "(n,)" if self.width == 1 else f"(n, {self.width})"


ALIGNED = 64
"""Bytes in a line of a processor's cache: every column begins a new one."""


class Table:
    """Columns of equal length: `table.need` is an array (n,), `table.need[3]` belongs to row 3.

    Args:
        name: the table's name, "citizens" for example.
        columns: what a row has.
        n: the number of rows.
    """

    name: str
    n: int
    columns: dict[str, Column]
    kind: TableType
    addresses: int

    def __init__(self, name: str, columns: Iterable[Column], n: int) -> None:
        declared = tuple(columns)
        self.__dict__.update(name=name, n=n, columns={}, kind=table_type(name, declared))
        # zeros take no memory until they are written: founding, which needs room to work in, needs less in all
        self._lie(np.zeros(int(self._starts()[-1]), dtype=np.uint8))
        for column in declared:
            self._refuse_twice(column)
            self.columns[column.name] = column
            if column.start:
                self.array(column.name)[...] = column.start

    def _starts(self) -> NDArray[np.int64]:
        """(columns + 1,) where in one piece of memory each declared column begins, and where it ends."""
        taken = -(-self.n * self.kind.row_bytes // ALIGNED) * ALIGNED
        return np.concatenate([[0], np.cumsum(taken)])

    def _lie(self, memory: NDArray[np.uint8]) -> None:
        """Let the declared columns lie in this memory, and write down where, for compiled steps."""
        starts = self._starts()
        for (name, (_, dtype, width)), start in zip(self.kind.columns.items(), starts.tolist(), strict=False):
            self.__dict__[name] = np.ndarray((self.n,) if width == 1 else (self.n, width), dtype, memory, start)
        places = memory.ctypes.data + starts[:-1]
        self.__dict__.update(_memory=memory, _places=places, addresses=places.ctypes.data)

    def _refuse_twice(self, column: Column) -> None:
        if column.name in self.columns:
            raise ValueError(f"table '{self.name}' has '{column.name}' already")

    def add(self, column: Column, values: Any = None) -> None:
        """Give every row one more property, filled with `values` or with the column's start.

        Compiled steps do not know it.

        Raises:
            ValueError: if the table has that property already.
        """
        self._refuse_twice(column)
        array = np.full((self.n,) if column.width == 1 else (self.n, column.width), column.start, column.dtype)
        if values is not None:
            array[...] = values
        self.columns[column.name] = column
        self.__dict__[column.name] = array

    def __getattr__(self, name: str) -> NDArray[Any]:
        from difflib import get_close_matches

        near = get_close_matches(name, self.__dict__.get("columns", ()), n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise AttributeError(f"table '{self.__dict__.get('name', '?')}' has no column '{name}'{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"columns stay where they are: write  {self.name}.{name}[:] = ...  to change the values of '{name}'"
        )

    def __len__(self) -> int:
        return int(self.n)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def array(self, name: str) -> NDArray[Any]:
        """The array of one column, by name."""
        values: NDArray[Any] = getattr(self, name)
        return values

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """A copy of every array, by name."""
        return {name: self.array(name).copy() for name in self.columns}

    def twin(self) -> Table:
        """A table of its own that is like this one in every declared column; columns added later are left out."""
        other = Table.__new__(Table)
        declared = {name: self.columns[name] for name in self.kind.columns}
        other.__dict__.update(name=self.name, n=self.n, columns=declared, kind=self.kind)
        other._lie(self._memory.copy())
        return other

    def restore(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Write the arrays of a `snapshot` of an equal table back."""
        for name, values in arrays.items():
            self.array(name)[...] = values

    @property
    def bytes(self) -> int:
        """Memory of all arrays, in bytes."""
        return sum(self.array(name).nbytes for name in self.columns)

    def out_of_range(self) -> list[str]:
        """Sentences about columns that hold values outside their declared range or not-a-number (empty: all well)."""
        faults = []
        for name, column in self.columns.items():
            values = self.array(name)
            if values.size == 0:
                continue
            low, high = float(values.min()), float(values.max())
            if np.isnan(low) or np.isnan(high):
                faults.append(f"{self.name}.{name} holds values that are not numbers")
            elif (column.low is not None and low < column.low - ROUNDING) or (
                column.high is not None and high > column.high + ROUNDING
            ):
                faults.append(
                    f"{self.name}.{name} runs from {low:g} to {high:g}, allowed {column.low} to {column.high}"
                )
        return faults
