"""How a step of the month runs: in Python, calling kernel after kernel, or compiled whole, in one call.

A step names columns and calls kernels; arithmetic is the kernels' alone, so both ways give the same bits. Where a crew
of threads shares out the blocks, Python goes through the step and waits for each kernel. Where one thread lives the
month alone, as in every run of a sweep, Python would take longer than a small municipality's month itself: there the
whole step is compiled, and reads from the state no more than where its columns lie.

All that numba has to be told for this stands here: `TableType` is a table seen by a compiled step (the addresses of its
columns, and how many rows it has), `StateType` a state. What a step may ask of it stands below; `run`, `sums` and
`by_municipality` mean there what they mean in `sim.state.State`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from functools import cache, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    make_attribute_wrapper,
    overload_method,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numpy.typing import NDArray

from sim.blocks import OverBlocks, can_be_kept, compiled_before, kernel, threads_wanted
from sim.sums import by_town

if TYPE_CHECKING:
    from sim.table import Column

_TABLES = (
    "citizens", "politicians", "officials", "staff", "institutions", "parties", "municipalities", "levers",
)  # fmt: skip
_ROWS = ("network", "blocks")
_CARRIED = ("now", "context", "resting")
"""What a compiled step may ask of a state: its tables and rows, which stay where they are and are found by `places`,
and what another month brings, which is read anew at every call."""


class OneCall:
    """A step `step(state, k)` that can run either way; see the head of this file.

    Attributes:
        plain: the step in Python.
    """

    def __init__(self, plain: Callable[[Any, Any], None]) -> None:
        update_wrapper(self, plain)
        self.plain = plain
        self._compiled: Any = kernel(plain)
        self._entries: dict[tuple[str, type], Callable[[Any, Any], None]] = {}

    def __call__(self, state: Any, k: Any) -> None:
        """One month of a state (a `sim.state.State`) with the coefficients `k`."""
        if not state.whole:
            self.plain(state, k)
            return
        entry = self._entries.get((state.kind.name, type(k)))
        if entry is None:
            entry = self.load(state, k)
        entry(state, k)

    def loaded(self, state: Any, k: Any) -> bool:
        """True if it lies compiled in this process."""
        return (state.kind.name, type(k)) in self._entries

    def load(self, state: Any, k: Any) -> Callable[[Any, Any], None]:
        """The compiled step itself: calling it directly spares looking at the types of what it is given."""
        kind: StateType = state.kind
        numbers = isinstance(k[0], int | float)
        floats = types.NamedUniTuple(types.float64, len(k), type(k))  # type: ignore[attr-defined]
        coefficients = floats if numbers else numba.typeof(k)
        self._compiled.compile((kind, coefficients))
        entry: Callable[[Any, Any], None] = self._compiled.overloads[kind, coefficients].entry_point
        self._entries[kind.name, type(k)] = entry
        return entry

    @property
    def stats(self) -> Any:
        """Where the compiled step is kept; see `sim.blocks.can_be_kept`."""
        return self._compiled.stats


def compile_ahead(steps: Sequence[tuple[Any, Any]], state: Any) -> None:
    """Compile what no earlier run has compiled on this machine, shared out to all processors.

    Nothing more than time depends on it: what cannot be shared out is compiled when it is first called.

    Args:
        steps: steps and their coefficients; those that are not compiled whole are left out.
        state: a state that they will be called with.
    """
    whole = [(step, k) for step, k in steps if isinstance(step, OneCall)]
    todo = [(step, k) for step, k in whole if not step.loaded(state, k) and can_be_kept(step)]
    todo = [(step, k) for step, k in todo if not compiled_before(step)]
    count = min(threads_wanted(), len(todo))
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_compile, args=(todo[first::count], state), daemon=True) for first in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _compile(steps: Sequence[tuple[OneCall, Any]], state: Any) -> None:
    for step, k in steps:
        step.load(state, k)


def one_call(step: Callable[[Any, Any], None]) -> OneCall:
    """Let a step be compiled whole where one thread lives the month alone."""
    return OneCall(step)


# ------------------------------------------------------------------ a table, as a compiled step sees it


class TableType(types.Type):
    """A table of declared columns: where each lies, and how many rows there are.

    Args:
        name: the table's name.
        columns: its columns, in the order of their addresses.
    """

    def __init__(self, name: str, columns: tuple[Column, ...]) -> None:
        self.columns = {column.name: (at, np.dtype(column.dtype), column.width) for at, column in enumerate(columns)}
        super().__init__(name=f"samspil.{name}.{_digest(self.columns)}")

    def array(self, name: str) -> types.Array:
        """The type of a column: an array (n,) or (n, k)."""
        _, dtype, width = self.columns[name]
        return types.Array(numba.from_dtype(dtype), 1 if width == 1 else 2, "C")


@cache
def table_type(name: str, columns: tuple[Column, ...]) -> TableType:
    """The type of a table; one for equal declarations."""
    return TableType(name, columns)


def _digest(parts: Any) -> str:
    """A name for what is read and how: steps kept from before a change of it, or of this file, are not used."""
    return hashlib.sha256(repr(parts).encode() + _own_text()).hexdigest()[:12]


@cache
def _own_text() -> bytes:
    return Path(__file__).read_bytes()


@register_model(TableType)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, kind: TableType) -> None:
        super().__init__(manager, kind, [("addresses", types.intp), ("n", types.intp)])


@infer_getattr
class _Columns(AttributeTemplate):
    key = TableType

    def generic_resolve(self, kind: TableType, name: str) -> Any:
        if name == "n":
            return types.intp
        return kind.array(name) if name in kind.columns else None


@lower_getattr_generic(TableType)
def _column(context: Any, builder: Any, kind: TableType, given: Any, name: str) -> Any:
    """`table.need` in a compiled step: an array over the memory that the column's address leads to."""
    table = cgutils.create_struct_proxy(kind)(context, builder, value=given)
    if name == "n":
        return table.n
    at, _, width = kind.columns[name]
    addresses = builder.inttoptr(table.addresses, context.get_value_type(types.intp).as_pointer())
    address = builder.load(builder.gep(addresses, [context.get_constant(types.intp, at)]))
    shape = [table.n] if width == 1 else [table.n, context.get_constant(types.intp, width)]
    return _array(context, builder, kind.array(name), address, shape)


