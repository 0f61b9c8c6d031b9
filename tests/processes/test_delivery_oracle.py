"""Delivery: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, bell, chance, follow, stir, views, voices

from sim.policy.context import Context
from sim.processes import delivery
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

DELIVERY = process(delivery)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def made_together(staff: float, user: float, part: float, rho: float) -> float:
    if abs(rho) < 0.001:
        return float(staff**part * user ** (1.0 - part))
    return float((part * staff**rho + (1.0 - part) * user**rho) ** (1.0 / rho))


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    for u in institutions:
        u.encounters, u.aggrieved = 0, 0.0
    met_here: list[list[float]] = [[] for _ in towns]
    caught_here: list[list[float]] = [[] for _ in institutions]
    for c in voices(state):
        u, town, lever = institutions[c.institution], towns[c.municipality], levers[c.municipality]
        helped = share(1.0 - (1.0 - c.resources) * (1.0 - k.capability * lever.capability_support))
        c.competence += k.learning * (helped - c.competence)
        c.met = int(chance(state, Decision.ENCOUNTER, c.uid) < k.meeting + k.meeting_need * c.need)
        if c.met:
            if not c.exited:
                u.encounters, u.aggrieved = u.encounters + 1, u.aggrieved + c.grievance
            place = Provider(state, c, u, k)
            quality, caught = quality_of(state, c, town, lever, place, k)
            if not c.exited:
                caught_here[c.institution].append(caught)
            met_here[c.municipality].append(quality)
            gap = quality - c.expectation
            felt = quality + k.gain * max(gap, 0.0)
            felt -= k.loss * (1.0 - town.account) * max(-gap, 0.0)
            felt -= k.reactance * lever.coercion * float(c.type_weights[2])
            c.satisfaction += k.satisfaction_rate * (share(felt) - c.satisfaction)
            c.shortfall, c.quality = share(max(-gap, 0.0)), quality
            hoped = share(quality + k.promises * (town.promise - k.usual_promise) * (1.0 - quality))
            c.expectation += k.expectation_rate * (hoped - c.expectation)
            say = k.say + k.say_bending * (lever.accommodation - k.usual_bending)
            say = share(say + k.say_doing * (lever.user_input - k.usual_input) - k.coerced_say * lever.coercion)
            respect = share(k.respect - k.respect_tired * place.tired - k.respect_busy * place.few)
            treated = (say + 1.0 - town.error + respect + lever.explanation) / 4.0
            treated = share(treated + k.fairness_spread * bell(state, Decision.ENCOUNTER_FAIRNESS, c.uid))
            c.fairness += k.fairness_rate * (treated - c.fairness)
        else:
            c.satisfaction += k.forgetting * (town.rest_satisfaction - c.satisfaction)
            c.fairness += k.forgetting * (town.rest_fairness - c.fairness)
            c.shortfall = 0.0
        consumer = float(c.type_weights[2])
        best = k.best * consumer * (lever.rankings - k.usual_rankings) * (1.0 - c.expectation)
        c.expectation = share(c.expectation + best)
    for town, qualities in zip(towns, met_here, strict=True):
        if qualities:
            town.service = sum(qualities) / len(qualities)
    for u, caught_by_meeting in zip(institutions, caught_here, strict=True):
        if caught_by_meeting:
            u.lifted = sum(caught_by_meeting) / len(caught_by_meeting)


class Provider:
    """Who serves a citizen: their institution, or another provider, where all is as usual but the hands."""

    def __init__(self, state: State, c: Any, u: Any, k: Any) -> None:
        if c.exited:
            self.load, self.tired, self.help = k.other_load / state.context.staffing, 0.0, 1.0
            self.level = 0.0
        else:
            self.load, self.tired = u.load, u.exhaustion - k.usual_exhaustion
            self.help = max(0.1, 1.0 + k.volunteers * (u.helpers - u.rest_helpers))
            self.level = k.skill * (u.skill - k.usual_skill) + k.places * u.quality_level
            self.level += k.measured * u.measured + (1.0 - k.measured) * u.unmeasured
        self.few = max(self.load - 1.0, 0.0)
        self.screens = not c.exited


def quality_of(state: State, c: Any, town: Any, lever: Any, place: Provider, k: Any) -> tuple[float, float]:
    """Quality, and how much of it the safety net has added."""
    staff = min(place.help / place.load, k.most_staff)
    asked = share(lever.user_input + k.coerced * lever.coercion)
    by_default = share(lever.user_input + k.coerced * lever.coercion + k.nudged * lever.nudge) - asked
    able = sg(k.input_slope * (c.competence - 0.5 - k.input_hurdle))
    unable = 1.0 - able
    brought = k.usual_input + (asked - k.usual_input) * (able - k.undone * unable)
    brought += by_default * (able - k.unnoticed * unable * (1.0 - c.digital))
    user = brought * (k.yield_base + k.yield_competence * c.competence) / k.usual_input
    user *= 1.0 - k.crowding * lever.complementarity * (staff - 1.0)
    if c.sector == 0:
        user *= max(0.0, 1.0 + k.facilities * (c.facilities - k.usual_facilities))
    made = made_together(staff, max(0.001, user), k.staff_part, lever.complementarity)
    level = math.log(k.usual / (1.0 - k.usual)) + k.steepness * math.log(made) - k.tiredness * place.tired
    level += place.level + k.creaming * place.few * (c.competence - town.rest_resources) + k.solutions * c.benefit
    if place.screens:
        level -= k.barrier * (lever.digital_share - k.usual_digital_share) * (k.usual_digital - c.digital)
    spread = k.spread * (1.0 + k.rationing * place.few)
    fallen = share(sg(level) + spread * bell(state, Decision.ENCOUNTER_QUALITY, c.uid))
    caught = k.catch * max(k.floor * lever.floor - fallen, 0.0)
    return fallen + caught, caught


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "exited", "digital", "facilities", "benefit", "grievance")
        stir(state, luck, "institutions", "load", low=0.25, high=2.0)
        stir(state, luck, "institutions", "exhaustion", "skill")
        stir(state, luck, "institutions", "helpers", "rest_helpers", high=0.2 + 3.0 * far)
        stir(state, luck, "institutions", "measured", "unmeasured", low=-0.5, high=0.5)
        stir(state, luck, "municipalities", "promise", "error", "account", "rest_satisfaction", "rest_fairness")
        stir(state, luck, "municipalities", "rest_resources", low=0.4, high=0.6)
        any_levers(state, luck)
        state.context = any_context(luck)
        if far:
            stir(state, luck, "citizens", "need", "expectation", "competence")
        # one municipality on either side of the point where the formula changes its form
        state.levers.complementarity[:] = [[0.0005, -0.002], [0.5, -2.0], [0.95, 0.0]][state.now.month % 3]

    follow(state, DELIVERY, any_rules(DELIVERY, luck, far), oracle, others, months=6)


def test_where_nobody_met_it_the_service_is_as_last_seen() -> None:
    state = fake_state(60, seed=3)
    state.municipalities.service[:] = 0.7
    DELIVERY.step(state, DELIVERY.rules(meeting=0.0, meeting_need=0.0))
    np.testing.assert_array_equal(state.municipalities.service, np.float32(0.7))


def as_usual(n: int = 2000, **levers: float) -> State:
    """A state where all is as usual: hands, skill, staff's strength and safety net."""
    state = fake_state(n, seed=8, silent=0.0)
    set_levers(state, **levers)
    u = state.institutions
    u.load[:], u.exhaustion[:], u.skill[:], u.quality_level[:] = 1.0, 0.40, 0.5, 0.0
    u.helpers[:], u.measured[:], u.unmeasured[:] = u.rest_helpers, 0.0, 0.0
    c, k = state.citizens, DELIVERY.rules()
    c.exited[:], c.benefit[:], c.digital[:], c.facilities[:] = 0, 0.0, k.usual_digital, k.usual_facilities
    state.municipalities.account[:] = 0.0
    return state


