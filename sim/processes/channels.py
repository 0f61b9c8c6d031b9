"""Channels: input, withinput or output? What has paid is used more.

Rule      v_k ← v_k + f·(share(payoff_k) − v_k)   for each channel k; f = learning, while coming to rest
          the greater of learning and settling; distance = mean |p − the council's stand| / 2
          input      payoff = trust in politicians·(1 − distance to the council)·(1 − ½·self-regard)
          withinput  payoff = met·(½ + ½·support) + open·(a·w_I − b·cost), open = reach·(1 − none)
                     met = asked·adoption + (1 − asked)·expected influence: what the asked met, what others expect
          output     payoff = c·choice + d·w_C·(1 − satisfaction)
          a civic act this month with P = p₀ + p_s·interest; which, by the new values: P ∝ e^(v_k / temperature)
          roles: voter: acts of input (votes are counted apart); fellow citizen: volunteers; controller: complaints
          and appeals; consultee: spoke or was heard, no more; legitimiser: came, no more; dialogue partner: was
          listened to, whether or not it changed anything
In words  Parties and elections lose to choice and co-creation only where those pay better, and only for whom they do.
          Whoever comes and is not heard has lent the decision legitimacy and got no influence.
Reads     citizens (n,): uid, voice, trust_politicians, positions, self_regard, expected_influence, asked, type_weights,
          satisfaction, interest, channel_values, volunteer, complained, appealed, stage ·
          municipalities (m,): council, adoption · levers (m,): support, participation_cost, choice, reach, recruit_none
Writes    citizens (n,): channel_values, channel · municipalities (m,): channels, roles
Luck      Decision.CHANNEL (lanes: act, which)
Units     values, payoffs: shares; f: per month; temperature: share
Deck      rows 1, 9, 57: "Den repræsentative politik nedprioriteres – den private politik opprioriteres"
Seen in   channel.input, channel.withinput, channel.output, role.voter, role.legitimiser, role.fellow_citizen
Source    reinforcement: Roth & Erev [M]; everyday makers: Bang & Sørensen 1999 [V]; coefficients [A]
Switch    mechanisms.channels
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

from sim.arithmetic import share, towards
from sim.blocks import Blocks, kernel
from sim.parameters import About
from sim.randomness import Decision, uniform4
from sim.state import Moment, State

CHANNEL = int(Decision.CHANNEL)


class Rules(NamedTuple):
    """Coefficients of the channels."""

    learning: Annotated[float, About(
        en="How fast the value of a channel follows what it pays.",
        da="Hvor hurtigt en kanals værdi følger det udbytte, den giver.", unit="per month")] = 0.03
    settling: Annotated[float, About(
        en="The same while the municipality comes to rest.", da="Samme hastighed, mens kommunen falder til ro.",
        unit="per month")] = 0.25
    self_regard: Annotated[float, About(
        en="How much self-regard takes from what voting pays.",
        da="Hvor meget hensynet til en selv trækker fra i udbyttet af at stemme.",
        )] = 0.5
    making: Annotated[float, About(
        en="What making something pays the innovative type.", da="Hvad det giver den innovative type at skabe noget.")
        ] = 0.5
    trouble: Annotated[float, About(
        en="What the trouble of taking part takes away.", da="Hvad besværet ved at deltage trækker fra.")] = 0.2
    choosing: Annotated[float, About(
        en="What freedom of choice pays.", da="Hvad frit valg giver.")] = 0.4
    demanding: Annotated[float, About(
        en="What demanding pays the consumer type that is not satisfied.",
        da="Hvad det giver den utilfredse forbrugertype at stille krav.")] = 0.5
    acting: Annotated[float, About(
        en="Chance of a civic act without any interest.",
        da="Sandsynligheden for en borgerhandling helt uden interesse.",
        unit="per month")] = 0.02
    interest: Annotated[float, About(
        en="What interest adds to it.",
        da="Hvad interesse lægger til den sandsynlighed.", high=0.9, unit="per month")] = 0.10
    temperature: Annotated[float, About(
        en="How little differences in value decide.",
        da="Hvor lidt forskelle i kanalernes værdi betyder for valget.", low=0.02,
        high=2.0)] = 0.15


@kernel
def _choose(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, trust: Any, positions: Any, self_regard: Any,
    expected: Any, asked: Any, weights: Any, satisfaction: Any, interest: Any, values: Any, channel: Any,
    volunteer: Any, complained: Any, appealed: Any, stage: Any, council: Any, adoption: Any, support: Any, cost: Any,
    choice: Any, reach: Any, nobody: Any, now: Moment, k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        is_open = reach[m] * (1.0 - nobody[m])
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            channel[i] = 0
            far = 0.25 * (abs(positions[i, 0] - council[m, 0]) + abs(positions[i, 1] - council[m, 1]))
            pays = trust[i] * (1.0 - far) * (1.0 - k.self_regard * self_regard[i])
            values[i, 0] = towards(values[i, 0], pays, k.learning)
            pays = (asked[i] * adoption[m] + (1.0 - asked[i]) * expected[i]) * (0.5 + 0.5 * support[m])
            pays += is_open * (k.making * weights[i, 1] - k.trouble * cost[m])
            values[i, 1] = towards(values[i, 1], pays, k.learning)
            pays = k.choosing * choice[m] + k.demanding * weights[i, 2] * (1.0 - satisfaction[i])
            values[i, 2] = towards(values[i, 2], pays, k.learning)
            u = uniform4(now.seed, CHANNEL, now.month, uid[i], 0)
            if u[0] < share(k.acting + k.interest * interest[i]):
                first_e = math.exp((values[i, 0] - values[i, 2]) / k.temperature)
                second_e = math.exp((values[i, 1] - values[i, 2]) / k.temperature)
                mark = u[1] * (first_e + second_e + 1.0)
                used = 1 if mark < first_e else (2 if mark < first_e + second_e else 3)
                channel[i] = used
                sums[b, used - 1] += 1.0
            sums[b, 3] += 1.0 if channel[i] == 1 else 0.0
            sums[b, 4] += volunteer[i]
            sums[b, 5] += complained[i] + appealed[i]
            sums[b, 6] += 1.0 if stage[i] == 3 or stage[i] == 4 else 0.0
            sums[b, 7] += 1.0 if stage[i] == 2 else 0.0
            sums[b, 8] += 1.0 if stage[i] >= 5 else 0.0


def step(state: State, k: Rules) -> None:
    """One month of learning what pays, and of civic acts."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    if state.resting:
        k = k._replace(learning=max(k.learning, k.settling))
    sums = state.sums(9)
    state.run(
        _choose, c.uid, c.voice, c.trust_politicians, c.positions, c.self_regard, c.expected_influence, c.asked,
        c.type_weights,
        c.satisfaction, c.interest, c.channel_values, c.channel, c.volunteer, c.complained, c.appealed, c.stage,
        m.council, m.adoption, lever.support, lever.participation_cost, lever.choice, lever.reach, lever.recruit_none,
        state.now, k, sums,
    )
    total = state.by_municipality(sums)
    m.channels[:], m.roles[:] = total[:, :3], total[:, 3:]
