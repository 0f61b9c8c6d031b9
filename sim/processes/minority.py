"""Minority: being outvoted, and learning to accept it.

Rule      minority = 1 if the parties of one's own bloc hold fewer seats than those of the other, else 0
          losses ← losses + r·(mean |policy − p| / 2 − losses)
          a ← a + r·(share(a₀ + a_l·learning + a_F·F̄ + a_g·near_g − a_s·self-regard·loss‾ − a_m·(minority − ½)) − a)
          where a < θ:  grievance ← grievance + g·max((θ − a)/θ − grievance, 0)                        protest
          a: acceptance; loss‾ = losses − rest_losses; F̄, near_g: from their means at rest;  learning: the lever
          r = rate, while coming to rest the greater of rate and settling; then rest_losses = mean losses
In words  Whoever is outvoted, and sees decisions go the other way for long, accepts less, the more so the more they
          think of themselves; fair treatment, neighbours who trust and help to live with it make acceptance. Power
          that changes hands changes who has to learn it. Who accepts too little protests: grievance stays.
Reads     citizens (n,): voice, party, positions, self_regard, fairness, near_social, acceptance, losses,
          grievance · parties (q,): municipality, bloc, seats · municipalities (m,): citizens, policy, rest_losses,
          rest_fairness, rest_near_social · levers (m,): minority_learning
Writes    citizens (n,): minority, losses, acceptance, grievance · municipalities (m,): rest_losses
Luck      none
Units     a, F, losses, self-regard, grievance, θ: shares; p, policy: −1 to 1; r, g: per month
Deck      rows 27, 34: "Skal lære at acceptere, at de kan komme i mindretal"; "Vanskeligt ved at acceptere en manglende
          imødekommelse"
Seen in   goal.loser_acceptance, complaints, appeals
Source    losers' consent: Anderson et al. 2005 [M]; outcome before procedure: Esaiasson et al. 2016, 2019 [V]; a₀ and
          a_l as refusals were met before [A]
Switch    mechanisms.minority
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import towards
from sim.blocks import Blocks, kernel, of_width, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call
from sim.sums import add_up, note_mean


class Rules(NamedTuple):
    """Coefficients of being in the minority."""

    rate: Annotated[float, About(
        en="How fast the memory of lost decisions, and acceptance, move.",
        da="Hvor hurtigt erindringen om tabte beslutninger og accepten ændrer sig.", unit="per month")] = 0.03
    settling: Annotated[float, About(
        en="The same while the municipality comes to rest.", da="Samme hastighed, mens kommunen falder til ro.",
        unit="per month")] = 0.25
    acceptance: Annotated[float, About(
        en="Acceptance of being refused or outvoted, without help.",
        da="Accept af at få afslag eller komme i mindretal, uden hjælp.")] = 0.4
    learning: Annotated[float, About(
        en="Acceptance added by full help to live with it.",
        da="Ekstra accept ved fuld hjælp til at leve med det.",
        deck="Skal lære at acceptere, at de kan komme i mindretal")] = 0.5
    fairness: Annotated[float, About(
        en="Weight of experienced fairness.", da="Vægten af oplevet retfærdighed.",
        source="fair procedures make losing bearable: Tyler 1990; size assumed", mark="M")] = 0.3
    neighbours: Annotated[float, About(
        en="Weight of neighbours' trust in others.", da="Vægten af naboernes tillid til andre.",
        unit="share per unit")] = 0.3
    losing: Annotated[float, About(
        en="Acceptance lost by a citizen who thinks only of themselves, when decisions go against them.",
        da="Hvor meget accept en borger, der kun tænker på sig selv, mister, når beslutningerne går imod.", high=2.0,
        unit="share per unit", source="outcome before procedure: Esaiasson et al.; size assumed")] = 0.6
    minority: Annotated[float, About(
        en="How much less the outvoted bloc accepts than the one in power.",
        da="Hvor meget mindre accept der er i den nedstemte blok end i den, der har magten.", low=-0.5, high=0.5,
        source="losers' gap: Anderson et al. 2005; size assumed", mark="M")] = 0.04
    threshold: Annotated[float, About(
        en="Acceptance below which citizens protest.", da="Den accept, som borgerne protesterer under.", low=0.05,
        high=0.95)] = 0.40
    protest: Annotated[float, About(
        en="How fast protest turns into grievance.", da="Hvor hurtigt protest bliver til forurettelse.",
        unit="per month")] = 0.02


@kernel
def _outnumbered(home: Any, bloc: Any, seats: Any, towns: int) -> Any:
    """For each party, 1 if its bloc holds fewer seats than the other in its municipality."""
    held = np.zeros((towns, 2))
    for q in range(home.shape[0]):
        held[home[q], bloc[q]] += seats[q]
    few = np.zeros(home.shape[0], np.uint8)
    for q in range(home.shape[0]):
        few[q] = 1 if held[home[q], bloc[q]] < held[home[q], 1 - bloc[q]] else 0
    return few


@over_blocks
def _accept(
    first: int, last: int, blocks: Blocks, voice: Any, party: Any, positions: Any, self_regard: Any, fairness: Any,
    near: Any, minority: Any, losses: Any, acceptance: Any, grievance: Any, outnumbered: Any, policy: Any, rest_l: Any,
    rest_f: Any, rest_near: Any, learning: Any, rate: float, k: Rules,
) -> None:
    of_width(positions, 2)
    for b in range(first, last):
        m = blocks.home[b]
        usual = k.acceptance + k.learning * learning[m] + 0.5 * k.minority
        welfare, choice, usual_l, usual_f, usual_near = policy[m, 0], policy[m, 1], rest_l[m], rest_f[m], rest_near[m]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            minority[i] = outnumbered[np.uint64(party[i])] if voice[i] == 1 else minority[i]
        for i in range(lo, hi):
            lost = 0.25 * (abs(welfare - positions[i, 0]) + abs(choice - positions[i, 1]))
            losses[i] = towards(losses[i], lost, rate) if voice[i] == 1 else losses[i]
            target = usual + k.fairness * (fairness[i] - usual_f) + k.neighbours * (near[i] - usual_near)
            target -= k.losing * self_regard[i] * (losses[i] - usual_l) + k.minority * minority[i]
            acceptance[i] = towards(acceptance[i], target, rate) if voice[i] == 1 else acceptance[i]
        for i in range(lo, hi):
            protest = 1.0 - acceptance[i] / k.threshold
            more = k.protest * max(protest - grievance[i], 0.0) if acceptance[i] < k.threshold else 0.0
            grievance[i] += more if voice[i] == 1 else 0.0


@one_call
def step(state: State, k: Rules) -> None:
    """One month of being outvoted, or not, and of accepting it."""
    c, m, parties = state.citizens, state.municipalities, state.parties
    rate = max(k.rate, k.settling) if state.resting else k.rate
    state.run(
        _accept, c.voice, c.party, c.positions, c.self_regard, c.fairness, c.near_social, c.minority, c.losses,
        c.acceptance, c.grievance, _outnumbered(parties.municipality, parties.bloc, parties.seats, m.n), m.policy,
        m.rest_losses, m.rest_fairness, m.rest_near_social, state.levers.minority_learning, rate, k,
    )
    if state.resting:
        sums = state.sums(1)
        state.run(add_up, c.voice, c.losses, sums)
        note_mean(m.rest_losses, state.by_municipality(sums), 0, m.citizens)
