"""Seven processes of the month written as one would with Mesa: a citizen is an object, and a rule is its method.

This is a comparison model, kept small and honest: the rules of `listening`, `volunteering`, `influence`, `trust`,
`solidarity`, `belonging` and `socialisation` as their files in sim/processes/ state them, for a municipality that has
come to rest, with nothing left out and no column, array or compiled rule in the month. Citizens know each other as
objects. Luck is the model's own, handed over a month at a time, so that both models can be compared number by number;
here it costs nothing, which is in favour of the objects.

What is kept in 32 bits and shown to neighbours in whole steps of 1/32767 there, is plain floats here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.randomness import Decision, luck, luck4
from sim.state import State

PROCESSES = ("listening", "volunteering", "influence", "trust", "solidarity", "belonging", "socialisation")
"""The processes that are written out here, in the order of the month."""

CHANGED = (
    "asked", "expected_influence", "answer", "volunteer", "tenure", "positions", "near_trust", "near_social",
    "near_volunteering", "near_habit", "near_attendance", "trust_politicians", "trust_administration", "trust_staff",
    "trust_citizens", "trust_national", "trust_courts", "trust_unlike", "solidarity", "tax_consent",
    "external_efficacy", "realised_influence", "months_apart", "efficacy", "interest", "type_weights",
)  # fmt: skip
"""What these processes change in a citizen."""

READ = (
    "voice", "stage", "met", "complained", "appealed", "resources", "education_score", "need", "digital",
    "satisfaction", "fairness", "bonds", "bridges", "self_regard", "habit", "open_mindedness", "leanings",
    "channel_values",
    "solidarity_level", "external_efficacy_level", "efficacy_level", "interest_level", "type_level",
    "trust_politicians_level", "trust_administration_level", "trust_staff_level", "trust_citizens_level",
)  # fmt: skip
"""What they read beside that."""

SQRT6 = 6.0**0.5


def share(x: float) -> float:
    """A number held within 0 and 1."""
    return min(max(x, 0.0), 1.0)


def logistic(z: float) -> float:
    """The probability that belongs to log-odds."""
    return 1.0 / (1.0 + math.exp(-z))


class Citizen(mesa.Agent):
    """An adult resident, with an attribute for each property and a method for each process.

    Args:
        model: the model they live in.
        properties: attribute: value, for all of `CHANGED` and `READ`.
    """

    def __init__(self, model: Municipality, properties: dict[str, Any]) -> None:
        super().__init__(model)
        self.__dict__.update(properties)
        self.friends: list[Citizen] = []
        self.shown: tuple[float, ...] = ()

    def listening(self) -> None:
        """Being asked, and answered."""
        if not self.voice:
            return
        town, k = self.model.town, self.model.rules.listening
        self.asked = 1.0 if self.stage >= 2 else self.asked * (1.0 - k.fading)
        heard = max(self.asked, self.model.publicity * town.asked)
        expected = self.expected_influence
        expected += k.learning * (town.promise * heard + (1.0 - heard) * k.usual - expected)
        self.expected_influence = expected
        gap = town.adoption * town.noted - expected
        surprise = gap if gap > 0.0 else k.losses * gap
        pull = heard * ((1.0 - k.outcome) * (2.0 * town.listening * town.noted - 1.0) + k.outcome * surprise)
        self.answer = min(max(pull, -1.0), 1.0)

    def volunteering(self) -> None:
        """Who begins, who goes on, and who tires."""
        if not self.voice:
            return
        town, lever, k, u = self.model.town, self.model.levers, self.model.rules.volunteering, self.luck[4]
        if not self.volunteer:
            z = k.begin + k.resources * (self.resources - town.rest_resources) + k.schooling * self.education_score
            z += k.duty * (self.type_weights[0] - town.rest_traditional)
            z += k.meaning * (self.type_weights[1] - town.rest_innovative)
            company = self.near_volunteering - town.rest_volunteering
            z += (k.neighbours + k.asking * lever.volunteering) * company + k.lever * lever.volunteering
            self.volunteer = 1 if u < logistic(z) else 0
            self.tenure = 0
        else:
            chance = k.stop + k.early * math.exp(-self.tenure / k.settling)
            if self.tenure > k.tired:
                chance += k.fatigue
            if u < chance:
                self.volunteer = self.tenure = 0
            else:
                self.tenure = min(self.tenure + 1, 65535)

    def show(self) -> None:
        """What others will see of a citizen."""
        if self.voice:
            self.shown = (
                self.positions[0], self.positions[1], self.trust_politicians - self.trust_politicians_level,
                self.trust_citizens - self.trust_citizens_level, self.volunteer, self.habit, self.asked,
            )  # fmt: skip

    def influence(self) -> None:
        """What a citizen takes over from those they know."""
        if not self.voice:
            return
        k, luck = self.model.rules.influence, self.luck
        welfare, choice = self.shown[0], self.shown[1]
        reach = k.tolerance + k.openness * self.open_mindedness
        reach = 2.0 * (reach + k.facilitation * self.model.levers.facilitation * self.asked)
        pull = [0.0, 0.0]
        trust = social = volunteers = habit = asked = 0.0
        count = 0
        for friend in self.friends:
            if not friend.voice:
                continue
            shown = friend.shown
            gap = shown[0] - welfare
            if abs(gap) < reach:
                pull[0] += gap
            gap = shown[1] - choice
            if abs(gap) < reach:
                pull[1] += gap
            trust += shown[2]
            social += shown[3]
            volunteers += shown[4]
            habit += shown[5]
            asked += shown[6]
            count += 1
        many = max(count, 1)
        self.near_trust, self.near_social = trust / many, social / many
        self.near_volunteering, self.near_habit, self.near_attendance = volunteers / many, habit / many, asked / many
        for issue in (0, 1):
            here = self.positions[issue]
            waver = (luck[2 * issue] + luck[2 * issue + 1] - 1.0) * SQRT6
            there = here + k.meetings * k.pull * pull[issue] / many + k.anchor * (self.leanings[issue] - here)
            self.positions[issue] = min(max(there + k.wavering * waver, -1.0), 1.0)

    def trust(self) -> None:
        """Trust in seven targets."""
        if not self.voice:
            return
        town, lever, k = self.model.town, self.model.levers, self.model.rules.trust
        s, f = self.satisfaction - town.rest_satisfaction, self.fairness - town.rest_fairness
        believed, settled = town.credibility - town.rest_credibility, self.trust_politicians_level

        target = settled + k.answer * self.answer + k.service * s + k.fairness * f
        target += k.national * town.national - k.media * (town.media - town.rest_media)
        target += k.credibility_politicians * believed + k.neighbours * (self.near_trust - town.rest_near_trust)
        self.trust_politicians += k.rate * (share(target) - self.trust_politicians)

        target = settled + k.nation + k.nation_mood * town.national
        target += k.nation_local * (self.trust_politicians - settled)
        self.trust_national += k.rate * (share(target) - self.trust_national)

        target = k.courts + k.courts_politicians * (settled - k.usual_politicians) + k.courts_fairness * f
        target -= k.courts_error * (town.error - k.usual_error)
        self.trust_courts += k.rate * (share(target) - self.trust_courts)

        target = self.trust_administration_level + k.administration_service * s + k.administration_fairness * f
        target += k.authority * (town.authority - k.usual_authority) + k.credibility * believed
        self.trust_administration += k.rate * (share(target) - self.trust_administration)

        target = self.trust_staff_level + k.staff_service * s + k.staff_fairness * f
        self.trust_staff += k.rate * (share(target) - self.trust_staff)

        target = self.trust_citizens_level + k.neighbours_citizens * (self.near_social - town.rest_near_social)
        self.trust_citizens += k.rate_citizens * (share(target + k.bridges * self.bridges) - self.trust_citizens)

        target = k.unlike * self.trust_citizens + k.unlike_bridges * self.bridges
        target -= k.unlike_bonds * max(self.bonds - self.bridges, 0.0)
        outside = max(self.near_attendance - town.rest_near_attendance, 0.0) * (1.0 - self.asked)
        target -= k.left_out * (1.0 - lever.bridging * lever.facilitation) * outside
        self.trust_unlike += k.rate_citizens * (share(target) - self.trust_unlike)

    def caring(self) -> None:
        """The will to carry others' needs, and consent to the tax that pays for it."""
        if not self.voice:
            return
        town, k = self.model.town, self.model.rules.solidarity
        s, f = self.satisfaction - town.rest_satisfaction, self.fairness - town.rest_fairness
        g = self.near_social - town.rest_near_social
        alone = k.responsibility * max(self.model.levers.user_input - k.usual_input, 0.0)
        target = self.solidarity_level + k.service * s + k.fairness * f + k.others * g - alone * self.self_regard
        self.solidarity += k.rate * (share(target) - self.solidarity)
        z = k.consent + k.consent_solidarity * (self.solidarity - 0.5) + k.consent_service * s
        z += k.consent_fairness * f + k.consent_others * g
        self.tax_consent += k.consent_rate * (logistic(z) - self.tax_consent)

    def belonging(self) -> None:
        """Feeling that the authority responds, or seeing that it responds to others."""
        if not self.voice:
            return
        town, k = self.model.town, self.model.rules.belonging
        outside = max(max(self.near_attendance - self.asked, 0.0) - town.rest_near_attendance, 0.0)
        target = self.external_efficacy_level + k.answer * self.answer
        target += k.fairness * (self.fairness - town.rest_fairness) - k.left_out * outside
        self.external_efficacy += k.rate * (share(target) - self.external_efficacy)
        self.realised_influence = (1.0 - k.fading) * self.realised_influence + (1.0 if self.stage == 6 else 0.0)
        in_touch = self.met or self.complained or self.appealed or self.stage >= 2
        self.months_apart = 0 if in_touch else min(self.months_apart + 1, 255)

    def socialisation(self) -> None:
        """What taking part, security and policy make of a citizen."""
        if not self.voice:
            return
        town, lever, k = self.model.town, self.model.levers, self.model.rules.socialisation
        able = 1.0 - k.barrier * (1.0 - 0.5 * (self.resources + self.digital))
        secure = (k.security + k.security_need * self.need) * (self.satisfaction - town.rest_satisfaction)
        target = self.efficacy_level + self.asked * (k.taking_part + k.experience * self.answer) + secure
        target += k.capability * lever.capability_support * able * k.capability_need * self.need
        self.efficacy += k.rate * (share(target) - self.efficacy)

        target = self.interest_level + k.interest * self.asked
        target += k.paying * (self.channel_values[0] - town.rest_channels[0])
        target += k.confidence * (self.efficacy - self.efficacy_level)
        self.interest += k.rate * (share(target) - self.interest)

        cues = (
            k.universal * (lever.floor - k.usual_floor) - k.responsibility * (lever.user_input - k.usual_input),
            k.making * self.asked,
            0.5 * (lever.choice - k.usual_choice + lever.rankings - k.usual_rankings)
            * k.choosing * (1.0 - k.collective * lever.floor),
        )  # fmt: skip
        wanted = [max(level + cue, 0.0) for level, cue in zip(self.type_level, cues, strict=True)]
        total = sum(wanted)
        if total > 0.0:
            for kind in range(3):
                self.type_weights[kind] += k.rate_type * (wanted[kind] / total - self.type_weights[kind])


