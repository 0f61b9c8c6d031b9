"""Sets of agents over tables, with the words of Mesa's AgentSet.

A set holds numbers of agents (`sim.roll`), never views: nothing in it vanishes, and a set of everybody is two numbers.
What names a property (`get`, `set`, `agg`, `sort`, `groupby`) works on whole columns. What calls a function for one
agent after the other (`do`, `map`, `select(function)` …) makes a view for each, about a million a second, and is
refused above MOST_CALLS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import index
from typing import Any, Literal, NamedTuple

import mesa
import numpy as np
import pandas as pd
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.roll import Kind, Rows
from sim.row import NoColumnError, Row, asked_by_collector, checked

try:
    from mesa.agentset import GroupBy
except ImportError:  # Mesa 3.3 keeps it beside AgentSet
    from mesa.agent import GroupBy

Numbers = range | NDArray[np.int64]
Method = str | Callable[..., Any]

MOST_CALLS = 1_000_000
"""Agents that a function may be called for, one by one, in one go."""

MOST_RECORDS = 20_000
"""Agents whose properties Mesa's DataCollector may write down in one go: it keeps a tuple for each, every month."""


class Part(NamedTuple):
    """The members of a set that lie in one table.

    Attributes:
        kind: which table.
        rows: their rows, in the order of the set.
        places: their places in the set.
    """

    kind: Kind
    rows: Rows
    places: slice | NDArray[np.int64]


