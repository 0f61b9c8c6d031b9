"""The whole state at the beginning: towns, people, ties, services, parties and council, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from sim.agents.citizen import COLUMNS as CITIZENS
from sim.agents.municipality import COLUMNS as MUNICIPALITIES
from sim.blocks import Crew, cut
from sim.founding.council import found_council
from sim.founding.people import rank_quintiles, settle
from sim.founding.services import assign, found_institutions, found_officials, found_staff
from sim.network import Network, build_network
from sim.policy.context import Context
from sim.policy.context import Population as MakeUp
from sim.policy.force import COLUMNS as LEVERS
from sim.population import Population, synthesize
from sim.randomness import Decision, normals
from sim.state import Moment, State
from sim.table import Table
from sim.towns import Town

NATIONAL_TURNOUT = {2013: 0.719, 2017: 0.708, 2025: 0.692}
"""Turnout at local elections in the whole country, as a share (Statistics Denmark, KL)."""
TURNOUT_SPREAD = 0.22
"""Spread of turnout between municipalities whose own is not known, in log-odds, beside what their people explain."""


def found(
    towns: Sequence[Town],
    agents: Sequence[int],
    make_up: MakeUp,
    seed: int,
    *,
    month: int = 0,
    threads: int | None = None,
    silent: int = 0,
    network: Network | None = None,
) -> State:
    """A state before its first month.

    Args:
        towns: the municipalities.
        agents: citizens of each.
        make_up: the scenario's `population.*`.
        seed: the run's seed.
        month: the number of the month that has just passed.
        threads: threads to run kernels on; None: what the machine or NUMBA_NUM_THREADS says.
        network: the citizens' ties, where they are known already; None: they are made.
        silent: citizens without ties, needs or voice to add at the end, to show that they change nobody's month.
    """
    people = synthesize(towns, agents, seed)
    if network is None:
        network = build_network(people, seed, degree=make_up.ties, homophily=make_up.homophily)
        network = network.with_isolated(silent) if silent else network
    if silent:
        people = _add_silent(people, silent)
    counts = np.diff(people.town_offsets)
    citizens = Table("citizens", CITIZENS, len(people))
    citizens.voice[len(people) - silent :] = 0
    settle(citizens, people, make_up, seed)
    citizens.need[citizens.voice == 0] = citizens.need_level[citizens.voice == 0] = 0.0
    rank_quintiles(citizens, people.town_offsets)
    institutions = found_institutions(np.asarray(agents), seed)
    assign(citizens, institutions, people.town_offsets)
    municipalities = _found_municipalities(towns, citizens, counts, seed)
    parties, politicians = found_council(towns, citizens, municipalities, people.town_offsets, seed)
    return State(
        citizens=citizens,
        politicians=politicians,
        officials=found_officials(np.asarray(agents), seed),
        staff=found_staff(institutions, seed),
        institutions=institutions,
        parties=parties,
        municipalities=municipalities,
        levers=Table("levers", LEVERS, len(towns)),
        network=network,
        crew=Crew(cut(people.town_offsets), threads),
        now=Moment(np.uint64(seed), month),
        context=Context(),
    )


def _found_municipalities(towns: Sequence[Town], citizens: Table, counts: np.ndarray, seed: int) -> Table:
    """The municipalities' own table, with what its people are like at rest."""
    table = Table("municipalities", MUNICIPALITIES, len(towns))
    table.code[:] = [town.code for town in towns]
    table.adults[:] = [town.adults for town in towns]
    chance = TURNOUT_SPREAD * normals(seed, Decision.MUNICIPALITY_START, 0, table.code)
    table.turnout_level[:] = [_turnout_level(town, own) for town, own in zip(towns, chance, strict=True)]
    voice = citizens.voice.astype(np.float64)
    home = citizens.municipality
    table.citizens[:] = np.bincount(home, voice, len(towns))
    means = {
        "rest_resources": citizens.resources,
        "rest_interest": citizens.interest,
        "rest_awareness": citizens.awareness,
        "rest_traditional": citizens.type_weights[:, 0],
        "rest_innovative": citizens.type_weights[:, 1],
        "rest_external": citizens.external_efficacy,
        "rest_volunteering": citizens.volunteer,
        "rest_trust": citizens.trust_politicians,
    }
    for name, values in means.items():
        table.array(name)[:] = np.bincount(home, voice * values, len(towns)) / table.citizens
    return table


def _turnout_level(town: Town, chance: float) -> float:
    """How readily people vote here, in log-odds against the country: as known from its elections, else by chance."""
    known = [
        np.log(own / (1.0 - own)) - np.log(nation / (1.0 - nation))
        for year, nation in NATIONAL_TURNOUT.items()
        if (said := getattr(town, f"turnout_{year}")) is not None
        for own in [min(max(said, 0.01), 0.99)]  # nobody or everybody voting is no finite readiness
    ]
    return float(np.mean(known)) if known else float(chance)


def _add_silent(people: Population, count: int) -> Population:
    """People with copies of the last person added at the end, in a household and a workplace of their own."""
    changes = {}
    for field in fields(people):
        values = getattr(people, field.name)
        if field.name.endswith("_offsets"):
            values = values.copy()
            values[-1] += count
        else:
            values = np.concatenate([values, np.repeat(values[-1:], count)])
        changes[field.name] = values
    changes["uid"] = np.arange(len(changes["age"]), dtype=people.uid.dtype)
    return replace(people, **changes)
