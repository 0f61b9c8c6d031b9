"""Sets of agents over tables, with the words of Mesa's AgentSet.

A set holds numbers of agents (`sim.rows.roll`), never views: nothing in it vanishes, and a set of everybody is two
numbers. What names a property (`get`, `set`, `agg`, `sort`, `groupby`) works on whole columns. What calls a function
for one agent after the other (`do`, `map`, `select(function)` …) makes a view for each, about a million a second, and
is refused above MOST_CALLS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import index, methodcaller
from typing import Any, Literal, NoReturn

import mesa
import numpy as np
import pandas as pd
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.rows.members import Members, Missing, Numbers
from sim.rows.roll import Kind
from sim.rows.row import asked_by_collector

try:
    from mesa.agentset import GroupBy
except ImportError:  # Mesa 3.3 keeps it beside AgentSet
    from mesa.agent import GroupBy

Method = str | Callable[..., Any]

MOST_CALLS = 1_000_000
"""Agents that a function may be called for, one by one, in one go."""

MOST_RECORDS = 20_000
"""Agents that Mesa's DataCollector may write down in one go: it keeps a tuple for each, month after month."""


class RowSet(AgentSet):
    """Some agents of a model, in an order.

    It is a list taken when it was made. Rows stay, so they stay in it. An agent that is an object of its own stays in
    it too; once removed from the model it is passed over by `do`, `shuffle_do` and `map`.

    Args:
        members: who.

    Attributes:
        members: who; `members.numbers` are their numbers.
        random: the model's generator, which Mesa shuffles with.
    """

    # Mesa's own __init__ would keep weak references to views that nobody else holds.
    def __init__(self, members: Members) -> None:
        self.members = members

    @property
    def model(self) -> Any:
        """The model they live in."""
        return self.members.model

    @property
    def random(self) -> Any:
        """The model's generator."""
        return self.members.model.random

    # ------------------------------------------------------------------ who is in it

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[mesa.Agent]:
        if len(self) > MOST_RECORDS and asked_by_collector():
            raise RuntimeError(
                f"a DataCollector would write down {len(self):,} agents every month; above {MOST_RECORDS:,} collect "
                "a kind with few agents (agenttype_reporters={Politician: ...}), or figures of columns "
                "(model_reporters={'trust': lambda m: m.agents_by_type[Citizen].agg('trust_citizens', np.mean)}), "
                "or a fixed panel (panel = model.agents_by_type[Citizen].shuffle().select(at_most=500), then "
                "model_reporters={'panel': lambda m: panel.get('trust_citizens')})"
            )
        return iter(self.members)

    def __contains__(self, agent: object) -> bool:
        return agent in self.members

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return list(self.members.having(self.members.numbers[item]))
        return self.members.agent(int(self.members.numbers[index(item)]))

    def __repr__(self) -> str:
        kinds = [f"{len(self.rows(part.kind.name)):,} {part.kind.name}" for part in self.members.parts()]
        objects = len(self.members.object_places())
        return f"RowSet({', '.join([*kinds, f'{objects:,} objects'] if objects else kinds)})"

    def to_list(self) -> list[mesa.Agent]:
        """A view of each, in order."""
        return list(self.members)

    def rows(self, table: str) -> NDArray[np.int64]:
        """The rows of its members in one table, for work on columns: `citizens.need[chosen.rows("citizens")]`.

        Args:
            table: the table's name.

        Returns:
            (k,) row numbers, in the order of the set.

        Raises:
            KeyError: if no table of agents has that name.
        """
        kind: Kind = self.model.roll.named(table)
        numbers = self.members.array()
        return numbers[(numbers >= kind.first) & (numbers < kind.first + kind.table.n)] - kind.first

    def copy(self) -> RowSet:
        """The same agents again."""
        return RowSet(self.members)

    __copy__ = copy

    def _from_iterable(self, agents: Iterable[Any]) -> RowSet:
        """What `|`, `&`, `-` and `^` end with."""
        return RowSet(Members.among(self.model, agents))

    # ------------------------------------------------------------------ smaller and reordered sets

    def _having(self, numbers: Numbers, inplace: bool = False) -> RowSet:
        """A set of these of its members: itself, or a new one."""
        if not inplace:
            return RowSet(self.members.having(numbers))
        self.members = self.members.having(numbers)
        return self

    def where(self, mask: Any) -> RowSet:
        """Those for whom a condition holds that was worked out on columns.

        Args:
            mask: (n,) True or False for each member, in the order of the set.

        Raises:
            ValueError: if it isn't one True or False for each.
        """
        chosen = np.asarray(mask)
        if chosen.dtype != bool or chosen.shape != (len(self),):
            raise ValueError(
                f"a condition on this set is {len(self):,} times True or False in an array; "
                f"got {chosen.dtype} of shape {chosen.shape}"
            )
        return self._having(self.members.array()[chosen])

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> RowSet:
        """Those that a function says True of.

        Args:
            filter_func: a function of an agent; None: all.
            at_most: stop when so many are found; a float up to 1.0 is a share of the set.
            inplace: change this set and return it.
            agent_type: only agents of this class.
        """
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        most = len(self) if at_most == float("inf") else max(0, int(np.ceil(at_most)))
        chosen = self
        if agent_type is not None:
            mask = np.zeros(len(self), dtype=bool)
            for part in self.members.parts():
                mask[part.places] = issubclass(part.kind.view, agent_type)
            for place in self.members.object_places():
                mask[place] = isinstance(self[place], agent_type)
            chosen = self.where(mask)
        if filter_func is None:
            return self._having(chosen.members.numbers[:most], inplace)
        chosen._guard("select(function)", "where(condition on columns)")
        found: list[int] = []
        for number in chosen.members.array().tolist():
            if len(found) >= most:
                break
            if filter_func(self.members.agent(number)):
                found.append(number)
        return self._having(np.array(found, dtype=np.int64), inplace)

    def shuffle(self, inplace: bool = False) -> RowSet:
        """The same agents in an order drawn from the model's generator: the order that Mesa would draw."""
        order = list(range(len(self)))
        self.random.shuffle(order)
        return self._having(self.members.array()[np.array(order, dtype=np.int64)], inplace)

    def sort(self, key: Method, ascending: bool = False, inplace: bool = False) -> RowSet:
        """The same agents by a property, or by what a function says of each; the largest first unless `ascending`."""
        keys, n = self._keys("sort", key), len(self)
        if isinstance(keys, list):
            order = np.array(sorted(range(n), key=keys.__getitem__, reverse=not ascending), dtype=np.int64)
        elif ascending:
            order = np.argsort(keys, kind="stable")
        else:  # equals keep their order, as they do in Python's sorted(reverse=True)
            order = n - 1 - np.argsort(keys[::-1], kind="stable")[::-1]
        return self._having(self.members.array()[order], inplace)

    def groupby(self, by: Method, result_type: Literal["agentset", "list"] = "agentset") -> RowGroups:
        """Groups by a property, or by what a function says of each, in the order in which they first occur.

        Args:
            by: name of a property, or a function of an agent.
            result_type: "agentset" makes each group a RowSet, "list" a list of views.
        """
        if result_type not in ("agentset", "list"):
            raise ValueError(f"result_type is 'agentset' or 'list', not {result_type!r}")
        keys = self._keys("groupby", by)
        if isinstance(keys, list):
            known: dict[Any, int] = {}
            codes = np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
            names = list(known)
        else:
            codes, first_seen = pd.factorize(keys)
            names = first_seen.tolist()
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        pieces = np.split(self.members.array()[np.argsort(codes, kind="stable")], ends[:-1])
        sets = {name: self._having(piece) for name, piece in zip(names, pieces, strict=False)}
        return RowGroups(sets if result_type == "agentset" else {k: s.to_list() for k, s in sets.items()})

    def _keys(self, what: str, by: Method) -> NDArray[Any] | list[Any]:
        """A property, or what a function says, of each: an array (n,) where it is a column of one table."""
        if callable(by):
            self._guard(f"{what}(function)", f"{what}(name of a property)")
            return [by(agent) for agent in self.members]
        array = self.members.column(by)
        return self.members.values(by) if array is None or array.ndim > 1 else array

    # ------------------------------------------------------------------ one agent after the other

    def _guard(self, what: str, instead: str) -> None:
        if len(self) > MOST_CALLS:
            raise RuntimeError(
                f"{what} would call a function {len(self):,} times; above {MOST_CALLS:,} work on columns: {instead}"
            )

    def _each(self, what: str, method: Method, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[Any]:
        """Call for each agent in turn; object agents removed from the model, even on the way, are left out."""
        self._guard(
            f"{what}(function)",
            'get, set and agg, an array such as model.tables["citizens"].need, or a kernel (sim.blocks)',
        )
        there, size = mesa.Model.agents.fget(self.model), self.model.roll.size
        call = method if callable(method) else methodcaller(method, *args, **kwargs)
        for number in self.members.array().tolist():
            agent = self.members.agent(number)
            if number < size or agent in there:
                yield call(agent, *args, **kwargs) if callable(method) else call(agent)

    def map(self, method: Method, *args: Any, **kwargs: Any) -> list[Any]:
        """What a function, or the method of that name, gives for each agent."""
        return list(self._each("map", method, args, kwargs))

    def do(self, method: Method, *args: Any, **kwargs: Any) -> RowSet:
        """Call a function, or the method of that name, for each agent in turn."""
        for _ in self._each("do", method, args, kwargs):
            pass
        return self

    def shuffle_do(self, method: Method, *args: Any, **kwargs: Any) -> RowSet:
        """Call a function, or the method of that name, for each agent in a drawn order; the set keeps its own."""
        for _ in self.shuffle()._each("shuffle_do", method, args, kwargs):
            pass
        return self

    # ------------------------------------------------------------------ properties, by columns

    def get(
        self, attr_names: str | Iterable[str], handle_missing: Missing = "error", default_value: Any = None
    ) -> list[Any]:
        """A property of each, or several.

        Args:
            attr_names: a name: a list of values; several names: a list of lists, one an agent.
            handle_missing: "error" if all must have it, "default" if those without it get `default_value`.
            default_value: see there.

        Raises:
            AttributeError: if somebody does not have it.
            ValueError: if `handle_missing` is neither.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        if isinstance(attr_names, str):
            return self.members.values(attr_names, handle_missing, default_value)
        columns = [self.members.values(name, handle_missing, default_value) for name in attr_names]
        return [list(values) for values in zip(*columns, strict=True)] if columns else [[] for _ in range(len(self))]

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Functions of a property of all, one or several.

        Numpy's own functions are given the column as an array; others a list, as Mesa gives it.
        """
        if not callable(func):
            return [self.agg(attribute, one) for one in func]
        array = self.members.column(attribute) if _of_numpy(func) else None
        return func(self.members.values(attribute) if array is None else array)

    def set(self, attr_name: str, value: Any) -> RowSet:
        """Give all one and the same value; if it is out of range for some, nobody gets it.

        Raises:
            AttributeError: if somebody has no such property.
            ValueError: if the value is outside the column's range.
        """
        self.members.assign(attr_name, value)
        return self

    # ------------------------------------------------------------------ what a set of rows does not do

    def add(self, agent: Any) -> NoReturn:
        """Refused.

        Raises:
            TypeError: always.
        """
        self._stay("add", "one | another")

    def discard(self, agent: Any) -> NoReturn:
        """Refused.

        Raises:
            TypeError: always.
        """
        self._stay("discard", "select(function), where(condition on columns) or one - another")

    remove = discard

    def _stay(self, what: str, instead: str) -> NoReturn:
        raise TypeError(f"{what}: agents that are rows are neither made nor removed; for another set use {instead}")

    def __getstate__(self) -> dict[str, Any]:
        return {"members": self.members}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.members = state["members"]


class RowGroups(GroupBy):
    """Groups of agents. Mesa's GroupBy, but `agg` works on columns.

    Attributes:
        groups: name of the group: RowSet, or list of agents.
    """

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """A function of a property of all, group by group."""
        return {
            name: group.agg(attr_name, func)
            if isinstance(group, RowSet)
            else func([getattr(agent, attr_name) for agent in group])
            for name, group in self.groups.items()
        }


def _of_numpy(func: Callable[..., Any]) -> bool:
    """Is it a function of numpy's own? Those make an array of a list at once."""
    return isinstance(func, np.ufunc) or (getattr(func, "__module__", None) or "").split(".")[0] == "numpy"
