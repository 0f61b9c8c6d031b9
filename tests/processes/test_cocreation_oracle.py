"""Co-creation: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from numpy.typing import NDArray
from views import any_levers, any_rules, follow, four, stir, views, voices

from sim.policy.levers import MODES
from sim.processes import cocreation
from sim.processes.form import process
from sim.randomness import Decision, uniforms
from sim.rows.row import Row
from sim.state import State

COCREATION = process(cocreation)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def lasting(state: State, uid: int, domain: int) -> float:
    """How much a domain means to a citizen, the same in all months."""
    return float(uniforms(int(state.now.seed), Decision.SALIENCE, 0, [uid], domain)[0])


# stakes and technicality of water, town planning, big data, welfare and home care, from −1 to 1
STAKES = (-0.4, 0.8, -0.6, 0.2, 0.0)
TECHNICAL = (0.4, 0.2, 1.0, -0.8, -0.8)


def stage_reached(state: State, c: Row, town: Row, lever: Row, k: Any) -> tuple[int, bool]:
    """The stage that a citizen reaches, and whether a change is a new solution."""
    r, usual, led = c.resources, town.rest_resources, lever.facilitation
    invited, came, spoke, heard = four(state, Decision.INVITED, c.uid)
    listened, changed, new, _ = four(state, Decision.CHANGED, c.uid)
    asking = (
        lever.recruit_open
        + lever.recruit_targeted * min(1.0, 2.0 * lever.outreach * (1.0 - r))
        + (lever.recruit_lottery + lever.recruit_stratified) * k.panel
    )
    seen_as = r + lever.recruit_stratified * (usual - r)
    scale = 1.0 if town.adopted[town.domain] else k.pilot
    spread = 1.0 + k.stakes * STAKES[town.domain]
    salience = c.interest * (1.0 + spread * (lasting(state, c.uid, town.domain) - 0.5))
    ready = (
        k.base
        - k.resources * (1.0 - k.lifting * led) * (1.0 - seen_as)
        + k.efficacy * c.efficacy
        + k.salience * salience
        + k.personal * lever.outreach * (1.0 - k.impersonal * lever.recruit_open)
        + k.personal * k.drawn * (lever.recruit_lottery + lever.recruit_stratified)
        + k.neighbours * (c.near_attendance - town.rest_near_attendance)
        - k.cost * lever.participation_cost
        + k.support * (lever.support - k.usual_support)
        + k.paid * (float(c.channel_values[1]) - float(town.rest_channels[1]))
        + k.maker * c.maker
    )
    weight = (max(r, 0.01) / max(usual, 0.01)) ** (k.voice_power * (1.0 - led))
    speaking = (
        k.speaking
        + k.speaking_efficacy * (c.efficacy - 0.5)
        + k.speaking_resources * (1.0 + k.technical_resources * TECHNICAL[town.domain]) * (1.0 - led) * (r - usual)
        + k.speaking_facilitation * led
        - k.technical * TECHNICAL[town.domain]
    )
    adopted = share(town.adoption / town.listening) if town.listening > 0 else 0.0
    chances = (
        (invited, share(scale * lever.reach * asking)),
        (came, 1.0 - (1.0 - sg(ready)) ** (1.0 / 3.0)),
        (spoke, sg(speaking)),
        (heard, share(lever.hearing * town.sensitivity / k.usual_sensitivity * weight)),
        (listened, town.listening),
        (changed, adopted),
    )
    stage = 0
    for luck, p in chances:
        if luck >= p:
            break
        stage += 1
    novelty = k.novelty * 1.5 * town.diversity * (k.novelty_unled + (1.0 - k.novelty_unled) * led)
    novelty *= k.novelty_unpaid + (1.0 - k.novelty_unpaid) * min(1.0, lever.budget / k.full_budget)
    return stage, stage == 6 and new < novelty


def oracle(state: State, k: Any) -> None:
    levers = views(state, "levers")
    for row, town in enumerate(views(state, "municipalities")):
        lever = levers[row]
        town.domain = state.now.month % 5
        town.adoption = min(town.listening, lever.power * town.follow)
        town.noted = min(1.0, (lever.hearing * town.sensitivity / k.usual_sensitivity) / k.usual_hearing)
        chain, came, solutions = [0] * 30, 0, 0
        heard, weights, opinions, kinds = 0, 0.0, [0.0, 0.0], [0.0, 0.0, 0.0]
        people = [c for c in voices(state) if c.municipality == row]
        for c in people:
            c.stage, new = stage_reached(state, c, town, lever, k)
            for stage in range(c.stage):
                chain[5 * stage + c.quintile - 1] += 1
            came += c.stage >= 2
            solutions += new
            if c.stage >= 4:
                heard += 1
                weights += 1.0
                opinions = [s + float(x) for s, x in zip(opinions, c.positions, strict=True)]
                kinds = [s + float(x) for s, x in zip(kinds, c.type_weights, strict=True)]
        town.chain = chain
        town.attended = came / len(people)
        town.solutions = solutions
        town.domain_solutions = [solutions if each == town.domain else 0 for each in range(5)]
        if heard:
            town.diversity = 1.0 - sum((x / heard) ** 2 for x in kinds)
        faded = k.agenda_memory * town.agenda_weight
        if heard:
            town.agenda = [(faded * a + o) / (faded + weights) for a, o in zip(town.agenda, opinions, strict=True)]
        town.agenda_weight = faded + weights
        forum = k.forum_pull * lever.power * town.follow if heard else 0.0
        for issue in range(2):
            town.policy[issue] += k.council_pull * (town.council[issue] - town.policy[issue])
            town.policy[issue] += forum * (town.agenda[issue] - town.policy[issue])


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    state.citizens.resources[::50] = 0.0
    seen = {"chain": 0, "solutions": 0}

    def others(state: State) -> None:
        m = state.municipalities
        seen["chain"] += m.chain
        seen["solutions"] += m.solutions
        any_levers(state, luck)
        for mode in MODES:  # one way of recruiting after the other in the first, a mix in the second
            state.levers.array(f"recruit_{mode}")[0] = mode == MODES[state.now.month % len(MODES)]
        state.levers.reach[:], state.levers.hearing[1], state.levers.power[1] = 1.0, 1.0, 1.0
        stir(state, luck, "municipalities", "listening", "sensitivity", low=0.2)
        m.listening[1] *= state.now.month != 3
        stir(state, luck, "municipalities", "rest_resources", "rest_near_attendance", high=0.6)
        stir(state, luck, "municipalities", "rest_channels", "follow")
        stir(state, luck, "municipalities", "adopted", high=2)
        stir(state, luck, "citizens", "near_attendance", "interest", "efficacy", "maker", "channel_values")

    k = any_rules(COCREATION, luck, far)
    if far < 1:  # who comes is rare: more of them, so that the rest of the rule is seen
        k = k._replace(base=4.0, novelty=1.0)
    follow(state, COCREATION, k, oracle, others, months=8)
    if far < 1:
        assert seen["chain"][:, 25:].sum() > 10 and np.sum(seen["solutions"]) > 0


def forums(months: int = 25, n: int = 4000, recruit: str = "open", **levers: float) -> tuple[State, NDArray[np.int64]]:
    """A municipality after months of forums, and its chain: citizens by stage and quintile, all months together."""
    state = fake_state(n, seed=9, municipalities=1)
    m = state.municipalities
    c = state.citizens
    c.voice[:], m.citizens[:], c.near_attendance[:], m.rest_near_attendance[:] = 1, n, 0.0, 0.0
    c.resources[:] = np.random.default_rng(9).beta(5.0, 4.6, n)
    c.quintile[np.argsort(c.resources)] = 1 + np.arange(n) * 5 // n
    m.rest_resources[:] = c.resources.mean()
    m.listening[:], m.sensitivity[:], m.diversity[:], m.adopted[:] = 0.5, 0.6, 0.6, 1
    c.maker[:], c.channel_values[:], m.rest_channels[:] = 0.0, 0.3, 0.3
    m.follow[:] = levers.pop("follow", 0.5)
    k = COCREATION.rules(drawn=levers.pop("drawn", 1.0))
    levels = {"reach": 1.0, "outreach": 0.0, "facilitation": 0.3, "hearing": 0.6, "power": 0.45}
    set_levers(state, recruit_none=0.0, **{f"recruit_{recruit}": 1.0}, **{**levels, **levers})
    chain = np.zeros((6, 5), dtype=np.int64)
    for _ in range(months):
        COCREATION.step(state, k)
        chain += m.chain.reshape(6, 5)
        next_month(state)
    return state, chain


INVITED, CAME, SPOKE, HEARD, LISTENED, CHANGED = range(6)


def test_an_open_door_is_an_unequal_door() -> None:
    """The deck: those with resources set the agenda. Each step of the chain sorts once more."""
    chain = forums(facilitation=0.1)[1]
    skew = chain[:, 4] / chain[:, 0]
    assert skew[INVITED] == 1.0
    assert 2.0 < skew[CAME] < skew[SPOKE] < skew[HEARD]
    assert (np.diff(chain.sum(axis=1)) <= 0).all()


def test_facilitation_lifts_the_weak_and_nobody_comes_less() -> None:
    """Luck is the same for the same citizen, so that whoever comes to a badly led meeting comes to a well led one."""
    badly, bad = forums(months=1, facilitation=0.0)
    well, good = forums(months=1, facilitation=1.0)
    came = badly.citizens.stage >= 2
    assert came.sum() > 20 and (well.citizens.stage[came] >= 2).all()
    bad, good = forums(facilitation=0.0)[1], forums(facilitation=1.0)[1]
    assert (good[CAME] > bad[CAME]).all()
    assert good[CAME, 4] / good[CAME, 0] < 0.75 * bad[CAME, 4] / bad[CAME, 0]
    assert good[HEARD, 0] / good[CAME, 0] > 2.0 * bad[HEARD, 0] / bad[CAME, 0]


def test_who_is_asked_by_lot_or_in_person_is_more_like_everybody() -> None:
    def skew(recruit: str, **levers: float) -> float:
        chain = forums(months=60, recruit=recruit, **levers)[1]
        return float(chain[CAME, 4] / chain[CAME, 0])

    open_, personal, strata = skew("open"), skew("targeted", outreach=0.8), skew("stratified")
    assert personal < 0.7 * open_
    assert strata < 0.5 * open_


def test_whoever_is_drawn_by_lot_has_been_asked_in_person() -> None:
    """A citizens' assembly has guests: of those drawn by lot, a few per cent accept, without any outreach."""
    for recruit in ("lottery", "stratified"):
        drawn = forums(months=24, recruit=recruit)[1]
        unasked = forums(months=24, recruit=recruit, drawn=0.0)[1]
        assert drawn[INVITED].sum() == unasked[INVITED].sum() == pytest.approx(0.3 * 4000 * 24, rel=0.03)
        assert 0.02 < drawn[CAME].sum() / drawn[INVITED].sum() < 0.10
        assert drawn[CAME].sum() > 2.0 * unasked[CAME].sum()


