"""Blocks and threads: the same sums, bit by bit, whoever adds them."""

from __future__ import annotations

from itertools import pairwise
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


@given(
    sizes=st.lists(st.integers(1, 300), min_size=1, max_size=12), rows=st.integers(20, 100), threads=st.integers(1, 5)
)
def test_no_two_threads_work_on_one_municipality(sizes: list[int], rows: int, threads: int) -> None:
    seen: list[tuple[int, int]] = []
    before, engine.ROWS_A_THREAD = engine.ROWS_A_THREAD, 1
    try:
        crew = Crew(cut(np.concatenate([[0], np.cumsum(sizes)]), rows), threads)
    finally:
        engine.ROWS_A_THREAD = before
    home = crew.blocks.home
    crew.run_by_town(lambda first, last, blocks: seen.append((first, last)))
    crew.close()
    seen.sort()
    assert seen[0][0] == 0 and seen[-1][1] == len(home)
    assert all(end == start for (_, end), (start, _) in pairwise(seen)), "every block once"
    towns = [set(home[first:last].tolist()) for first, last in seen]
    assert sum(len(each) for each in towns) == len(sizes)


def test_many_small_municipalities_are_shared_out_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ROWS_A_THREAD", 1)
    seen: list[int] = []
    crew = Crew(cut(np.arange(0, 1001, 10)), 4)
    crew.run_by_town(lambda first, last, blocks: seen.append(last - first))
    crew.close()
    assert seen == [25, 25, 25, 25]


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
