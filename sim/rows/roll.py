"""The roll: which tables hold agents, what their rows are seen as, and the number of every row.

All rows of all tables on the roll are numbered through, from 0, table by table. That number is an agent's
`unique_id`, and a set of agents is an array of such numbers. A citizen's number is its row, as citizens come first:
at founding that is its `uid`, too, which another person who takes the place later does not share.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.table import Table

if TYPE_CHECKING:
    from sim.rows.row import Row

Rows = slice | NDArray[np.int64]
"""Rows of a table: a stretch of them, or a list."""


@dataclass(frozen=True)
class Kind:
    """One kind of agent on the roll.

    Attributes:
        name: the table's name, "citizens" for example.
        table: where its numbers lie.
        view: what a row is seen as, `sim.rows.kinds.Citizen` for example.
        first: the number of its row 0.
    """

    name: str
    table: Table
    view: type[Row]
    first: int

    def array(self, attribute: str, rows: Rows) -> NDArray[Any] | None:
        """A property of many rows at once.

        Args:
            attribute: name of a column or a label, "unique_id" or "row".
            rows: of which rows.

        Returns:
            (k,) float64, int64 or words, (k, w) for a column of width w, a copy; None where the property is none of
            these.
        """
        column = self.table.columns.get(attribute)
        if column is not None:
            values = self.table.array(attribute)[rows]
            if column.width > 1:
                return values.copy()
            return values.astype(np.int64 if values.dtype.kind in "iu" else np.float64)
        if attribute in self.view.labels:
            words: NDArray[Any] = self.view.labels[attribute](self.table, rows)
            return words
        if attribute in ("row", "unique_id"):
            numbers = np.arange(self.table.n)[rows] if isinstance(rows, slice) else rows
            return numbers + (self.first if attribute == "unique_id" else 0)
        return None


class Roll:
    """The kinds of agent of a model, in the order of their numbers.

    Args:
        model: a `sim.rows.RowModel`: `model.kinds` says which of `model.tables` hold agents.

    Attributes:
        kinds: the kinds.
        size: rows in all; what is numbered from here on are agents that are objects of their own.

    Raises:
        ValueError: if a kind has no table, or a column has the name of something that every agent has.
    """

    def __init__(self, model: Any) -> None:
        self.kinds: list[Kind] = []
        self.size = 0
        tables = model.tables
        for name, view in model.kinds.items():
            if name not in tables:
                raise ValueError(f"{view.__name__} is to be a row of '{name}'; tables are {', '.join(sorted(tables))}")
            table = tables[name]
            for taken in (column for column in table.columns if hasattr(view, column)):
                raise ValueError(
                    f"'{taken}' is something every {view.__name__} has or does; give that column of '{name}' "
                    "another name"
                )
            self.kinds.append(Kind(name, table, view, self.size))
            self.size += table.n
        self._firsts = [kind.first for kind in self.kinds]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self.kinds)

    def named(self, name: str) -> Kind:
        """The kind whose table has this name.

        Raises:
            KeyError: if there is none.
        """
        for kind in self.kinds:
            if kind.name == name:
                return kind
        raise KeyError(f"no table of agents is called '{name}'; there are {', '.join(k.name for k in self.kinds)}")

    def holding(self, table: Table) -> Kind:
        """The kind whose rows lie in this table.

        Raises:
            ValueError: if the table isn't on the roll.
        """
        for kind in self.kinds:
            if kind.table is table:
                return kind
        raise ValueError(f"the table '{table.name}' holds none of this model's agents")

    def kind_at(self, number: int) -> Kind:
        """The kind of the row with this number, 0 ≤ number < size."""
        # An empty table shares its first number with the next one; of equal ones bisect_right takes the last.
        return self.kinds[bisect_right(self._firsts, number) - 1]
