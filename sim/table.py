"""Tables of columns: one table for each kind of agent or thing, one array for each property.

An agent is a row; `sim.rows` gives rows the face of a Mesa agent. The numbers live here, and only here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.steps import TableType, table_type

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
        self.__dict__["name"] = name
        self.__dict__["n"] = n
        self.__dict__["columns"] = {}
        for column in columns:
            self.add(column)
        # what is added later, compiled steps do not know
        self.__dict__["kind"] = table_type(name, tuple(self.columns.values()))
        self._find()

    def add(self, column: Column, values: Any = None) -> None:
        """Give every row one more property, filled with `values` or with the column's start.

        Raises:
            ValueError: if the table has that property already.
        """
        if column.name in self.__dict__:
            raise ValueError(f"table '{self.name}' has '{column.name}' already")
        shape = (self.n,) if column.width == 1 else (self.n, column.width)
        # zeros take no memory until they are written: founding, which needs room to work in, needs less in all
        array = np.full(shape, column.start, column.dtype) if column.start else np.zeros(shape, column.dtype)
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

    def twin(self, arrays: dict[str, NDArray[Any]]) -> Table:
        """A table of its own with the same columns, filled from a `snapshot` of an equal table."""
        other = Table.__new__(Table)
        own = {name: arrays[name].copy() for name in self.columns}
        other.__dict__.update(name=self.name, n=self.n, columns=dict(self.columns), kind=self.kind, **own)
        other._find()
        return other

    def _find(self) -> None:
        """Write down where the declared columns lie, for compiled steps."""
        places = np.array([self.array(name).ctypes.data for name in self.kind.columns], dtype=np.int64)
        self.__dict__["_places"] = places
        self.__dict__["addresses"] = places.ctypes.data

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
