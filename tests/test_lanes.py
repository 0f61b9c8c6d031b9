"""Eight numbers side by side against eight numbers one by one."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.blocks import kernel
from sim.lanes import COUNT, fetch, heard, keep, none, pair

SHOWN = arrays(np.int16, st.tuples(st.integers(1, 6), st.just(COUNT)), elements=st.integers(-32767, 32767))


@kernel
def hear_all(shown: Any, first: Any, second: Any, near: Any, others: Any, out: Any) -> None:
    here, within = pair(first, second, np.int32(0)), pair(near, near, others)
    said = none()
    for row in range(np.uint64(0), np.uint64(shown.shape[0])):
        fetch(shown, np.uint64(shown.shape[0]) - np.uint64(1) - row)  # asking ahead changes nothing
        said = heard(said, shown, row, here, within)
    keep(said, out, np.uint64(1))


@given(
    SHOWN, st.lists(st.booleans(), min_size=6, max_size=6), st.integers(-32767, 32767), st.integers(-32767, 32767),
    st.integers(0, 1 << 17), st.integers(0, 1 << 17),
)  # fmt: skip
def test_side_by_side_is_one_by_one(
    shown: Any, voice: list[bool], first: int, second: int, near: int, others: int
) -> None:
    shown[:, -1] = voice[: len(shown)]
    out = np.full((3, COUNT), 7, dtype=np.int32)
    hear_all(shown, np.int32(first), np.int32(second), np.int32(near), np.int32(others), out)
    here, within = np.array([first, second] + [0] * 6), np.array([near, near] + [others] * 6)
    gap = shown.astype(np.int64) - here
    expected = np.where((np.abs(gap) < within) & (shown[:, -1:] == 1), gap, 0).sum(axis=0)
    np.testing.assert_array_equal(out[1], expected)
    assert (out[[0, 2]] == 7).all()
