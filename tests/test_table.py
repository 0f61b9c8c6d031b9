"""Tables: columns that stay where they are, and say when they are misused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.table import Column, Table

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
