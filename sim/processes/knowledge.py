"""Knowledge: what officials believe that citizens want, from data that show some more than others.

Rule      cov_i = D·((1 − s)·b + s·digital_i),  D = data_coverage, s = digital_share:  how much of citizen i is seen
          p̂ = Σ cov_i·p_i / Σ cov_i + e·noise, within −1 and 1, on each issue;  covered = Σ cov_i / citizens
          e = σ·√((1 − covered) / (1 + t·adults·covered)), σ² = Σ cov_i·p_i² / Σ cov_i − (Σ cov_i·p_i / Σ cov_i)²
          doubt = aware·mean e of the two issues,  aware = share(w₀ + w_h·(honesty − h₀) + w_t·(training − t₀))
          where nobody is covered, p̂ stays as it was and e = 1
          policy ← policy + b_D·max(D − D₀, 0)·u / (u + doubt)·(p̂ − policy), with the new p̂ and doubt, within −1 and 1
In words  More data make the estimate steadier, not fairer: whoever leaves few traces counts less, however much is
          collected. Where officials know the limits of what they know, they say so and lean on it less.
Reads     citizens (n,): voice, digital, positions · municipalities (m,): citizens, adults, estimate, policy ·
          levers (m,): data_coverage, digital_share, honesty, training
Writes    municipalities (m,): estimate, doubt, covered, policy
Luck      Decision.ESTIMATE (by row of municipality, and issue)
Units     p, p̂, policy: −1 to 1; cov, covered, D, s, aware: shares; e, doubt, u: sd; t: share of those covered whose
          data tell of an issue this month; b_D: per month
Deck      row 23: "Big data og digitale netværk"; "Indrette kollektive løsninger efter individuelle input"; "Bevidste om
          egne begrænsninger"
Seen in   goal.estimate_bias, goal.estimate_doubt, goal.covered
Source    weighted mean and its error: theory of sampling; digital-era governance: Dunleavy et al. [M]; limits of
          knowledge: Simon [M]; the digitally able are those with resources: van Dijk [M]; coefficients [A]
Switch    mechanisms.knowledge
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

from sim.arithmetic import share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.randomness import Decision, noise, number
from sim.state import Moment, State
from sim.steps import one_call

ESTIMATE = number(Decision.ESTIMATE)
ISSUES = 2


class Rules(NamedTuple):
    """Coefficients of knowledge."""

    paper: Annotated[float, About(
        en="Share of contact on paper and in person that becomes data.",
        da="Den del af kontakten på papir og ansigt til ansigt, der bliver til data.")] = 0.5
    telling: Annotated[float, About(
        en="Share of those covered whose data tell of an issue in a month.",
        da="Den del af de dækkede borgere, hvis data på en måned siger noget om et emne.", low=0.0001)] = 0.02
    aware: Annotated[float, About(
        en="Part of its doubt that the administration owns up to.",
        da="Den del af sin tvivl, som forvaltningen vedgår.", deck="Bevidste om egne begrænsninger")] = 0.6
    aware_honesty: Annotated[float, About(
        en="How much honesty adds to that part.", da="Hvor meget ærlighed øger den del.")] = 0.4
    usual_honesty: Annotated[float, About(
        en="Honesty already counted in.", da="Ærlighed, der allerede er regnet med.",
        source="default of the lever")] = 0.7
    aware_training: Annotated[float, About(
        en="How much training adds to that part.", da="Hvor meget oplæring øger den del.")] = 0.3
    usual_training: Annotated[float, About(
        en="Training already counted in.", da="Oplæring, der allerede er regnet med.",
        source="default of the lever")] = 0.3
    pull: Annotated[float, About(
        en="How fast decisions follow the data where much more is covered than today.",
        da="Hvor hurtigt beslutninger følger data, når langt mere er dækket end i dag.",
        high=0.5, unit="per month")] = 0.10
    usual_coverage: Annotated[float, About(
        en="Data coverage up to which decisions do not lean on the data.",
        da="Den datadækning, der skal overskrides, før beslutningerne læner sig op ad data.",
        source="default of the lever")] = 0.3
    caution: Annotated[float, About(
        en="Doubt at which decisions lean half as much on the data.",
        da="Den tvivl, hvor beslutningerne læner sig halvt så meget op ad data.",
        low=0.001, high=1.0, unit="sd")] = 0.05


@over_blocks
def _see(
    first: int, last: int, blocks: Blocks, voice: Any, digital: Any, positions: Any, coverage: Any, on_screen: Any,
    k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        base = coverage[m] * (1.0 - on_screen[m]) * k.paper
        able = coverage[m] * on_screen[m]
        seen, p0, p1, pp0, pp1 = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            cov = base + able * digital[i]
            a, c = float(positions[i, 0]), float(positions[i, 1])
            seen += cov
            p0 += cov * a
            p1 += cov * c
            pp0 += cov * a * a
            pp1 += cov * c * c
        sums[b, 0], sums[b, 1], sums[b, 2], sums[b, 3], sums[b, 4] = seen, p0, p1, pp0, pp1


@kernel
def _estimate(
    total: Any, citizens: Any, adults: Any, estimate: Any, doubt: Any, covered: Any, policy: Any, coverage: Any,
    honesty: Any, training: Any, now: Moment, k: Rules,
) -> None:
    for m in range(citizens.shape[0]):
        seen = total[m, 0]
        covered[m] = share(seen / max(citizens[m], 1))
        scarce = math.sqrt((1.0 - covered[m]) / (1.0 + k.telling * adults[m] * covered[m]))
        error = 0.0
        for issue in range(ISSUES):
            if seen > 0.0:
                mean = total[m, 1 + issue] / seen
                e = math.sqrt(max(total[m, 3 + issue] / seen - mean * mean, 0.0)) * scarce
                believed = mean + e * noise(now.seed, ESTIMATE, now.month, m, issue)
                estimate[m, issue] = min(max(believed, -1.0), 1.0)
            else:
                e = 1.0
            error += e / ISSUES
        aware = k.aware + k.aware_honesty * (honesty[m] - k.usual_honesty)
        aware += k.aware_training * (training[m] - k.usual_training)
        doubt[m] = share(aware) * error
        lean = k.pull * max(coverage[m] - k.usual_coverage, 0.0) * k.caution / (k.caution + doubt[m])
        for issue in range(ISSUES):
            moved = policy[m, issue] + lean * (estimate[m, issue] - policy[m, issue])
            policy[m, issue] = min(max(moved, -1.0), 1.0)


@one_call
def step(state: State, k: Rules) -> None:
    """One month's reading of the data, and what is decided by it."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    sums = state.sums(1 + 2 * ISSUES)
    state.run(_see, c.voice, c.digital, c.positions, lever.data_coverage, lever.digital_share, k, sums)
    _estimate(
        state.by_municipality(sums), m.citizens, m.adults, m.estimate, m.doubt, m.covered, m.policy,
        lever.data_coverage, lever.honesty, lever.training, state.now, k,
    )
