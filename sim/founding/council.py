"""Parties, the citizens' party and leanings, and the first council.

Rule      every nationwide list with at least SMALLEST of the votes of 2017 stands; citizens' party is drawn from the
          votes; leaning = stand of the party + ¼·chance + ½·(resources − .52), so that the best-off fifth stands about
          a tenth of the scale nearer to lower tax and own choice than the worst-off; on choice also + ¼·(consumer −
          traditional weight)
          the council has the municipality's number of seats, filled by D'Hondt from the votes of 2017; some of its
          members work in dialogue already
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.politician import BLOCS, LETTERS, PARTIES, POLITICIANS, STANDS
from sim.council import fit_appeal, seat
from sim.processes.election import Rules, leaving
from sim.randomness import Decision, normals, uniforms
from sim.table import Table
from sim.towns import Town, council_seats

SMALLEST = 0.005
SPREAD = 0.25
TILT = 0.25
RESOURCE_TILT = 0.5
FIRST = -1000
"""The month that keys the luck of the first council, before any other."""
IN_DIALOGUE = 0.08
"""Share of politicians who work in dialogue where nobody helps them to [A]: what the rule of politicians keeps up."""
SAMPLE = 2000
"""Citizens from whom the appeals of parties are fitted."""


def found_council(
    towns: Sequence[Town], citizens: Table, municipalities: Table, town_offsets: NDArray[np.int64], seed: int
) -> tuple[Table, Table]:
    """Parties and politicians; fills in party, leanings and positions of citizens, and where the council stands."""
    parties = _found_parties(towns)
    parties.chasing[:] = uniforms(seed, Decision.PARTY_START, 0, parties.letter) ** 2
    parties.share_before[:] = parties.share
    _join(citizens, parties, town_offsets, seed)
    _lean(citizens, parties, seed)
    _fit(citizens, parties, town_offsets)
    seats = [council_seats(town) for town in towns]
    politicians = Table("politicians", POLITICIANS, sum(seats))
    politicians.municipality[:] = np.repeat(np.arange(len(towns)), seats)
    rows = np.arange(politicians.n)
    politicians.listening_skill[:] = np.clip(0.6 + 0.1 * normals(seed, Decision.POLITICIAN_START, 0, rows), 0.0, 1.0)
    politicians.listening_skill_level[:] = politicians.listening_skill
    politicians.dialogue[:] = uniforms(seed, Decision.POLITICIAN_START, 0, rows, 1) < IN_DIALOGUE
    seat(parties, politicians, municipalities, seed, FIRST)
    municipalities.policy[:] = municipalities.council
    return parties, politicians


def _found_parties(towns: Sequence[Town]) -> Table:
    rows = []
    for number, town in enumerate(towns):
        listed = {letter: town.local_votes[letter] for letter in LETTERS if town.local_votes[letter] >= SMALLEST}
        total = sum(listed.values())
        rows += [(number, letter, votes / total) for letter, votes in listed.items()]
    table = Table("parties", PARTIES, len(rows))
    table.municipality[:] = [number for number, _, _ in rows]
    table.letter[:] = [LETTERS.index(letter) for _, letter, _ in rows]
    table.positions[:] = [STANDS[letter] for _, letter, _ in rows]
    table.ideals[:] = table.positions
    table.bloc[:] = [BLOCS[letter] for _, letter, _ in rows]
    table.share[:] = [share for _, _, share in rows]
    table.votes[:] = np.rint(1e6 * table.share)
    return table


def _join(citizens: Table, parties: Table, town_offsets: NDArray[np.int64], seed: int) -> None:
    luck = uniforms(seed, Decision.CITIZEN_PARTY, 0, citizens.uid)
    for town in range(len(town_offsets) - 1):
        rows = slice(int(town_offsets[town]), int(town_offsets[town + 1]))
        lists = np.flatnonzero(parties.municipality == town)
        marks = np.cumsum(parties.share[lists].astype(np.float64))
        chosen = np.searchsorted(marks / marks[-1], luck[rows], side="right")
        citizens.party[rows] = lists[np.minimum(chosen, len(lists) - 1)]


def _lean(citizens: Table, parties: Table, seed: int) -> None:
    from_resources = RESOURCE_TILT * (citizens.resources - 0.52)
    tilt = TILT * (citizens.type_weights[:, 2] - citizens.type_weights[:, 0])
    for issue in range(citizens.leanings.shape[1]):
        chance = SPREAD * normals(seed, Decision.CITIZEN_OPINION, 0, citizens.uid, issue)
        leaning = parties.positions[citizens.party, issue] + chance + from_resources + (tilt if issue == 1 else 0.0)
        citizens.leanings[:, issue] = np.clip(leaning, -1.0, 1.0)
    citizens.positions[:] = citizens.leanings


def _fit(citizens: Table, parties: Table, town_offsets: NDArray[np.int64]) -> None:
    k = Rules()
    for town in range(len(town_offsets) - 1):
        lo, hi = int(town_offsets[town]), int(town_offsets[town + 1])
        rows = lo + np.flatnonzero(citizens.voice[lo:hi])
        rows = rows[:: max(1, len(rows) // SAMPLE)]
        lists = np.flatnonzero(parties.municipality == town)
        first = lists[0]
        parties.appeal[lists] = fit_appeal(
            citizens.positions[rows].astype(np.float64),
            citizens.party[rows] - first,
            leaving(citizens, parties, rows, k),
            parties.positions[lists].astype(np.float64),
            parties.bloc[lists],
            k.nearness,
            k.crossing,
        )