def test_what_nobody_writes_down_is_not_noted_and_more_than_usual_changes_nothing() -> None:
    def noted(**levers: float) -> float:
        return float(forums(months=1, **levers)[0].municipalities.noted[0])

    assert noted(hearing=0.0) == 0.0
    assert noted(hearing=0.25) == pytest.approx(0.5)
    assert noted(hearing=0.5) == pytest.approx(1.0) == noted(hearing=1.0)


def test_where_no_power_is_given_away_nothing_changes_and_no_solution_is_made() -> None:
    for levers in ({"power": 0.0}, {"follow": 0.0}):
        state, chain = forums(hearing=1.0, **levers)
        assert chain[LISTENED].sum() > 20 and chain[CHANGED].sum() == 0
        assert state.municipalities.adoption[0] == state.municipalities.solutions[0] == 0.0
    # what is agreed is carried out where those who decide have listened: power 1 moves no more than listening does
    state, chain = forums(hearing=1.0, power=1.0, follow=1.0)
    assert state.municipalities.adoption[0] == 0.5
    assert chain[CHANGED].sum() == chain[LISTENED].sum()


def test_the_agenda_is_set_by_those_who_come_and_evened_out_by_who_leads() -> None:
    """Opinions follow resources: all of the richest fifth at +1, all of the poorest at -1, all together at 0."""

    def agenda(facilitation: float) -> float:
        state, _ = forums(months=0, facilitation=facilitation)
        state.citizens.positions[:] = ((state.citizens.quintile - 3.0) / 2.0)[:, None]
        state.municipalities.agenda[:], state.municipalities.agenda_weight[:] = 0.0, 0.0
        for _ in range(36):
            COCREATION.step(state, COCREATION.rules())
            next_month(state)
        return float(state.municipalities.agenda[0, 0])

    assert agenda(0.0) > 0.5
    assert 0.0 < agenda(1.0) < 0.7 * agenda(0.0)


