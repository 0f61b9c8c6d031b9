"""Choice: who leaves an institution, where they go, and whom others take.

Rule      leaves, of those who met and have no other provider: P = sg(x₀ + x_h·home_care + x_D·shortfall
          + x_o·(choice − c₀) + consumer·[x_C + 2·x_r·(rankings − r₀)·(1 − rank) + σ·whim] − x_n·need
          − x_s·(1 − resources) + x_v·(elsewhere − rest_elsewhere)), rank of the institution, home_care: 1 where that
          is its service, whim: a bell-shaped number of institution and month
          to a provider outside the municipality (exited = 1): P = π / (π + (1 − π)·ē),  π = private, or private_young
          in day care and schools, certain where there is no other institution;  else to institution u of the same
          service: P ∝ e_u = exp(rankings·(k_a·awareness + k_C·consumer)·(rank_u − ½)), ē their mean
          taken: P = share(1 − creaming·(choice − c₀)·hard − full·max(load_u − 1, 0)), hard = ½·(need + 1 − resources),
          no last term outside the municipality;  who is not taken stays
          back again, of those with another provider: P = back
          while coming to rest leaving and coming back are `settling` times as likely, at the most certain
          elsewhere = share of citizens with exited = 1;  while coming to rest: rest_elsewhere = elsewhere
In words  To leave takes a choice, information and the strength to change, and is harder the more service one needs.
          What others have done, more do. The consumer follows the league table and the talk of the month, which
          nobody can foresee. Where choice is free, those who provide choose, too: the easy are taken first.
Reads     citizens (n,): uid, voice, met, shortfall, need, awareness, type_weights, resources, exited, institution ·
          institutions (u,): municipality, sector, rank, load · municipalities (m,): citizens, elsewhere,
          rest_elsewhere · levers (m,): choice, rankings
Writes    citizens (n,): exited, institution · municipalities (m,): elsewhere, rest_elsewhere
Luck      Decision.EXIT (by citizen), Decision.PROVIDER (by citizen, three lanes: outside, institution, taken; by row
          of institutions: whim)
Units     P: chance a meeting (leaves), a move (where to, taken) or a month (back); x, k: log-odds; σ: log-odds per sd
Deck      rows 13, 16, 18: "Og vælger nye institutioner"; "Uforudsigelig adfærd"; "Aktiv gennem til- og fravalg";
          "Ranglister"
Seen in   exit_share, horizontal.segregation
Source    voice and exit: Hirschman 1970 [M]; other providers of home care .41 of users (2022), of practical help .457,
          of personal care .092, of schools .19, two pupils in a hundred change school a year [V]; .35 to .45 after five
          to ten years of free choice: pattern P12 of the design; consumers are no less trusting: Goul Andersen &
          Tobiasen 2001 [V]; league tables and cream-skimming: Espeland & Sauder, Le Grand [M]; coefficients [A]
Switch    mechanisms.choice
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import SECTORS
from sim.arithmetic import logistic, share
from sim.blocks import Blocks, kernel, over_blocks
from sim.exponent import exp
from sim.parameters import About
from sim.randomness import Decision, luck, noise, number, uniform4
from sim.state import Moment, State
from sim.steps import one_call

EXIT, PROVIDER = number(Decision.EXIT), number(Decision.PROVIDER)
WHIM = 1
"""Keeps an institution's luck apart from that of the citizen who has the same number."""
HOME_CARE, DAY_CARE, SCHOOLS = (SECTORS.index(service) for service in ("home_care", "day_care", "schools"))


