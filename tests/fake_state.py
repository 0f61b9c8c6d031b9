"""A small State with random but legal values in every column, for tests that need no founded municipality.

Every column lies in its declared range, every row number points at a row that exists and belongs to the same
municipality, and what is counted elsewhere (citizens, staff, votes, demand) agrees with what it counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import COLUMNS as CITIZENS
from sim.agents.citizen import SECTORS
from sim.agents.municipality import COLUMNS as MUNICIPALITIES
from sim.agents.official import COLUMNS as OFFICIALS
from sim.agents.politician import BLOCS, LETTERS, PARTIES, POLITICIANS, STANDS
from sim.agents.staff import INSTITUTIONS, STAFF
from sim.blocks import Crew, cut
from sim.network import Network
from sim.policy.context import Context
from sim.policy.force import COLUMNS as LEVERS
from sim.policy.levers import LEVERS as DECLARED
from sim.policy.levers import MODES
from sim.state import Moment, State
from sim.table import Table

UNITS_A_SECTOR = 2
OFFICIALS_A_COUNCIL = 12
SEATS = 9
PARTIES_A_COUNCIL = 5
BLOCK_ROWS = 64

Luck = np.random.Generator


def fake_state(n: int = 200, municipalities: int = 2, seed: int = 1, threads: int = 1, silent: float = 0.1) -> State:
    """A state of n citizens.

    Args:
        n: citizens in all, in municipalities of about equal size, ordered by municipality.
        municipalities: how many; each has 12 institutions, 12 officials, 9 politicians and 5 parties.
        seed: of the random values, and of the run.
        threads: threads of the crew, at most.
        silent: share of citizens without a voice.

    Returns:
        The state before month 1, with the representative baseline's levers and the default context.
    """
    luck = np.random.default_rng(seed)
    home = np.arange(n) * municipalities // n
    towns = Table("municipalities", MUNICIPALITIES, municipalities)
    citizens = _citizens(luck, home, silent)
    institutions = _institutions(luck, n, municipalities)
    staff = _staff(luck, institutions)
    officials = _officials(luck, municipalities)
    parties, politicians = _council(luck, municipalities)
    _choose(luck, citizens, institutions, parties)
    _fill_towns(luck, towns, citizens)
    offsets = np.searchsorted(home, np.arange(municipalities + 1)).astype(np.int64)
    return State(
        citizens=citizens, politicians=politicians, officials=officials, staff=staff, institutions=institutions,
        parties=parties, municipalities=towns, levers=_levers(municipalities), network=_network(luck, home),
        crew=Crew(cut(offsets, BLOCK_ROWS), threads), now=Moment(np.uint64(seed), 1), context=Context(),
    )  # fmt: skip


def _legal(luck: Luck, table: Table) -> None:
    """Random values in every column that has a range; sd-like columns are standard normal; counters small."""
    for name, column in table.columns.items():
        values = table.array(name)
        if column.low is None:
            values[...] = luck.normal(size=values.shape) if values.dtype.kind == "f" else np.arange(table.n)
        elif values.dtype.kind == "f" and column.high is not None:
            # kept off the very edges, so that a rule that pushes outwards shows
            low, high = column.low, column.high
            values[...] = luck.uniform(low + 0.02 * (high - low), high - 0.02 * (high - low), values.shape)
        elif values.dtype.kind == "f":
            values[...] = luck.uniform(0.0, 1.0, values.shape)
        elif column.high is not None and column.high <= 120:
            values[...] = luck.integers(int(column.low), int(column.high) + 1, values.shape)


def _citizens(luck: Luck, home: NDArray[np.int64], silent: float) -> Table:
    n = len(home)
    c = Table("citizens", CITIZENS, n)
    _legal(luck, c)
    c.uid[:] = 10_000 + np.arange(n)
    c.municipality[:] = home
    c.age[:] = luck.integers(18, 96, n)
    c.education[:] = luck.choice(5, n, p=[0.27, 0.09, 0.37, 0.17, 0.10])
    c.income[:] = np.exp(luck.normal(-0.1, 0.45, n))
    c.children[:] = luck.choice(4, n, p=[0.7, 0.12, 0.13, 0.05])
    c.household[:] = np.arange(n) // 2
    c.neighbourhood[:] = np.arange(n) // 40
    c.workplace[:] = np.where(luck.random(n) < 0.6, luck.integers(0, max(1, n // 15), n), -1)
    c.voice[:] = luck.random(n) >= silent
    schooling = (np.array([9.0, 12.0, 13.0, 15.5, 17.5])[c.education] - 13.0) / 2.77
    years = (c.age - 50.0) / 18.6
    c.education_score[:], c.age_score[:] = schooling, years
    c.resources[:] = np.clip(0.52 + 0.1 * schooling + 0.1 * luck.normal(size=n), 0.02, 0.98)
    c.competence[:] = c.resources
    c.resources_level[:] = c.resources
    c.type_weights[:] = luck.dirichlet([1.6, 0.9, 1.5], n)
    c.type_level[:] = 0.8 * c.type_weights + 0.2 / 3
    by_age = np.where(c.age >= 80, 2.9, np.where(c.age >= 65, 1.7, 1.0))
    level = 0.16 * by_age - 0.12 * (c.resources - 0.52) + 0.06 * luck.normal(size=n)
    c.need_level[:] = np.clip(level, 0.01, 0.95)
    c.need[:] = c.need_level
    c.exited[:] = luck.random(n) < 0.2
    for name in ("trust_politicians", "trust_administration", "trust_staff", "trust_citizens"):
        c.array(f"{name}_level")[:] = np.clip(c.columns[name].start + 0.18 * luck.normal(size=n), 0.0, 1.0)
        c.array(name)[:] = c.array(f"{name}_level")
    # what has a usual value lies about it, so that a run starts near rest
    for name, spread in (
        ("quality", 0.1), ("expectation", 0.06), ("satisfaction", 0.08), ("fairness", 0.06), ("awareness", 0.12),
        ("interest", 0.15), ("efficacy", 0.12), ("external_efficacy_level", 0.1), ("expected_influence", 0.05),
        ("habit", 0.2), ("party_identity", 0.2), ("solidarity_level", 0.12), ("efficacy_level", 0.12),
        ("interest_level", 0.15), ("self_regard_level", 0.12), ("digital", 0.15), ("facilities", 0.15),
        ("own_good", 0.15), ("acceptance", 0.15), ("trust_national", 0.18), ("trust_courts", 0.15),
        ("trust_unlike", 0.15),
    ):  # fmt: skip
        c.array(name)[:] = np.clip(c.columns[name].start + spread * luck.normal(size=n), 0.0, 1.0)
    c.external_efficacy[:] = c.external_efficacy_level
    c.solidarity[:] = c.solidarity_level
    c.positions[:] = np.clip(luck.normal(0.0, 0.35, (n, 2)), -1.0, 1.0)
    c.leanings[:] = 0.8 * c.positions
    c.volunteer[:] = luck.random(n) < 0.37
    c.tenure[:] = np.where(c.volunteer == 1, luck.integers(0, 60, n), 0)
    c.demand[:] = np.where(c.met == 1, c.demand, 0)
    c.framed[:] = np.where(c.demand > 0, c.framed, 0)
    c.member[:] = luck.random(n) < 0.05
    for name in ("relatives", "maker", "benefit", "losses"):
        c.array(name)[:] = luck.uniform(0.0, 0.2, n)
    c.grievance[:] = luck.uniform(0.0, 0.1, n)
    c.past_complaints[:] = luck.uniform(0.0, 0.3, n)
    c.shortfall[:] = np.where(c.met == 1, luck.uniform(0.0, 0.2, n), 0.0)
    c.near_trust[:], c.near_social[:] = luck.uniform(-0.1, 0.1, (2, n))
    c.met_lately[:] = -1
    c.visible[:] = luck.integers(-32767, 32768, c.visible.shape)
    c.visible[:, -1] = c.voice
    for town in np.unique(home):
        rows = np.flatnonzero(home == town)
        order = rows[np.argsort(c.resources[rows], kind="stable")]
        c.quintile[order] = 1 + np.arange(len(order)) * 5 // len(order)
        # a few have come to know somebody in a forum, of their own municipality
        some = rows[luck.random(len(rows)) < 0.3]
        c.met_lately[some, 0] = rows[(np.searchsorted(rows, some) + 1) % len(rows)]
    c.bonds[:], c.bridges[:] = luck.uniform(0.0, 0.5, (2, n)) * (c.met_lately[:, 0] >= 0)
    return c


def _institutions(luck: Luck, n: int, towns: int) -> Table:
    each = len(SECTORS) * UNITS_A_SECTOR
    table = Table("institutions", INSTITUTIONS, towns * each)
    _legal(luck, table)
    table.municipality[:] = np.repeat(np.arange(towns), each)
    table.sector[:] = np.tile(np.repeat(np.arange(len(SECTORS)), UNITS_A_SECTOR), towns)
    table.staff[:] = max(2, round(0.109 * n / table.n))
    table.shock[:] = 0.08 * luck.normal(size=table.n)
    for name in ("load", "exhaustion", "absence", "exposure", "hands", "porosity"):
        table.array(name)[:] = table.columns[name].start
    table.helpers[:], table.pressed[:] = luck.uniform(0.0, 0.04, (2, table.n))
    table.rest_pressed[:] = luck.uniform(0.0, 0.04, table.n)
    table.measured[:], table.unmeasured[:] = luck.normal(0.0, 0.1, (2, table.n))
    table.rest_helpers[:], table.aggrieved[:], table.rest_aggrieved[:] = luck.uniform(0.0, 0.04, (3, table.n))
    caught = np.random.default_rng(n)  # of its own, so that all else stays as it is
    table.lifted[:], table.rest_lifted[:] = caught.uniform(0.0, 0.02, (2, table.n))
    return table


def _staff(luck: Luck, institutions: Table) -> Table:
    place = np.repeat(np.arange(institutions.n), institutions.staff)
    table = Table("staff", STAFF, len(place))
    _legal(luck, table)
    table.institution[:] = place
    table.municipality[:] = institutions.municipality[place]
    strain = 0.12 * institutions.strain_level[place] + 0.15 * table.frailty
    table.exhaustion[:] = np.clip(0.4 + strain, 0.0, 1.0)
    table.absence[:] = 0.085
    table.exposure[:] = institutions.exposure[place]
    table.role_conflict[:] = 0.1
    table.skill[:] = 0.5
    return table


def _officials(luck: Luck, towns: int) -> Table:
    table = Table("officials", OFFICIALS, towns * OFFICIALS_A_COUNCIL)
    _legal(luck, table)
    table.municipality[:] = np.repeat(np.arange(towns), OFFICIALS_A_COUNCIL)
    table.sector[:] = np.arange(table.n) % len(SECTORS)
    table.workload[:] = luck.uniform(0.8, 1.2, table.n)
    return table


def _council(luck: Luck, towns: int) -> tuple[Table, Table]:
    parties = Table("parties", PARTIES, towns * PARTIES_A_COUNCIL)
    _legal(luck, parties)
    for town in range(towns):
        rows = slice(town * PARTIES_A_COUNCIL, (town + 1) * PARTIES_A_COUNCIL)
        parties.municipality[rows] = town
        parties.letter[rows] = np.sort(luck.choice(len(LETTERS), PARTIES_A_COUNCIL, replace=False))
    letters = [LETTERS[number] for number in parties.letter]
    parties.positions[:] = [STANDS[letter] for letter in letters]
    parties.ideals[:] = 0.9 * parties.positions
    parties.direction[:], parties.rest_gap[:] = luck.uniform(-0.1, 0.1, (2, parties.n, 2))
    parties.bloc[:] = [BLOCS[letter] for letter in letters]
    parties.appeal[:] = luck.normal(0.0, 0.5, parties.n)
    seats = np.full((towns, PARTIES_A_COUNCIL), SEATS // PARTIES_A_COUNCIL)
    seats[:, : SEATS % PARTIES_A_COUNCIL] += 1
    parties.seats[:] = seats.ravel()
    party = np.repeat(np.arange(parties.n), parties.seats)
    table = Table("politicians", POLITICIANS, len(party))
    _legal(luck, table)
    table.party[:], table.municipality[:] = party, parties.municipality[party]
    table.place[:] = 1 + np.arange(len(party)) - np.searchsorted(party, party)
    table.positions[:] = np.clip(parties.positions[party] + luck.normal(0.0, 0.1, (len(party), 2)), -1.0, 1.0)
    table.attention[:] = luck.dirichlet([3.0, 3.0, 3.0], len(party))
    table.workload[:] = luck.uniform(0.8, 1.2, len(party))
    return parties, table


def _choose(luck: Luck, citizens: Table, institutions: Table, parties: Table) -> None:
    """Give citizens an institution of their service and a party; count demand and votes."""
    c, home = citizens, citizens.municipality.astype(np.int64)
    unit = luck.integers(0, UNITS_A_SECTOR, c.n)
    c.institution[:] = (home * len(SECTORS) + c.sector) * UNITS_A_SECTOR + unit
    c.party[:] = home * PARTIES_A_COUNCIL + luck.integers(0, PARTIES_A_COUNCIL, c.n)
    demand = np.bincount(c.institution, weights=c.need * c.voice, minlength=institutions.n)
    institutions.demand[:] = demand
    institutions.rest_demand[:] = np.maximum(demand, 0.1)
    parties.votes[:] = np.bincount(c.party[(c.voted == 1) & (c.voice == 1)], minlength=parties.n)
    total = np.bincount(parties.municipality, weights=parties.votes)
    parties.share[:] = parties.votes / np.maximum(total, 1.0)[parties.municipality]


def _fill_towns(luck: Luck, towns: Table, citizens: Table) -> None:
    """Counts of citizens; climate and rest values about their start; last month's counts small."""
    count = np.bincount(citizens.municipality[citizens.voice == 1], minlength=towns.n)
    towns.code[:] = 100 + np.arange(towns.n)
    towns.adults[:], towns.citizens[:] = 10 * count, count
    towns.turnout_level[:] = luck.normal(0.0, 0.15, towns.n)
    for name in ("media", "promise", "attention", "listening", "adoption", "sensitivity", "diversity", "asked"):
        values = towns.columns[name].start + luck.uniform(0.0, 0.1, towns.n)
        towns.array(name)[:] = values
    for name in (
        "follow", "clarity", "learning", "credibility", "account", "authority", "service", "dialogue", "harassment",
        "covered", "doubt", "rest_service", "rest_credibility", "rest_losses", "rest_own_good", "rest_channels",
    ):  # fmt: skip
        values = towns.array(name)
        values[:] = towns.columns[name].start + luck.uniform(0.0, 0.1, values.shape)
    towns.solved[:] = luck.uniform(0.0, 2.0, towns.solved.shape)
    towns.under_way[:], towns.benefit[:] = 0.5 * towns.solved, 0.1
    towns.adopted[:] = (np.arange(towns.n)[:, None] + np.arange(towns.adopted.shape[1])) % 2
    for name in ("agenda", "policy", "opinion", "council", "estimate"):
        towns.array(name)[:] = luck.uniform(-0.3, 0.3, (towns.n, 2))
    towns.agenda_weight[:] = luck.uniform(0.0, 3.0, towns.n)
    towns.attended[:] = luck.uniform(0.0, 0.03, towns.n)
    towns.domain[:] = luck.integers(0, 5, towns.n)
    counted = np.random.default_rng(int(count.sum()))  # of its own, so that all else stays as it is
    towns.complaints[:], towns.reversals[:] = counted.integers(1, 4, towns.n), counted.integers(0, 3, towns.n)
    towns.chain[:] = -np.sort(-counted.integers(0, 3, (towns.n, 6, 5)), axis=1).reshape(towns.n, 30)


