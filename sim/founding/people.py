"""Who the citizens are when the model begins: resources, type, trust, needs, leanings, drawn once and for all.

Rule      resources = .52 + .10·schooling + .06·income + .09·chance            (standard deviations; within 0 and 1)
          type weights = softmax(ln share_type + tilt·(schooling, age) + .9·chance), scaled so that their means are
          the shares asked for
          settled trust in each target = its mean + spread·(¾·disposition + ⅔·chance)
          need = level by age (under 65, 65–79 ×1.7, from 80 ×2.9), more with children, less with resources, chance
          digital skill and facilities of the home: as the process home holds them, without chance
          member of one's party: with the chance at which as many join as leave
          leaning = stand of one's party + ¼·chance, towards own choice with the consumer's weight
In words  Schooling, income and luck make resources; age and schooling tilt the type; nobody's trust is set by type
          (political consumption is not distrust: Goul Andersen & Tobiasen 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import TYPES
from sim.policy.context import Population as MakeUp
from sim.population import Population
from sim.processes.channels import Rules as Channels
from sim.processes.home import Rules as Home
from sim.processes.lives import Rules as Lives
from sim.processes.lives import service
from sim.randomness import Decision, normals, uniforms
from sim.table import Table

SCHOOLING_YEARS = (9.0, 12.0, 13.0, 15.5, 17.5)
"""Years of schooling of each education level."""

USUAL_INPUT = 0.31
"""What parties and elections pay the average citizen at rest; see sim/processes/channels.py."""

KNOWN = ("uid", "municipality", "neighbourhood", "household", "workplace", "age", "education", "income", "children")
"""What the synthetic population says of a person."""

PIECE = 1 << 16
"""Citizens that are settled at once: what is worked out on the way takes little memory, however many there are."""

_TILT_BY_SCHOOLING = (-0.10, 0.30, -0.05)
_TILT_BY_AGE = (0.30, -0.10, -0.20)

Floats = NDArray[np.float64]


def settle(citizens: Table, people: Population, make_up: MakeUp, seed: int) -> None:
    """Fill in what citizens are settled with: everything but party, council, institution and what they meet.

    Args:
        citizens: the empty table, one row a person.
        people: who lives here.
        make_up: the scenario's `population.*`.
        seed: the run's seed.
    """
    _draw_types(citizens, people, make_up, seed)
    for first in range(0, len(people), PIECE):
        rows = slice(first, first + PIECE)
        part = SimpleNamespace(**{name: citizens.array(name)[rows] for name in citizens})
        _settle(part, SimpleNamespace(**{name: getattr(people, name)[rows] for name in KNOWN}), make_up, seed)


def _settle(c: Any, people: Any, make_up: MakeUp, seed: int) -> None:
    """Settle some citizens, whose type is drawn already; arguments as in `settle`, of these rows only."""
    uid = people.uid

    def bell(decision: Decision, other: int = 0) -> Floats:
        return normals(seed, decision, 0, uid, other)

    for name in KNOWN:
        getattr(c, name)[:] = getattr(people, name)
    schooling, age = _standardised(people.education, people.age)
    income = np.clip((np.log(np.maximum(people.income, 0.05)) + 0.1) / 0.45, -3.0, 3.0)
    c.education_score[:], c.age_score[:] = schooling, age
    c.resources[:] = np.clip(
        0.52 + 0.10 * schooling + 0.06 * income + 0.09 * bell(Decision.CITIZEN_RESOURCES), 0.02, 0.98
    )
    c.resources_level[:] = c.resources
    from_mean = c.resources - 0.52
    c.competence[:] = c.resources
    c.efficacy[:] = np.clip(0.5 + 0.6 * from_mean + 0.12 * bell(Decision.CITIZEN_EFFICACY), 0.0, 1.0)
    traditional, _, consumer = c.type_weights.T

    disposition = bell(Decision.CITIZEN_TRUST)
    for number, target in enumerate(("politicians", "administration", "staff", "citizens")):
        own = bell(Decision.CITIZEN_TRUST_TARGET, number)
        level = getattr(make_up, f"trust_{target}") + make_up.trust_spread * (0.75 * disposition + 0.66 * own)
        vars(c)[f"trust_{target}_level"][:] = np.clip(level, 0.0, 1.0)
        vars(c)[f"trust_{target}"][:] = vars(c)[f"trust_{target}_level"]
    c.trust_national[:] = np.clip(c.trust_politicians_level - 0.062, 0.0, 1.0)
    c.trust_courts[:] = np.clip(0.721 + 0.5 * (c.trust_politicians_level - 0.508), 0.0, 1.0)
    c.trust_unlike[:] = 0.85 * c.trust_citizens_level
    c.style[:] = 0.6 * disposition + 0.8 * bell(Decision.CITIZEN_STYLE)
    c.temper[:] = bell(Decision.CITIZEN_TEMPER)
    c.civic_drive[:] = bell(Decision.CITIZEN_HABIT)

    c.interest[:] = np.clip(
        0.4 + 0.35 * (c.efficacy - 0.5) + 0.05 * age + 0.15 * bell(Decision.CITIZEN_EFFICACY, 1), 0.0, 1.0
    )
    c.efficacy_level[:], c.interest_level[:] = c.efficacy, c.interest
    h = Home()
    digital = h.digital + h.digital_resources * from_mean - h.digital_age * age
    c.digital[:] = np.clip(digital, 0.0, 1.0)
    c.facilities[:] = np.clip(h.facilities + h.facilities_resources * from_mean, 0.0, 1.0)
    c.awareness[:] = np.clip(0.4 + 0.4 * from_mean + 0.12 * bell(Decision.CITIZEN_EFFICACY, 2), 0.0, 1.0)
    c.open_mindedness[:] = np.clip(0.5 + 0.05 * schooling + 0.15 * bell(Decision.CITIZEN_OPINION, 2), 0.0, 1.0)
    c.self_regard[:] = np.clip(
        0.45 + 0.25 * (consumer - 0.38) - 0.10 * (traditional - 0.40) + 0.12 * bell(Decision.CITIZEN_SOLIDARITY, 1),
        0.0, 1.0,
    )  # fmt: skip
    c.self_regard_level[:] = c.self_regard
    c.solidarity_level[:] = np.clip(
        0.55 + 0.25 * (traditional - 0.40) + 0.12 * bell(Decision.CITIZEN_SOLIDARITY), 0.0, 1.0
    )
    c.solidarity[:] = c.solidarity_level
    c.external_efficacy_level[:] = np.clip(0.35 + 0.3 * (c.efficacy - 0.5) + 0.10 * disposition, 0.0, 1.0)
    c.external_efficacy[:] = c.external_efficacy_level
    c.party_identity[:] = np.clip(0.45 + 0.08 * age + 0.2 * bell(Decision.CITIZEN_IDENTITY), 0.0, 1.0)

    c.member[:] = uniforms(seed, Decision.CITIZEN_IDENTITY, 0, uid, 2) < _membership(c)

    k = Lives()
    by_age = np.where(people.age >= 80, k.need_80, np.where(people.age >= 65, k.need_65, 1.0)) * make_up.need
    level = (
        by_age + k.need_child * np.minimum(people.children, 3) - 0.12 * from_mean + 0.06 * bell(Decision.CITIZEN_NEED)
    )
    c.need_level[:] = np.clip(level, 0.01, 0.95)
    c.need[:] = c.need_level
    c.sector[:] = service(people.age, people.children, uniforms(seed, Decision.CITIZEN_SERVICE, 0, uid))
    c.exited[:] = uniforms(seed, Decision.CITIZEN_SERVICE, 0, uid, 1) < 0.2
    c.volunteer[:] = uniforms(seed, Decision.CITIZEN_VOLUNTEER, 0, uid) < np.clip(0.37 + 0.7 * from_mean, 0.02, 0.9)
    c.tenure[:] = np.where(c.volunteer == 1, 60.0 * uniforms(seed, Decision.CITIZEN_VOLUNTEER, 0, uid, 1) ** 2, 0.0)


def _standardised(education: NDArray[np.uint8], age: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Years of schooling and age in standard deviations from the nation's mean, (k,) each."""
    return (np.array(SCHOOLING_YEARS)[education] - 13.0) / 2.77, (age.astype(np.float64) - 50.0) / 18.6