class Rules(NamedTuple):
    """Coefficients of choice."""

    leave: Annotated[float, About(
        en="Readiness to leave an institution after a meeting.",
        da="Tilbøjelighed til at forlade en institution efter en kontakt med den.", low=-12.0, high=2.0, unit="logit",
        source="a fifth of users with another provider at rest")] = -3.05
    leave_home_care: Annotated[float, About(
        en="How much more those with home care leave, who have had the right to choose for long.",
        da="Hvor meget mere folk skifter i hjemmeplejen, hvor der længe har været frit valg.", high=3.0, unit="logit",
        source="other providers of home care .41 of users (2022)")] = 1.5
    leave_shortfall: Annotated[float, About(
        en="How being let down prompts to leave.", da="Hvor meget en skuffelse tilskynder til at skifte.", high=10.0,
        unit="logit")] = 2.0
    leave_choice: Annotated[float, About(
        en="How freedom of choice prompts to leave.", da="Hvor meget frit valg tilskynder til at skifte.", high=5.0,
        unit="logit", source="free choice gives .35 to .45 after five to ten years, pattern P12",
        deck="individuelle valg")] = 1.2
    usual_choice: Annotated[float, About(
        en="Freedom of choice already counted in.", da="Frit valg, der allerede er regnet med.")] = 0.2
    leave_consumer: Annotated[float, About(
        en="How much more the consumer leaves.", da="Hvor meget mere forbrugeren skifter.", high=5.0, unit="logit",
        deck="Aktiv gennem til- og fravalg")] = 0.8
    leave_rankings: Annotated[float, About(
        en="How league tables prompt the consumer to leave an institution in the middle of them.",
        da="Hvor meget ranglister tilskynder forbrugeren til at forlade en institution midt på listen.", high=5.0,
        unit="logit", deck="Ranglister")] = 1.0
    usual_rankings: Annotated[float, About(
        en="Visibility of league tables already counted in.",
        da="Synlighed af ranglister, der allerede er regnet med.")] = 0.1
    whim: Annotated[float, About(
        en="How the talk of the month about an institution sways the consumer.",
        da="Hvor meget månedens snak om en institution påvirker forbrugeren.", high=3.0, unit="logit per sd",
        deck="Uforudsigelig adfærd")] = 0.6
    leave_need: Annotated[float, About(
        en="How need of much service holds back.", da="Hvor meget et stort behov afholder folk fra at skifte.",
        high=10.0, unit="logit", source="other providers of practical help .457, of personal care .092 (2022)")] = 7.0
    leave_cost: Annotated[float, About(
        en="How a lack of resources holds back.", da="Hvor meget manglende ressourcer afholder folk fra at skifte.",
        high=5.0, unit="logit")] = 0.8
    leave_others: Annotated[float, About(
        en="How seeing others with another provider prompts to leave.",
        da="Hvor meget det tilskynder til at skifte, at andre har gjort det.", high=5.0, unit="logit",
        source="assumed: makes the spread of free choice a slow S, pattern P12")] = 2.5
    private: Annotated[float, About(
        en="Share of those who leave that find a provider outside the municipality.",
        da="Den del af dem, der skifter, som vælger en leverandør uden for kommunen.", low=0.05, high=0.95)] = 0.8
    private_young: Annotated[float, About(
        en="The same in day care and schools, where another public institution is near.",
        da="Det samme for dagtilbud og skoler, hvor en anden kommunal institution ligger nær.", low=0.05, high=0.95,
        source="schools: .19 in free schools, two pupils in a hundred change a year; rounded")] = 0.7
    chase_awareness: Annotated[float, About(
        en="How league tables lead the well informed to the top.",
        da="Hvor meget ranglister leder de velinformerede mod toppen.", high=8.0, unit="logit, last to first",
        deck="Ranglister")] = 2.0
    chase_consumer: Annotated[float, About(
        en="How league tables lead the consumer to the top.", da="Hvor meget ranglister leder forbrugeren mod toppen.",
        high=8.0, unit="logit, last to first", deck="Og vælger nye institutioner")] = 2.0
    creaming: Annotated[float, About(
        en="How free choice lets providers turn away those with much need and few resources.",
        da="Hvor meget frit valg lader leverandører afvise borgere med stort behov og få ressourcer.", high=2.0)] = 1.0
    full: Annotated[float, About(
        en="Share turned away by an institution with twice the work it has hands for.",
        da="Den del, der afvises af en institution med dobbelt så meget arbejde, som den har hænder til.", high=4.0,
        unit="share per ratio")] = 1.0
    back: Annotated[float, About(
        en="Chance of coming back from another provider.",
        da="Sandsynligheden for at vende tilbage fra en anden leverandør.", high=0.5, unit="chance a month")] = 0.006
    settling: Annotated[float, About(
        en="How many times as fast people move while the municipality comes to rest.",
        da="Hvor mange gange hurtigere folk skifter, mens kommunen falder til ro.", low=1.0, high=20.0, unit="times",
        source="what takes ten years has to be there at the start of a run")] = 8.0


@kernel
def _talk(whim: Any, now: Moment, k: Rules) -> None:
    for u in range(whim.shape[0]):
        whim[u] = k.whim * noise(now.seed, PROVIDER, now.month, u, WHIM)


@kernel
def _same(home: Any, sector: Any, one: int, other: int) -> bool:
    """Do two rows stand for institutions of the same service in the same municipality?"""
    if other < 0 or other >= home.shape[0]:
        return False
    return bool(home[one] == home[other] and sector[one] == sector[other])


