"""Trust in politicians, administration, service staff and other citizens.

Rule      x̄ = x − its mean at rest (near, near_g too);  settled = what this citizen is settled at
          politicians     τ ← τ + r·(settled + G·answer + s·S̄ + f·F̄ − m·(M − M₀) + v·national + n·near − τ)
          administration  τ ← τ + r·(settled + s_A·S̄ + f_A·F̄ − τ)
          staff           τ ← τ + r·(settled + s_S·S̄ + f_S·F̄ − τ)
          citizens        g ← g + r_g·(settled + n_g·near_g + c·bridges − g);  every target within 0 and 1
          while the municipality comes to rest, rest_satisfaction, rest_fairness and rest_trust are first set to the
          means that the month finds among citizens with a voice
In words  Trust moves slowly round what each is settled at: up with better service, fairness, being answered and
          trusting neighbours, down with media pressure. Trust in others grows with ties to other kinds of people.
Reads     citizens (n,): voice, satisfaction, fairness, answer, near_trust, near_social, bridges,
          trust_politicians, trust_administration, trust_staff, trust_citizens, trust_politicians_level,
          trust_administration_level, trust_staff_level, trust_citizens_level · municipalities (m,): citizens,
          media, national, rest_media, rest_satisfaction, rest_fairness, rest_near_trust, rest_near_social
Writes    citizens (n,): trust_politicians, trust_administration, trust_staff, trust_citizens ·
          municipalities (m,): rest_satisfaction, rest_fairness, rest_trust
Luck      none
Units     trust, S satisfaction, F fairness, M media: shares; r, r_g: per month; others: trust per unit
Deck      rows 3, 17, 45, 46: "Samskabelse kan have demokratiske effekter"
Seen in   trust.politicians, trust.administration, trust.staff, trust.citizens
Source    levels: KL 2019 [V]; outcome before procedure: Esaiasson et al. [V]; fairness: Tyler 1990 [M]; deviations,
          not levels,
          are taken over from neighbours, so that the spread stays (numerical trial) [A]
Switch    mechanisms.trust
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import towards
from sim.blocks import Blocks, kernel
from sim.parameters import TRIAL, About
from sim.state import State


class Rules(NamedTuple):
    """Coefficients of trust."""

    rate: Annotated[float, About(
        en="How fast trust in politicians, administration and staff moves.",
        da="Hvor hurtigt tilliden til politikere, forvaltning og ansatte ændrer sig.", unit="per month",
        source=TRIAL)] = 0.017
    rate_citizens: Annotated[float, About(
        en="How fast trust in other citizens moves.", da="Hvor hurtigt tilliden til andre borgere ændrer sig.",
        unit="per month", source=TRIAL)] = 0.01
    answer: Annotated[float, About(
        en="Weight of how one was answered.", da="Vægten af den måde, man fik svar på.", high=2.0,
        unit="trust per unit", source=TRIAL)] = 0.40
    service: Annotated[float, About(
        en="Weight of satisfaction in trust in politicians.", da="Tilfredshedens vægt for tilliden til politikere.",
        unit="trust per unit", source=TRIAL)] = 0.15
    fairness: Annotated[float, About(
        en="Weight of fairness in trust in politicians.", da="Retfærdighedens vægt for tilliden til politikere.",
        unit="trust per unit", source=TRIAL)] = 0.20
    media: Annotated[float, About(
        en="Loss of trust in politicians by media pressure.", da="Tab af tillid til politikere ved mediepres.",
        unit="trust per unit", source=TRIAL)] = 0.10
    national: Annotated[float, About(
        en="How far trust in national politics carries over.",
        da="Hvor meget tilliden til landspolitik smitter af.", unit="trust per unit",
        source=TRIAL)] = 0.20
    neighbours: Annotated[float, About(
        en="How far neighbours' change of trust carries over.",
        da="Hvor meget naboernes ændring i tillid smitter af.", high=0.9, unit="trust per unit",
        source=TRIAL)] = 0.25
    administration_service: Annotated[float, About(
        en="Weight of satisfaction in trust in the administration.",
        da="Tilfredshedens vægt for tilliden til forvaltningen.", unit="trust per unit")] = 0.10
    administration_fairness: Annotated[float, About(
        en="Weight of fairness in trust in the administration.",
        da="Retfærdighedens vægt for tilliden til forvaltningen.", unit="trust per unit")] = 0.30
    staff_service: Annotated[float, About(
        en="Weight of satisfaction in trust in staff.", da="Tilfredshedens vægt for tilliden til de ansatte.",
        unit="trust per unit")] = 0.30
    staff_fairness: Annotated[float, About(
        en="Weight of fairness in trust in staff.", da="Retfærdighedens vægt for tilliden til de ansatte.",
        unit="trust per unit")] = 0.20
    neighbours_citizens: Annotated[float, About(
        en="How far neighbours' change of trust in others carries over.",
        da="Hvor meget naboernes ændring i tillid til andre smitter af.", high=0.9,
        unit="trust per unit", source=TRIAL)] = 0.20
    bridges: Annotated[float, About(
        en="Trust in others gained by ties to other kinds of people.",
        da="Tillid til andre, der følger af at kende andre slags mennesker.",
        low=-1.0, source="sign open: contact can also harden; assumed small and positive",
        unit="trust per unit")] = 0.10


@kernel
def _trust(
    first: int, last: int, blocks: Blocks, voice: Any, satisfaction: Any, fairness: Any, answer: Any,
    near_trust: Any, near_social: Any, bridges: Any, politicians: Any, administration: Any, staff: Any,
    citizens: Any, level_p: Any, level_a: Any, level_s: Any, level_c: Any, media: Any, national: Any,
    rest_media: Any, rest_s: Any, rest_f: Any, rest_near: Any, rest_social: Any, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        climate = k.national * national[m] - k.media * (media[m] - rest_media[m])
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            s = satisfaction[i] - rest_s[m]
            f = fairness[i] - rest_f[m]
            near = near_trust[i] - rest_near[m]
            target = level_p[i] + k.answer * answer[i] + k.service * s + k.fairness * f + climate + k.neighbours * near
            politicians[i] = towards(politicians[i], target, k.rate)
            target = level_a[i] + k.administration_service * s + k.administration_fairness * f
            administration[i] = towards(administration[i], target, k.rate)
            target = level_s[i] + k.staff_service * s + k.staff_fairness * f
            staff[i] = towards(staff[i], target, k.rate)
            target = level_c[i] + k.neighbours_citizens * (near_social[i] - rest_social[m]) + k.bridges * bridges[i]
            citizens[i] = towards(citizens[i], target, k.rate_citizens)


@kernel
def _means(
    first: int, last: int, blocks: Blocks, voice: Any, satisfaction: Any, fairness: Any, trust: Any, sums: Any
) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            sums[b, 0] += voice[i] * satisfaction[i]
            sums[b, 1] += voice[i] * fairness[i]
            sums[b, 2] += voice[i] * trust[i]


def step(state: State, k: Rules) -> None:
    """One month of every citizen's trust; while the municipality comes to rest, what is met becomes usual."""
    c, m = state.citizens, state.municipalities
    if state.resting:
        sums = state.sums(3)
        state.run(_means, c.voice, c.satisfaction, c.fairness, c.trust_politicians, sums)
        means = state.by_municipality(sums) / m.citizens[:, None]
        m.rest_satisfaction[:], m.rest_fairness[:], m.rest_trust[:] = means.T
    state.run(
        _trust, c.voice, c.satisfaction, c.fairness, c.answer, c.near_trust, c.near_social, c.bridges,
        c.trust_politicians, c.trust_administration, c.trust_staff, c.trust_citizens, c.trust_politicians_level,
        c.trust_administration_level, c.trust_staff_level, c.trust_citizens_level, m.media, m.national,
        m.rest_media, m.rest_satisfaction, m.rest_fairness, m.rest_near_trust, m.rest_near_social, k,
    )
