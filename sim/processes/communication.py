"""Communication: explaining losses away, and what it costs to be believed.

Rule      decline = max(rest_service − service, 0)
          loss = decline + g·max(gap − rest_gap, 0),  gap = promise·(1 − follow)
          credibility χ ← χ + r·(share(χ₀ + c_r·(explanation·honesty − usual) − c_s·V·(1 − honesty)·loss) − χ)
          V = communication; r = r_lost where χ falls, r_won where it rises, the greater of that and settling while
          coming to rest
          account = share(a·χ·V·min(1, decline / d₀)), with the new χ:  the share of a loss that citizens are talked
          out of
          while coming to rest, rest_service moves by a share a_r towards service first, and rest_credibility is the
          new χ
In words  Where services have got worse, much communication makes the loss look smaller, as long as it is believed;
          where nothing has got worse there is nothing to explain away. To talk losses and broken promises away with
          little honesty uses up belief, and belief is won back slowly, by reasons that are true.
Reads     municipalities (m,): service, promise, follow, credibility, rest_service, rest_gap ·
          levers (m,): communication, honesty, explanation
Writes    municipalities (m,): credibility, account, rest_service, rest_credibility
Luck      none
Units     all shares; r, a_r: per month
Deck      rows 25, 44: "Og for at kunne bortforklare forringelser"; "Brug for offensiv institutionel kommunikation"
Seen in   goal.credibility, satisfaction
Source    blame avoidance: Weaver 1986, Hood 2011 [M]; accounts: McGraw [M]; volume, reasons and framing apart:
          corrections A′ to row 44; deck table row 25; coefficients [A]
Switch    mechanisms.communication
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import share, towards
from sim.blocks import kernel
from sim.parameters import About
from sim.state import State
from sim.steps import one_call


class Rules(NamedTuple):
    """Coefficients of communication."""

    usual_credibility: Annotated[float, About(
        en="How far the municipality is believed where nothing is talked away.",
        da="Hvor troværdig kommunen er, når intet bortforklares.")] = 0.8
    reasons: Annotated[float, About(
        en="Credibility won by giving true reasons.", da="Troværdighed, der vindes ved at give sande begrundelser.",
        high=2.0)] = 0.2
    usual_reasons: Annotated[float, About(
        en="True reasons already counted in.", da="Sande begrundelser, der allerede er regnet med.",
        source="defaults of the levers explanation and honesty, multiplied")] = 0.21
    spin: Annotated[float, About(
        en="Credibility spent by talking losses away without honesty.",
        da="Troværdighed, der bruges op, når forringelser bortforklares uden ærlighed.", high=30.0,
        unit="share per share of quality",
        source="deck table row 25, scaled so that a tenth of quality lost and full spin spend all of it",
        deck="bortforklare forringelser")] = 8.0
    promised: Annotated[float, About(
        en="How much a promise that is not kept, beyond the usual, counts against services that have got worse.",
        da="Hvor meget et brudt løfte ud over det sædvanlige tæller i forhold til en forringet service.",
        unit="share of quality per promise",
        source="assumed: what is felt in person weighs far more than what was announced")] = 0.1
    losing: Annotated[float, About(
        en="How fast credibility is lost.", da="Hvor hurtigt troværdighed går tabt.", unit="per month")] = 0.06
    winning: Annotated[float, About(
        en="How fast credibility is won back.", da="Hvor hurtigt troværdighed genvindes.", unit="per month")] = 0.02
    settling: Annotated[float, About(
        en="The least speed of credibility while the municipality comes to rest.",
        da="Troværdighedens mindste hastighed, mens kommunen falder til ro.", unit="per month")] = 0.25
    rest_rate: Annotated[float, About(
        en="How fast the usual quality is found while the municipality comes to rest.",
        da="Hvor hurtigt den sædvanlige kvalitet findes, mens kommunen falder til ro.", unit="per month")] = 0.1
    account: Annotated[float, About(
        en="Share of a loss explained away by full communication that is fully believed.",
        da="Den del af en forringelse, som fuld kommunikation kan bortforklare, når kommunen er fuldt troværdig.",
        source="deck table row 25")] = 0.5
    full_decline: Annotated[float, About(
        en="Loss of quality from which on there is as much to explain away as communication can.",
        da="Det kvalitetsfald, hvorfra der er så meget at bortforklare, som kommunikationen kan.", low=0.001,
        unit="share of quality", source="assumed; about what a tenth fewer staff bring about")] = 0.05


@kernel
def _communicate(
    service: Any, promise: Any, follow: Any, credibility: Any, account: Any, rest_service: Any, rest_gap: Any,
    rest_credibility: Any, volume: Any, honesty: Any, explanation: Any, resting: bool, k: Rules,
) -> None:
    for m in range(service.shape[0]):
        if resting:
            rest_service[m] = towards(rest_service[m], service[m], k.rest_rate)
        decline = max(rest_service[m] - service[m], 0.0)
        loss = decline + k.promised * max(promise[m] * (1.0 - follow[m]) - rest_gap[m], 0.0)
        target = k.usual_credibility + k.reasons * (explanation[m] * honesty[m] - k.usual_reasons)
        target = share(target - k.spin * volume[m] * (1.0 - honesty[m]) * loss)
        rate = k.losing if target < credibility[m] else k.winning
        if resting:
            rate = max(rate, k.settling)
        credibility[m] = towards(credibility[m], target, rate)
        account[m] = share(k.account * credibility[m] * volume[m] * min(decline / k.full_decline, 1.0))
        if resting:
            rest_credibility[m] = credibility[m]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of explaining, and of being believed or not."""
    m, lever = state.municipalities, state.levers
    _communicate(
        m.service, m.promise, m.follow, m.credibility, m.account, m.rest_service, m.rest_gap, m.rest_credibility,
        lever.communication, lever.honesty, lever.explanation, state.resting, k,
    )
