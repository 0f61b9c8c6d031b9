"""Eight whole numbers of 32 bits side by side, which a processor adds and compares at once. For kernels.

What a citizen shows to others is a row of eight 16-bit numbers (`sim.processes.influence`). Added up one by one they
take thirty instructions a neighbour; side by side it is five. Compilers find this by themselves only where a loop runs
over the eight, and lose it again where sums must wait for the next neighbour: so it is said outright.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model

COUNT = 8


class _Lanes(types.Type):
    def __init__(self) -> None:
        super().__init__(name="samspil.lanes")


LANES = _Lanes()
_WIDE = ir.VectorType(ir.IntType(32), COUNT)
_SHOWN = ir.VectorType(ir.IntType(16), COUNT)
_PREFETCH = "llvm.prefetch.p0"


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: _Lanes) -> None:
        super().__init__(manager, kind, _WIDE)


def _all(builder: Any, number: Any) -> Any:
    """One number in every lane."""
    first = builder.insert_element(ir.Constant(_WIDE, ir.Undefined), number, ir.IntType(32)(0))
    return builder.shuffle_vector(first, first, ir.Constant(_WIDE, [0] * COUNT))


def _row(context: Any, builder: Any, kind: Any, array: Any, row: Any, of: Any) -> Any:
    """Where a row of an array (n, 8) lies, as a pointer to eight numbers."""
    data = context.make_array(kind)(context, builder, value=array).data
    start = builder.mul(row, row.type(COUNT))
    return builder.bitcast(builder.gep(data, [start]), of.as_pointer())


@intrinsic
def pair(_: Any, first: Any, second: Any, others: Any) -> Any:
    """Lanes of two numbers, and the same third one in all others; 32-bit whole numbers."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        lanes = _all(builder, given[2])
        for at in range(2):
            lanes = builder.insert_element(lanes, given[at], ir.IntType(32)(at))
        return lanes

    return LANES(types.int32, types.int32, types.int32), generate


@intrinsic
def none(_: Any) -> Any:
    """Lanes of nothing but 0."""
    return LANES(), lambda context, builder, signature, given: ir.Constant(_WIDE, [0] * COUNT)


@intrinsic
def heard(_: Any, so_far: Any, shown: Any, row: Any, here: Any, near: Any) -> Any:
    """`so_far`, and in each lane what `shown[row]` is above `here`, where that is less than `near` either way.

    Args:
        so_far, here, near: lanes.
        shown: (n, 8) int16; nothing is heard of a row whose last number is 0, else that is 1.
        row: uint64.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        so_far, array, row, here, near = given
        there = builder.load(_row(context, builder, signature.args[1], array, row, _SHOWN), align=2)
        wide = builder.sext(there, _WIDE)
        voice = builder.neg(builder.extract_element(wide, ir.IntType(32)(COUNT - 1)))  # every bit, or none
        within = builder.and_(near, _all(builder, voice))
        gap = builder.sub(wide, here)
        close = builder.and_(builder.icmp_signed("<", gap, within), builder.icmp_signed("<", builder.neg(gap), within))
        return builder.add(so_far, builder.select(close, gap, ir.Constant(_WIDE, [0] * COUNT)))

    return LANES(LANES, shown, types.uint64, LANES, LANES), generate


@intrinsic
def fetch(_: Any, shown: Any, row: Any) -> Any:
    """Ask memory for `shown[row]`, to be there when it is heard; changes nothing but the time it takes.

    Neighbours of a citizen lie far apart. In a country they are in no cache, and a processor that learns of each only
    when its turn comes waits for memory most of the time: asked 64 neighbours ahead, 27 ns a citizen instead of 42.
    Where all that is shown fits into the caches, asking costs more than it brings.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = _row(context, builder, signature.args[0], given[0], given[1], ir.IntType(8))
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        asked = builder.module.globals.get(_PREFETCH) or ir.Function(builder.module, kind, _PREFETCH)
        builder.call(asked, [place, number(0), number(3), number(1)])  # to read, into the nearest cache, data
        return context.get_dummy_value()

    return types.void(shown, types.uint64), generate


@intrinsic
def keep(_: Any, lanes: Any, array: Any, row: Any) -> Any:
    """Write lanes into a row of an array (n, 8) int32."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = _row(context, builder, signature.args[1], given[1], given[2], _WIDE)
        builder.store(given[0], place, align=4)
        return context.get_dummy_value()

    return types.void(LANES, array, types.uint64), generate