ORDER = ("listening", "volunteering", "show", "influence", "trust", "caring", "belonging", "socialisation")
"""The methods of a month; the one for `solidarity` is `caring`, since that is an attribute."""


class Municipality(mesa.Model):
    """One municipality of such citizens, in the state in which a model of columns is.

    Args:
        state: where it starts from; one municipality. It is copied, and never looked at again.
        rules: coefficients by the name of each process.
    """

    def __init__(self, state: State, rules: dict[str, Any]) -> None:
        super().__init__(rng=int(state.now.seed))
        self.rules = SimpleNamespace(**{name: rules[name] for name in PROCESSES})
        self.publicity = state.context.publicity
        self.town = SimpleNamespace(**_row(state.municipalities))
        self.levers = SimpleNamespace(**_row(state.levers))
        columns = {name: state.citizens.array(name).tolist() for name in (*CHANGED, *READ)}
        people = [
            Citizen(self, {name: values[row] for name, values in columns.items()}) for row in range(state.citizens.n)
        ]
        for row, citizen in enumerate(people):
            rows = [*state.network.neighbours_of(row), *(j for j in state.citizens.met_lately[row] if j >= 0)]
            citizen.friends = [people[j] for j in rows]
        self.people: Sequence[Citizen] = people

    def deal(self, draws: Sequence[Sequence[float]]) -> None:
        """Hand every citizen this month's luck: see `month_of_luck`."""
        for citizen, luck_ in zip(self.people, draws, strict=True):
            citizen.luck = luck_

    def step(self) -> None:
        """One month of the seven processes, one after the other, citizen by citizen."""
        for process in ORDER:
            self.agents.do(process)
            if process == "listening":
                asked = [citizen.asked for citizen in self.people if citizen.voice]
                self.town.asked = sum(asked) / len(asked)

    def column(self, name: str) -> np.ndarray:
        """A property of all citizens, as the columns' model has it."""
        return np.array([getattr(citizen, name) for citizen in self.people])


def month_of_luck(state: State) -> list[list[float]]:
    """The luck that belongs to each citizen this month: four numbers for opinions, and one for volunteering."""
    uid, now = state.citizens.uid, state.now
    opinion = luck4(now.seed, int(Decision.OPINION), now.month, uid, 0, len(uid), 0)
    volunteer = luck(now.seed, int(Decision.VOLUNTEER), now.month, uid, 0, len(uid), 0)
    return np.vstack((opinion, volunteer)).T.tolist()


def _row(table: Any) -> dict[str, Any]:
    """The only row of a table, as plain numbers and lists."""
    if table.n != 1:
        raise ValueError(f"the comparison model is one municipality; the state has {table.n}")
    return {name: table.array(name)[0].tolist() for name in table}
