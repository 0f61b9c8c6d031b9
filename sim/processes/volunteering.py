"""Volunteering: who begins, who goes on, and who tires.

Rule      begin: P = sg(b₀ + b_r·(r − r̄) + b_e·schooling + b_T·(w_T − w̄_T) + b_I·(w_I − w̄_I) + b_n·(neighbours who
          volunteer − usual) + lever·(b_l + b_a·(neighbours who volunteer − usual)))
          stop:  P = h₀ + h₁·e^(−tenure / t₁) + fatigue, fatigue only with a tenure of more than t₂
          tenure: 0 in the month of beginning and for who does not volunteer, one more each month of going on
          r̄, w̄: means at rest; lever: the effort to win volunteers; usual: rest_volunteering, which while coming to
          rest is the share of citizens who volunteered at the end of the month before
In words  Duty moves the traditional citizen and meaning the innovative one; resources and company help. An effort to
          win volunteers reaches people through those who volunteer already. Most who stop do so early; who has stayed
          long is hard to stop, until the months weigh.
Reads     citizens (n,): uid, voice, resources, education_score, type_weights, near_volunteering, volunteer, tenure ·
          municipalities (m,): citizens, rest_resources, rest_traditional, rest_innovative, rest_volunteering ·
          levers (m,): volunteering
Writes    citizens (n,): volunteer, tenure · municipalities (m,): rest_volunteering
Luck      Decision.VOLUNTEER
Units     probabilities a month; b: log-odds; tenure, t: months
Deck      rows 11, 12, 38: "Frivillighed – svær at stoppe"; "Aktivitet som fælles pligt"; "Mobilisere ressourcer –
          frivillighed"
Seen in   volunteering, role.fellow_citizen
Source    38 per cent in the last year, more with schooling (SFI 14:09, VIVE) [V]; motives: Clary et al., reflexive
          volunteering: Hustinx [M]; coefficients of the numerical trial [A]
Switch    mechanisms.volunteering
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import logistic
from sim.blocks import Blocks, of_width, over_blocks
from sim.exponent import exp
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck, number
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import add_up, note_mean

VOLUNTEER = number(Decision.VOLUNTEER)
LONGEST = 65535


class Rules(NamedTuple):
    """Coefficients of volunteering."""

    begin: Annotated[float, About(
        en="Readiness of the average citizen to begin.", da="Gennemsnitsborgerens tilbøjelighed til at begynde.",
        low=-10.0, high=0.0, unit="logit a month",
        source="numerical trial (−4.2), set anew so that 37 per cent volunteer")] = -3.57
    resources: Annotated[float, About(
        en="Weight of resources.", da="Vægten af ressourcer.", high=5.0, unit="logit",
        source=TRIAL)] = 0.9
    schooling: Annotated[float, About(
        en="Weight of schooling.", da="Vægten af uddannelse.", high=2.0, unit="logit per sd",
        source=TRIAL)] = 0.06
    duty: Annotated[float, About(
        en="Weight of the traditional type: activity as a duty.",
        da="Vægten af den traditionelle type: aktivitet som pligt.", high=5.0, unit="logit",
        source=TRIAL)] = 0.6
    meaning: Annotated[float, About(
        en="Weight of the innovative type: activity that makes something.",
        da="Vægten af den innovative type: aktivitet, der skaber noget.", high=5.0, unit="logit",
        source=TRIAL)] = 2.0
    neighbours: Annotated[float, About(
        en="Weight of neighbours who volunteer.", da="Vægten af naboer, der er frivillige.", high=2.0, unit="logit",
        source="numerical trial: above 2 volunteering runs away")] = 1.5
    lever: Annotated[float, About(
        en="Weight of the effort to win volunteers.", da="Vægten af indsatsen for at skaffe frivillige.", high=5.0,
        unit="logit", source="assumed, so that full effort wins about one citizen in ten")] = 0.3
    asking: Annotated[float, About(
        en="How much further that effort reaches where many neighbours volunteer.",
        da="Hvor meget længere den indsats rækker, hvor mange naboer er frivillige.", high=2.0, unit="logit",
        source="people are asked by those they know; with the weight of neighbours at most 2")] = 0.3
    stop: Annotated[float, About(
        en="Chance that somebody who has stayed long stops.",
        da="Sandsynligheden for, at en, der har været med længe, stopper.", high=0.3, unit="per month",
        source=TRIAL)] = 0.02
    early: Annotated[float, About(
        en="Further chance to stop for beginners.", da="Ekstra sandsynlighed for, at nye frivillige stopper.", high=0.5,
        unit="per month", source=TRIAL)] = 0.09
    settling: Annotated[float, About(
        en="Months in which that falls by two thirds.",
        da="Antal måneder, før den er faldet med to tredjedele.", low=1.0,
        high=60.0, unit="months", source=TRIAL)] = 10.0
    fatigue: Annotated[float, About(
        en="Further chance to stop for those who are tired.",
        da="Ekstra sandsynlighed for, at trætte frivillige stopper.",
        high=0.2, unit="per month")] = 0.01
    tired: Annotated[float, About(
        en="Months after which volunteers tire.", da="Antal måneder, hvorefter frivillige bliver trætte.", high=600.0,
        unit="months", source=TRIAL)] = 60.0


@over_blocks
def _volunteer(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, resources: Any, schooling: Any, weights: Any,
    near: Any, volunteer: Any, tenure: Any, rest_r: Any, rest_t: Any, rest_i: Any, rest_v: Any, effort: Any,
    now: Moment, k: Rules,
) -> None:
    of_width(weights, 3)
    for b in range(first, last):
        m = blocks.home[b]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        u = luck(now.seed, VOLUNTEER, now.month, uid, lo, hi, 0)
        usual_r, usual_t, usual_i, usual_v = rest_r[m], rest_t[m], rest_i[m], rest_v[m]
        company, called = k.neighbours + k.asking * effort[m], k.lever * effort[m]
        for i in range(lo, hi):
            z = k.begin + k.resources * (resources[i] - usual_r) + k.schooling * schooling[i]
            z += k.duty * (weights[i, 0] - usual_t) + k.meaning * (weights[i, 1] - usual_i)
            z += company * (near[i] - usual_v) + called
            stops = k.stop + k.early * exp(-float(tenure[i]) / k.settling) + (k.fatigue if tenure[i] > k.tired else 0.0)
            goes_on = volunteer[i] * (u[i - lo] >= stops)
            begins = (1 - volunteer[i]) * (u[i - lo] < logistic(z))
            volunteer[i] = goes_on + begins if voice[i] == 1 else volunteer[i]
            tenure[i] = goes_on * min(tenure[i] + 1, LONGEST) if voice[i] == 1 else tenure[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of beginning, going on and stopping."""
    c, m = state.citizens, state.municipalities
    state.run(
        _volunteer, c.uid, c.voice, c.resources, c.education_score, c.type_weights, c.near_volunteering, c.volunteer,
        c.tenure, m.rest_resources, m.rest_traditional, m.rest_innovative, m.rest_volunteering,
        state.levers.volunteering, state.now, k,
    )
    if state.resting:
        sums = state.sums(1)
        state.run(add_up, c.voice, c.volunteer, sums)
        note_mean(m.rest_volunteering, state.by_municipality(sums), 0, m.citizens)
