"""The citizens' network: its form, its size, its homophily, and what is measured on it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network import Network, build_network
from sim.network.build import _draw_line, _Line, _somewhere
from sim.randomness import Decision, uniform4, uniforms


@dataclass(frozen=True)
class Fake:
    municipality: np.ndarray
    neighbourhood: np.ndarray
    household: np.ndarray
    workplace: np.ndarray
    education: np.ndarray
    neighbourhood_offsets: np.ndarray
    town_offsets: np.ndarray


def fake(*towns: int, home: float = 1.8, block: int = 250, job: int = 20, sorting: float = 0.0, draw: int = 1) -> Fake:
    """People of towns of these sizes; `sorting` is how far colleagues are of one education."""
    rng = np.random.default_rng(draw)
    offsets = np.concatenate([[0], np.cumsum(towns)])
    n = int(offsets[-1])
    town = np.repeat(np.arange(len(towns)), towns)
    edge = np.concatenate(
        [np.arange(lo, max(hi - block // 2, lo + 1), block) for lo, hi in itertools.pairwise(offsets)]
    )
    starts = rng.random(n) < 1 / home
    starts[edge] = True
    education = rng.choice(5, n, p=[0.25, 0.35, 0.1, 0.18, 0.12])
    workplace = np.full(n, -1)
    first = 0
    for lo, hi in itertools.pairwise(offsets):
        at_work = lo + np.flatnonzero(rng.random(hi - lo) < 0.6)
        like = sorting * education[at_work] + rng.random(len(at_work))
        workplace[at_work[np.argsort(like)]] = first + np.arange(len(at_work)) // job
        first = int(workplace.max()) + 1
    return Fake(
        town.astype(np.int16),
        (np.searchsorted(edge, np.arange(n), side="right") - 1).astype(np.int32),
        (np.cumsum(starts) - 1).astype(np.int32),
        workplace.astype(np.int32),
        education.astype(np.uint8),
        np.append(edge, n).astype(np.int64),
        offsets.astype(np.int64),
    )


def network_of(graph: nx.Graph) -> Network:
    """A network with the ties of a networkx graph on nodes 0 to n − 1."""
    rows = [sorted(graph[node]) for node in range(len(graph))]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Network(offsets, np.array([j for row in rows for j in row], dtype=np.int32))


def check_form(net: Network, people: Fake) -> None:
    """Symmetric, ascending, no tie to oneself, none twice; homes complete; no tie leaves the municipality."""
    n = len(people.household)
    assert net.offsets.dtype == np.int64 and net.neighbours.dtype == np.int32
    assert net.n == n and net.offsets[0] == 0 and net.offsets[-1] == len(net.neighbours) == 2 * net.ties
    rows = [net.neighbours_of(i).tolist() for i in range(n)]
    ties = {(i, j) for i, row in enumerate(rows) for j in row}
    assert len(ties) == len(net.neighbours)
    assert all(row == sorted(row) for row in rows)
    assert all(i != j and (j, i) in ties for i, j in ties)
    assert all(people.municipality[i] == people.municipality[j] for i, j in ties)
    for home in np.unique(people.household):
        members = np.flatnonzero(people.household == home).tolist()
        assert ties.issuperset(itertools.permutations(members, 2))


@pytest.mark.parametrize(
    "people",
    [fake(50), fake(300), fake(120, 400, 60, block=40), fake(200, home=6.0), fake(90, job=90)],
    ids=["50", "300", "three towns", "large homes", "one workplace"],
)
@pytest.mark.parametrize("degree", [0.0, 2.0, 12.0, 150.0])
def test_the_network_has_the_form_it_promises(people: Fake, degree: float) -> None:
    check_form(build_network(people, 3, degree), people)


@st.composite
def small_towns(draw: st.DrawFn) -> Fake:
    towns = draw(st.lists(st.integers(1, 40), min_size=2, max_size=2))
    people = fake(
        *towns,
        home=draw(st.floats(1.0, 4.0)),
        block=draw(st.integers(2, 30)),
        job=draw(st.integers(1, 20)),
        draw=draw(st.integers(0, 1000)),
    )
    kinds = draw(st.integers(1, 5))
    return replace(people, education=(people.education % kinds).astype(np.uint8))


@given(people=small_towns(), seed=st.integers(0, 2**64 - 1), degree=st.floats(0, 30), h=st.floats(0.2, 20))
@settings(max_examples=100)
def test_any_small_population_gets_a_network_of_that_form(people: Fake, seed: int, degree: float, h: float):
    net = build_network(people, seed, degree, h)
    check_form(net, people)
    sizes = np.bincount(people.household)
    most = max(round(len(people.household) * degree / 2), int((sizes * (sizes - 1)).sum()) // 2)
    drawn_by_chance = 6 * np.sqrt(most) + 6  # ties in lines are drawn one by one around the number wanted
    assert net.ties <= most + drawn_by_chance


def test_one_citizen_alone_knows_nobody() -> None:
    net = build_network(fake(1), 1)
    assert (net.n, net.ties) == (1, 0)


@pytest.mark.parametrize("n", [1000, 5000])
@pytest.mark.parametrize("degree", [3.0, 12.0, 30.0])
def test_the_mean_degree_is_the_one_asked_for(n: int, degree: float) -> None:
    for seed in range(3):
        assert build_network(fake(n), seed, degree).degree.mean() == pytest.approx(degree, rel=0.01)


@pytest.mark.parametrize("sorting", [0.0, 0.5], ids=["mixed workplaces", "sorted workplaces"])
@pytest.mark.parametrize("homophily", [1.0, 2.5, 5.0])
def test_homophily_is_the_one_asked_for(homophily: float, sorting: float) -> None:
    people = fake(5000, sorting=sorting)
    found = [build_network(people, seed, homophily=homophily).education_homophily(people.education)
             for seed in range(5)]  # fmt: skip
    # 30,000 ties give a standard error of 1.2 % in the odds; five networks 0.6 %
    assert np.mean(found) == pytest.approx(homophily, rel=0.03)


def test_homophily_holds_over_towns_that_differ_in_education() -> None:
    people = fake(3000, 3000)
    education = people.education.copy()
    education[:3000] //= 2
    people = replace(people, education=education)
    assert build_network(people, 1).education_homophily(education) == pytest.approx(2.5, rel=0.06)


def test_choice_makes_up_for_what_workplaces_bring_about() -> None:
    people = fake(5000, sorting=0.6)
    net = build_network(people, 1, homophily=1.0)
    ends = net.edges()
    work = (people.workplace[ends] >= 0).all(axis=1) & (np.ptp(people.workplace[ends], axis=1) == 0)
    same = people.education[ends[:, 0]] == people.education[ends[:, 1]]
    assert same[work].mean() > 1.5 * same[~work].mean()
    assert net.education_homophily(people.education) == pytest.approx(1.0, rel=0.05)


def test_homophily_that_choice_cannot_undo_remains() -> None:
    people = fake(5000, sorting=1.0)  # all colleagues have one education
    assert build_network(people, 1, homophily=1.0).education_homophily(people.education) > 1.2


def test_citizens_differ_in_degree_by_their_sociability() -> None:
    people = fake(4000)
    net = build_network(people, 9)
    ends = net.edges()
    away = (np.ptp(people.neighbourhood[ends], axis=1) > 0) & (np.ptp(people.workplace[ends], axis=1) > 0)
    degree, weak = net.degree, np.bincount(ends[away].ravel(), minlength=4000)
    social = uniforms(9, Decision.TIE_ACCEPT, 0, np.arange(4000))
    for kind in (degree, weak):
        assert kind[social >= 0.75].mean() > 1.5 * kind[social < 0.25].mean()
    assert degree.std() > 1.2 * np.sqrt(degree.mean())  # more unlike than chance alone makes them


def test_friends_of_one_citizen_often_know_each_other() -> None:
    net = build_network(fake(3000), 4)
    assert 0.15 < net.clustering() < 0.35
    blind = net.degree.mean() / net.n  # what a random network would have
    assert net.clustering() > 20 * blind


def test_ties_are_mostly_close_by_and_distant_ones_rarer_the_farther() -> None:
    people = fake(12_500)
    ends = build_network(people, 6).edges()
    away = np.abs(np.diff(people.neighbourhood[ends], axis=1))[:, 0]
    colleagues = (np.ptp(people.workplace[ends], axis=1) == 0) & (people.workplace[ends[:, 0]] >= 0)
    assert np.mean(away == 0) > 0.5
    near_rows = np.diff(ends, axis=1)[:, 0][(away == 0) & ~colleagues]
    assert np.median(near_rows) < 10
    weak = away[~colleagues & (away > 0)]
    counts = np.bincount(weak, minlength=30)
    assert counts[1] > counts[2] > counts[4] > counts[8] > counts[16] > 0


def test_weak_ties_fall_off_with_distance_as_the_rule_says() -> None:
    blocks, middle, trials = 81, 40, 20_000
    offsets = np.arange(blocks + 1) * 10
    found = np.array(
        [_somewhere(uniform4(1, int(Decision.TIE_FAR), 0, k, 0), middle, 0, blocks, offsets) for k in range(trials)]
    )
    away = np.abs(found[found >= 0] // 10 - middle)
    k = np.arange(middle + 1)
    chance = np.log((k + 2) / (k + 1)) / np.log(middle + 2)  # given that it lies in the town
    assert np.bincount(away, minlength=middle + 1) / len(away) == pytest.approx(chance, abs=0.015)
    assert np.bincount(found[found >= 0] % 10, minlength=10) / len(away) == pytest.approx(0.1, abs=0.015)
    at_the_edge = [_somewhere(uniform4(1, int(Decision.TIE_FAR), 0, k, 0), 0, 0, blocks, offsets) for k in range(200)]
    assert 0 <= min(at_the_edge) <= max(at_the_edge) < 10 * blocks  # the other side is taken where one has none


def test_the_line_kernel_draws_what_the_rule_says() -> None:
    people = fake(150, block=50, job=12)
    rng = np.random.default_rng(5)
    level = rng.integers(0, 4, 150).astype(np.uint8)
    shared = (people.household, people.neighbourhood, people.education, level)
    order = np.argsort(people.workplace, kind="stable").astype(np.int32)
    order = order[people.workplace[order] >= 0]
    for line, decision in (
        (_Line(np.arange(150, dtype=np.int32), people.neighbourhood, *shared, 9, 0), Decision.TIE_NEIGHBOUR),
        (_Line(order, people.workplace, *shared, 11, 9), Decision.TIE_WORK),
    ):
        chance = rng.random((line.reach, 2, 7))
        words, degree = np.zeros(len(line.rows), dtype=np.uint64), np.zeros(150, dtype=np.int32)
        made = _draw_line(np.uint64(8), int(decision), line, chance, words, degree)
        expected = set()
        for p, q in itertools.combinations(range(len(line.rows)), 2):
            i, j, d = int(line.rows[p]), int(line.rows[q]), q - p
            if line.group[i] != line.group[j]:
                continue
            home = people.household[i] == people.household[j]
            if decision == Decision.TIE_NEIGHBOUR and home:
                expected.add((p, q))
                continue
            neighbours = people.neighbourhood[i] == people.neighbourhood[j] and abs(i - j) <= 9
            if home or d > line.reach or (decision == Decision.TIE_WORK and neighbours):
                continue
            luck = uniform4(8, int(decision), 0, i, (d - 1) // 4)[(d - 1) % 4]
            same = int(people.education[i] == people.education[j])
            if luck < chance[d - 1, same, int(level[i]) + int(level[j])]:
                expected.add((p, q))
        found = {(p, p + b + 1) for p, word in enumerate(words) for b in range(64) if int(word) >> b & 1}
        assert found == expected and made == len(expected) > 50
        ends = line.rows[np.array(sorted(expected))]
        assert np.array_equal(degree, np.bincount(ends.ravel(), minlength=150))


def test_the_same_seed_gives_the_same_bits_and_another_seed_another_network() -> None:
    people = fake(700, 400)
    one, two, other = (build_network(people, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.offsets, two.offsets) and np.array_equal(one.neighbours, two.neighbours)
    ties = [set(map(tuple, net.edges().tolist())) for net in (one, other)]
    assert len(ties[0] & ties[1]) < 0.7 * len(ties[0])


def test_isolated_citizens_change_nobody_elses_neighbours() -> None:
    net = build_network(fake(200), 1)
    more = net.with_isolated(3)
    assert more.n == 203 and more.ties == net.ties
    assert all(np.array_equal(more.neighbours_of(i), net.neighbours_of(i)) for i in range(200))
    assert more.degree[200:].tolist() == [0, 0, 0]
    assert net.n == 200 and net.with_isolated().n == 201 and net.with_isolated(0).n == 200


def test_edges_and_networkx_hold_the_same_ties() -> None:
    net = build_network(fake(150, block=50), 2).with_isolated(2)
    edges = net.edges()
    assert edges.shape == (net.ties, 2) and (edges[:, 0] < edges[:, 1]).all()
    assert edges.tolist() == sorted(edges.tolist())
    graph = net.to_networkx()
    assert sorted(graph.nodes) == list(range(152))
    assert {tuple(sorted(edge)) for edge in graph.edges} == set(map(tuple, edges.tolist()))
    assert all(sorted(graph[i]) == net.neighbours_of(i).tolist() for i in range(152))
    assert net.bytes == 8 * 153 + 4 * 2 * net.ties


@pytest.mark.parametrize(
    "graph",
    [
        nx.karate_club_graph(),
        nx.gnp_random_graph(60, 0.15, seed=1),
        nx.watts_strogatz_graph(50, 6, 0.1, seed=2),
        nx.complete_graph(7),
        nx.star_graph(5),
        nx.empty_graph(4),
    ],
    ids=["karate", "random", "small world", "complete", "star", "empty"],
)
def test_clustering_is_that_of_networkx(graph: nx.Graph) -> None:
    assert network_of(graph).clustering() == pytest.approx(nx.average_clustering(graph), abs=1e-14)


def test_clustering_of_a_sample_is_that_of_its_citizens() -> None:
    graph = nx.watts_strogatz_graph(100, 8, 0.2, seed=3)
    oracle = np.mean([nx.clustering(graph, node) for node in (0, 20, 40, 60, 80)])
    assert network_of(graph).clustering(5) == pytest.approx(oracle, abs=1e-14)


def test_homophily_is_the_odds_ratio_counted_pair_by_pair() -> None:
    graph = nx.gnp_random_graph(40, 0.3, seed=4)
    education = np.random.default_rng(4).integers(0, 3, 40)
    tied, pairs = np.zeros(2), np.zeros(2)
    for i, j in itertools.combinations(range(40), 2):
        same = int(education[i] == education[j])
        pairs[same] += 1
        tied[same] += graph.has_edge(i, j)
    oracle = (tied[1] / tied[0]) / (pairs[1] / pairs[0])
    assert network_of(graph).education_homophily(education) == pytest.approx(oracle, rel=1e-12)


def test_homophily_has_no_number_where_it_has_no_meaning() -> None:
    two_pairs = network_of(nx.Graph([(0, 1), (2, 3)]))
    assert two_pairs.education_homophily([0, 0, 1, 1]) == np.inf
    assert two_pairs.education_homophily([0, 1, 0, 1]) == 0.0
    assert np.isnan(two_pairs.education_homophily([2, 2, 2, 2]))
    assert np.isnan(two_pairs.education_homophily([0, 1, 2, 3]))
    assert np.isnan(network_of(nx.empty_graph(4)).education_homophily([0, 0, 1, 1]))
    assert np.isnan(Network(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32)).clustering())


def test_errors_say_what_is_allowed() -> None:
    people, net = fake(20), network_of(nx.path_graph(4))
    for wrong in ({"degree": -1.0}, {"degree": float("nan")}, {"homophily": 0.0}, {"homophily": np.inf}):
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} is .*; allowed: "):
            build_network(people, 1, **wrong)
    empty = replace(people, household=people.household[:0])
    with pytest.raises(ValueError, match="at least one citizen"):
        build_network(empty, 1)
    with pytest.raises(ValueError, match=r"shape \(3,\); allowed: \(4,\)"):
        net.education_homophily([0, 1, 2])
    with pytest.raises(ValueError, match="allowed: at least 1"):
        net.clustering(0)
    with pytest.raises(ValueError, match="allowed: 0 or more"):
        net.with_isolated(-1)
    for row in (-1, 4):
        with pytest.raises(IndexError, match="rows are 0 to 3"):
            net.neighbours_of(row)


@pytest.mark.parametrize(("rewired", "low", "high"), [(0.0, 0.6667, 0.6667), (0.1, 0.45, 0.51), (0.5, 0.06, 0.10)])
def test_clustering_of_small_worlds(rewired: float, low: float, high: float) -> None:
    """Watts and Strogatz, ten neighbours each: about ¾·(k − 2)/(k − 1)·(1 − p)³, so .6667, .486 and .083."""
    graph = nx.watts_strogatz_graph(5000, 10, rewired, seed=1)
    offsets = np.concatenate([[0], np.cumsum([graph.degree[i] for i in range(5000)])]).astype(np.int64)
    neighbours = np.concatenate([sorted(graph[i]) for i in range(5000)]).astype(np.int32)
    assert low - 1e-4 <= Network(offsets, neighbours).clustering() <= high + 1e-4