def _levers(towns: int) -> Table:
    table = Table("levers", LEVERS, towns)
    for lever in DECLARED:
        if isinstance(lever.default, dict):
            for mode in MODES:
                table.array(f"recruit_{mode}")[:] = lever.default.get(mode, 0.0)
        else:
            table.array(lever.name)[:] = lever.default
    return table


def _network(luck: Luck, home: NDArray[np.int64]) -> Network:
    """Ties in both directions, none doubled, none with oneself; about ten each, mostly within a municipality."""
    n = len(home)
    pairs = luck.integers(0, n, (5 * n, 2))
    near = (home[pairs[:, 0]] == home[pairs[:, 1]]) | (luck.random(len(pairs)) < 0.1)
    pairs = np.sort(pairs[near & (pairs[:, 0] != pairs[:, 1])], axis=1)
    pairs = np.unique(pairs, axis=0)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=offsets[1:])
    return Network(offsets, both[:, 1].astype(np.int32))


def set_levers(state: State, **levels: Any) -> None:
    """Write levels of levers into every municipality: `set_levers(state, choice=0.9)`."""
    for name, level in levels.items():
        state.levers.array(name)[:] = level


def next_month(state: State) -> None:
    """Let a month pass on the calendar; nothing else happens."""
    state.now = Moment(state.now.seed, state.now.month + 1)