def met_by(state: State, months: int = 1, **rules: float) -> np.ndarray[Any, Any]:
    """Those who met the service in the last of some months."""
    for _ in range(months):
        DELIVERY.step(state, DELIVERY.rules(**rules))
        next_month(state)
    return np.flatnonzero(state.citizens.met)


def test_everything_as_usual_gives_the_usual_quality() -> None:
    """Of those who bring what users bring today: ¼ + 1.45 · competence = 1 at competence .517."""
    state = as_usual()
    state.citizens.resources[:] = state.citizens.competence[:] = 0.75 / 1.45
    met = met_by(state, spread=0.0)
    assert len(met) > 100
    np.testing.assert_allclose(state.citizens.quality[met], 0.855, rtol=1e-5)


def test_a_service_to_which_users_bring_nothing_is_poor_but_has_a_quality() -> None:
    """Input of a thousandth, where staff and user count as 3 to 1: the odds of .855 times .001^(2.5/4) = 1/75."""
    state = as_usual(complementarity=0.0, floor=0.0)
    met = met_by(state, spread=0.0, yield_base=0.0, yield_competence=0.0)
    odds = 0.855 / 0.145 * 0.001**0.625
    np.testing.assert_allclose(state.citizens.quality[met], odds / (1.0 + odds), rtol=1e-5)


