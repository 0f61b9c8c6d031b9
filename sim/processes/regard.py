"""Regard: self-regard, and one's own idea of the common good.

Rule      κ ← κ + r·(share(settled + o·(v̄_out − ½·(v̄_in + v̄_with)) − b·bridging·F·contact·[answer ≥ 0]) − κ)
          v̄: what a channel has paid, against rest_channels; contact = max(asked, bridges); F = facilitation
          own_good = mean over issues of share(1 − |a − p| / |p̄ − p|);  an issue where |p̄ − p| < .05 counts not,
          and where none counts own_good stays
          a = κ·p + (1 − κ)·Ŵ(p)                           what the citizen calls the common good
          Ŵ(p) = Σ_j q_j·e^(−|p − q_j| / 2β) / Σ_j e^(−|p − q_j| / 2β)           the wishes q of others, the near first
          in forums the view is wider: Ŵ ← (1 − x)·Ŵ(β) + x·Ŵ(β + β_F), x = F·bridging·asked
          Ŵ is taken from opinions in BINS bins of each municipality, and linearly between their middles
          p̄: the municipality's mean opinion; r: rate, while coming to rest the greater of rate and settling;
          while coming to rest rest_own_good = mean own_good of citizens with a voice
In words  Where private politics pays better than common politics, citizens grow self-regarding; well-answered work
          with people unlike them takes them out of it. What somebody calls the common good is their own wish mixed
          with the wishes that they see, and near wishes are seen best: "mit eget fælles bedste". 1: only one's own,
          called common; 0: the wish of all.
Reads     citizens (n,): voice, positions, channel_values, asked, answer, bridges, self_regard, self_regard_level,
          own_good · municipalities (m,): citizens, opinion, rest_channels · levers (m,): facilitation, bridging
Writes    citizens (n,): self_regard, own_good · municipalities (m,): rest_own_good
Luck      none
Units     κ, own_good, F, v, asked, bridges, distances |·|/2: shares; p, q, a, opinion: −1 to 1; r: per month
Deck      rows 10, 14, 22: "Den private politik (mine behov) opprioriteres"; "Mit eget fælles bedste"; "Skal udvikle
          forståelse for, at individuelle valg kan (og skal) udfoldes i demokratiske rammer"
Seen in   goal.self_regard, goal.claimed_common_good
Source    individualisation: Inglehart, Beck; false consensus: Ross 1977; social preferences: Harsanyi; democratic
          frames: Warren 2001 [M]; contact works only where it is good: corrections A′ to row 22; sizes [A]
Switch    mechanisms.regard
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share, towards
from sim.blocks import Blocks, inlined, kernel, of_width, over_blocks
from sim.exponent import exp
from sim.parameters import About
from sim.state import State
from sim.steps import one_call
from sim.sums import add_up, note_mean

BINS = 41
PER_UNIT = (BINS - 1) / 2
"""Bins for each unit of opinion; the first bin's middle is −1, the last one's +1."""
NEAR = 0.05
"""Who stands this near to the mean wants the same as all: own and common good cannot be told apart."""


class Rules(NamedTuple):
    """Coefficients of regard for oneself and for all."""

    rate: Annotated[float, About(
        en="How fast self-regard moves.", da="Hvor hurtigt selvoptagetheden ændrer sig.", unit="per month")] = 0.02
    settling: Annotated[float, About(
        en="The same while the municipality comes to rest.", da="Samme hastighed, mens kommunen falder til ro.",
        unit="per month")] = 0.25
    private: Annotated[float, About(
        en="Self-regard learnt where private politics pays better than common politics.",
        da="Selvoptagethed, der læres, når den private politik giver mere end den fælles.", high=1.0,
        unit="share per unit", deck="Den private politik (mine behov) opprioriteres")] = 0.30
    meeting: Annotated[float, About(
        en="Self-regard lost in well-led, well-answered work with people unlike oneself.",
        da="Hvor meget selvoptagetheden falder ved godt ledet og godt besvaret samarbejde med folk, der ikke ligner "
        "en selv.",
        low=-1.0, source="sign open: only good contact counts at all; size assumed",
        deck="udfoldes i demokratiske rammer")] = 0.30
    breadth: Annotated[float, About(
        en="How far citizens look when they think of all.", da="Hvor langt borgerne ser, når de tænker på alle.",
        low=0.005, high=10.0, unit="share of the widest distance of opinion",
        source="domain book, row 14: at .1 to .3 own and claimed common good are nearly one",
        deck="Mit eget fælles bedste")] = 0.30
    widening: Annotated[float, About(
        en="How much further they look in a well-led, mixed forum.",
        da="Hvor meget længere de ser i et godt ledet og blandet forum.", high=10.0,
        unit="share of the widest distance of opinion")] = 1.0


@over_blocks
def _show(first: int, last: int, blocks: Blocks, voice: Any, positions: Any, sums: Any) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            for issue in range(2):
                sums[b, np.uint64(issue * BINS + int((positions[i, issue] + 1.0) * PER_UNIT + 0.5))] += 1.0


@kernel
def _seen(shown: Any, breadth: float, seen: Any, at: int) -> None:
    """The common good as seen from the middle of each bin, and its step to the next bin, as numbers `at` and `at` + 1.

    A bin sees what the bin before it sees, all a step dimmer, and itself: upwards first, then downwards.

    Args:
        shown: (municipality, issue·bin) citizens.
        breadth: how far they look.
        seen: (municipality, issue, bin, number).
        at: where to write.
    """
    dimmer = exp(-1.0 / PER_UNIT / 2.0 / breadth)
    weight, wish = np.empty(BINS), np.empty(BINS)
    for m in range(shown.shape[0]):
        for issue in range(2):
            people = wishes = 0.0
            for own in range(BINS):
                here, there = shown[m, issue * BINS + own], own / PER_UNIT - 1.0
                people, wishes = people * dimmer + here, wishes * dimmer + here * there
                weight[own], wish[own] = people, wishes
            people = wishes = 0.0
            for own in range(BINS - 1, -1, -1):
                here, there = shown[m, issue * BINS + own], own / PER_UNIT - 1.0
                weight[own], wish[own] = weight[own] + people, wish[own] + wishes
                people, wishes = (people + here) * dimmer, (wishes + here * there) * dimmer
            for own in range(BINS):
                wish[own] = wish[own] / weight[own] if weight[own] > 0.0 else own / PER_UNIT - 1.0
            for low in range(BINS - 1):
                seen[m, issue, low, at], seen[m, issue, low, at + 1] = wish[low], wish[low + 1] - wish[low]


@kernel
def _good(positions: Any, asked: Any, mixed: Any, seen: Any, lo: Any, hi: Any) -> Any:
    """What citizens of rows `lo` to `hi` see as the common good, (issue, hi − lo)."""
    of_width(positions, 2)
    bins, beyond, good = np.empty((2, hi - lo), np.uint8), np.empty((2, hi - lo)), np.empty((2, hi - lo))
    for i in range(lo, hi):
        for issue in range(2):
            place = (positions[i, issue] + 1.0) * PER_UNIT
            low = min(int(place), BINS - 2)
            bins[issue, i - lo] = low
            beyond[issue, i - lo] = place - low
    for issue in range(2):
        table, low, more, view = seen[issue], bins[issue], beyond[issue], good[issue]
        for i in range(lo, hi):
            at, further = low[i - lo], more[i - lo]
            near = table[at, 0] + further * table[at, 1]
            view[i - lo] = near + mixed * asked[i] * (table[at, 2] + further * table[at, 3] - near)
    return good


@inlined
def _own(good: Any, p: Any, apart: Any, regard: Any) -> Any:
    return share(1.0 - (1.0 - regard) * abs(good - p) / apart) if apart >= NEAR else 0.0


@over_blocks
def _regard(
    first: int, last: int, blocks: Blocks, voice: Any, positions: Any, values: Any, asked: Any, answer: Any,
    bridges: Any, regard: Any, level: Any, own_good: Any, opinion: Any, rest_v: Any, facilitation: Any, bridging: Any,
    seen: Any, rate: float, k: Rules,
) -> None:
    of_width(positions, 2)
    of_width(values, 3)
    for b in range(first, last):
        m = blocks.home[b]
        mixed = facilitation[m] * bridging[m]
        usual = rest_v[m, 2] - 0.5 * (rest_v[m, 0] + rest_v[m, 1])
        welfare, choice = opinion[m, 0], opinion[m, 1]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            target = level[i] + k.private * (values[i, 2] - 0.5 * (values[i, 0] + values[i, 1]) - usual)
            target -= k.meeting * mixed * max(asked[i], bridges[i]) if answer[i] >= 0.0 else 0.0
            regard[i] = towards(regard[i], target, rate) if voice[i] == 1 else regard[i]
        good = _good(positions, asked, mixed, seen[m], lo, hi)
        for i in range(lo, hi):
            p, q = positions[i, 0], positions[i, 1]
            from_p, from_q = abs(welfare - p), abs(choice - q)
            total = _own(good[0, i - lo], p, from_p, regard[i]) + _own(good[1, i - lo], q, from_q, regard[i])
            issues = (1 if from_p >= NEAR else 0) + (1 if from_q >= NEAR else 0)
            own_good[i] = total / issues if voice[i] * issues > 0 else own_good[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of regard for oneself and for all."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    rate = max(k.rate, k.settling) if state.resting else k.rate
    bins = state.sums(2 * BINS)
    state.run(_show, c.voice, c.positions, bins)
    shown = state.by_municipality(bins)
    seen = np.empty((m.n, 2, BINS - 1, 4))
    _seen(shown, k.breadth, seen, 0)
    _seen(shown, k.breadth + k.widening, seen, 2)
    state.run(
        _regard, c.voice, c.positions, c.channel_values, c.asked, c.answer, c.bridges, c.self_regard,
        c.self_regard_level, c.own_good, m.opinion, m.rest_channels, lever.facilitation, lever.bridging, seen, rate, k,
    )
    if state.resting:
        sums = state.sums(1)
        state.run(add_up, c.voice, c.own_good, sums)
        note_mean(m.rest_own_good, state.by_municipality(sums), 0, m.citizens)
