"""Channels: input, withinput or output? What has paid is used more.

Rule      surveyed: P = share(j₀ + j_r·rankings) if the service was met this month, else not
          v_k ← v_k + f·(share(payoff_k) − v_k)   for each channel k; f = learning, while coming to rest
          the greater of learning and settling; distance = mean |p − the council's stand| / 2
          input      payoff = trust in politicians·(1 − distance to the council)·(1 − ½·self-regard)
          withinput  payoff = met·(½ + ½·support) + open·near·(a·w_I − b·cost), open = reach·(1 − none)
                     met = asked·adoption + (1 − asked)·expected influence: what the asked met, what others expect
                     near = max(asked, near_attendance): having been there, or knowing those who have
          output     payoff = c·choice + d·w_C·(1 − satisfaction) + e·surveyed
          a civic act this month with P = p₀ + p_s·interest; which, by the new values: P ∝ e^(v_k / temperature);
          who does nothing else but answers a survey has acted by output
          member of one's party: asked once a year, in the month where uid + month divides by twelve:
          joins with P = share(n·identity·interest·v_input), leaves with P = share(l·(1 − identity))
          roles, each with its influence φ: voter: acts of input (votes are counted apart); fellow citizen:
          volunteers; controller: complaints, appeals and surveys; consultee: spoke or was heard, no more; legitimiser:
          came, no more; dialogue partner: was listened to, whether or not it changed anything
          role = the one of greatest φ among those acted in this month, the first of equals; 0 for none
          rest_channels = mean v_k of citizens with a voice, while coming to rest
In words  Parties and elections lose to choice and co-creation only where those pay better, and only for whom they do;
          co-creation pays those who have been there, or hear of it from those they know. Attachment to a party,
          interest, and politics that pays make members; output also speaks by evaluations. Whoever comes and is not
          heard has lent the decision legitimacy and got no influence.
Reads     citizens (n,): uid, voice, trust_politicians, positions, self_regard, expected_influence, asked, type_weights,
          satisfaction, interest, party_identity, met, near_attendance, channel_values, volunteer, complained,
          appealed, stage · municipalities (m,): council, adoption, citizens ·
          levers (m,): support, participation_cost, choice, rankings, reach, recruit_none
Writes    citizens (n,): channel_values, channel, surveyed, member, role · municipalities (m,): channels, roles,
          surveys, rest_channels
Luck      Decision.CHANNEL (lanes: act, which), Decision.SURVEY, Decision.MEMBERSHIP
Units     values, payoffs, φ: shares; f: per month; temperature: share; n, l: chance a year; j: chance a meeting
Deck      rows 1, 9, 57: "Den repræsentative politik nedprioriteres – den private politik opprioriteres";
          "Medlem af parti / tilslutning til idealer"; "Vælger institutioner / evalueringer"; "Vælger, medborger,
          kontrollant, høringspart, legitimering, dialogpartner"
Seen in   channel.input, channel.withinput, channel.output, role.voter, role.legitimiser, role.fellow_citizen,
          role.controller, party.membership, surveys
Source    reinforcement: Roth & Erev [M]; everyday makers: Bang & Sørensen 1999 [V]; 3 to 4 per cent of adults are
          members of a party [M]; influence of roles: domain book, row 1; coefficients [A]
Switch    mechanisms.channels
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share, towards
from sim.blocks import Blocks, kernel, of_width, over_blocks
from sim.exponent import exp
from sim.parameters import About
from sim.randomness import Decision, luck, luck4, number
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import note, note_each, note_means

CHANNEL, SURVEY, MEMBERSHIP = number(Decision.CHANNEL), number(Decision.SURVEY), number(Decision.MEMBERSHIP)
YEAR = 12
VOTER, FELLOW, CONTROLLER, CONSULTEE, LEGITIMISER, PARTNER = (1 << bit for bit in range(6))
"""Which roles were acted in, as bits of one number, in the order of ROLES."""


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
        da="Sandsynligheden for en politisk handling helt uden interesse.",
        unit="per month")] = 0.02
    interest: Annotated[float, About(
        en="What interest adds to it.",
        da="Hvad interesse lægger til den sandsynlighed.", high=0.9, unit="per month")] = 0.10
    temperature: Annotated[float, About(
        en="How little differences in value decide.",
        da="Hvor lidt forskelle i kanalernes værdi betyder for valget.", low=0.02,
        high=2.0)] = 0.15
    judging: Annotated[float, About(
        en="What judging a service in a survey pays.",
        da="Hvad det giver at bedømme en service i en brugerundersøgelse.",
        deck="Vælger institutioner / evalueringer")] = 0.2
    survey: Annotated[float, About(
        en="Chance that who meets a service is asked to judge it.",
        da="Sandsynligheden for, at den, der er i kontakt med en service, bliver bedt om at bedømme den.",
        unit="chance a meeting")] = 0.01
    survey_rankings: Annotated[float, About(
        en="How much more often where league tables have to be fed.",
        da="Hvor meget oftere det sker, når der skal data til ranglister.", unit="chance a meeting",
        deck="Ranglister")] = 0.10
    joining: Annotated[float, About(
        en="Chance of joining one's party with full attachment, interest and value of input.",
        da="Sandsynligheden for at melde sig ind i sit parti ved fuld tilknytning, interesse og værdi af input.",
        unit="chance a year", source="set so that 3 to 4 per cent of adults are members", mark="M",
        deck="Medlem af parti / tilslutning til idealer")] = 0.04
    leaving: Annotated[float, About(
        en="Chance that a member without attachment leaves.",
        da="Sandsynligheden for, at et medlem helt uden tilknytning melder sig ud.", unit="chance a year")] = 0.20
    voter: Annotated[float, About(
        en="Influence of the voter between elections.", da="Vælgerens indflydelse mellem valgene.",
        source="domain book, row 1")] = 0.15
    fellow_citizen: Annotated[float, About(
        en="Influence of the fellow citizen.", da="Medborgerens indflydelse.", source="domain book, row 1")] = 0.35
    controller: Annotated[float, About(
        en="Influence of the controller.", da="Kontrollantens indflydelse.", source="domain book, row 1")] = 0.20
    consultee: Annotated[float, About(
        en="Influence of who is consulted.", da="Høringspartens indflydelse.", source="domain book, row 1")] = 0.10
    legitimiser: Annotated[float, About(
        en="Influence of who only lends legitimacy.", da="Indflydelsen hos den, der kun giver legitimitet.",
        source="domain book, row 1")] = 0.0
    dialogue_partner: Annotated[float, About(
        en="Influence of the partner in dialogue.", da="Dialogpartnerens indflydelse.",
        source="domain book, row 1")] = 0.45


@kernel
def joins(identity: Any, interest: Any, value: Any, k: Rules) -> Any:
    """Chance a year that somebody joins their party."""
    return share(k.joining * identity * interest * value)


@kernel
def leaves(identity: Any, k: Rules) -> Any:
    """Chance a year that a member leaves."""
    return share(k.leaving * (1.0 - identity))


@over_blocks
def _pay(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, trust: Any, positions: Any, self_regard: Any,
    expected: Any, asked: Any, near: Any, weights: Any, satisfaction: Any, met: Any, values: Any, surveyed: Any,
    council: Any, adoption: Any, support: Any, cost: Any, choice: Any, rankings: Any, reach: Any, nobody: Any,
    learning: float, now: Moment, k: Rules,
) -> None:
    """Surveys, and what each channel pays."""
    of_width(positions, 2)
    of_width(weights, 3)
    of_width(values, 3)
    for b in range(first, last):
        m = blocks.home[b]
        is_open = reach[m] * (1.0 - nobody[m])
        welfare, common, done, backed = council[m, 0], council[m, 1], adoption[m], 0.5 + 0.5 * support[m]
        trouble, choosing = k.trouble * cost[m], k.choosing * choice[m]
        survey = share(k.survey + k.survey_rankings * rankings[m])
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        asking = luck(now.seed, SURVEY, now.month, uid, lo, hi, 0)
        for i in range(lo, hi):
            judged = 1 if met[i] == 1 and asking[i - lo] < survey else 0
            far = 0.25 * (abs(positions[i, 0] - welfare) + abs(positions[i, 1] - common))
            v_in = towards(values[i, 0], trust[i] * (1.0 - far) * (1.0 - k.self_regard * self_regard[i]), learning)
            pays = (asked[i] * done + (1.0 - asked[i]) * expected[i]) * backed
            pays += is_open * max(asked[i], near[i]) * (k.making * weights[i, 1] - trouble)
            v_with = towards(values[i, 1], pays, learning)
            pays = choosing + k.demanding * weights[i, 2] * (1.0 - satisfaction[i])
            v_out = towards(values[i, 2], pays + k.judging * judged, learning)
            values[i, 0] = v_in if voice[i] == 1 else values[i, 0]
            values[i, 1] = v_with if voice[i] == 1 else values[i, 1]
            values[i, 2] = v_out if voice[i] == 1 else values[i, 2]
            surveyed[i] = judged if voice[i] == 1 else surveyed[i]


@over_blocks
def _act(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, interest: Any, values: Any, surveyed: Any,
    channel: Any, now: Moment, k: Rules,
) -> None:
    """Who acts this month, and by which channel."""
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        u = luck4(now.seed, CHANNEL, now.month, uid, lo, hi, 0)
        active, count = np.empty(hi - lo, dtype=np.uint64), 0
        for i in range(lo, hi):
            channel[i] = 3 * surveyed[i] if voice[i] == 1 else channel[i]
            active[count] = i
            count += 1 if voice[i] == 1 and u[0, i - lo] < share(k.acting + k.interest * interest[i]) else 0
        for i in active[:count]:
            first_e = exp((values[i, 0] - values[i, 2]) / k.temperature)
            second_e = exp((values[i, 1] - values[i, 2]) / k.temperature)
            mark = u[1, i - lo] * (first_e + second_e + 1.0)
            channel[i] = 1 if mark < first_e else (2 if mark < first_e + second_e else 3)


@over_blocks
def _join(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, interest: Any, identity: Any, values: Any,
    member: Any, now: Moment, k: Rules,
) -> None:
    """Who joins or leaves a party, of those whose month it is."""
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        due, count, passed = np.empty(hi - lo, dtype=np.uint64), 0, np.uint32(now.month % YEAR)
        for i in range(lo, hi):
            due[count] = i
            count += 1 if voice[i] == 1 and (np.uint32(uid[i]) + passed) % np.uint32(YEAR) == 0 else 0
        u = luck(now.seed, MEMBERSHIP, now.month, uid[due[:count]], np.uint64(0), np.uint64(count), 0)
        for g in range(count):
            i = due[g]
            chance = leaves(identity[i], k) if member[i] == 1 else joins(identity[i], interest[i], values[i, 0], k)
            if u[g] < chance:
                member[i] = 1 - member[i]


@over_blocks
def _play(
    first: int, last: int, blocks: Blocks, voice: Any, channel: Any, volunteer: Any, complained: Any, appealed: Any,
    surveyed: Any, stage: Any, strongest: Any, role: Any, sums: Any,
) -> None:
    """Roles, and how many act by each channel and in each role."""
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        acts = np.empty(hi - lo, dtype=np.uint8)
        by_input = by_withinput = by_output = fellows = controls = consultees = legitimisers = partners = judged = 0
        for i in range(lo, hi):
            speaks, control = voice[i], complained[i] + appealed[i] + surveyed[i]
            came, heard, partner = stage[i] == 2, stage[i] == 3 or stage[i] == 4, stage[i] >= 5
            roles = VOTER * (channel[i] == 1) + FELLOW * volunteer[i] + CONTROLLER * (control > 0)
            acts[i - lo] = roles + CONSULTEE * heard + LEGITIMISER * came + PARTNER * partner
            by_input += speaks * (channel[i] == 1)
            by_withinput += speaks * (channel[i] == 2)
            by_output += speaks * (channel[i] == 3)
            fellows += speaks * volunteer[i]
            controls += speaks * control
            consultees += speaks * heard
            legitimisers += speaks * came
            partners += speaks * partner
            judged += speaks * surveyed[i]
        for i in range(lo, hi):
            role[i] = strongest[acts[i - lo]] if voice[i] == 1 else role[i]
        sums[b, 0], sums[b, 1], sums[b, 2] = by_input, by_withinput, by_output
        sums[b, 3], sums[b, 4], sums[b, 5] = by_input, fellows, controls
        sums[b, 6], sums[b, 7], sums[b, 8], sums[b, 9] = consultees, legitimisers, partners, judged


@over_blocks
def _paid(first: int, last: int, blocks: Blocks, voice: Any, values: Any, sums: Any) -> None:
    for b in range(first, last):
        v_in = v_with = v_out = 0.0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            v_in += voice[i] * values[i, 0]
            v_with += voice[i] * values[i, 1]
            v_out += voice[i] * values[i, 2]
        sums[b, 0], sums[b, 1], sums[b, 2] = v_in, v_with, v_out


@kernel
def _strongest(influence: Any) -> Any:
    """The role of greatest influence, 1 to 6, for every set of roles that one may have acted in; 0 for none."""
    table = np.zeros(1 << len(influence), dtype=np.uint8)
    for role in range(len(influence)):
        for others in range(1 << role):
            best = table[others]
            stronger = best == 0 or influence[role] > influence[best - 1]
            table[others | 1 << role] = 1 + role if stronger else best
    return table


@one_call
def step(state: State, k: Rules) -> None:
    """One month of learning what pays, of civic acts, surveys and membership."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    learning = max(k.learning, k.settling) if state.resting else k.learning
    influence = (k.voter, k.fellow_citizen, k.controller, k.consultee, k.legitimiser, k.dialogue_partner)
    state.run(
        _pay, c.uid, c.voice, c.trust_politicians, c.positions, c.self_regard, c.expected_influence, c.asked,
        c.near_attendance, c.type_weights, c.satisfaction, c.met, c.channel_values, c.surveyed, m.council, m.adoption,
        lever.support, lever.participation_cost, lever.choice, lever.rankings, lever.reach, lever.recruit_none,
        learning, state.now, k,
    )
    state.run(_act, c.uid, c.voice, c.interest, c.channel_values, c.surveyed, c.channel, state.now, k)
    state.run(_join, c.uid, c.voice, c.interest, c.party_identity, c.channel_values, c.member, state.now, k)
    sums = state.sums(10)
    state.run(
        _play, c.voice, c.channel, c.volunteer, c.complained, c.appealed, c.surveyed, c.stage, _strongest(influence),
        c.role, sums,
    )
    total = state.by_municipality(sums)
    note_each(m.channels, total, 0)
    note_each(m.roles, total, 3)
    note(m.surveys, total, 9)
    if state.resting:
        sums = state.sums(3)
        state.run(_paid, c.voice, c.channel_values, sums)
        note_means(m.rest_channels, state.by_municipality(sums), 0, m.citizens)