def test_falling_short_counts_double() -> None:
    """Equally far above and below what was expected: satisfaction loses twice what it gains, beyond quality itself."""
    moved = []
    for gap in (0.1, -0.1):
        state = as_usual()
        state.citizens.resources[:] = state.citizens.competence[:] = 0.75 / 1.45
        state.citizens.expectation[:] = 0.855 - gap
        state.citizens.satisfaction[:] = 0.855
        met = met_by(state, spread=0.0)
        moved.append(float((state.citizens.satisfaction[met] - 0.855).mean()))
    assert moved[0] == pytest.approx(0.3 * 0.35 * 0.1, rel=1e-4)
    assert moved[1] == pytest.approx(-2.0 * moved[0], rel=1e-4)


def fifths(state: State) -> tuple[float, float]:
    """Mean quality met in the poorest and the richest fifth, when two years have taught what help can teach."""
    met = met_by(state, months=24, spread=0.0)
    poor, rich = (float(state.citizens.quality[met[state.citizens.quintile[met] == fifth]].mean()) for fifth in (1, 5))
    return poor, rich


def test_asking_users_for_more_parts_rich_from_poor_unless_they_are_helped_to_do_it() -> None:
    poor, rich = fifths(as_usual())
    poor_asked, rich_asked = fifths(as_usual(user_input=0.6))
    poor_helped, rich_helped = fifths(as_usual(user_input=0.6, capability_support=1.0))
    assert rich_asked - poor_asked > 1.1 * (rich - poor)
    assert rich_helped - poor_helped < rich - poor
    assert poor_helped > poor_asked


def test_asking_for_more_is_no_free_lunch() -> None:
    """What the poorest fifth are obliged to and cannot do is left undone; help prevents it."""
    poor, rich = fifths(as_usual())
    poor_asked, rich_asked = fifths(as_usual(user_input=0.6))
    assert poor_asked < poor - 0.005
    assert rich_asked > rich
    assert fifths(as_usual(user_input=0.6, capability_support=1.0))[0] > poor


def test_users_make_up_for_missing_hands_in_the_richest_fifth_and_not_in_the_poorest() -> None:
    """The deck's savings: a tenth fewer hands, and users asked for twice as much."""

    def saved(**levers: float) -> tuple[float, float]:
        state = as_usual(**levers)
        state.institutions.load[:] = 1.0 / 0.9
        return fifths(state)

    poor, rich = fifths(as_usual())
    poor_saved, rich_saved = saved(user_input=0.6)
    assert poor_saved < poor - 0.01
    assert abs(rich_saved - rich) < poor - poor_saved


def test_promises_raise_what_is_expected_and_so_let_people_down() -> None:
    """The same service, promised more of: expectations rise, satisfaction falls."""
    state, promised = as_usual(), as_usual()
    state.municipalities.promise[:], promised.municipalities.promise[:] = 0.2, 1.0
    for each in (state, promised):
        met_by(each, months=36)
    assert promised.citizens.expectation.mean() > state.citizens.expectation.mean() + 0.002
    assert promised.citizens.satisfaction.mean() < state.citizens.satisfaction.mean() - 0.001


