"""Trust in seven targets: politicians, administration, service staff, other citizens, the nation's, courts, the unlike.

Rule      x̄ = x − its mean at rest (near, near_g, credibility χ too);  settled = what this citizen is settled at
          politicians     τ ← τ + r·(settled + G·answer + s·S̄ + f·F̄ − m·(M − M₀) + v·national + n·near
                          + h_P·χ̄ − τ)
          administration  τ ← τ + r·(settled + s_A·S̄ + f_A·F̄ + a·(authority − a₀) + h·χ̄ − τ)
          staff           τ ← τ + r·(settled + s_S·S̄ + f_S·F̄ − τ)
          citizens        g ← g + r_g·(settled + n_g·near_g + c·bridges − g)
          national        τ_N ← τ_N + r·(settled_P + n₀ + n_N·national + l·(τ − settled_P) − τ_N)
          courts          τ_C ← τ_C + r·(c₀ + c_P·(settled_P − τ₀) + f_C·F̄ − e·(error − e₀) − τ_C)
          the unlike      u ← u + r_g·(ρ·g + b·bridges − d·max(bonds − bridges, 0) − o·out − u),
                          out = (1 − bridging·facilitation)·(1 − asked)·max(near_attendance − rest_near_attendance, 0)
          settled_P: the settled trust in politicians; τ, g: as just moved; every target within 0 and 1
          while the municipality comes to rest, rest_satisfaction, rest_fairness and rest_trust are first set to the
          means that the month finds among citizens with a voice
In words  Trust moves slowly round what each is settled at: up with better service, fairness, being answered and
          trusting neighbours, down with media pressure. Politicians a little, and the administration more, also live
          by being believed; the administration by authority, too; courts by how persons are treated. Trust in others
          grows with ties to other kinds of people; trust in those unlike oneself also shrinks where ties are to one's
          own kind only, or where one is left outside a forum, unless it is mixed and well led.
Reads     citizens (n,): voice, satisfaction, fairness, answer, near_trust, near_social, near_attendance, asked,
          bonds, bridges, trust_politicians, trust_administration, trust_staff, trust_citizens, trust_national,
          trust_courts, trust_unlike, trust_politicians_level, trust_administration_level, trust_staff_level,
          trust_citizens_level · municipalities (m,): citizens, media, national, authority, credibility, error,
          rest_media, rest_satisfaction, rest_fairness, rest_near_trust, rest_near_social, rest_near_attendance,
          rest_credibility · levers (m,): bridging, facilitation
Writes    citizens (n,): trust_politicians, trust_administration, trust_staff, trust_citizens, trust_national,
          trust_courts, trust_unlike · municipalities (m,): rest_satisfaction, rest_fairness, rest_trust
Luck      none
Units     trust, S satisfaction, F fairness, M media, authority, χ, error: shares; r, r_g: per month; others: trust
          per unit; authority and χ as the month before left them
Deck      rows 3, 17, 41, 45, 46, 47: "Samskabelse kan have demokratiske effekter"; "styrker konkrete fællesskaber";
          "skaber samtidig udgrænsninger og afstand"
Seen in   trust.politicians, trust.administration, trust.staff, trust.citizens, trust.national, trust.courts,
          horizontal.outgroup_trust
Source    levels, and local above national trust and courts above both: KL 2019 [V]; outcome before procedure:
          Esaiasson et al. [V]; fairness: Tyler 1990 [M]; bonding without bridging: Putnam 2000 [M]; deviations, not
          levels, are taken over from neighbours, so that the spread stays (numerical trial) [A]
Switch    mechanisms.trust
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import towards
from sim.blocks import Blocks, over_blocks
from sim.parameters import TRIAL, About
from sim.state import State
from sim.steps import one_call
from sim.sums import note_mean


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
    authority: Annotated[float, About(
        en="Weight of authority in trust in the administration.",
        da="Vægten af autoritet for tilliden til forvaltningen.", unit="trust per unit",
        source="deck table row 41; size assumed")] = 0.10
    usual_authority: Annotated[float, About(
        en="Authority already counted in.", da="Autoritet, der allerede er regnet med.")] = 0.60
    credibility: Annotated[float, About(
        en="Weight of being believed in trust in the administration.",
        da="Vægten af troværdighed for tilliden til forvaltningen.", unit="trust per unit")] = 0.15
    credibility_politicians: Annotated[float, About(
        en="Weight of being believed in trust in politicians.",
        da="Vægten af troværdighed for tilliden til politikere.", unit="trust per unit")] = 0.05
    nation: Annotated[float, About(
        en="Trust in national politicians against trust in local ones.",
        da="Tilliden til landspolitikere i forhold til tilliden til lokalpolitikere.", low=-0.3, high=0.3,
        source="numerical trial: local .508, national .446; KL 2019: local .49 to .52, national .43 to .44",
        mark="V")] = -0.062
    nation_mood: Annotated[float, About(
        en="Weight of the national mood in trust in national politicians.",
        da="Den landspolitiske stemnings vægt for tilliden til landspolitikere.", high=2.0,
        unit="trust per unit")] = 1.0
    nation_local: Annotated[float, About(
        en="How far a change of local trust carries over to national politicians.",
        da="Hvor meget en ændring i den lokale tillid smitter af på landspolitikerne.", high=0.9,
        unit="trust per unit")] = 0.20
    courts: Annotated[float, About(
        en="Trust in the courts of those who trust local politicians as is usual.",
        da="Tilliden til domstolene hos dem, der har sædvanlig tillid til lokalpolitikere.",
        source="KL 2019: 7.5 on a scale of 1 to 10", mark="V")] = 0.721
    courts_politicians: Annotated[float, About(
        en="How far settled trust in politicians and in courts go together.",
        da="I hvor høj grad den grundlæggende tillid til politikere og til domstole følges ad.",
        unit="trust per unit")] = 0.50
    usual_politicians: Annotated[float, About(
        en="Settled trust in local politicians that is usual.",
        da="Den sædvanlige grundlæggende tillid til lokalpolitikere.", source=TRIAL)] = 0.508
    courts_fairness: Annotated[float, About(
        en="Weight of fairness in trust in the courts.", da="Retfærdighedens vægt for tilliden til domstolene.",
        unit="trust per unit")] = 0.10
    courts_error: Annotated[float, About(
        en="Trust in the courts lost where decisions about persons are wrong.",
        da="Tab af tillid til domstolene, når afgørelser om den enkelte er forkerte.", unit="trust per unit",
        deck="Retssikkerhed kan være en udfordring")] = 0.20
    usual_error: Annotated[float, About(
        en="Share of wrong decisions already counted in.",
        da="Den andel forkerte afgørelser, der allerede er regnet med.", source=TRIAL)] = 0.10
    unlike: Annotated[float, About(
        en="Trust in citizens unlike oneself against trust in citizens at large.",
        da="Tilliden til borgere, der ikke ligner en selv, i forhold til tilliden til borgere i det hele taget.",
        unit="ratio")] = 0.85
    unlike_bridges: Annotated[float, About(
        en="Trust in the unlike gained, beyond that in all, by knowing some of them.",
        da="Ekstra tillid til folk, der ikke ligner en selv, når man kender nogle af dem.", low=-1.0,
        source="sign open: contact can also harden; assumed small and positive",
        unit="trust per unit")] = 0.30
    unlike_bonds: Annotated[float, About(
        en="Trust in the unlike lost by ties to one's own kind only.",
        da="Tab af tillid til folk, der ikke ligner en selv, når man kun knytter bånd til sine egne.", low=-1.0,
        source="Putnam 2000 on bonding without bridging; sign open, size assumed", mark="M",
        unit="trust per unit")] = 0.05
    left_out: Annotated[float, About(
        en="Trust in the unlike lost by being left outside while neighbours take part.",
        da="Tab af tillid til folk, der ikke ligner en selv, når naboerne er med, og man selv står udenfor.",
        low=-1.0, deck="skaber samtidig udgrænsninger og afstand", unit="trust per unit")] = 0.20


@over_blocks
def _trust(
    first: int, last: int, blocks: Blocks, voice: Any, satisfaction: Any, fairness: Any, answer: Any,
    near_trust: Any, near_social: Any, near_asked: Any, asked: Any, bonds: Any, bridges: Any,
    politicians: Any, administration: Any, staff: Any, citizens: Any, nation: Any, courts: Any, unlike: Any,
    level_p: Any, level_a: Any, level_s: Any, level_c: Any, media: Any, national: Any, authority: Any,
    credibility: Any, error: Any, rest_media: Any, rest_s: Any, rest_f: Any, rest_near: Any, rest_social: Any,
    rest_asked: Any, rest_credibility: Any, bridging: Any, facilitation: Any, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        believed = credibility[m] - rest_credibility[m]
        climate = k.national * national[m] - k.media * (media[m] - rest_media[m])
        climate += k.credibility_politicians * believed
        office = k.authority * (authority[m] - k.usual_authority) + k.credibility * believed
        left_out = k.left_out * (1.0 - bridging[m] * facilitation[m])
        law = k.courts - k.courts_politicians * k.usual_politicians - k.courts_error * (error[m] - k.usual_error)
        mood = k.nation + k.nation_mood * national[m]
        usual_s, usual_f, usual_near, usual_social = rest_s[m], rest_f[m], rest_near[m], rest_social[m]
        usual_asked = rest_asked[m]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            s = satisfaction[i] - usual_s
            f = fairness[i] - usual_f
            near = near_trust[i] - usual_near
            settled = level_p[i]
            target = settled + k.answer * answer[i] + k.service * s + k.fairness * f + climate + k.neighbours * near
            politicians[i] = towards(politicians[i], target, k.rate)
            target = settled + mood + k.nation_local * (politicians[i] - settled)
            nation[i] = towards(nation[i], target, k.rate)
            target = law + k.courts_politicians * settled + k.courts_fairness * f
            courts[i] = towards(courts[i], target, k.rate)
            target = level_a[i] + k.administration_service * s + k.administration_fairness * f + office
            administration[i] = towards(administration[i], target, k.rate)
            target = level_s[i] + k.staff_service * s + k.staff_fairness * f
            staff[i] = towards(staff[i], target, k.rate)
            target = level_c[i] + k.neighbours_citizens * (near_social[i] - usual_social) + k.bridges * bridges[i]
            citizens[i] = towards(citizens[i], target, k.rate_citizens)
            target = k.unlike * citizens[i] + k.unlike_bridges * bridges[i]
            target -= k.unlike_bonds * max(bonds[i] - bridges[i], 0.0)
            target -= left_out * (1.0 - asked[i]) * max(near_asked[i] - usual_asked, 0.0)
            unlike[i] = towards(unlike[i], target, k.rate_citizens)


@over_blocks
def _means(
    first: int, last: int, blocks: Blocks, voice: Any, satisfaction: Any, fairness: Any, trust: Any, sums: Any
) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            sums[b, 0] += voice[i] * satisfaction[i]
            sums[b, 1] += voice[i] * fairness[i]
            sums[b, 2] += voice[i] * trust[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of every citizen's trust; while the municipality comes to rest, what is met becomes usual."""
    c, m = state.citizens, state.municipalities
    if state.resting:
        sums = state.sums(3)
        state.run(_means, c.voice, c.satisfaction, c.fairness, c.trust_politicians, sums)
        total = state.by_municipality(sums)
        note_mean(m.rest_satisfaction, total, 0, m.citizens)
        note_mean(m.rest_fairness, total, 1, m.citizens)
        note_mean(m.rest_trust, total, 2, m.citizens)
    state.run(
        _trust, c.voice, c.satisfaction, c.fairness, c.answer, c.near_trust, c.near_social, c.near_attendance,
        c.asked, c.bonds, c.bridges, c.trust_politicians, c.trust_administration, c.trust_staff, c.trust_citizens,
        c.trust_national, c.trust_courts, c.trust_unlike, c.trust_politicians_level, c.trust_administration_level,
        c.trust_staff_level, c.trust_citizens_level, m.media, m.national, m.authority, m.credibility, m.error,
        m.rest_media, m.rest_satisfaction, m.rest_fairness, m.rest_near_trust, m.rest_near_social,
        m.rest_near_attendance, m.rest_credibility, state.levers.bridging, state.levers.facilitation, k,
    )