def _membership(citizens: Any) -> Floats:
    """Chance (n,) of being a member of one's party, at which a citizen joins as often as they leave."""
    k, c = Channels(), citizens
    joins = k.joining * c.party_identity * c.interest * USUAL_INPUT
    leaves = k.leaving * (1.0 - c.party_identity)
    chance: Floats = joins / (joins + leaves + 1e-9)
    return chance


def _draw_types(citizens: Table, people: Population, make_up: MakeUp, seed: int) -> None:
    """Write everybody's mix of types: on the simplex, with means over those with a voice as asked for, within .001."""
    asked = np.array([make_up.types.get(kind, 0.0) for kind in TYPES])
    asked = np.maximum(asked / asked.sum(), 1e-6)
    counted = citizens.voice == 1
    everybody = bool(counted.all())
    weights = np.empty((len(people), len(TYPES)))
    pieces = [slice(first, first + PIECE) for first in range(0, len(people), PIECE)]
    for rows in pieces:
        schooling, age = _standardised(people.education[rows], people.age[rows])
        for kind in range(len(TYPES)):
            weights[rows, kind] = np.exp(
                np.log(asked[kind])
                + _TILT_BY_SCHOOLING[kind] * schooling
                + _TILT_BY_AGE[kind] * age
                + 0.9 * normals(seed, Decision.CITIZEN_TYPE, 0, people.uid[rows], kind)
            )
        weights[rows] /= weights[rows].sum(axis=1, keepdims=True)
    for _ in range(12):
        off = asked / (weights if everybody else weights[counted]).mean(axis=0)
        for rows in pieces:
            weights[rows] *= off
            weights[rows] /= weights[rows].sum(axis=1, keepdims=True)
    citizens.type_weights[:] = weights
    citizens.type_level[:] = citizens.type_weights


def rank_quintiles(citizens: Table, town_offsets: Sequence[int] | NDArray[np.int64]) -> None:
    """Write each citizen's fifth of their municipality by resources, counted among those with a voice."""
    for lo, hi in pairwise(town_offsets):
        resources = citizens.resources[lo:hi]
        marks = np.quantile(resources[citizens.voice[lo:hi] == 1], (0.2, 0.4, 0.6, 0.8), method="inverted_cdf")
        citizens.quintile[lo:hi] = 1 + np.searchsorted(marks, resources, side="left")
