"""Blocks and threads: the same sums, bit by bit, whoever adds them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import blocks as engine
from sim.blocks import Blocks, Crew, cut, over_blocks, threads_wanted


@over_blocks
def _add(first: int, last: int, blocks: Blocks, values: Any, sums: Any) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            sums[b] += values[i]
            values[i] += 1.0


@given(sizes=st.lists(st.integers(0, 300), min_size=1, max_size=8), rows=st.integers(1, 100))
def test_blocks_cover_every_row_once_and_never_cross_a_municipality(sizes: list[int], rows: int) -> None:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    blocks = cut(offsets, rows)
    assert blocks.edge[0] == 0 and blocks.edge[-1] == offsets[-1]
    lengths = np.diff(blocks.edge)
    assert np.all(lengths >= 0) and np.all(lengths <= rows)
    for town, size in enumerate(sizes):
        assert lengths[blocks.home == town].sum() == size
    assert np.all(np.diff(blocks.home) >= 0)


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_sums_have_the_same_bits_for_any_number_of_threads(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ROWS_A_THREAD", 10)
    blocks = cut(np.array([0, 700, 1000]), 64)
    results = []
    for count in (1, threads):
        crew = Crew(blocks, count)
        values = np.random.default_rng(3).random(1000)
        sums = np.zeros(len(blocks.home))
        crew.run(_add, values, sums)
        crew.close()
        results.append((values, sums))
    assert np.array_equal(results[0][0], results[1][0])
    assert np.array_equal(results[0][1], results[1][1])
    assert len(crew._cuts) == threads + 1


def test_small_tables_use_no_threads() -> None:
    crew = Crew(cut(np.array([0, 5000])), 8)
    assert crew._pool is None


def test_an_error_in_a_thread_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ROWS_A_THREAD", 10)
    crew = Crew(cut(np.array([0, 1000]), 100), 2)

    def broken(first: int, last: int, blocks: Blocks) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crew.run(broken)
    crew.close()


@pytest.mark.parametrize(("said", "heard"), [("1", 1), ("3", 3), ("0", 1)])
def test_the_environment_sets_the_threads(said: str, heard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", said)
    assert threads_wanted() == heard
