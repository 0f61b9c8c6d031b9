"""A state as compiled steps see it: where its columns lie, and what it carries from month to month.

All that numba has to be told for `sim.steps` stands here. `TableType` is a table (the addresses of its columns, and how
many rows it has), `StateType` a state, `AddressType` the number by which a step finds either. What a step may ask of a
state stands below; `run`, `run_by_town`, `sums` and `by_municipality` mean there what they mean in `sim.state.State`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, signature
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    make_attribute_wrapper,
    overload_method,
    register_model,
    typeof_impl,
)
from numba.np.arrayobj import populate_array
from numpy.typing import NDArray

from sim.blocks import OverBlocks
from sim.sums import by_town

if TYPE_CHECKING:
    from sim.table import Column
_TABLES = (
    "citizens", "politicians", "officials", "staff", "institutions", "parties", "municipalities", "levers",
)  # fmt: skip
_ROWS = ("network", "blocks")
CARRIED = ("now", "context", "resting")
"""What a compiled step may ask of a state: its tables and rows, which stay where they are, and what another month
brings."""


# ------------------------------------------------------------------ a table, as a compiled step sees it


class TableType(types.Type):
    """A table of declared columns: where each lies, and how many rows there are.

    Args:
        name: the table's name.
        columns: its columns, in the order of their addresses.
    """

    def __init__(self, name: str, columns: tuple[Column, ...]) -> None:
        self.columns = {column.name: (at, np.dtype(column.dtype), column.width) for at, column in enumerate(columns)}
        self.row_bytes = np.array([dtype.itemsize * width for _, dtype, width in self.columns.values()], dtype=np.int64)
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
    strides = [size]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(length, strides[0]))
    array = context.make_array(kind)(context, builder)
    data = builder.inttoptr(address, number.as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
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
    tables = tuple(getattr(state, name).kind for name in _TABLES)
    rows = tuple((type(part), tuple(array.dtype.name for array in part)) for part in _rows(state))
    now: Any = type(state.now)
    context: Any = type(state.context)
    return _state_type(tables, rows, now, context)


@cache
def _state_type(tables: tuple[TableType, ...], rows: tuple[Any, ...], now: Any, context: Any) -> StateType:
    members: dict[str, Any] = dict(zip(_TABLES, tables, strict=True))
    for name, (kind, dtypes) in zip(_ROWS, rows, strict=True):
        members[name] = numba.typeof(kind(*(np.empty(0, dtype=dtype) for dtype in dtypes)))
    conditions = group_type(context(*context._fields))
    return StateType(
        members | {"now": numba.typeof(now(np.uint64(0), 0)), "context": conditions, "resting": types.boolean}
    )


def group_type(k: Any) -> Any:
    """The type of coefficients, a NamedTuple of numbers, taken for 64-bit floats, or of arrays."""
    if all(isinstance(part, np.ndarray) for part in k):
        return numba.typeof(k)
    return types.NamedUniTuple(types.float64, len(k), type(k))  # type: ignore[attr-defined]


def group_places(k: Any) -> NDArray[np.int64]:
    """What a compiled step reads of coefficients: the numbers; of an array, where it lies and its shape."""
    if all(isinstance(part, np.ndarray) for part in k):
        return np.array([number for part in k for number in (part.ctypes.data, *part.shape)], dtype=np.int64)
    return np.array(k, dtype=np.float64).view(np.int64)


def _rows(state: Any) -> tuple[Any, Any]:
    return state.network.rows, state.crew.blocks


def places(state: Any) -> NDArray[np.int64]:
    """Where everything in a state lies, and what it carries.

    Returns:
        Two numbers a table, where the addresses of its columns lie and how many rows it has; two an array of `_ROWS`,
        where it lies and how long it is; seed and month; whether it rests; the conditions, as 64-bit floats.
    """
    tables = [(table.addresses, table.n) for table in (getattr(state, name) for name in _TABLES)]
    rows = [(array.ctypes.data, len(array)) for part in _rows(state) for array in part]
    found = np.zeros(_STAYS + 3 + len(state.context), dtype=np.int64)
    found[:_STAYS] = np.array([*tables, *rows], dtype=np.int64).ravel()
    for name in CARRIED:
        carry(found, name, getattr(state, name))
    return found


_STAYS = 2 * (len(_TABLES) + 2 * len(_ROWS))


def carry(memory: NDArray[np.int64], name: str, value: Any) -> None:
    """Write what another month brings, one of CARRIED, where compiled steps find it: into the `places` of a state."""
    if name == "now":
        memory[_STAYS : _STAYS + 1].view(np.uint64)[0] = value.seed
        memory[_STAYS + 1] = value.month
    elif name == "resting":
        memory[_STAYS + 2] = value
    else:
        memory[_STAYS + 3 :].view(np.float64)[:] = value


@register_model(StateType)
class _StateModel(models.StructModel):
    def __init__(self, manager: Any, kind: StateType) -> None:
        super().__init__(manager, kind, list(kind.members.items()))


for _name in (*_TABLES, *_ROWS, *CARRIED):
    make_attribute_wrapper(StateType, _name, _name)


class AddressType(types.Type):
    """A whole number that says where something lies: a `StateType` (its `places`), or numbers of a NamedTuple."""

    def __init__(self, of: Any) -> None:
        self.of = of
        super().__init__(name=f"samspil.address.{of.name}.{_digest(getattr(of, 'fields', ()))}")


@register_model(AddressType)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: AddressType) -> None:
        super().__init__(manager, kind, ir.IntType(8 * np.intp().itemsize))


class _Memory:
    """Numbers of 64 bits, read one after the other."""

    def __init__(self, context: Any, builder: Any, at: Any) -> None:
        self._context, self._builder, self._next = context, builder, 0
        self._at = at

    def read(self, kind: Any = types.intp) -> Any:
        """The next number, of a numba type."""
        place = self._builder.inttoptr(self._at, self._context.get_value_type(kind).as_pointer())
        self._next += 1
        return self._builder.load(self._builder.gep(place, [self._context.get_constant(types.intp, self._next - 1)]))


@intrinsic
def view(_: Any, address: Any) -> Any:
    """The state that lies at an address; for compiled code."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind: StateType = address.of
        memory = _Memory(context, builder, given[0])
        state = cgutils.create_struct_proxy(kind)(context, builder)
        for name in _TABLES:
            table = cgutils.create_struct_proxy(kind.members[name])(context, builder)
            table.addresses, table.n = memory.read(), memory.read()
            setattr(state, name, table._getvalue())
        for name in _ROWS:
            member = kind.members[name]
            arrays = [_array(context, builder, array, memory.read(), [memory.read()]) for array in member.types]
            setattr(state, name, context.make_tuple(builder, member, arrays))
        now, conditions = kind.members["now"], kind.members["context"]
        state.now = context.make_tuple(builder, now, [memory.read(each) for each in now.types])
        resting = cgutils.is_not_null(builder, memory.read())
        state.resting = resting
        state.context = context.make_tuple(builder, conditions, [memory.read(types.float64) for _ in conditions])
        return state._getvalue()

    return address.of(address), generate


