"""The dashboard over a state: the same numbers as the pure functions, missing where undefined, and lawful."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from fake_state import fake_state, next_month

import sim
from sim.agents.municipality import STAGES
from sim.measures import (
    MEASURES,
    assortativity,
    attribute_assortativity,
    congruence,
    economic_connectedness,
    equal_treatment,
    esteban_ray,
    exclusion,
    flache_macy,
    gini,
    theil,
    weighted_spread,
)
from sim.measures.census import MEANS, Census
from sim.measures.fabric import distances, fabric, resources
from sim.measures.horizontal import deprivations
from sim.measures.polarization import OTHER_BLOC, OWN_PARTY
from sim.measures.year import Year
from sim.network import Network
from sim.state import State

BY_ID = {m.id: m for m in MEASURES}
PROMISED = """
vertical: congruence responsiveness representativeness voice_equality legitimacy legal_security
horizontal: bridging homophily exclusion reach outgroup_trust between_share
polarization: opinion_split group_er affective network_camps agenda
strain: politician official staff citizen
trust: politicians administration staff citizens
channel: input withinput output
role: voter fellow_citizen controller consultee legitimiser dialogue_partner
cost: money staff_hours attention
adoption: opt_in consequence
goal: solutions efficacy solidarity tax_consent authority loser_acceptance employee_quality staff_exposure
goal: claimed_common_good social_ties
"""


def counted(state: State, months: int = 1) -> Census:
    year = Year(state)
    for _ in range(months):
        year.add(state)
    return Census(state, year)


def lively(seed: int = 3, n: int = 400) -> State:
    """A state in which everybody has a voice and something has happened."""
    state = fake_state(n, seed=seed, silent=0.0)
    state.citizens.stage[:] = np.random.default_rng(seed).integers(0, 7, n)
    state.citizens.realised_influence[:] = state.citizens.stage == 6
    state.municipalities.agenda_weight[:] = 10.0
    state.municipalities.opinion[:] = 0.0
    return state


def edges(state: State) -> Any:
    """Ties of the network and of forums, each once for each time that somebody names it, both ways."""
    c, net = state.citizens, state.network
    pairs = [(i, int(j)) for i in range(c.n) for j in net.neighbours[net.offsets[i] : net.offsets[i + 1]] if i < j]
    half = [(i, int(j)) for i in range(c.n) for j in c.met_lately[i] if j >= 0]
    return np.array(pairs), half


def test_every_promised_measure_is_declared_in_both_languages() -> None:
    promised = {"turnout", "switching", "volunteering", "complaints", "appeals", "reversals", "satisfaction"}
    promised |= {"unmet_need", "absence", "exit_share"}
    for line in PROMISED.strip().splitlines():
        family, _, names = line.partition(": ")
        promised |= {f"{family}.{name}" for name in names.split()}
    assert promised <= set(BY_ID)
    assert len(BY_ID) == len(MEASURES)
    for m in MEASURES:
        assert m.en and m.da and m.meaning_en.endswith(".") and m.meaning_da.endswith(".") and m.formula
        assert bool(m.missing) != bool(m.column or m.value), f"{m.id} must have a value or say why it has none"


def test_a_measure_without_a_rule_is_missing_never_nought() -> None:
    census = counted(lively())
    for m in MEASURES:
        if m.missing:
            assert np.isnan(m.of(census))


@pytest.mark.parametrize("seed", range(4))
def test_the_fabric_of_ties_equals_the_pure_functions(seed: int) -> None:
    state = lively(seed)
    state.citizens.met_lately[:] = -1
    ties, _ = edges(state)
    census = counted(state)
    found = fabric(census)
    c = state.citizens
    for issue in range(2):
        assert found.camps[issue] == pytest.approx(assortativity(c.positions[:, issue].astype(float), ties), abs=1e-6)
    assert found.homophily == pytest.approx(attribute_assortativity(c.education, ties), abs=1e-12)
    pure = economic_connectedness(c.resources > resources(census).medians[c.municipality], ties)
    assert (found.connectedness, found.exposure, found.friending_bias) == pytest.approx(pure, abs=1e-12)
    home = c.household
    graph = nx.Graph([(i, j) for i, j in ties.tolist() if home[i] != home[j]])
    assert set(np.flatnonzero(found.alone)) == set(range(c.n)) - set(graph.nodes)


def test_acquaintances_from_forums_are_ties_too() -> None:
    state = lively()
    c = state.citizens
    c.met_lately[:] = -1
    c.met_lately[0, 0], c.met_lately[1, 0] = 1, 0
    ties, _ = edges(state)
    both = np.concatenate([ties, [[0, 1]]])
    assert fabric(counted(state)).homophily == pytest.approx(attribute_assortativity(c.education, both), abs=1e-12)


def test_the_null_is_what_shuffling_gives() -> None:
    state = lively(7, 300)
    state.citizens.met_lately[:] = -1
    found = fabric(counted(state))
    ties, _ = edges(state)
    luck = np.random.default_rng(1)
    c = state.citizens
    camps = [assortativity(luck.permutation(c.positions[:, 0].astype(float)), ties) for _ in range(1500)]
    labels = [attribute_assortativity(luck.permutation(c.education), ties) for _ in range(1500)]
    # the mean of 1,500 shuffles has a standard error of about sd / 39
    assert found.camps_null[0] == pytest.approx(np.mean(camps), abs=4 * np.std(camps) / 39)
    assert found.homophily_null == pytest.approx(np.mean(labels), abs=4 * np.std(labels) / 39)


def _line(n: int) -> State:
    """Citizens in a row, each knowing the next."""
    state = fake_state(n, seed=1, municipalities=1, silent=0.0)
    rows = [[j for j in (i - 1, i + 1) if 0 <= j < n] for i in range(n)]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    state.citizens.met_lately[:] = -1
    state.citizens.stage[:] = 0
    flat = np.array([j for row in rows for j in row], dtype=np.int32)
    return replace(state, network=Network(offsets.astype(np.int64), flat))


def test_reach_is_one_over_the_distance_to_the_forum() -> None:
    state = _line(6)
    assert BY_ID["horizontal.reach"].of(counted(state)) == 0.0
    state.citizens.stage[0] = 2
    expected = np.mean([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6])
    assert BY_ID["horizontal.reach"].of(counted(state)) == pytest.approx(expected, abs=1e-12)
    state.citizens.stage[:] = 2
    assert BY_ID["horizontal.reach"].of(counted(state)) == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_distances_are_those_of_a_search_from_the_forum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acquaintances from forums lead one way only, and whoever is silent passes nothing on."""
    monkeypatch.setattr("sim.blocks.ROWS_A_THREAD", 50)
    state = fake_state(500, seed=seed, silent=0.2, threads=1 + seed)
    c, net = state.citizens, state.network
    c.stage[:] = 0
    c.stage[np.random.default_rng(seed).integers(0, c.n, 3)] = 4
    graph = nx.DiGraph()
    graph.add_nodes_from(np.flatnonzero(c.voice == 1).tolist())
    for i in range(c.n):
        for j in [*net.neighbours[net.offsets[i] : net.offsets[i + 1]], *c.met_lately[i][c.met_lately[i] >= 0]]:
            if c.voice[i] == 1 and c.voice[j] == 1:
                graph.add_edge(i, int(j))
    came = np.flatnonzero((c.stage == 4) & (c.voice == 1)).tolist()
    far = nx.multi_source_dijkstra_path_length(graph, came)
    expected = np.bincount([1 + int(far[i]) for i in far], minlength=256)
    expected[0] = len(graph) - len(far)
    assert np.array_equal(distances(counted(state)), expected)


