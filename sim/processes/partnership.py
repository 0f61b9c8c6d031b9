"""Partnership: volunteers in the services of their own part of the municipality.

Rule      σ = share(σ₀·(1 + g·effort))                                     share of volunteers who help in a service
          hours of an area = h·σ·(volunteers of the area);  volunteer_hours = 1,000·(hours of the areas) / citizens
          helpers of an institution = (1 − t)·hours of its area / (H·staff of its area), 0 where the area has no staff
          while coming to rest: rest_helpers ← rest_helpers + a·(helpers − rest_helpers), at once where it was 0
          area: the institutions, one of each service, that the same neighbourhoods share, and the citizens they serve;
          volunteers as last month left them; effort: the lever volunteering
In words  Volunteers help close to where they live, and partnership takes staff some of the time it brings. Where
          citizens have many resources, more volunteer; so the areas that need help most get less of it.
Reads     citizens (n,): voice, volunteer, institution · institutions (u,): municipality, staff, rest_helpers ·
          municipalities (m,): citizens · levers (m,): volunteering
Writes    institutions (u,): helpers, rest_helpers · municipalities (m,): volunteer_hours
Luck      none
Units     σ, t: shares; h, H: hours a month of a volunteer, of an employee; helpers: ratio; a: per month
Deck      rows 12, 38, 50: "Frivillighed – svær at stoppe"; "Partnerskab og dialog"; "Mobilisere ressourcer –
          frivillighed"; "Åbner nye perspektiver for frivillighed, engagement, organisering og service"
Seen in   help.volunteer_hours, unmet_need, absence
Source    5 per cent of adults volunteer in the social area (2020), of 37 per cent who volunteer at all; 18 hours a
          month (2024) [V]; fellowship and area: Putnam 2000 [M]; the price of cooperation [A]
Switch    mechanisms.partnership
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import SECTORS
from sim.arithmetic import share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call

SERVICES = len(SECTORS)


class Rules(NamedTuple):
    """Coefficients of partnership."""

    helping: Annotated[float, About(
        en="Share of volunteers who help in a service.", da="Andel af de frivillige, der hjælper i en service.",
        source="5 per cent of adults in the social area (2020), of 37 per cent who volunteer [V], read as those who "
        "help in municipal services [A]")] = 0.135
    drive: Annotated[float, About(
        en="How much full effort adds to that share.", da="Hvor meget fuld indsats lægger til den andel.", high=3.0,
        unit="ratio", source="from 3 (2012) to 5 per cent of adults (2020) is what eight years have brought")] = 0.4
    hours: Annotated[float, About(
        en="Hours a month of a volunteer.", da="Timer om måneden pr. frivillig.", high=60.0, unit="hours a month",
        source="18 hours (2024), 15 hours (2020)", mark="V")] = 18.0
    working_hours: Annotated[float, About(
        en="Hours a month that an employee has for citizens.", da="Timer om måneden, en ansat har til borgerne.",
        low=80.0, high=160.0, unit="hours a month", source="37 hours a week less holidays and meetings")] = 125.0
    partnering: Annotated[float, About(
        en="Staff time that an hour of volunteers takes.",
        da="Den arbejdstid, en frivillig time koster de ansatte.", high=1.5, unit="hours per hour",
        source="more than 1 where partnership costs more than it brings; size assumed")] = 0.10
    settling: Annotated[float, About(
        en="How fast what is met becomes what is usual, while the municipality comes to rest.",
        da="Hvor hurtigt det oplevede bliver det sædvanlige, mens kommunen falder til ro.",
        unit="per month")] = 0.20


@over_blocks
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, volunteer: Any, institution: Any, volunteers: Any
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        volunteers[np.uint64(institution[i])] += voice[i] & volunteer[i]


@kernel
def _help(
    home: Any, staff: Any, volunteers: Any, helpers: Any, rest_helpers: Any, hours: Any, citizens: Any, effort: Any,
    resting: bool, k: Rules,
) -> None:
    hours[:] = 0.0
    first = 0
    while first < home.shape[0]:  # a municipality's institutions lie together, those of a service side by side
        m = home[first]
        last = first
        while last < home.shape[0] and home[last] == m:
            last += 1
        areas = max((last - first) // SERVICES, 1)
        each = k.hours * share(k.helping * (1.0 + k.drive * effort[m]))
        total = 0.0
        for area in range(areas):
            given = at_work = 0.0
            for u in range(first + area, last, areas):
                given += each * volunteers[u]
                at_work += k.working_hours * staff[u]
            total += given
            for u in range(first + area, last, areas):
                helpers[u] = max(1.0 - k.partnering, 0.0) * given / at_work if at_work > 0.0 else 0.0
                if resting:
                    rate = k.settling if rest_helpers[u] > 0.0 else 1.0
                    rest_helpers[u] += rate * (helpers[u] - rest_helpers[u])
        hours[m] = 1000.0 * total / max(citizens[m], 1)
        first = last


@one_call
def step(state: State, k: Rules) -> None:
    """One month of volunteers in the services."""
    c, u, m = state.citizens, state.institutions, state.municipalities
    volunteers = np.zeros(u.n, dtype=np.uint64)
    state.run_by_town(_count, c.voice, c.volunteer, c.institution, volunteers)
    _help(
        u.municipality, u.staff, volunteers, u.helpers, u.rest_helpers, m.volunteer_hours, m.citizens,
        state.levers.volunteering, state.resting, k,
    )