@pytest.mark.parametrize("memory", [0.1, 0.9])
def test_an_agenda_that_nobody_adds_to_stays_and_decisions_return_to_the_council(memory: float) -> None:
    state = fake_state(40, seed=3)
    m = state.municipalities
    m.agenda[:], m.agenda_weight[:], m.policy[:], m.council[:] = 0.9, 2.0, 0.5, -0.5
    for _ in range(200):
        COCREATION.step(state, COCREATION.rules(agenda_memory=memory))
        next_month(state)
    np.testing.assert_array_equal(m.agenda, np.float32(0.9))
    np.testing.assert_allclose(m.policy, -0.5 + 0.98**200, rtol=1e-4)
    assert m.chain.sum() == m.attended.sum() == 0


def test_solutions_come_where_unlike_people_meet() -> None:
    def solutions(alike: bool) -> float:
        state, _ = forums(months=0, facilitation=1.0, hearing=1.0, power=1.0, follow=1.0)
        state.citizens.type_weights[:] = (0.98, 0.01, 0.01) if alike else 1 / 3
        found = 0.0
        for _ in range(24):
            COCREATION.step(state, COCREATION.rules())
            found += float(state.municipalities.solutions[0])
            next_month(state)
        return found

    assert solutions(alike=False) > 5.0 * solutions(alike=True)