class RowSet(AgentSet):  # type: ignore[misc]  # Mesa has no types
    """Some agents of a model, in an order.

    It is a list taken when it was made. Rows stay, so they stay in it. An agent that is an object of its own stays in
    it too; once removed from the model it is passed over by `do`, `shuffle_do` and `map`.

    Args:
        model: the `sim.rows.RowModel` they live in.
        numbers: rows by their number on the model's roll; an object agent's is the roll's size + its `unique_id`.
        objects: the agents that are objects, by that number.

    Attributes:
        random: the model's generator, which Mesa shuffles with.
    """

    def __init__(
        self, model: Any, numbers: Numbers, objects: dict[int, mesa.Agent] | None = None
    ) -> None:
        self.model = model
        self.random = model.random
        self.numbers = numbers
        self.objects = objects or {}

    # ------------------------------------------------------------------ who is in it

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[mesa.Agent]:
        if len(self) > MOST_RECORDS and asked_by_collector():
            raise RuntimeError(
                f"a DataCollector would write down {len(self):,} agents every month; above {MOST_RECORDS:,} collect "
                "a kind with few agents (agenttype_reporters={Politician: ...}), or figures of columns "
                "(model_reporters={'trust': lambda m: m.agents_by_type[Citizen].agg('trust_citizens', np.mean)}), "
                "or a fixed panel (panel = m.agents_by_type[Citizen].shuffle().select(at_most=500), then "
                "model_reporters={'panel': lambda m: panel.get('trust_citizens')})"
            )
        return self._walk()

    def _walk(self) -> Iterator[mesa.Agent]:
        numbers: Iterable[int] = self.numbers if isinstance(self.numbers, range) else map(int, self.numbers)
        return map(self._agent, numbers)

    def _agent(self, number: int) -> mesa.Agent:
        """The agent with this number."""
        if number >= self.model.roll.size:
            return self.objects[number]
        kind = self.model.roll.kind_at(number)
        return kind.view(self.model, kind.table, number - kind.first)

    def _number(self, agent: object) -> int | None:
        """The number of an agent of this model."""
        if not isinstance(agent, mesa.Agent) or agent.model is not self.model:
            return None
        return int(agent.unique_id) + (0 if isinstance(agent, Row) else self.model.roll.size)

    def __contains__(self, agent: object) -> bool:
        number = self._number(agent)
        if number is None:
            return False
        return number in self.numbers if isinstance(self.numbers, range) else bool(np.any(self.numbers == number))

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return list(self._having(self.numbers[item])._walk())
        return self._agent(int(self.numbers[index(item)]))

    def to_list(self) -> list[mesa.Agent]:
        """A view of each, in order."""
        return list(self._walk())

    def rows(self, table: str) -> NDArray[np.int64]:
        """The rows of its members in one table, to be used with columns: `citizens.need[chosen.rows("citizens")]`.

        Args:
            table: the table's name.

        Returns:
            (k,) row numbers, in the order of the set.

        Raises:
            KeyError: if no table of agents has that name.
        """
        kind = self.model.roll.named(table)
        for part in self._parts():
            if part.kind is kind:
                return np.arange(kind.table.n)[part.rows] if isinstance(part.rows, slice) else part.rows
        return np.empty(0, dtype=np.int64)

    def __repr__(self) -> str:
        parts = [f"{np.arange(len(self))[p.places].size:,} {p.kind.name}" for p in self._parts()]
        others = [f"{len(self._object_places()):,} objects"] if self.objects else []
        return f"RowSet({', '.join(parts + others)})"

    def _having(self, numbers: Numbers) -> RowSet:
        return RowSet(self.model, numbers, self.objects)

    def _array(self) -> NDArray[np.int64]:
        return np.asarray(self.numbers, dtype=np.int64)

    def _parts(self) -> Iterator[Part]:
        """Its members table by table; object agents are in none."""
        for kind in self.model.roll:
            first, stop = kind.first, kind.first + kind.table.n
            if isinstance(self.numbers, range) and self.numbers.step == 1:
                low, high = max(first, self.numbers.start), min(stop, self.numbers.stop)
                if low < high:
                    place = low - self.numbers.start
                    yield Part(kind, slice(low - first, high - first), slice(place, place + high - low))
            else:
                numbers = self._array()
                here = np.flatnonzero((numbers >= first) & (numbers < stop))
                if here.size:
                    yield Part(kind, numbers[here] - first, here)

    def _object_places(self) -> list[int]:
        """Places in the set of agents that are objects."""
        if not self.objects:
            return []
        return [int(place) for place in np.flatnonzero(self._array() >= self.model.roll.size)]

    # ------------------------------------------------------------------ smaller and reordered sets

    def where(self, mask: Any) -> RowSet:
        """Those for whom a condition holds, worked out on columns: `s.where(need[s.rows("citizens")] > 0.5)`.

        Args:
            mask: (n,) True or False for each member, in the order of the set.

        Raises:
            ValueError: if it isn't one True or False for each.
        """
        chosen = np.asarray(mask)
        if chosen.dtype != bool or chosen.shape != (len(self),):
            raise ValueError(
                f"a condition on this set is an array of {len(self):,} times True or False; "
                f"got {chosen.dtype} of shape {chosen.shape}"
            )
        return self._having(self._array()[chosen])

    def _chosen(self, numbers: Numbers, inplace: bool) -> RowSet:
        """A set of these numbers: this one, or a new one."""
        if not inplace:
            return self._having(numbers)
        self.numbers = numbers
        return self

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> RowSet:
        """Those that a function says True of; of these, the first `at_most` (below or at 1.0: that share of all)."""
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        most = len(self) if at_most == float("inf") else max(0, int(np.ceil(at_most)))
        chosen = self
        if agent_type is not None:
            mask = np.zeros(len(self), dtype=bool)
            for part in self._parts():
                mask[part.places] = issubclass(part.kind.view, agent_type)
            for place in self._object_places():
                mask[place] = isinstance(self[place], agent_type)
            chosen = self.where(mask)
        if filter_func is None:
            return self._chosen(chosen.numbers[:most], inplace)
        chosen._guard("select(function)", "where(condition on columns)")
        found: list[int] = []
        for number in chosen._array().tolist():
            if len(found) >= most:
                break
            if filter_func(self._agent(number)):
                found.append(number)
        return self._chosen(np.array(found, dtype=np.int64), inplace)

    def shuffle(self, inplace: bool = False) -> RowSet:
        """The same agents in an order drawn from the model's generator, the order that Mesa would draw."""
        order = list(range(len(self)))
        self.random.shuffle(order)
        return self._chosen(self._array()[np.array(order, dtype=np.int64)], inplace)

    def sort(self, key: Method, ascending: bool = False, inplace: bool = False) -> RowSet:
        """The same agents by a property or by what a function says of them, the largest first unless `ascending`."""
        if callable(key):
            self._guard("sort(function)", "sort(name of a property)")
            keys: Any = [key(agent) for agent in self._walk()]
        else:
            keys = self._column(key)
            keys = self.get(key) if keys is None else keys
        n = len(self)
        if isinstance(keys, np.ndarray) and keys.ndim == 1:
            # Equals keep their order both ways, as with Python's sorted.
            order = np.argsort(keys, kind="stable") if ascending else n - 1 - np.argsort(keys[::-1], kind="stable")[::-1]
        else:
            order = np.array(sorted(range(n), key=keys.__getitem__, reverse=not ascending), dtype=np.int64)
        return self._chosen(self._array()[order], inplace)

    def groupby(
        self, by: Method, result_type: Literal["agentset", "list"] = "agentset"
    ) -> RowGroups:
        """Groups by a property, or by what a function says of each; in the order in which they first occur.

        Args:
            by: name of a property, or a function of an agent.
            result_type: "agentset" makes each group a RowSet, "list" a list of views.
        """
        if result_type not in ("agentset", "list"):
            raise ValueError(f"result_type is 'agentset' or 'list', not {result_type!r}")
        if callable(by):
            self._guard("groupby(function)", "groupby(name of a property)")
            keys: Any = [by(agent) for agent in self._walk()]
        else:
            keys = self._column(by)
            keys = self.get(by) if keys is None else keys
        if isinstance(keys, np.ndarray) and keys.ndim == 1:
            codes, names = pd.factorize(keys, use_na_sentinel=False)
            names = names.tolist()
        else:
            known: dict[Any, int] = {}
            codes = np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
            names = list(known)
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))[:-1] if names else []
        pieces = np.split(self._array()[order], ends)
        sets = {name: self._having(piece) for name, piece in zip(names, pieces, strict=False)}
        return RowGroups(sets if result_type == "agentset" else {k: s.to_list() for k, s in sets.items()})

    def copy(self) -> RowSet:
        """The same agents again."""
        return self._having(self.numbers)

    __copy__ = copy

    def _from_iterable(self, agents: Iterable[Any]) -> RowSet:
        """Agents of this model as a set; what `|`, `&`, `-` and `^` end with."""
        found: dict[int, mesa.Agent] = {}
        for agent in agents:
            number = self._number(agent)
            if number is None:
                raise TypeError(f"{agent!r} is no agent of this model")
            found[number] = agent
        objects = {number: agent for number, agent in found.items() if not isinstance(agent, Row)}
        return RowSet(self.model, np.array(list(found), dtype=np.int64), objects)

    # ------------------------------------------------------------------ one agent after the other

    def _guard(self, what: str, instead: str) -> None:
        if len(self) > MOST_CALLS:
            raise RuntimeError(
                f"{what} would call a function {len(self):,} times; above {MOST_CALLS:,} work on columns: {instead}"
            )

    def _present(self, what: str) -> Iterator[tuple[Any, int]]:
        """Each agent in turn, and its number; object agents removed from the model, even on the way, are left out."""
        self._guard(what, 'get, set and agg, an array such as model.tables["citizens"].need, or a kernel (sim.blocks)')
        there = mesa.Model.agents.fget(self.model)
        for number in self._array().tolist():
            agent = self._agent(number)
            if number < self.model.roll.size or agent in there:
                yield agent, number

    def map(self, method: Method, *args: Any, **kwargs: Any) -> list[Any]:
        """What a function, or the method of that name, gives for each agent."""
        if callable(method):
            return [method(agent, *args, **kwargs) for agent, _ in self._present("map")]
        return [getattr(agent, method)(*args, **kwargs) for agent, _ in self._present("map")]

    def do(self, method: Method, *args: Any, **kwargs: Any) -> RowSet:
        """Call a function, or the method of that name, for each agent in turn."""
        for agent, _ in self._present("do"):
            (method if callable(method) else getattr(type(agent), method))(agent, *args, **kwargs)
        return self

    def shuffle_do(self, method: Method, *args: Any, **kwargs: Any) -> RowSet:
        """Call a function, or the method of that name, for each agent in a drawn order; the set keeps its own."""
        self._guard("shuffle_do", "get, set and agg, or a kernel (sim.blocks)")
        self.shuffle().do(method, *args, **kwargs)
        return self

    # ------------------------------------------------------------------ properties, by columns

    def _column(self, attribute: str) -> NDArray[Any] | None:
        """A property of all members as one array, where all lie in one table and the property is a column's."""
        parts = list(self._parts())
        if len(parts) != 1 or self._object_places():
            return None
        return parts[0].kind.array(attribute, parts[0].rows)