def test_the_safety_net_catches_half_of_what_falls_below_it_and_counts_it_as_work() -> None:
    """It holds nobody at its own level, moves what is unmet by steps as small as its own, and is counted."""
    without, with_net = as_usual(floor=0.0), as_usual(floor=1.0)
    for state in (without, with_net):
        state.institutions.load[:] = 2.0
    met = met_by(without)
    np.testing.assert_array_equal(met, met_by(with_net))
    fallen, lifted = without.citizens.quality[met], with_net.citizens.quality[met]
    below = fallen < 0.8
    assert 0.1 < below.mean() < 1.0
    np.testing.assert_allclose(lifted[below], (fallen[below] + 0.8) / 2.0, rtol=1e-5)
    np.testing.assert_array_equal(lifted[~below], fallen[~below])
    place = with_net.citizens.institution[met]
    gained = np.bincount(place, weights=lifted - fallen) / np.bincount(place)
    np.testing.assert_allclose(with_net.institutions.lifted, gained, atol=1e-6)
    assert without.institutions.lifted.max() == 0.0


def test_need_that_stays_unmet_falls_smoothly_as_the_safety_net_rises() -> None:
    def unmet(floor: float) -> float:
        state = as_usual(floor=floor)
        state.institutions.load[:] = 1.3
        met = met_by(state)
        return float((state.citizens.quality[met] < 0.65).mean())

    levels = np.array([unmet(floor) for floor in np.linspace(0.5, 1.0, 26)])
    assert levels[0] > levels[-1] > 0.01
    assert np.abs(np.diff(levels)).max() < 0.05


def test_mild_coercion_takes_fairness() -> None:
    free, coerced = as_usual(), as_usual(coercion=1.0)
    for state in (free, coerced):
        met_by(state, months=24)
    assert coerced.citizens.fairness.mean() < free.citizens.fairness.mean() - 0.02


def test_at_another_provider_neither_the_institution_nor_its_staff_count() -> None:
    state, worn = as_usual(), as_usual()
    worn.institutions.load[:], worn.institutions.exhaustion[:] = 3.0, 0.9
    for each in (state, worn):
        each.citizens.exited[:] = 1
        each.context = Context(staffing=0.8)
        met_by(each)
    np.testing.assert_array_equal(state.citizens.quality, worn.citizens.quality)
    assert state.institutions.encounters.sum() == 0


def mean_quality(state: State, months: int = 1, **rules: float) -> float:
    met = met_by(state, months, spread=0.0, **rules)
    return float(state.citizens.quality[met].mean())


def test_volunteers_add_to_what_staff_do_or_burden_them() -> None:
    """The deck: mobilising resources – volunteering. Help counts against what was usual."""
    state, helped, burdened = as_usual(), as_usual(), as_usual()
    for each in (helped, burdened):
        each.institutions.helpers[:] += 0.1
    usual = mean_quality(state)
    assert mean_quality(helped) > usual + 0.005
    assert mean_quality(burdened, volunteers=-0.3) < usual - 0.005


def test_where_hands_are_too_few_the_able_get_more_and_meetings_grow_unlike() -> None:
    """The deck: staff meet limits of their own work; they cope by rationing and by serving the able first."""

    def gap(load: float, **rules: float) -> float:
        state = as_usual(floor=0.0)
        state.institutions.load[:] = load
        met = met_by(state, spread=0.0, **rules)
        c = state.citizens
        able = c.competence[met] > np.median(c.competence[met])
        return float(c.quality[met][able].mean() - c.quality[met][~able].mean())

    assert gap(1.3) > gap(1.3, creaming=0.0) + 0.01
    assert gap(0.9) == pytest.approx(gap(0.9, creaming=0.0))

    def sd(rationing: float) -> float:
        state = as_usual(floor=0.0)
        state.institutions.load[:] = 1.3
        return float(state.citizens.quality[met_by(state, rationing=rationing)].std())

    assert sd(1.0) > sd(0.0) + 0.01


def test_effort_in_what_is_measured_wins_no_more_than_it_loses_elsewhere() -> None:
    """Rankings at .9 with usual slack: +.32 in what they measure, −.16 in the rest."""
    state, ranked = as_usual(), as_usual()
    ranked.institutions.measured[:], ranked.institutions.unmeasured[:] = 0.32, -0.16
    assert mean_quality(ranked) == pytest.approx(mean_quality(state), abs=0.001)


