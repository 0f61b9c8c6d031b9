"""Tables: columns that stay where they are, and say when they are misused."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import numpy as np
import pytest

from sim.table import ALIGNED, Column, Table

COLUMNS = (
    Column("need", "how much service", start=0.2),
    Column("age", "age", "years", 18, 120, "uint8", start=18),
    Column("weights", "three weights", width=3, start=1 / 3),
)


def table() -> Table:
    return Table("citizens", COLUMNS, 5)


def test_columns_have_the_declared_shape_type_and_start() -> None:
    t = table()
    assert len(t) == 5
    assert list(t) == ["need", "age", "weights"]
    assert t.need.dtype == np.float32 and t.need.shape == (5,) and np.allclose(t.need, 0.2)
    assert t.age.dtype == np.uint8
    assert t.weights.shape == (5, 3)
    assert t.bytes == 5 * (4 + 1 + 12)
    assert (COLUMNS[0].shape, COLUMNS[2].shape) == ("(n,)", "(n, 3)")


def test_a_column_cannot_be_replaced_only_written() -> None:
    t = table()
    array = t.need
    with pytest.raises(AttributeError, match=r"write  citizens\.need\[:\] = \.\.\."):
        t.need = np.zeros(5)
    t.need[:] = 0.7
    assert array is t.need and np.allclose(array, 0.7)


def test_an_unknown_column_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="no column 'neeed'; did you mean 'need'"):
        _ = table().neeed


def test_own_columns_are_added_once() -> None:
    t = table()
    t.add(Column("joy", "joy"), np.linspace(0, 1, 5))
    assert t.joy[4] == 1.0
    with pytest.raises(ValueError, match="has 'joy' already"):
        t.add(Column("joy", "joy"))


def test_a_twin_is_alike_and_apart() -> None:
    t = table()
    t.need[:] = np.linspace(0, 1, 5)
    t.weights[3] = (0.1, 0.2, 0.7)
    t.add(Column("joy", "joy"), 0.5)
    twin = t.twin()
    assert list(twin) == ["need", "age", "weights"], "what was added is left out"
    for name in twin:
        assert np.array_equal(twin.array(name), t.array(name))
    t.need[:] = 0.9
    twin.age[:] = 40
    assert np.array_equal(twin.need, np.linspace(0, 1, 5, dtype=np.float32))
    assert (t.age == 18).all()
    assert twin.kind is t.kind and twin.addresses != t.addresses


@pytest.mark.parametrize("n", [0, 1, 5, 16, 100])
def test_columns_lie_side_by_side_and_never_on_one_another(n: int) -> None:
    t = Table("citizens", COLUMNS, n)
    ends = [(t.array(name).ctypes.data, t.array(name).nbytes) for name in t]
    assert [start for start, _ in ends] == list(np.ctypeslib.as_array((ctypes.c_int64 * 3).from_address(t.addresses)))
    assert all(start + size <= after for (start, size), (after, _) in pairwise(ends))
    assert len({start % ALIGNED for start, _ in ends}) == 1


def test_a_column_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="has 'need' already"):
        Table("citizens", (*COLUMNS, COLUMNS[0]), 5)


def test_snapshot_and_restore_are_copies() -> None:
    t = table()
    kept = t.snapshot()
    t.need[:] = 0.9
    t.restore(kept)
    assert np.allclose(t.need, 0.2)
    t.need[0] = 0.5
    assert np.isclose(kept["need"][0], 0.2)


@pytest.mark.parametrize(("value", "word"), [(1.2, "runs from"), (-0.1, "runs from"), (np.nan, "not numbers")])
def test_values_out_of_range_are_reported(value: float, word: str) -> None:
    t = table()
    assert t.out_of_range() == []
    t.need[2] = value
    (fault,) = t.out_of_range()
    assert "citizens.need" in fault and word in fault
