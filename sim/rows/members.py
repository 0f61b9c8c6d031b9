"""Members: some agents of a model by number, and their properties read and written a column at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.rows.roll import Kind, Rows
from sim.rows.row import NoColumnError, Row, checked

Numbers = range | NDArray[np.int64]
"""Agents by number; a range is a stretch of neighbours."""

Missing = Literal["error", "default"]


class Part(NamedTuple):
    """The members that lie in one table.

    Attributes:
        kind: which table.
        rows: their rows, in the order of the members.
        places: their places among the members.
    """

    kind: Kind
    rows: Rows
    places: slice | NDArray[np.int64]


class Members:
    """Some agents of a model, in an order.

    Args:
        model: the `sim.rows.RowModel` they live in.
        numbers: rows by their number on the model's roll; an object agent's is the roll's size + its `unique_id`.
        objects: at least the members that are objects, by that number.
    """

    def __init__(self, model: Any, numbers: Numbers, objects: dict[int, mesa.Agent] | None = None) -> None:
        self.model = model
        self.numbers = numbers
        self.objects = objects or {}

    @classmethod
    def among(cls, model: Any, agents: Iterable[Any]) -> Members:
        """These agents, each once.

        Raises:
            TypeError: if one is no agent of this model.
        """
        nobody = cls(model, range(0))
        objects: dict[int, mesa.Agent] = {}
        numbers: dict[int, None] = {}
        for agent in agents:
            number = nobody.number_of(agent)
            if number is None:
                raise TypeError(f"{agent!r} is no agent of this model")
            numbers[number] = None
            if not isinstance(agent, Row):
                objects[number] = agent
        return cls(model, np.array(list(numbers), dtype=np.int64), objects)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[mesa.Agent]:
        numbers = self.numbers if isinstance(self.numbers, range) else map(int, self.numbers)
        return map(self.agent, numbers)

    def __contains__(self, agent: object) -> bool:
        number = self.number_of(agent)
        if number is None:
            return False
        return number in self.numbers if isinstance(self.numbers, range) else bool((self.numbers == number).any())

    def agent(self, number: int) -> mesa.Agent:
        """The agent with this number."""
        roll = self.model.roll
        if number >= roll.size:
            return self.objects[number]
        kind = roll.kind_at(number)
        return kind.view(self.model, kind.table, number - kind.first)

    def number_of(self, agent: object) -> int | None:
        """The number of an agent, None for whatever is no agent of this model."""
        if not isinstance(agent, mesa.Agent) or agent.model is not self.model:
            return None
        return int(agent.unique_id) + (0 if isinstance(agent, Row) else self.model.roll.size)

    def array(self) -> NDArray[np.int64]:
        """(n,) the numbers."""
        return np.asarray(self.numbers, dtype=np.int64)

    def having(self, numbers: Numbers) -> Members:
        """Some of the members, or the same in another order."""
        return Members(self.model, numbers, self.objects)

    def parts(self) -> Iterator[Part]:
        """The members table by table; object agents are in none."""
        for kind in self.model.roll:
            first, stop = kind.first, kind.first + kind.table.n
            if isinstance(self.numbers, range) and self.numbers.step == 1:
                low, high = max(first, self.numbers.start), min(stop, self.numbers.stop)
                if low < high:
                    place = low - self.numbers.start
                    yield Part(kind, slice(low - first, high - first), slice(place, place + high - low))
            else:
                numbers = self.array()
                here = np.flatnonzero((numbers >= first) & (numbers < stop))
                if here.size:
                    yield Part(kind, numbers[here] - first, here)

    def object_places(self) -> list[int]:
        """Places of the members that are objects."""
        if not self.objects:
            return []
        places: list[int] = np.flatnonzero(self.array() >= self.model.roll.size).tolist()
        return places

    # ------------------------------------------------------------------ properties

    def column(self, attribute: str) -> NDArray[Any] | None:
        """A property of all as one array, see `Kind.array`; None where they lie in several tables."""
        parts = list(self.parts())
        if len(parts) != 1 or self.object_places():
            return None
        return parts[0].kind.array(attribute, parts[0].rows)

    def values(self, attribute: str, missing: Missing = "error", default: Any = None) -> list[Any]:
        """A property of each, in order.

        Args:
            attribute: its name.
            missing: "error" if all must have it, "default" if those without it get `default`.
            default: see there.

        Raises:
            AttributeError: if somebody does not have it.
        """
        result: list[Any] = [default] * len(self)
        for kind, rows, places in self.parts():
            array = kind.array(attribute, rows)
            if array is not None:
                found = array.tolist() if array.ndim == 1 else list(array)
            elif hasattr(kind.view, attribute):
                numbers = kind.array("row", rows)
                found = [getattr(kind.view(self.model, kind.table, row), attribute) for row in _listed(numbers)]
            elif missing == "error":
                raise NoColumnError(kind.view.__name__, attribute, (*kind.table.columns, *kind.view.labels))
            else:
                continue
            if isinstance(places, slice):
                result[places] = found
            else:
                for place, value in zip(places.tolist(), found, strict=True):
                    result[place] = value
        for place in self.object_places():
            agent = self.agent(int(self.numbers[place]))
            result[place] = getattr(agent, attribute, *([default] if missing == "default" else []))
        return result

    def assign(self, attribute: str, value: Any) -> None:
        """Give all of them one and the same value; nobody gets it unless all can have it.

        Raises:
            AttributeError: if some table has no such column.
            ValueError: if the value is outside the column's range.
        """
        writes, others = [], []
        for kind, rows, _ in self.parts():
            if attribute in kind.table.columns:
                writes.append((kind.table.array(attribute), rows, checked(kind.table, attribute, value)))
            elif hasattr(getattr(kind.view, attribute, None), "__set__"):
                others += [kind.view(self.model, kind.table, row) for row in _listed(kind.array("row", rows))]
            else:
                raise NoColumnError(kind.view.__name__, attribute, kind.table.columns)
        others += [self.agent(int(self.numbers[place])) for place in self.object_places()]
        for agent in others:
            setattr(agent, attribute, value)
        for array, rows, stored in writes:
            array[rows] = stored


def _listed(numbers: NDArray[Any] | None) -> list[int]:
    """Row numbers as Python numbers."""
    return [] if numbers is None else numbers.tolist()