def _array(context: Any, builder: Any, kind: types.Array, address: Any, shape: list[Any]) -> Any:
    """An array over memory that somebody else owns, and who outlives the step; each row in one piece."""
    number = context.get_data_type(kind.dtype)
    size = context.get_constant(types.intp, context.get_abi_sizeof(number))
    array = context.make_array(kind)(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(address, number.as_pointer()),
        shape=shape,
        strides=[size] if len(shape) == 1 else [builder.mul(shape[1], size), size],
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


# ------------------------------------------------------------------ a state, as a compiled step sees it


class StateType(types.Type):
    """A state: tables, rows, and what it carries.

    Args:
        members: name: type, in the order of `_TABLES`, `_ROWS` and `_CARRIED`.
    """

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members
        super().__init__(name=f"samspil.state.{_digest({name: str(kind) for name, kind in members.items()})}")


def state_type(state: Any) -> StateType:
    """What a compiled step takes a state for."""
    tables = {name: getattr(state, name).kind for name in _TABLES}
    rows = {name: numba.typeof(value) for name, value in zip(_ROWS, _rows(state), strict=True)}
    return StateType(tables | rows | {name: numba.typeof(getattr(state, name)) for name in _CARRIED})


def places(state: Any) -> NDArray[np.int64]:
    """Where everything in a state lies that stays where it is.

    Returns:
        Two numbers a table, where the addresses of its columns lie and how many rows it has, then two an array of
        `_ROWS`, where it lies and how long it is.
    """
    tables = [(table.addresses, table.n) for table in (getattr(state, name) for name in _TABLES)]
    rows = [(array.ctypes.data, len(array)) for part in _rows(state) for array in part]
    return np.array([*tables, *rows], dtype=np.int64).ravel()


def _rows(state: Any) -> tuple[Any, Any]:
    return state.network.rows, state.crew.blocks


@register_model(StateType)
class _StateModel(models.StructModel):
    def __init__(self, manager: Any, kind: StateType) -> None:
        super().__init__(manager, kind, list(kind.members.items()))


for _name in (*_TABLES, *_ROWS, *_CARRIED):
    make_attribute_wrapper(StateType, _name, _name)


@unbox(StateType)
def _read_state(kind: StateType, given: Any, c: Any) -> NativeValue:
    """A state for a compiled step, from a `sim.state.State`."""
    word = c.context.get_value_type(types.intp).as_pointer()
    state = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    address = c.pyapi.object_getattr_string(given, "address")
    memory = c.builder.inttoptr(c.unbox(types.intp, address).value, word)
    c.pyapi.decref(address)
    taken = iter(range(2 * (len(_TABLES) + 2 * len(_ROWS))))

    def following() -> Any:
        return c.builder.load(c.builder.gep(memory, [c.context.get_constant(types.intp, next(taken))]))

    for name in _TABLES:
        table = cgutils.create_struct_proxy(kind.members[name])(c.context, c.builder)
        table.addresses, table.n = following(), following()
        setattr(state, name, table._getvalue())
    for name in _ROWS:
        member = kind.members[name]
        arrays = [_array(c.context, c.builder, array, following(), [following()]) for array in member.types]
        setattr(state, name, c.context.make_tuple(c.builder, member, arrays))
    wrong = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    for name in _CARRIED:
        value = c.pyapi.object_getattr_string(given, name)
        native = c.unbox(kind.members[name], value)
        setattr(state, name, native.value)
        c.pyapi.decref(value)
        wrong = c.builder.or_(wrong, native.is_error)
    return NativeValue(state._getvalue(), is_error=wrong)


class WorkType(types.Dummy):
    """One kernel over blocks: which one is known while a step is compiled, so nothing of it has to be passed on."""

    def __init__(self, work: OverBlocks) -> None:
        self.kernel = work.kernel
        super().__init__(name=f"samspil.work.{work.name}")


@typeof_impl.register(OverBlocks)
def _type_of_work(work: OverBlocks, _: Any) -> WorkType:
    return WorkType(work)


register_model(WorkType)(models.OpaqueModel)


@overload_method(StateType, "run")
def _run(state: Any, work: Any, *columns: Any) -> Any:
    kernel = work.kernel

    def run(state: Any, work: Any, *columns: Any) -> None:
        kernel(0, len(state.blocks.home), state.blocks, *columns)

    return run


@overload_method(StateType, "sums")
def _sums(state: Any, width: Any) -> Any:
    def sums(state: Any, width: Any) -> Any:
        return np.zeros((len(state.blocks.home), width))

    return sums


@overload_method(StateType, "by_municipality")
def _by_municipality(state: Any, sums: Any) -> Any:
    def by_municipality(state: Any, sums: Any) -> Any:
        return by_town(sums, state.blocks.home, state.municipalities.n)

    return by_municipality
