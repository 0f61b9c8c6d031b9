"""A row of a table as a Mesa agent: it holds no number of its own, only where its numbers lie.

`citizen.need` reads the column `need` in that citizen's row, `citizen.need = 0.4` writes it. Two views of one row are
equal. Views are made when asked for and thrown away, so a model of five million citizens holds none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, NoReturn

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.table import Column, Table

Label = Callable[[Table, Any], Any]
"""From (table, row number) to a word, from (table, rows) to an array of words."""


class NoColumnError(AttributeError):
    """An agent was asked for something that its table does not have."""

    def __init__(self, who: str, name: str, known: Iterable[str]) -> None:
        super().__init__(who, name, known)
        self.who, self.missing, self.known = who, name, known

    def __str__(self) -> str:
        # Searched for only when somebody reads it: `getattr(agent, name, None)` over many agents must stay cheap.
        near = get_close_matches(self.missing, list(self.known), n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        return f"{self.who} has no '{self.missing}'{hint}"


def asked_by_collector() -> bool:
    """Is it Mesa's DataCollector that called the function that calls this one?

    The collector asks every agent for every property and keeps all answers, and it has no hook to tell it otherwise.
    """
    return sys._getframe(2).f_globals.get("__name__") == "mesa.datacollection"


def checked(table: Table, name: str, value: Any) -> NDArray[Any]:
    """A value as a column stores it, once it is known to be allowed.

    Args:
        table: the table.
        name: one of its columns.
        value: a number; for a column of width k also k numbers.

    Returns:
        An array () or (k,) of the column's type.

    Raises:
        ValueError: if it is no number, outside the column's range, or of the wrong shape.
    """
    column = table.columns[name]
    try:
        given = np.asarray(value)
    except ValueError:  # numbers nested unevenly
        given = np.array(None)
    if given.dtype.kind not in "biuf" or given.shape not in ((), (column.width,)[: column.width > 1]):
        _refuse(table, column, value)
    low, high = _bounds(column)
    if np.dtype(column.dtype).kind in "iu":
        fits = bool(np.all((given == np.floor(given)) & (given >= low) & (given <= high)))
        stored = given
    else:
        with np.errstate(over="ignore"):
            stored = given.astype(column.dtype)  # a bound such as 0.1 is met as it is stored
        fits = bool(np.all(np.isfinite(stored) & (stored >= low) & (stored <= high)))
    if not fits:
        _refuse(table, column, value)
    return stored.astype(column.dtype)


def _bounds(column: Column) -> tuple[float, float]:
    """The least and the greatest value that a column takes: its own range, within what its type holds."""
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    if np.dtype(column.dtype).kind in "iu":
        held = np.iinfo(column.dtype)
        low, high = max(low, held.min), min(high, held.max)
    return low, high


def _refuse(table: Table, column: Column, value: Any) -> NoReturn:
    """Say what a column takes."""
    low, high = _bounds(column)
    span = "a whole number" if np.dtype(column.dtype).kind in "iu" else "a number"
    if np.isfinite(low):
        span += f" from {low:.10g}" + ("" if np.isfinite(high) else " up")
    if np.isfinite(high):
        span += f" to {high:.10g}"
    if column.width > 1:
        span += f", or {column.width} of them"
    raise ValueError(
        f"{table.name}.{column.name} ({column.text}; unit: {column.unit}) cannot be {value!r}; allowed is {span}"
    )


class Row(mesa.Agent):
    """One row of a table, seen as a Mesa agent.

    Every column is an attribute: a Python number; an array (k,) that is a piece of the table itself where the column
    has width k (writing into that array is not checked against the range; assigning it as a whole is). Subclasses may
    add methods, properties and labels; for properties of its own a kind gets a column: `table.add(Column(...))`.

    A row has no part in Mesa's registers, and so isn't made by `Row(model)`, nor removed.

    Args:
        model: the `sim.rows.RowModel` it lives in.
        table: where its numbers lie.
        row: which row.

    Attributes:
        labels: words read from columns, by name: read-only attributes such as `citizen.type`.

    Raises:
        IndexError: if the table has no such row.
    """

    __slots__ = ("model", "row", "table")

    model: Any
    table: Table
    row: int

    labels: ClassVar[Mapping[str, Label]] = {}

    # Mesa's own __init__ would register the view, and in Mesa 3.3 keep its model alive for good.
    def __init__(self, model: Any, table: Table, row: int) -> None:
        if not 0 <= row < table.n:
            raise IndexError(f"'{table.name}' has rows 0 to {table.n - 1}, and no row {row}")
        put = object.__setattr__
        put(self, "model", model)
        put(self, "table", table)
        put(self, "row", int(row))

    @property
    def unique_id(self) -> int:
        """Its number among all agents of the model; a citizen's is its row."""
        first: int = self.model.roll.holding(self.table).first
        return first + self.row

    def __getattr__(self, name: str) -> Any:
        if name in Row.__slots__:  # a view that was never made whole
            raise AttributeError(name)
        table = self.table
        column = table.columns.get(name)
        if column is not None:
            value = table.array(name)[self.row]
            return value.item() if column.width == 1 else value
        if name in self.labels:
            return self.labels[name](table, self.row)
        # Mesa 3.3 writes down None for an agent that lacks what is collected; Mesa 3.5 stops. A citizen lacks what
        # only politicians have: that is no mistake. What no kind of agent has, is one.
        if asked_by_collector() and any(
            name in kind.table.columns or name in kind.view.labels for kind in self.model.roll
        ):
            return None
        raise NoColumnError(self._called, name, dir(self))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.table.columns:
            self.table.array(name)[self.row] = checked(self.table, name, value)
        elif name not in Row.__slots__ and hasattr(getattr(type(self), name, None), "__set__"):
            object.__setattr__(self, name, value)  # a property of a subclass, with or without a setter
        elif name in self.labels or hasattr(type(self), name):
            raise AttributeError(f"'{name}' of {self._called} is read-only")
        else:
            raise NoColumnError(self._called, name, self.table.columns)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self.table.columns, *self.labels})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.table is other.table and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.table), self.row))

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy of a model with views in it sees the copied tables.
        return type(self), (self.model, self.table, self.row)

    @property
    def _called(self) -> str:
        return f"{type(self).__name__} {self.row}"

    def describe(self) -> str:
        """A few words that tell this one from others, for `repr`."""
        return ""

    def __repr__(self) -> str:
        words = self.describe()
        return f"{self._called} ({words})" if words else self._called

    def remove(self) -> None:
        """Refused: rows stay, so that everybody keeps their number and their luck.

        Raises:
            TypeError: always.
        """
        way = (
            "who leaves public life gets  voice = 0  and is no longer counted"
            if "voice" in self.table.columns
            else f"the number of {self.table.name} is fixed when the municipality is founded"
        )
        raise TypeError(
            f"{self._called} cannot be removed: rows stay, so that all others keep their number and luck; {way}"
        )
