"""Deliberation: what the talk at the tables of a forum does to the opinions of those who came.

Rule      those of a municipality who came (stage 2 or more) sit in the order of
          (1 − bridging)·(1 + mean of p)/2 + bridging·u, and from the first seat on the row is cut into tables of
          about eight: guests / 8 tables, rounded, at least one, sizes as equal as can be
          then, for each issue, where two or more sit at a table:
          p_i ← p_i + F·μ·(p̄ − p_i) + (1 − F)·(1 − bridging)·ε·(p̄ − P), within −1 and 1
          p̄ = mean at the table before anybody moves, P = mean opinion of the municipality, F = facilitation
In words  Left to themselves people sit with those who think alike, and like-minded talk without a leader carries a
          table further from everybody else. A led talk brings those at the table nearer to each other, and where the
          tables are mixed that brings opposites nearer. What was moved is drawn back in time (process influence).
Reads     citizens (n,): uid, voice, municipality, stage, positions · municipalities (m,): opinion, attended ·
          levers (m,): facilitation, bridging
Writes    citizens (n,): positions
Luck      Decision.DELIBERATION
Units     positions: −1 to 1; μ, ε: shares of a distance, a forum; months in which nobody came anywhere are passed over
Deck      rows 22, 45: "Gerne sammen med andre"; "Nye dialoger"
Seen in   polarization.opinion_split, polarization.agenda
Source    like-minded talk polarises, unless it is led: Strandberg et al. 2019 [V]; talk in mixed and led groups brings
          opinions nearer: Fishkin et al. 2021 [V]; sizes assumed [A]
Switch    mechanisms.deliberation
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.blocks import kernel
from sim.parameters import About
from sim.randomness import Decision, number, uniform
from sim.seating import by_home, guests, in_line
from sim.state import Moment, State
from sim.steps import one_call

DELIBERATION = number(Decision.DELIBERATION)
TABLE_SIZE = 8


class Rules(NamedTuple):
    """Coefficients of deliberation."""

    nearing: Annotated[float, About(
        en="How far a fully led talk moves people towards the middle of their table.",
        da="Hvor langt en samtale med fuld facilitering flytter deltagerne mod midten af deres bord.",
        unit="share of the distance", source="effect on participants .2 to .6 sd (Fishkin et al. 2021); number assumed",
        deck="Nye dialoger")] = 0.2
    polarising: Annotated[float, About(
        en="How far talk among people alike, without a leader, carries a table away from the rest of the town.",
        da="Hvor langt en samtale mellem ligesindede uden facilitering fører bordet væk fra resten af kommunen.",
        high=0.5, unit="share of the distance", source="direction: Strandberg et al. 2019; number assumed")] = 0.1


@kernel
def _anybody(attended: Any) -> bool:
    most = 0.0
    for m in range(attended.shape[0]):
        most = max(most, attended[m])
    return most > 0.0


@kernel
def _seat(guests: Any, uid: Any, home: Any, positions: Any, bridging: Any, now: Moment) -> Any:
    keys = np.empty(guests.shape[0])
    for g in range(guests.shape[0]):
        i = guests[g]
        mixing = bridging[home[i]]
        leaning = 0.5 + 0.25 * (positions[i, 0] + positions[i, 1])
        keys[g] = (1.0 - mixing) * leaning + mixing * uniform(now.seed, DELIBERATION, now.month, uid[i], 0)
    return keys


@kernel
def _talk(
    seated: Any, first_guest: Any, positions: Any, opinion: Any, facilitation: Any, bridging: Any, k: Rules
) -> None:
    for m in range(first_guest.shape[0] - 1):
        guests = first_guest[m + 1] - first_guest[m]
        tables = max(1, (2 * guests + TABLE_SIZE) // (2 * TABLE_SIZE))
        near = k.nearing * facilitation[m]
        away = k.polarising * (1.0 - facilitation[m]) * (1.0 - bridging[m])
        for table in range(tables):
            start = first_guest[m] + guests * table // tables
            end = first_guest[m] + guests * (table + 1) // tables
            if end - start < 2:
                continue
            for issue in range(2):
                mean = 0.0
                for g in range(start, end):
                    mean += positions[seated[g], issue]
                mean /= end - start
                carried = away * (mean - opinion[m, issue])
                for g in range(start, end):
                    here = positions[seated[g], issue]
                    positions[seated[g], issue] = min(max(here + near * (mean - here) + carried, -1.0), 1.0)


@one_call
def step(state: State, k: Rules) -> None:
    """One month's talk at the tables."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    facilitation, bridging = lever.facilitation, lever.bridging
    if not _anybody(m.attended):
        return
    came = guests(c.stage, c.voice)
    keys = _seat(came, c.uid, c.municipality, c.positions, bridging, state.now)
    first_guest = by_home(came, c.municipality, m.n)
    seated = in_line(came, keys, first_guest)
    _talk(seated, first_guest, c.positions, m.opinion, facilitation, bridging, k)