def test_digital_contact_parts_those_who_master_it_from_those_who_do_not() -> None:
    quality = {}
    for digital in (0.3, 0.9):
        for level in (0.3, 0.9):
            state = as_usual(digital_share=level)
            state.citizens.digital[:] = digital
            quality[digital, level] = mean_quality(state)
    assert quality[0.3, 0.9] < quality[0.3, 0.3] - 0.02
    assert quality[0.9, 0.3] < quality[0.9, 0.9] < quality[0.9, 0.3] + 0.02


def test_a_home_that_is_fitted_for_it_helps_in_home_care_alone() -> None:
    def quality(facilities: float, sector: int) -> float:
        state = as_usual()
        state.citizens.facilities[:], state.citizens.sector[:] = facilities, sector
        return mean_quality(state)

    assert quality(1.0, sector=0) > quality(0.6, sector=0) > quality(0.2, sector=0)
    assert quality(1.0, sector=2) == quality(0.2, sector=2)


def test_solutions_made_together_serve_whom_they_serve() -> None:
    state, served = as_usual(), as_usual()
    served.citizens.benefit[:] = 0.2
    assert mean_quality(served) > mean_quality(state) + 0.005


def test_a_default_gets_users_to_do_more_as_an_obligation_does_but_takes_no_say_and_makes_nobody_cross() -> None:
    """The deck's mild coercion, as two parameters. An obligation gets more from the able and hurts the poorest more."""
    free, nudged, coerced = as_usual(), as_usual(nudge=1.0), as_usual(coercion=1.0)
    poor, rich = zip(*(fifths(state) for state in (free, nudged, coerced)), strict=True)
    assert rich[0] < rich[1] < rich[2]
    assert poor[0] - poor[2] > 3.0 * abs(poor[0] - poor[1])
    assert nudged.citizens.fairness.mean() == pytest.approx(free.citizens.fairness.mean(), abs=1e-6)
    assert nudged.citizens.satisfaction.mean() > coerced.citizens.satisfaction.mean()
    # the more of a consumer, the crosser
    c = coerced.citizens
    consumers = c.type_weights[:, 2] > 0.5
    lost = free.citizens.satisfaction - c.satisfaction
    assert lost[consumers].mean() > lost[~consumers].mean() + 0.005


def test_a_default_costs_those_of_the_poorest_fifth_who_do_not_find_the_way_out() -> None:
    """Defaults are no free lunch: who lacks digital skills is bound by them, and cannot do what is asked."""
    qualities = {}
    for digital in (0.2, 1.0):
        for nudge in (0.0, 1.0):
            state = as_usual(nudge=nudge)
            state.citizens.digital[:] = digital
            qualities[digital, nudge] = fifths(state)
    assert qualities[0.2, 1.0][0] < qualities[0.2, 0.0][0] - 0.005
    assert qualities[1.0, 1.0][0] > qualities[1.0, 0.0][0]
    assert qualities[0.2, 1.0][1] > qualities[0.2, 0.0][1]


def test_a_loss_explained_away_is_felt_less_and_is_a_loss_all_the_same() -> None:
    """The deck: to be able to explain deterioration away."""
    results = []
    for account in (0.0, 0.42):
        state = as_usual()
        state.institutions.load[:] = 1.3
        state.municipalities.account[:] = account
        met = met_by(state)
        results.append((state.citizens.satisfaction[met].mean(), state.citizens.shortfall[met].mean()))
    assert results[1][0] > results[0][0] + 0.005
    assert results[1][1] == results[0][1]


def test_fewer_staff_crowd_users_in_where_either_will_do_and_out_where_each_needs_the_other() -> None:
    def gained(complementarity: float) -> float:
        qualities = []
        for crowding in (0.0, 0.2):
            state = as_usual(complementarity=complementarity)
            state.institutions.load[:] = 1.25
            qualities.append(mean_quality(state, crowding=crowding))
        return qualities[1] - qualities[0]

    assert gained(0.9) > 0.001
    assert gained(-1.5) < -0.001


def test_what_the_municipality_knows_of_its_service_is_what_was_met() -> None:
    state = as_usual()
    met = met_by(state)
    c = state.citizens
    for town in range(2):
        mine = met[c.municipality[met] == town]
        assert state.municipalities.service[town] == pytest.approx(c.quality[mine].mean(), rel=1e-5)
        here = state.institutions.municipality == town
        assert state.institutions.aggrieved[here].sum() == pytest.approx(c.grievance[mine].sum(), rel=1e-4)