@kernel
def _destination(
    own: int, chase: float, u0: float, u1: float, home: Any, sector: Any, rank: Any, k: Rules
) -> int:
    """Where one who leaves wants to go: a row of institutions, or −1 for a provider outside the municipality."""
    first, last = own, own + 1
    while _same(home, sector, own, first - 1):
        first -= 1
    while _same(home, sector, own, last):
        last += 1
    others = last - first - 1
    if others == 0:
        return -1
    pull = 0.0
    for u in range(first, last):
        if u != own:
            pull += exp(chase * (rank[u] - 0.5))
    outside = k.private_young if sector[own] == DAY_CARE or sector[own] == SCHOOLS else k.private
    if u0 * (outside + (1.0 - outside) * pull / others) < outside:
        return -1
    left, there = u1 * pull, own
    for u in range(first, last):
        if u != own:
            there = u
            left -= exp(chase * (rank[u] - 0.5))
            if left < 0.0:
                break
    return there


@over_blocks
def _choose(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, met: Any, shortfall: Any, need: Any, awareness: Any,
    type_weights: Any, resources: Any, exited: Any, institution: Any, home: Any, sector: Any, rank: Any, load: Any,
    whim: Any, elsewhere: Any, rest_elsewhere: Any, choice: Any, rankings: Any, pace: float, now: Moment, k: Rules,
    sums: Any,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        free = choice[m] - k.usual_choice
        ready = k.leave + k.leave_choice * free + k.leave_others * (elsewhere[m] - rest_elsewhere[m])
        chase = 2.0 * k.leave_rankings * (rankings[m] - k.usual_rankings)
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        draws = luck(now.seed, EXIT, now.month, uid, lo, hi, 0)
        rows, count = np.empty(hi - lo, np.uint64), np.uint64(0)
        for i in range(lo, hi):
            rows[count] = i
            count += voice[i] & met[i] & np.uint8(exited[i] == 0)
        back = pace * k.back
        for i in range(lo, hi):
            exited[i] = 0 if (voice[i] != 0) & (draws[i - lo] < back) else exited[i]
        leaves = np.empty(count)
        for j in range(count):
            i = rows[j]
            own = np.uint64(institution[i])
            z = ready + k.leave_shortfall * shortfall[i] - k.leave_need * need[i]
            z += type_weights[i, 2] * (k.leave_consumer + chase * (1.0 - rank[own]) + whim[own])
            z += k.leave_home_care if sector[own] == HOME_CARE else 0.0
            leaves[j] = z - k.leave_cost * (1.0 - resources[i])
        for j in range(count):
            leaves[j] = pace * logistic(leaves[j])
        for j in range(count):
            i = rows[j]
            if draws[i - lo] >= leaves[j]:
                continue
            u = uniform4(now.seed, PROVIDER, now.month, uid[i], 0)
            pull = rankings[m] * (k.chase_awareness * awareness[i] + k.chase_consumer * type_weights[i, 2])
            there = _destination(institution[i], pull, u[0], u[1], home, sector, rank, k)
            hard = 0.5 * (need[i] + 1.0 - resources[i])
            crowd = max(load[there] - 1.0, 0.0) if there >= 0 else 0.0
            if u[2] < share(1.0 - k.creaming * free * hard - k.full * crowd):
                if there >= 0:
                    institution[i] = there
                else:
                    exited[i] = 1
        away = np.uint64(0)
        for i in range(lo, hi):
            away += voice[i] & exited[i]
        sums[b, 0] = away


@kernel
def _note(elsewhere: Any, rest_elsewhere: Any, total: Any, citizens: Any, resting: bool) -> None:
    for m in range(elsewhere.shape[0]):
        elsewhere[m] = total[m, 0] / max(citizens[m], 1)
        if resting:
            rest_elsewhere[m] = elsewhere[m]


@one_call
def step(state: State, k: Rules) -> None:
    """One month's choices of provider."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    whim, sums = np.empty(u.n), state.sums(1)
    _talk(whim, state.now, k)
    state.run(
        _choose, c.uid, c.voice, c.met, c.shortfall, c.need, c.awareness, c.type_weights, c.resources, c.exited,
        c.institution, u.municipality, u.sector, u.rank, u.load, whim, m.elsewhere, m.rest_elsewhere, lever.choice,
        lever.rankings, k.settling if state.resting else 1.0, state.now, k, sums,
    )
    _note(m.elsewhere, m.rest_elsewhere, state.by_municipality(sums), m.citizens, state.resting)