def _part(context: Any, builder: Any, kind: Any, memory: _Memory) -> Any:
    if isinstance(kind, types.Array):
        return _array(context, builder, kind, memory.read(), [memory.read() for _ in range(kind.ndim)])
    return memory.read(kind)


@intrinsic
def rules(_: Any, address: Any) -> Any:
    """The coefficients that lie at an address; for compiled code."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        memory = _Memory(context, builder, given[0])
        return context.make_tuple(builder, address.of, [_part(context, builder, kind, memory) for kind in address.of])

    return address.of(address), generate


class WorkType(types.Dummy):
    """One kernel over blocks: which one is known while a step is compiled, so nothing of it has to be passed on."""

    def __init__(self, work: OverBlocks) -> None:
        self.kernel = work.kernel
        super().__init__(name=f"samspil.work.{work.name}")


@typeof_impl.register(OverBlocks)
def _type_of_work(work: OverBlocks, _: Any) -> WorkType:
    return WorkType(work)


register_model(WorkType)(models.OpaqueModel)


class _Run(AbstractTemplate):
    """`state.run(work, *columns)`, and `run_by_town`, which is the same where one thread does it all.

    It calls the kernel itself: a function between them would be compiled for each.
    """

    key = "samspil.state.run"

    def generic(self, given: Any, named: Any) -> Any:
        work, *columns = (types.unliteral(each) for each in given)  # type: ignore[attr-defined]
        called = types.Dispatcher(work.kernel)
        blocks = self.this.members["blocks"]
        called.get_call_type(self.context, (types.intp, types.intp, blocks, *columns), {})  # which compiles it
        return signature(types.none, work, *columns, recvr=self.this)


@infer_getattr
class _Methods(AttributeTemplate):
    key = StateType

    def resolve_run(self, state: StateType) -> Any:
        return types.BoundFunction(_Run, state)

    resolve_run_by_town = resolve_run


@lower_builtin(_Run.key, StateType, types.VarArg(types.Any))  # type: ignore[attr-defined]
def _run(context: Any, builder: Any, asked: Any, given: Any) -> Any:
    kind, work, *columns = asked.args
    state = cgutils.create_struct_proxy(kind)(context, builder, value=given[0])
    blocks = kind.members["blocks"]
    at = blocks.fields.index("home")
    home = context.make_array(blocks.types[at])(context, builder, value=builder.extract_value(state.blocks, at))
    first, last = context.get_constant(types.intp, 0), builder.extract_value(home.shape, 0)
    called = types.Dispatcher(work.kernel)
    wanted = called.get_call_type(context.typing_context, (types.intp, types.intp, blocks, *columns), {})
    context.get_function(called, wanted)(builder, [first, last, state.blocks, *given[2:]])
    return context.get_dummy_value()


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
