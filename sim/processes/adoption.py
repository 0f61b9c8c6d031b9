"""Adoption: where co-creation takes root, by choice from above or as the consequence of what citizens want.

Rule      for every municipality and each of the five domains, with what was adopted at the end of last month:
          consequence  not adopted and W·room ≥ T + T_c·core → adopted as a consequence (2)
                       W = share(mean maker + w·(mean value of withinput − usual)), room = support·(1 − none)
          opt-in       else not adopted → adopted by opt-in (1) with P = monthly(sg(a₀ + a_s·fiscal stress + a_n·norm
                       + a_p·peers − a_r·media·core)),  norm = ½·(dialogue + training)
                       peers = mean of the share of the other domains here and, where there are other municipalities,
                       of the share of those that have adopted this domain
          given up     adopted, and W·room below the threshold → not adopted (0) with P = e·s₀ / (s₀ + solved)
          core of a domain: what is core to the welfare municipality, 0 to 1;  monthly(p) = 1 − (1 − p)^⅓
          taken_up = domains adopted this month, by opt-in and as a consequence
          while the municipality comes to rest nothing is adopted
In words  Officials and leading politicians choose co-creation where money is tight, where working together is the
          custom, and where others have done so; on core tasks they do so less, the more the media watch. But it may
          also come from below, when enough citizens would rather make than demand and are given room. What solves
          nothing and nobody asks for is given up again.
Reads     citizens (n,): voice, maker, channel_values · municipalities (m,): code, citizens, media, dialogue, solved,
          rest_channels, adopted · levers (m,): support, training, recruit_none · context: fiscal_stress
Writes    municipalities (m,): adopted, taken_up
Luck      Decision.ADOPTION (by code of the municipality and domain)
Units     a: log-odds, of chances a quarter; e: chance a month; W, T, core: shares; solved: solutions per 1,000 citizens
Deck      rows 30, 31, 58: "Aktivt tilvalg"; "Af embedsmænd og de ledende politikere"; "Ser nye
          organiseringsmuligheder – effektivisering og/eller besparelser"; "Logisk konsekvens"; "Borgere vil gerne bruge
          nye deltagelsesmuligheder"
Seen in   adoption.opt_in, adoption.consequence, goal.solutions
Source    514 Danish local politicians favour co-production more under fiscal stress, and for complementary rather than
          core tasks: Malmberg Hollmann [V]; thresholds: Granovetter 1978 [M]; the risk of an adoption is read as media
          pressure, for by the arithmetic of seats the mean risk of a council is ½ everywhere; coefficients of row 30,
          the weight of risk set so that core tasks are less than a third of the first adoptions [A]
Switch    mechanisms.adoption
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import logistic, monthly, share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.randomness import Decision, number, uniform
from sim.state import Moment, State
from sim.steps import one_call

ADOPTION = number(Decision.ADOPTION)
OPT_IN, CONSEQUENCE = 1, 2
BOOK = "row 30 of the domain book"


class Rules(NamedTuple):
    """Coefficients of adoption."""

    readiness: Annotated[float, About(
        en="Readiness to choose co-creation where nothing speaks for it.",
        da="Tilbøjeligheden til at vælge samskabelse til, når intet taler for det.", low=-6.0, high=2.0,
        unit="logit a quarter", source=BOOK)] = -2.0
    stress: Annotated[float, About(
        en="Weight of tight money in choosing co-creation.",
        da="Vægten af en stram økonomi i valget af samskabelse.", low=-4.0, high=4.0, unit="logit",
        source="direction: Malmberg Hollmann, 514 Danish politicians [V]; size assumed",
        deck="effektivisering og/eller besparelser")] = 1.5
    norm: Annotated[float, About(
        en="Weight of a custom of working together: politicians in dialogue, trained staff.",
        da="Vægten af en kultur for at arbejde sammen: politikere i dialog og oplærte ansatte.", high=4.0,
        unit="logit", source=BOOK)] = 1.0
    peers: Annotated[float, About(
        en="Weight of what has been adopted in other domains and elsewhere.",
        da="Vægten af, at andre områder og andre kommuner er gået i gang.", high=4.0, unit="logit",
        source=BOOK)] = 0.8
    risk: Annotated[float, About(
        en="How much media pressure speaks against co-creating a core task.",
        da="Hvor meget mediepres taler imod at samskabe om en kerneopgave.", high=6.0, unit="logit",
        source="direction: Malmberg Hollmann [V]; size: core tasks less than a third of the first adoptions")] = 3.0
    core_water: Annotated[float, About(
        en="How far water is a core task.", da="I hvor høj grad vand er en kerneopgave.")] = 0.2
    core_town_planning: Annotated[float, About(
        en="How far town planning is a core task.", da="I hvor høj grad byudvikling er en kerneopgave.")] = 0.2
    core_big_data: Annotated[float, About(
        en="How far big data is a core task.", da="I hvor høj grad big data er en kerneopgave.")] = 0.3
    core_welfare: Annotated[float, About(
        en="How far welfare is a core task.", da="I hvor høj grad velfærd er en kerneopgave.")] = 1.0
    core_home_care: Annotated[float, About(
        en="How far home care is a core task.", da="I hvor høj grad hjemmepleje er en kerneopgave.")] = 1.0
    paying: Annotated[float, About(
        en="How much the value that citizens find in co-creation adds to their wish to make things.",
        da="Hvor meget den værdi, borgerne finder i samskabelse, lægger til lysten til at skabe noget.", high=4.0)
        ] = 1.0
    threshold: Annotated[float, About(
        en="Share of citizens who, given full room, must want to make things before it is the logical consequence.",
        da="Den del af borgerne, der med fuld plads og støtte skal ville skabe noget, før samskabelse er den logiske "
        "konsekvens.", deck="Logisk konsekvens")] = 0.03
    threshold_core: Annotated[float, About(
        en="How much more it takes for a core task.", da="Hvor meget mere der skal til, når det er en kerneopgave.")
        ] = 0.03
    give_up: Annotated[float, About(
        en="Chance that co-creation which solves nothing is given up.",
        da="Sandsynligheden for, at samskabelse, der intet løser, bliver opgivet.", high=0.5,
        unit="per month")] = 0.05
    solving: Annotated[float, About(
        en="Solutions at work that halve that chance.",
        da="Antal løsninger i brug, der halverer den sandsynlighed.", low=0.01, high=20.0,
        unit="solutions per 1,000 citizens")] = 0.5


@over_blocks
def _wish(
    first: int, last: int, blocks: Blocks, voice: Any, maker: Any, values: Any, sums: Any,
) -> None:
    for b in range(first, last):
        wish = paid = 0.0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            wish += voice[i] * maker[i]
            paid += voice[i] * values[i, 1]
        sums[b, 0], sums[b, 1] = wish, paid


@kernel
def _forget(adopted: Any, taken_up: Any) -> None:
    adopted[:, :] = 0
    taken_up[:, :] = 0


@kernel
def _any_room(support: Any, nobody: Any) -> bool:
    room = 0
    for m in range(support.shape[0]):
        room += 1 if support[m] * (1.0 - nobody[m]) > 0.0 else 0
    return room > 0


@kernel
def _adopt(
    code: Any, citizens: Any, media: Any, dialogue: Any, solved: Any, usual: Any, adopted: Any, taken_up: Any,
    total: Any, support: Any, training: Any, nobody: Any, stress: float, core: Any, now: Moment, k: Rules,
) -> None:
    towns, domains = adopted.shape
    before = adopted > 0
    here, everywhere = np.zeros(towns), np.zeros(domains)
    for m in range(towns):
        for d in range(domains):
            here[m] += before[m, d]
            everywhere[d] += before[m, d]
    for m in range(towns):
        taken_up[m, :] = 0
        n = max(citizens[m], 1)
        wish = share(total[m, 0] / n + k.paying * (total[m, 1] / n - usual[m, 1]))
        wish *= support[m] * (1.0 - nobody[m])
        norm = 0.5 * (dialogue[m] + training[m])
        for d in range(domains):
            wanted = wish >= k.threshold + k.threshold_core * core[d]
            if before[m, d]:
                fails = k.give_up * k.solving / (k.solving + solved[m, d])
                if not wanted and uniform(now.seed, ADOPTION, now.month, code[m], d) < fails:
                    adopted[m, d] = 0
                continue
            if wanted:
                adopted[m, d] = CONSEQUENCE
                taken_up[m, 1] += 1
                continue
            peers = here[m] / (domains - 1.0)
            if towns > 1:
                peers = 0.5 * (peers + everywhere[d] / (towns - 1.0))
            z = k.readiness + k.stress * stress + k.norm * norm + k.peers * peers - k.risk * media[m] * core[d]
            if uniform(now.seed, ADOPTION, now.month, code[m], d) < monthly(logistic(z)):
                adopted[m, d] = OPT_IN
                taken_up[m, 0] += 1


@one_call
def step(state: State, k: Rules) -> None:
    """One month of choosing co-creation, of being brought to it, and of giving it up."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    if state.resting:
        _forget(m.adopted, m.taken_up)
        return
    sums = state.sums(2)
    if _any_room(lever.support, lever.recruit_none):  # without room nobody's wish makes a difference
        state.run(_wish, c.voice, c.maker, c.channel_values, sums)
    core = (k.core_water, k.core_town_planning, k.core_big_data, k.core_welfare, k.core_home_care)
    _adopt(
        m.code, m.citizens, m.media, m.dialogue, m.solved, m.rest_channels, m.adopted, m.taken_up,
        state.by_municipality(sums), lever.support, lever.training, lever.recruit_none, state.context.fiscal_stress,
        core, state.now, k,
    )