def test_a_long_way_to_the_forum_is_counted_up_to_255() -> None:
    state = _line(400)
    state.citizens.stage[0] = 2
    found = distances(counted(state))
    assert np.array_equal(found[1:255], np.ones(254)) and found[255] == 146 and found[0] == 0


@pytest.mark.parametrize("silent", [0.0, 0.3])
def test_measures_of_inequality_equal_the_pure_functions(silent: float) -> None:
    state = fake_state(600, seed=6, silent=silent)
    c = state.citizens
    c.need[:] = 0.1 + 0.8 * c.need
    c.need[c.voice == 0], c.met[c.voice == 0] = 1.0, 1  # the greatest need is that of people who do not count
    heard, met = c.voice == 1, (c.voice == 1) & (c.met == 1)
    parts, treated = theil(c.quality[heard], c.quintile[heard]), equal_treatment(*(
        column[met] for column in (c.quality, c.need, c.quintile)
    ))  # fmt: skip
    for name, expected in (
        ("horizontal.resource_gini", gini(c.resources[heard])),
        ("vertical.voice_equality", 1.0 - gini(c.realised_influence[heard], corrected=True)),
        ("horizontal.service_inequality", parts.total),
        ("horizontal.between_share", parts.between_share),
        ("vertical.legal_security", treated.security),
        ("vertical.legal_bias", treated.bias_share),
    ):
        assert BY_ID[name].of(counted(state)) == pytest.approx(expected, abs=1e-9), name
    c.met[:] = 0
    assert np.isnan(BY_ID["vertical.legal_security"].of(counted(state)))
    c.quality[:] = 0.0
    assert BY_ID["horizontal.service_inequality"].of(counted(state)) == 0.0


