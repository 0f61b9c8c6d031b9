"""Mesa's own ways over tables: the face that a model of rows shows to those who know Mesa.

`RowModel` is the Mesa model to build on. Its tables hold the agents; `model.agents` and `model.agents_by_type` hand
out sets (`sim.rows.rowset`) of views (`sim.rows.row`); agents of Mesa's ordinary kind,
objects that a researcher makes, live beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import mesa
import numpy as np

from sim.rows.kinds import KINDS, Citizen, Official, Politician, ServiceStaff
from sim.rows.members import Members
from sim.rows.roll import Roll
from sim.rows.row import NoColumnError, Row
from sim.rows.rowset import MOST_CALLS, MOST_RECORDS, RowGroups, RowSet
from sim.table import Table

__all__ = [
    "RowModel",
    "TypeIndex",
    "agents_of",
    "agents_by_type",
    "rows_of",
    "Row",
    "Citizen",
    "Politician",
    "Official",
    "ServiceStaff",
    "KINDS",
    "RowSet",
    "RowGroups",
    "NoColumnError",
    "MOST_CALLS",
    "MOST_RECORDS",
]


class TypeIndex(dict[type, Any]):
    """Sets of agents by class; a class is also found by its name: `index["Citizen"]`."""

    def _class(self, key: object) -> Any:
        """The class that a name means."""
        return next((cls for cls in self if cls.__name__ == key), key) if isinstance(key, str) else key

    def __missing__(self, key: object) -> Any:
        cls = self._class(key)
        if cls is key:
            raise KeyError(f"no agents of type {key!r}; there are {', '.join(cls.__name__ for cls in self)}")
        return self[cls]

    def __contains__(self, key: object) -> bool:
        return super().__contains__(self._class(key))

    def get(self, key: Any, default: Any = None) -> Any:
        """The set of that class, or `default`."""
        return super().get(self._class(key), default)


def agents_of(model: RowModel) -> RowSet:
    """Every agent of a model: objects of their own first, then the rows of all tables of agents.

    Args:
        model: the model.

    Returns:
        All that there are now, in the order of their numbers.
    """
    size = model.roll.size
    objects = {size + int(agent.unique_id): agent for agent in mesa.Model.agents.fget(model)}
    if not objects:
        return RowSet(Members(model, range(size)))
    numbers = np.concatenate([np.fromiter(objects, np.int64, len(objects)), np.arange(size)])
    return RowSet(Members(model, numbers, objects))


def agents_by_type(model: RowModel) -> TypeIndex:
    """The agents of a model by class.

    Args:
        model: the model.

    Returns:
        A RowSet for each kind of row, Mesa's own AgentSet for each class of objects.
    """
    rows = {kind.view: rows_of(model, kind.name) for kind in model.roll}
    return TypeIndex({**rows, **mesa.Model.agents_by_type.fget(model)})


def rows_of(model: RowModel, table: str, rows: Any = None) -> RowSet:
    """Rows of one table as a set of agents.

    Args:
        model: the model.
        table: the table's name.
        rows: row numbers, each at most once, in the order wanted; or (n,) True or False; None: all.

    Raises:
        KeyError: if no table of agents has that name.
        IndexError: if there is no such row.
        ValueError: if a row is named twice.
    """
    kind = model.roll.named(table)
    everyone = RowSet(Members(model, range(kind.first, kind.first + kind.table.n)))
    if rows is None:
        return everyone
    chosen = np.asarray(rows)
    if chosen.dtype == bool:
        return everyone.where(chosen)
    chosen = chosen.astype(np.int64).ravel()
    if chosen.size and not 0 <= chosen.min() <= chosen.max() < kind.table.n:
        raise IndexError(f"'{table}' has rows 0 to {kind.table.n - 1}; got {chosen.min()} to {chosen.max()}")
    if np.unique(chosen).size < chosen.size:
        raise ValueError(f"an agent is in a set once; rows of '{table}' were named twice")
    return RowSet(Members(model, kind.first + chosen))


class RowModel(mesa.Model):
    """A Mesa model whose agents are rows of tables.

    A subclass has an attribute or property `tables` (name: Table) once its `__init__` is through. Agents that are
    objects (`mesa.Agent(model)`) may join afterwards; their `unique_id` goes on where the rows' end.

    Attributes:
        tables: every table by its name, agents or not.
        kinds: which of them hold agents, and what their rows are seen as, in the order of agents' numbers. For a kind
            of your own: `kinds = {**KINDS, "shops": Shop}`, or `{**KINDS, "citizens": MyCitizen}` for citizens with
            more labels or methods.
    """

    kinds: ClassVar[Mapping[str, type[Row]]] = KINDS
    tables: Mapping[str, Table]
    _came = 0

    @cached_property
    def roll(self) -> Roll:
        """The kinds of agent and their numbers; the tables must not be exchanged afterwards."""
        return Roll(self)

    @property
    def agents(self) -> RowSet:
        """Every agent: objects of their own first, then the rows of all tables of agents."""
        return agents_of(self)

    @property
    def agents_by_type(self) -> TypeIndex:
        """Agents by class, or its name: Citizen, Politician, Official, ServiceStaff, and your own."""
        return agents_by_type(self)

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        return list(self.agents_by_type)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take in an agent that is an object; Mesa calls this when it is made.

        Raises:
            TypeError: if it is a row: those are in already.
        """
        if isinstance(agent, Row):
            raise TypeError(f"{agent!r} is a row of '{agent.table.name}' and in the model already")
        # Mesa 3.3 numbers agents from 1 with a counter in the class Agent, which keeps every model alive for good;
        # Mesa 3.5 with agent_id_counter. Both are told to go on after the rows.
        agent.unique_id = self.agent_id_counter = self.roll.size + self._came
        self._came += 1
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        super().register_agent(agent)
