"""What is put in order in pieces, by threads, is what sorting everything gives."""

from __future__ import annotations

import numpy as np
import pytest
from fake_state import fake_state
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import rising
from sim.measures.opinion import congruence, flache_macy, split
from sim.measures.rising import AS_IT_IS, OPINIONS, WITHOUT_ZEROS, Rising, apart, rise, weigh
from sim.state import State

EXACT = 1e-9

amounts = st.lists(st.floats(0.0, 1e6, width=32).map(abs), min_size=1, max_size=200)


def risen(values: np.ndarray) -> np.ndarray:
    found = values.astype(np.float32)
    rise(found.view(np.uint32), np.empty(len(found), dtype=np.uint32))
    return found


@given(amounts)
def test_numbers_rise(x: list[float]) -> None:
    values = np.array(x, dtype=np.float32)
    assert np.array_equal(risen(values), np.sort(values))


@pytest.mark.parametrize("n", [1, 48, 49, 1000, 4095, 4096, 30_000])
@pytest.mark.parametrize("top", [1e-30, 1.0, 3e38])
def test_many_numbers_rise(n: int, top: float) -> None:
    luck = np.random.default_rng(n)
    values = (luck.random(n) * top).astype(np.float32)
    values[luck.random(n) < 0.3] = 0.0
    assert np.array_equal(risen(values), np.sort(values))
    assert np.array_equal(risen(np.sort(values)), np.sort(values))
    assert np.array_equal(risen(np.full(n, top)), np.full(n, top, dtype=np.float32))


@given(amounts, st.integers(0, 50))
def test_weights_are_of_squares_and_ranks(x: list[float], first: int) -> None:
    values = np.sort(np.array(x))
    n, middle = len(x) + first + 7, float(values.mean())
    ranks = first + np.arange(len(x))
    squares, ranked = weigh(values, first, n, middle)
    size = np.abs(values - middle).max() + 1.0
    assert squares == pytest.approx(((values - middle) ** 2).sum(), abs=EXACT * size**2)
    assert ranked == pytest.approx(((2 * ranks - n + 1) * (values - middle)).sum(), abs=EXACT * size * n)


def test_one_person_apart() -> None:
    assert apart(np.array([0.2]), np.array([0.5])) == pytest.approx(0.3, abs=EXACT)
    assert apart(np.array([0.0, 1.0]), np.array([0.5, 0.5, 0.5])) == pytest.approx(0.5, abs=EXACT)


def _state(threads: int = 1) -> State:
    state = fake_state(900, seed=4, municipalities=3, silent=0.2, threads=threads)
    state.citizens.realised_influence[::3] = 0.0
    return state


@pytest.fixture(params=[1, 3])
def state(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> State:
    """Three municipalities in which not everybody has a voice; small pieces, and one thread or three."""
    monkeypatch.setattr("sim.blocks.ROWS_A_THREAD", 50)
    monkeypatch.setattr(rising, "A_PIECE", 37)
    return _state(request.param)


def test_each_municipality_is_in_order(state: State) -> None:
    c = state.citizens
    found = Rising(state, c.resources, AS_IT_IS)
    for m in range(state.municipalities.n):
        ours = c.resources[(c.municipality == m) & (c.voice == 1)]
        assert found.counts[m] == len(ours)
        assert np.array_equal(found.values[found.edge[m] :][: len(ours)], np.sort(ours))
        assert found.medians()[m] == np.median(ours)
    assert found.most == c.resources[c.voice == 1].max()
    assert found.total == pytest.approx(c.resources[c.voice == 1].sum(dtype="f8"), abs=EXACT)


def test_opinions_of_all_municipalities_together(state: State) -> None:
    c = state.citizens
    for issue in range(2):
        found = Rising(state, c.positions, OPINIONS, issue)
        ours = np.clip((c.positions[c.voice == 1, issue] + np.float32(1)) / np.float32(2), 0, 1)
        n = found.count
        assert split(n, *found.weighed(middle=found.total / n)) == pytest.approx(flache_macy(ours), abs=EXACT)


def test_what_is_nothing_need_not_be_put_in_order(state: State) -> None:
    moved = state.citizens.realised_influence
    every, some = Rising(state, moved, AS_IT_IS), Rising(state, moved, WITHOUT_ZEROS)
    assert some.count == np.count_nonzero(moved[state.citizens.voice == 1]) < every.count
    zeros = every.count - some.count
    assert some.weighed(zeros=zeros) == pytest.approx(every.weighed(), rel=1e-12)


def test_how_far_a_council_is_from_its_citizens(state: State) -> None:
    c, p = state.citizens, state.politicians
    found = Rising(state, c.positions, OPINIONS, 1).apart(p.positions, p.municipality)
    for m in range(state.municipalities.n):
        ours, theirs = c.positions[(c.municipality == m) & (c.voice == 1), 1], p.positions[p.municipality == m, 1]
        near = congruence((ours + np.float32(1)) / 2, (theirs + np.float32(1)) / 2)
        assert 1.0 - found[m] == pytest.approx(near, abs=EXACT)
    alone = Rising(state, c.positions, OPINIONS, 1).apart(p.positions, np.zeros_like(p.municipality))
    assert np.isfinite(alone[0]) and np.isnan(alone[1:]).all()


def test_a_municipality_without_a_voice_has_no_order(state: State) -> None:
    c = state.citizens
    c.voice[c.municipality == 2] = 0
    found = Rising(state, c.resources, AS_IT_IS)
    assert found.counts[2] == 0 and np.isnan(found.medians()[2])
    c.voice[:] = 0
    assert Rising(state, c.resources, AS_IT_IS).weighed() == (0.0, 0.0)


def test_threads_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.blocks.ROWS_A_THREAD", 50)
    monkeypatch.setattr(rising, "A_PIECE", 37)
    found = []
    for threads in (1, 2, 3):
        s = _state(threads)
        ours = Rising(s, s.citizens.positions, OPINIONS, 0)
        found.append((ours.total, *ours.weighed(middle=ours.total / ours.count)))
    assert found[0] == found[1] == found[2]