@pytest.mark.parametrize("silent", [0.0, 0.3])
def test_measures_of_opinion_equal_the_pure_functions(silent: float) -> None:
    state = fake_state(600, seed=7, silent=silent)
    c, p, parties = state.citizens, state.politicians, state.parties
    heard = c.voice == 1
    near = camps = 0.0
    for m, weight in enumerate(state.municipalities.citizens / state.municipalities.citizens.sum()):
        ours, theirs = c.positions[heard & (c.municipality == m)], p.positions[p.municipality == m]
        near += weight * np.mean([congruence((ours[:, k] + 1) / 2, (theirs[:, k] + 1) / 2) for k in range(2)])
        lists = np.flatnonzero(parties.municipality == m)
        votes = np.array([np.count_nonzero(heard & (c.party == q)) for q in lists])
        stand = [(c.positions[heard & (c.party == q), 0].mean(dtype="f8") + 1) / 2 for q in lists]
        camps += weight * esteban_ray(stand, votes / votes.sum())
    split = np.mean([flache_macy((c.positions[heard, k] + 1) / 2) for k in range(2)])
    assert BY_ID["vertical.congruence"].of(counted(state)) == pytest.approx(near, abs=1e-6)
    assert BY_ID["polarization.opinion_split"].of(counted(state)) == pytest.approx(split, abs=1e-6)
    assert BY_ID["polarization.group_er"].of(counted(state)) == pytest.approx(camps, abs=1e-9)
    c.party[c.municipality == 1] = 0
    assert np.isnan(BY_ID["polarization.group_er"].of(counted(state)))


