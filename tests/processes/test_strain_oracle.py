"""Strain of the four roles: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views

from sim.processes import strain
from sim.processes.form import process
from sim.state import State

STRAIN = process(strain)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def conflict(*expected: float) -> float:
    """Twice the standard deviation of what is expected of somebody, within 1."""
    middle = sum(expected) / len(expected)
    return min(1.0, 2.0 * (sum((x - middle) ** 2 for x in expected) / len(expected)) ** 0.5)


def tire(x: Any, k: Any, hurt: float = 0.0) -> None:
    wanted = share(
        k.exhaustion_base
        + k.exhaustion_work * max(x.workload - 1.0, -0.1)
        + k.exhaustion_conflict * x.role_conflict
        + hurt
    )
    x.exhaustion += k.exhaustion_rate * (wanted - x.exhaustion)


def oracle(state: State, k: Any) -> None:
    levers, parties, institutions = (views(state, name) for name in ("levers", "parties", "institutions"))
    for row, town in enumerate(views(state, "municipalities")):
        lever = levers[row]
        council, officials, staff, citizens = (
            [x for x in views(state, name) if x.municipality == row]
            for name in ("politicians", "officials", "staff", "citizens")
        )
        citizens = [c for c in citizens if c.voice]
        forum = town.attended > 0
        for p in council:
            p.workload = max(
                0.0,
                k.politician_work
                + k.work_media * (town.media - town.rest_media)
                + k.work_risk * (p.electoral_risk - 0.5)
                + k.work_policy * town.cost_attention
                + k.work_promises * max(town.promise - town.adoption, 0.0) * forum,
            )
            party = parties[p.party]
            issues = []
            for issue in range(2):
                expected = [float(party.positions[issue]), float(town.council[issue]), float(town.opinion[issue])]
                if town.agenda_weight > 0.5:
                    expected.append(float(town.agenda[issue]))
                issues.append(conflict(*((x + 1.0) / 2.0 for x in expected)))
            p.role_conflict = mean(issues)
            tire(p, k, k.exhaustion_harassment * (p.harassed - k.usual_harassment))
        appeals = 1000.0 * town.appeals / town.citizens
        for o in officials:
            o.workload = max(
                0.0,
                k.official_work
                + k.work_appeals * (appeals - k.usual_appeals)
                + k.work_overload * (town.overload - k.usual_overload)
                + k.work_clarity * (k.usual_clarity - o.clarity)
                + k.work_forum * 100.0 * town.attended,
            )
            o.role_conflict = conflict(0.0, town.informality, town.promise - town.promise * town.follow)
            tire(o, k)
        expected_influence = mean([c.expected_influence for c in citizens])
        influence = town.asked * town.adoption + (1.0 - town.asked) * expected_influence
        volunteers = [c for c in citizens if c.volunteer]
        carried = [c for c in citizens if c.relatives > 0]
        met = [c for c in citizens if c.met]
        needs, unmet = sum(c.need for c in met), sum(c.need for c in met if c.quality < k.unmet)
        latitude = mean([s.latitude for s in staff]) + lever.mandate - k.usual_mandate
        town.overloaded = [
            mean([p.workload > 1 for p in council]),
            mean([o.workload > 1 for o in officials]),
            mean([institutions[s.institution].load > 1 for s in staff]),
            unmet / needs if needs else 0.0,
        ]
        town.conflict = [
            mean([p.role_conflict for p in council]),
            mean([o.role_conflict for o in officials]),
            mean([s.role_conflict for s in staff]),
            mean([conflict(c.self_regard, 1.0 - c.solidarity) for c in citizens]),
        ]
        town.authority_gap = [
            share(lever.power * town.presence),
            1.0 - mean([o.clarity for o in officials]),
            share(1.0 - min(latitude, 1.0)),
            share((lever.user_input - influence) / lever.user_input) if lever.user_input > 0 else 0.0,
        ]
        town.exhausted = [
            mean([p.exhaustion > k.threshold for p in council]),
            mean([o.exhaustion > k.threshold for o in officials]),
            mean([s.exhaustion > k.threshold for s in staff]),
            mean([c.tenure > k.long_service for c in volunteers] + [c.relatives > k.carrying for c in carried]),
        ]


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    state.citizens.tenure[:] = luck.integers(0, 150, state.citizens.n)

    def others(state: State) -> None:
        if far:
            any_levers(state, luck)
        stir(state, luck, "citizens", "met", "volunteer")
        stir(state, luck, "citizens", "quality", "expected_influence", "self_regard", "solidarity", low=0.3)
        stir(state, luck, "citizens", "solidarity", "self_regard")
        stir(state, luck, "citizens", "relatives", high=0.2)
        state.citizens.relatives[luck.random(state.citizens.n) < 0.5] = 0.0
        stir(state, luck, "politicians", "harassed")
        stir(state, luck, "institutions", "load", low=0.8, high=1.2)
        stir(state, luck, "staff", "exhaustion", "role_conflict", "latitude", low=0.3)
        stir(state, luck, "municipalities", "appeals", high=3)
        stir(state, luck, "municipalities", "media", "promise", "agenda_weight", "informality")
        stir(state, luck, "municipalities", "follow", "presence", "asked", "adoption")
        stir(state, luck, "municipalities", "opinion", "council", "agenda", low=-1.0)
        # the corners: a month without a forum, without a need met, without volunteers, with no part for users
        town, month = state.citizens.municipality, state.now.month
        state.municipalities.attended[:] = (month != 2) * luck.uniform(0.0, 0.05, 2)
        state.citizens.met[town == month % 2] *= month < 3
        state.citizens.volunteer[town == 1] *= month != 3
        state.levers.user_input[0] *= month != 4

    follow(state, STRAIN, any_rules(STRAIN, luck, far), oracle, others, months=4)


POLITICIAN, OFFICIAL, STAFF, CITIZEN = range(4)


def municipality(months: int = 1, of: Any = None, **levers: float) -> State:
    """A municipality in quiet times, changed by `of(state)`, after some months of it; levers as given."""
    state = fake_state(200, seed=11, municipalities=1)
    set_levers(state, **levers)
    c, m = state.citizens, state.municipalities
    m.media[:] = m.rest_media[:] = 0.4
    m.cost_attention[:], m.attended[:], m.appeals[:], m.overload[:] = 0.0, 0.0, 0, 0.97
    m.agenda_weight[:], m.informality[:], m.promise[:], m.adoption[:] = 0.0, 0.1, 0.2, 0.0
    m.follow[:], m.presence[:], m.asked[:] = 0.5, 0.0, 0.0
    m.opinion[:], m.council[:], state.parties.positions[:] = 0.0, 0.0, 0.0
    state.politicians.electoral_risk[:], state.officials.clarity[:], state.staff.latitude[:] = 0.5, 0.6, 0.6
    state.politicians.harassed[:], c.relatives[:] = 0.2, 0.0
    state.politicians.exhaustion[:] = state.officials.exhaustion[:] = 0.33
    state.institutions.load[:] = 0.97
    c.self_regard[:], c.solidarity[:], c.tenure[:], c.quality[:] = 0.5, 0.5, 10, 0.855
    if of:
        of(state)
    for _ in range(months):
        STRAIN.step(state, STRAIN.rules())
        next_month(state)
    return state


def row(state: State, component: str) -> list[float]:
    """One component of the four roles."""
    return [float(x) for x in state.municipalities.array(component)[0]]


def test_in_quiet_times_nobody_has_more_to_do_than_they_can() -> None:
    state = municipality()
    assert row(state, "overloaded") == [0.0, 0.0, 0.0, 0.0]
    assert row(state, "conflict")[POLITICIAN] == row(state, "conflict")[CITIZEN] == 0.0
    assert row(state, "authority_gap")[:3] == pytest.approx([0.0, 0.4, 0.4])
    assert state.politicians.workload[0] == pytest.approx(0.9)
    assert state.officials.workload[0] == pytest.approx(0.92 - 0.2 * 0.3)


def test_who_has_the_greatest_difficulties_is_a_matter_of_policy() -> None:
    """The deck: "Hvem har de største vanskeligheder?" Each condition has another answer."""

    def loud(state: State) -> None:
        state.municipalities.media[:] = 0.9

    def appealing(state: State) -> None:
        state.municipalities.appeals[:] = 1

    def short_of_hands(state: State) -> None:
        state.institutions.load[:] = 1.08

    def badly_served(state: State) -> None:
        state.citizens.quality[:] = 0.6

    for who, what in ((POLITICIAN, loud), (OFFICIAL, appealing), (STAFF, short_of_hands), (CITIZEN, badly_served)):
        expected = [0.0] * 4
        expected[who] = 1.0
        assert row(municipality(of=what), "overloaded") == expected, what.__name__


def test_work_beyond_capacity_wears_politicians_out_in_years_not_months() -> None:
    def loud(state: State) -> None:
        state.municipalities.media[:] = 0.9

    # workload .9 + .6·.5 = 1.2: towards .33 + 1.2·.2, by .06 a month
    first, later = municipality(1, loud), municipality(36, loud)
    assert first.politicians.exhaustion[0] == pytest.approx(0.33 + 0.06 * 0.24, rel=1e-4)
    assert later.politicians.exhaustion[0] == pytest.approx(0.57 - 0.24 * 0.94**36, rel=1e-4)
    assert row(first, "exhausted")[POLITICIAN] == 0.0 and row(later, "exhausted")[POLITICIAN] == 1.0
    # less work than one has time for rests one a little, at most as for .1 less
    assert municipality(200).politicians.exhaustion[0] == pytest.approx(0.33 - 0.12, abs=1e-4)


def test_politicians_answer_for_what_forums_decide() -> None:
    def held(presence: float) -> Any:
        def of(state: State) -> None:
            state.municipalities.attended[:], state.municipalities.presence[:] = 0.01, presence

        return of

    gaps = [row(municipality(of=held(0.8), power=power), "authority_gap")[POLITICIAN] for power in (0.0, 0.45, 1.0)]
    assert gaps == pytest.approx([0.0, 0.36, 0.8])
    # a handful of guests has not taken the council's power, however much of it they were given
    assert row(municipality(of=held(0.05), power=1.0), "authority_gap")[POLITICIAN] == pytest.approx(0.05)
    assert row(municipality(power=1.0), "authority_gap")[POLITICIAN] == 0.0, "nobody came: nothing was handed over"


def test_citizens_have_the_say_of_those_who_were_asked_as_far_as_they_were() -> None:
    def town(asked: float) -> float:
        def of(state: State) -> None:
            m = state.municipalities
            m.attended[:], m.adoption[:], m.asked[:] = 0.01, 0.4, asked
            state.citizens.expected_influence[:] = 0.1

        return row(municipality(of=of, user_input=0.5), "authority_gap")[CITIZEN]

    assert [town(a) for a in (0.0, 0.05, 1.0)] == pytest.approx([0.8, (0.5 - 0.115) / 0.5, 0.2])


def test_a_forum_that_says_otherwise_puts_politicians_between_two_masters() -> None:
    def disagreeing(state: State) -> None:
        m = state.municipalities
        m.agenda[:], m.agenda_weight[:] = 1.0, 20.0

    def unheard(state: State) -> None:
        disagreeing(state)
        state.municipalities.agenda_weight[:] = 0.1

    # three say ½ and one says 1: twice the standard deviation is √3 / 4
    assert row(municipality(of=disagreeing), "conflict")[POLITICIAN] == pytest.approx(3**0.5 / 4)
    assert row(municipality(of=unheard), "conflict")[POLITICIAN] == 0.0


def test_officials_stand_between_the_rule_the_case_and_the_promise() -> None:
    def torn(state: State) -> None:
        m = state.municipalities
        m.informality[:], m.promise[:], m.follow[:] = 1.0, 1.0, 0.0

    def kept(state: State) -> None:
        m = state.municipalities
        m.informality[:], m.promise[:], m.follow[:] = 0.0, 1.0, 1.0

    # one says 0, two say 1
    assert row(municipality(of=torn), "conflict")[OFFICIAL] == pytest.approx(2.0 * (2.0 / 9.0) ** 0.5)
    assert row(municipality(of=kept), "conflict")[OFFICIAL] == 0.0, "what is carried out sets nobody between masters"


def test_volunteers_tire_after_years() -> None:
    def half(state: State) -> None:
        volunteers = np.flatnonzero((state.citizens.volunteer == 1) & (state.citizens.voice == 1))
        state.citizens.tenure[volunteers[: len(volunteers) // 2]] = 61
        state.citizens.tenure[volunteers[len(volunteers) // 2 :]] = 60

    assert row(municipality(of=half), "exhausted")[CITIZEN] == pytest.approx(0.5, abs=0.02)


def test_relatives_who_carry_much_are_worn_like_volunteers_who_stayed_long() -> None:
    def carried(state: State) -> None:
        c = state.citizens
        c.volunteer[:] = 0
        c.relatives[c.voice == 1] = np.where(np.arange((c.voice == 1).sum()) % 4 == 0, 0.2, 0.05)

    assert row(municipality(of=carried), "exhausted")[CITIZEN] == pytest.approx(0.25, abs=0.01)


def test_harassment_wears_politicians_out() -> None:
    def harassed(state: State) -> None:
        state.politicians.harassed[:] = 1.0

    calm, hurt = (municipality(months=200, of=of).politicians.exhaustion.mean() for of in (None, harassed))
    assert hurt - calm == pytest.approx(0.3 * (1.0 - 0.2), abs=1e-3)