def by_domain(months: int = 60, **columns: float) -> NDArray[np.int64]:
    """Citizens by domain, stage and quintile of many badly led forums."""
    state, _ = forums(months=0, facilitation=0.0)
    for name, value in columns.items():
        table = state.citizens if name in state.citizens.columns else state.municipalities
        table.array(name)[:] = value
    found = np.zeros((5, 6, 5), dtype=np.int64)
    for _ in range(months):
        COCREATION.step(state, COCREATION.rules())
        found[state.municipalities.domain[0]] += state.municipalities.chain.reshape(6, 5)
        assert state.municipalities.domain_solutions[0].sum() == state.municipalities.solutions[0]
        next_month(state)
    return found


WATER, TOWN_PLANNING, BIG_DATA, WELFARE, HOME_CARE = range(5)


def test_hard_subjects_are_spoken_of_by_fewer_and_by_the_schooled() -> None:
    """The deck: Vand, byudvikling, big data, velfærd osv. Speaking is where they differ most."""
    chain = by_domain()
    spoke = chain[:, SPOKE] / chain[:, CAME]
    of_all = chain[:, SPOKE].sum(axis=1) / chain[:, CAME].sum(axis=1)
    assert of_all[BIG_DATA] < of_all[WATER] < of_all[WELFARE]
    assert spoke[BIG_DATA, 4] / spoke[BIG_DATA, 0] > 1.5 * spoke[WELFARE, 4] / spoke[WELFARE, 0]


def test_where_stakes_are_unlike_those_who_come_care_more_than_the_rest() -> None:
    def gap(domain: int) -> float:
        """How much more the subject means by itself to those who came than to all (½ on the mean)."""
        state, _ = forums(months=0)
        came = set()
        for month in range(domain, 150, 5):
            state.now = state.now._replace(month=month)
            COCREATION.step(state, COCREATION.rules(salience=5.0, base=-5.0))
            came |= set(np.flatnonzero(state.citizens.stage >= 2))
        uid = state.citizens.uid[sorted(came)]
        return float(uniforms(int(state.now.seed), Decision.SALIENCE, 0, uid, domain).mean() - 0.5)

    assert gap(TOWN_PLANNING) > 2.0 * gap(BIG_DATA) > 0.0


def test_what_pays_is_used_and_who_makes_comes() -> None:
    """The deck: aktiv når det betaler sig; fra krav og kritik til produktion af løsninger."""
    usual = by_domain()[:, CAME].sum()
    assert by_domain(channel_values=0.6)[:, CAME].sum() > 1.15 * usual
    assert by_domain(channel_values=0.1)[:, CAME].sum() < 0.95 * usual
    assert by_domain(channel_values=0.6, rest_channels=0.6)[:, CAME].sum() == usual
    assert by_domain(maker=0.5)[:, CAME].sum() > 1.3 * usual


def test_before_it_is_taken_up_co_creation_is_a_trial_in_that_domain() -> None:
    state, _ = forums(months=0)
    state.municipalities.adopted[0] = (0, 0, 1, 0, 2)
    asked = []
    for _ in range(5):
        COCREATION.step(state, COCREATION.rules())
        asked.append((int(state.municipalities.domain[0]), int(state.municipalities.chain[0, :5].sum())))
        next_month(state)
    full = state.citizens.n
    for domain, count in asked:
        assert count == (full if domain in (BIG_DATA, HOME_CARE) else pytest.approx(0.5 * full, rel=0.1))


def test_the_skew_of_an_open_invitation_is_that_of_the_trial() -> None:
    """All domains together: about three at .3 of facilitation, where nobody has yet learnt from anybody."""
    few, many = (forums(months=120, facilitation=led)[1][CAME] for led in (0.3, 0.9))
    assert few[4] / few[0] == pytest.approx(3.0, rel=0.15)
    assert many[4] / many[0] == pytest.approx(2.0, rel=0.15)