def test_legitimacy_is_a_cube_root_and_its_low_end_a_tenth() -> None:
    state = fake_state(700, seed=3, silent=0.25)
    c = state.citizens
    c.trust_politicians[:40] = 0.0
    felt = np.cbrt((c.trust_politicians * c.fairness * c.external_efficacy).astype(float))[c.voice == 1]
    assert BY_ID["vertical.legitimacy"].of(counted(state)) == pytest.approx(felt.mean(), abs=1e-7)
    low = np.sort(felt)[len(felt) // 10]
    assert BY_ID["vertical.legitimacy_low"].of(counted(state)) == pytest.approx(low, abs=1e-7)


def test_exclusion_equals_the_pure_function() -> None:
    census = counted(lively())
    assert BY_ID["horizontal.exclusion"].of(census) == pytest.approx(exclusion(deprivations(census), 2), abs=1e-12)


def test_affective_equals_the_pure_function() -> None:
    state = fake_state(120, seed=5, municipalities=1, silent=0.0)
    c, parties = state.citizens, state.parties
    parties.share[:] = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    likes = np.empty((c.n, parties.n))
    for i in range(c.n):
        for q in range(parties.n):
            far = np.abs(c.positions[i] - parties.positions[q]).mean() / 2
            like = 1 - far
            if q == c.party[i]:
                like += OWN_PARTY * c.party_identity[i] * far
            elif parties.bloc[q] != parties.bloc[c.party[i]]:
                like *= 1 - OTHER_BLOC * c.party_identity[i]
            likes[i, q] = 10 * like
    expected = weighted_spread(likes, parties.share.astype(float) / parties.share.sum()) / 5
    assert BY_ID["polarization.affective"].of(counted(state)) == pytest.approx(expected, abs=1e-6)


def test_decisions_that_follow_what_is_wanted_have_that_slope() -> None:
    """policy ← policy + λ·(demand − policy) gives β = λ exactly."""
    state = fake_state(100, seed=2)
    m = state.municipalities
    year = Year(state)
    m.policy[:] = 0.5
    year.add(state)
    for step in range(6):
        m.opinion[:] = np.sin(step + np.arange(4).reshape(2, 2))
        m.policy[:] += 0.3 * (m.opinion - m.policy)
        year.add(state)
    assert year.slope() == pytest.approx(0.3, abs=1e-6)
    assert BY_ID["vertical.responsiveness"].of(Census(state, year)) == pytest.approx(0.3, abs=1e-6)
    still = Year(state)
    m.opinion[:] = m.policy
    still.add(state)
    assert np.isnan(BY_ID["vertical.responsiveness"].of(Census(state, still)))


def test_representativeness_of_who_came() -> None:
    state = lively()
    chain = state.municipalities.chain
    chain[:] = 0
    assert np.isnan(BY_ID["vertical.representativeness"].of(counted(state)))
    came = 5 * STAGES.index("came")
    chain[0, came : came + 5] = [0, 10, 20, 30, 40]
    expected = 1 - 0.5 * np.abs(np.array([0, 0.1, 0.2, 0.3, 0.4]) - 0.2).sum()
    assert BY_ID["vertical.representativeness"].of(counted(state, 3)) == pytest.approx(expected, abs=1e-12)


def test_equality_of_voice() -> None:
    state = lively()
    moved = state.citizens.realised_influence
    moved[:] = 1.0
    assert BY_ID["vertical.voice_equality"].of(counted(state)) == pytest.approx(1.0, abs=1e-12)
    moved[1:] = 0.0
    assert BY_ID["vertical.voice_equality"].of(counted(state)) == pytest.approx(0.0, abs=1e-12)
    moved[:] = 0.0
    assert np.isnan(BY_ID["vertical.voice_equality"].of(counted(state)))


@pytest.mark.parametrize(("parts", "expected"), [((1.0, 1.0, 0.0), 0.0), ((0.5, 0.5, 0.5), 0.5)])
def test_legitimacy_is_missing_where_one_part_is(parts: tuple[float, float, float], expected: float) -> None:
    state = lively()
    c = state.citizens
    c.trust_politicians[:], c.fairness[:], c.external_efficacy[:] = parts
    assert BY_ID["vertical.legitimacy"].of(counted(state)) == pytest.approx(expected, abs=1e-6)
    assert BY_ID["vertical.legitimacy_low"].of(counted(state)) == pytest.approx(expected, abs=1e-6)


def _agenda(state: State) -> float:
    return BY_ID["polarization.agenda"].of(counted(state))


def test_the_agenda_measure_speaks_of_whose_agenda_it_is_and_not_of_spread() -> None:
    """The deck's polarization: opinions that spread out do not move it; an agenda that leans to the best-off does."""
    state = lively()
    c, m = state.citizens, state.municipalities
    c.positions[:] = 0.0
    c.positions[c.quintile == 5] = 0.4
    c.positions[c.quintile == 1] = -0.4
    m.opinion[:] = 0.0
    m.agenda[:] = 0.0
    assert _agenda(state) == pytest.approx(0.0, abs=1e-6)
    m.agenda[:] = 0.1
    leaning = _agenda(state)
    assert leaning == pytest.approx(0.1 * np.sqrt(2), abs=1e-6)
    m.agenda[:] = -0.1
    assert _agenda(state) == pytest.approx(-leaning, abs=1e-6)
    m.agenda[:] = 0.1
    middle = np.flatnonzero(c.quintile == 3)
    c.positions[middle[: len(middle) // 2 * 2]] = np.tile([[0.9], [-0.9]], (len(middle) // 2, 1))
    assert _agenda(state) == pytest.approx(leaning, abs=1e-6)
    m.agenda_weight[:] = 0.0
    assert np.isnan(_agenda(state))


def test_groups_are_the_means_of_groups() -> None:
    state = fake_state(500, seed=8)
    census = counted(state)
    c = state.citizens
    kinds = c.type_weights.argmax(axis=1)
    voice = c.voice == 1
    for column in MEANS:
        values, groups = c.array(column).astype(float), census.groups(column)
        assert census.mean(column) == pytest.approx(values[voice].mean(), abs=1e-6)
        for by, labels, names in (
            ("type", kinds, range(3)),
            ("quintile", c.quintile, range(1, 6)),
            ("municipality", c.municipality, range(2)),
        ):
            expected = [values[voice & (labels == name)].mean() for name in names]
            assert groups[by] == pytest.approx(expected, abs=1e-6)


def _relabelled(state: State, seed: int) -> State:
    """The same town with its citizens in another order, within municipalities."""
    c, net = state.citizens, state.network
    luck = np.random.default_rng(seed)
    order = np.concatenate(
        [luck.permutation(np.flatnonzero(c.municipality == town)) for town in range(state.municipalities.n)]
    )
    place = np.argsort(order)
    for name in c:
        c.array(name)[:] = c.array(name)[order].copy()
    known = c.met_lately >= 0
    c.met_lately[known] = place[c.met_lately[known]]
    rows = [np.sort(place[net.neighbours[net.offsets[i] : net.offsets[i + 1]]]) for i in order]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return replace(state, network=Network(offsets, np.concatenate(rows).astype(np.int32)))


def test_the_order_of_citizens_does_not_matter() -> None:
    one, other = counted(lively(6)), counted(_relabelled(lively(6), 1))
    for m in MEASURES:
        assert m.of(other) == pytest.approx(m.of(one), abs=1e-6, nan_ok=True), m.id


def test_mirrored_opinions_leave_polarization_where_it_was() -> None:
    one, mirrored = lively(4), lively(4)
    for table in (mirrored.citizens, mirrored.politicians, mirrored.parties):
        table.positions[:] *= -1
    for column in ("opinion", "agenda", "policy", "council"):
        mirrored.municipalities.array(column)[:] *= -1
    for name in ("vertical.congruence", "polarization.opinion_split", "polarization.group_er", "polarization.affective",
                 "polarization.network_camps", "polarization.agenda"):  # fmt: skip
        assert BY_ID[name].of(counted(mirrored)) == pytest.approx(BY_ID[name].of(counted(one)), abs=1e-6), name


def test_silent_citizens_are_counted_nowhere() -> None:
    state = fake_state(400, seed=9, silent=0.3)
    before = {m.id: m.of(counted(state)) for m in MEASURES}
    quiet = state.citizens.voice == 0
    c = state.citizens
    for name in (
        "trust_politicians",
        "satisfaction",
        "positions",
        "quality",
        "need",
        "realised_influence",
        "awareness",
    ):
        c.array(name)[quiet] = 0.9
    c.stage[quiet], c.party[quiet] = 6, c.party[0]
    for m in MEASURES:
        assert m.of(counted(state)) == pytest.approx(before[m.id], abs=1e-6, nan_ok=True), m.id


def test_values_stay_in_the_declared_range_in_a_run() -> None:
    run = sim.simulate(sim.Scenario.load(policy="open_invitation", citizens=800, months=30), seed=2)
    for m in MEASURES:
        values = np.array(run.model.record.values[m.id])
        values = values[~np.isnan(values)]
        assert m.low is None or np.all(values >= m.low - 1e-9), m.id
        assert m.high is None or np.all(values <= m.high + 1e-9), m.id
        assert bool(m.missing) == (len(values) == 0), m.id


def test_one_thread_or_three_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.blocks.ROWS_A_THREAD", 50)
    one, three = (fake_state(600, seed=3, threads=threads) for threads in (1, 3))
    next_month(three)
    next_month(one)
    assert three.crew._pool is not None
    for m in MEASURES:
        a, b = m.of(counted(one)), m.of(counted(three))
        assert a == b or (np.isnan(a) and np.isnan(b)), m.id
