"""Benefits: the solutions that forums make come to use, and serve some more than others.

Rule      for each domain k, for every 1,000 citizens:
          in use this month = (under_way + new) / max(1, horizon_k·slowest);  new = 1,000·domain_solutions / citizens
          under_way ← under_way + new − in use;  solved ← (1 − fading)·solved + in use
          then, for a citizen:
          resources ← resources + m_r·(share(resources_level + m·(benefit − municipality's mean)) − resources)
          benefit ← benefit + r·(share(s·nearness·[g·Σ_k solved_k + (1 − g)·solved in the domain of their service])
                    − benefit)
          nearness = share(1 − d·distance), distance = mean over both issues of |agenda − p| / 2
          The domain of home care is home care; of day care and schools, welfare; of town planning and culture, town
          planning; of digital services, big data; water is nobody's own, and serves through g alone.
          the mean, and the benefit that it is held against, are those of the month before;
          where nothing is solved and that mean is 0, nothing happens to citizens
In words  A solution takes time: water and town planning longest. It serves those who use that service, everybody a
          little, and most of all those who want what the agenda wants. What it brings adds to the resources of those
          served more than others, a little; and they are the ones who will set the next agenda.
Reads     citizens (n,): voice, sector, positions, benefit, resources, resources_level ·
          municipalities (m,): citizens, agenda, domain_solutions, under_way, solved, benefit
Writes    citizens (n,): benefit, resources · municipalities (m,): under_way, solved, benefit
Luck      none
Units     under_way, solved: solutions for every 1,000 citizens; s: share for each of them; r, fading: per month
Deck      rows 43, 49: "Social polarisering – de ressourcestærke sætter dagsordenen"; "Nye løsninger"; "Vand,
          byudvikling, big data, velfærd osv."
Seen in   goal.solutions, goal.benefit_gap, horizontal.resource_gini
Source    benefit flows to those near the agenda, and to him that hath: domain book, row 43; unequal gains of
          participation: Verba, Schlozman & Brady 1995 [M]; horizons: `TRAITS` in sim/agents/municipality.py [A];
          numbers assumed [A]
Switch    mechanisms.benefits
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import SECTORS
from sim.agents.municipality import DOMAINS, TRAITS
from sim.arithmetic import share, towards
from sim.blocks import Blocks, kernel, of_width, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call

_SERVED_BY = {
    "home_care": "home_care", "day_care": "welfare", "schools": "welfare", "town_planning": "town_planning",
    "culture": "town_planning", "digital_services": "big_data",
}
OWN_DOMAIN = np.array([DOMAINS.index(_SERVED_BY[sector]) for sector in SECTORS])
HORIZON = np.array([each.horizon for each in TRAITS])


class Rules(NamedTuple):
    """Coefficients of benefits."""

    slowest: Annotated[float, About(
        en="Months from an agreement to a solution in use, in the slowest domain.",
        da="Antal måneder fra aftale til en løsning i brug på det langsomste område.", low=1.0, high=240.0,
        unit="months", source="domain book, row 49")] = 48.0
    fading: Annotated[float, About(
        en="How fast solutions in use grow old.", da="Hvor hurtigt løsninger i brug forældes.", low=0.005,
        unit="per month")] = 0.02
    scale: Annotated[float, About(
        en="What one solution for every 1,000 citizens brings somebody whom it fits wholly.",
        da="Hvad én løsning pr. 1.000 borgere giver en borger, som den passer helt til.",
        source="set so that an open invitation, taken up in all domains, brings citizens about .07",
        deck="Nye løsninger")] = 0.05
    common: Annotated[float, About(
        en="Part of a solution that serves everybody, whatever service they use.",
        da="Den del af en løsning, der gavner alle, uanset hvilken service de bruger.")] = 0.3
    distance: Annotated[float, About(
        en="How much of the benefit is lost by wanting the opposite of the agenda.",
        da="Hvor meget af gavnen der går tabt, hvis man vil det modsatte af dagsordenen.", high=4.0,
        source="domain book, row 43; at 2 half the scale away is too far to gain anything",
        deck="de ressourcestærke sætter dagsordenen")] = 2.0
    rate: Annotated[float, About(
        en="How fast benefit follows what is solved.", da="Hvor hurtigt gavnen følger det, der er løst.",
        unit="per month")] = 0.1
    matthew: Annotated[float, About(
        en="How much being served more than others adds to resources.",
        da="Hvor meget en borgers ressourcer vokser af at få mere gavn end andre.", source="domain book, row 43",
        deck="Social polarisering")] = 0.2
    matthew_rate: Annotated[float, About(
        en="How fast resources follow.", da="Hvor hurtigt ressourcerne følger med.", high=0.2,
        unit="per month")] = 0.01


@kernel
def _use(citizens: Any, solutions: Any, under_way: Any, solved: Any, k: Rules) -> Any:
    """Solutions that come to use this month; returns how far they reach users of each service, (m, sectors)."""
    towns, domains = solved.shape
    reach = np.empty((towns, len(OWN_DOMAIN)), dtype=np.float32)  # reckoned in 32 bits, as the columns are kept
    for m in range(towns):
        everywhere = np.float32(0.0)
        for d in range(domains):
            begun = under_way[m, d] + 1000.0 * solutions[m, d] / max(citizens[m], 1)
            used = begun / max(1.0, HORIZON[d] * k.slowest)
            under_way[m, d] = begun - used
            solved[m, d] = np.float32(1.0 - k.fading) * solved[m, d] + used
            everywhere += solved[m, d]
        general = np.float32(k.common) * everywhere
        for sector in range(len(OWN_DOMAIN)):
            own = np.float32(1.0 - k.common) * solved[m, OWN_DOMAIN[sector]]
            reach[m, sector] = np.float32(k.scale) * (general + own)
    return reach


@kernel
def _mean(benefit: Any, total: Any, citizens: Any) -> None:
    for m in range(benefit.shape[0]):
        benefit[m] = total[m, 0] / max(citizens[m], 1)


@over_blocks
def _serve(
    first: int, last: int, blocks: Blocks, voice: Any, sector: Any, positions: Any, benefit: Any, resources: Any,
    level: Any, agenda: Any, reach: Any, mean: Any, k: Rules, sums: Any,
) -> None:
    of_width(positions, 2)
    for b in range(first, last):
        m = blocks.home[b]
        served = mean[m] > 0.0
        for each in range(reach.shape[1]):
            served = served or reach[m, each] > 0.0
        if not served:
            continue
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        welfare, choice, usual = agenda[m, 0], agenda[m, 1], mean[m]
        meant = np.empty(hi - lo, dtype=np.float32)
        for i in range(lo, hi):
            meant[i - lo] = reach[m, np.uint64(sector[i])]
        for i in range(lo, hi):
            richer = level[i] + k.matthew * (benefit[i] - usual)
            resources[i] = towards(resources[i], richer, k.matthew_rate * voice[i])
            gap = abs(welfare - positions[i, 0]) + abs(choice - positions[i, 1])
            near = share(1.0 - k.distance * 0.25 * gap)
            benefit[i] = towards(benefit[i], near * meant[i - lo], k.rate * voice[i])
        total = 0.0
        for i in range(lo, hi):
            total += voice[i] * benefit[i]
        sums[b, 0] = total


@one_call
def step(state: State, k: Rules) -> None:
    """One month of solutions coming to use."""
    c, m = state.citizens, state.municipalities
    reach = _use(m.citizens, m.domain_solutions, m.under_way, m.solved, k)
    sums = state.sums(1)
    state.run(
        _serve, c.voice, c.sector, c.positions, c.benefit, c.resources, c.resources_level, m.agenda, reach,
        m.benefit, k, sums,
    )
    _mean(m.benefit, state.by_municipality(sums), m.citizens)
