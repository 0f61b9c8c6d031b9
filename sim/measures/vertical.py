"""Vertical gain: between citizens and those who decide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.measures.census import Census
from sim.measures.declare import Measure
from sim.measures.inequality import EqualTreatment, dissimilarity, equal_treatment, gini
from sim.measures.opinion import congruence as nearness

NAN = float("nan")


def in_order(census: Census) -> list[list[NDArray[np.float32]]]:
    """Citizens' opinions from 0 to 1 in rising order, by municipality and issue; sorted once a census."""
    if "in order" not in census.kept:
        c = census.state.citizens
        found = []
        for _, rows in census.each_town():
            sides = (c.positions[rows][c.voice[rows] == 1] + np.float32(1.0)) / np.float32(2.0)
            found.append([np.clip(np.sort(side), 0.0, 1.0) for side in np.ascontiguousarray(sides.T)])
        census.kept["in order"] = found
    kept: list[list[NDArray[np.float32]]] = census.kept["in order"]
    return kept


def congruence(census: Census) -> float:
    """How near the council stands to its citizens, mean over issues, each municipality counted by its citizens."""
    p = census.state.politicians
    total = 0.0
    for town, ((weight, _), sides) in enumerate(zip(census.each_town(), in_order(census), strict=True)):
        council = p.positions[p.municipality == town]
        for issue, ours in enumerate(sides):
            theirs = np.clip((council[:, issue] + 1.0) / 2.0, 0.0, 1.0)
            total += weight * nearness(ours, theirs) / len(sides)
    return total


def responsiveness(census: Census) -> float:
    """How far decisions move, in a month, of the way to what citizens want on the mean."""
    slope = census.year.slope()
    return min(max(slope, 0.0), 1.0) if slope == slope else NAN


def responsiveness_gap(census: Census) -> float:
    """How much further they move towards the best-off fifth than towards the poorest."""
    return census.year.slope(1) - census.year.slope(0)


def representativeness(census: Census) -> float:
    """How like the people those were who came to forums in the last year, by resource quintile."""
    came = census.year.chain()[STAGES.index("came")]
    return 1.0 - dissimilarity(came / came.sum(), np.full(QUINTILES, 1 / QUINTILES)) if came.sum() else NAN


def voice_equality(census: Census) -> float:
    """How evenly what citizens have moved lately is shared among them."""
    c = census.state.citizens
    moved = c.realised_influence[c.voice == 1].astype(np.float64)
    return 1.0 - gini(moved, corrected=True) if moved.max() > 1e-6 and len(moved) > 1 else NAN


def _legitimacy(census: Census) -> np.ndarray:
    if "legitimacy" not in census.kept:
        c = census.state.citizens
        felt = np.cbrt(c.trust_politicians * c.fairness * c.external_efficacy)
        census.kept["legitimacy"] = felt[c.voice == 1]
    return np.asarray(census.kept["legitimacy"])


def legitimacy(census: Census) -> float:
    """Trust, fairness and efficacy together: where one is missing, so is legitimacy."""
    return float(_legitimacy(census).mean(dtype=np.float64))


def legitimacy_low(census: Census) -> float:
    """The same for the tenth who feel it least."""
    felt = _legitimacy(census)
    return float(np.partition(felt, len(felt) // 10)[len(felt) // 10])


def efficacy_gap(census: Census) -> float:
    """What those asked lately expect to move, less what is moved."""
    m, c = census.state.municipalities, census.state.citizens
    asked = (c.asked > 0.0) & (c.voice == 1)
    if not asked.any():
        return NAN
    return float((c.expected_influence[asked] - m.adoption[c.municipality[asked]]).mean(dtype=np.float64))


def _treatment(census: Census) -> EqualTreatment:
    """How alike cases were treated this month: quality of service against need, by quintile."""
    if "treatment" not in census.kept:
        c = census.state.citizens
        met = (c.met == 1) & (c.voice == 1)
        nothing = EqualTreatment(NAN, NAN, NAN)
        found = equal_treatment(c.quality[met], c.need[met], c.quintile[met]) if met.any() else nothing
        census.kept["treatment"] = found
    kept: EqualTreatment = census.kept["treatment"]
    return kept


def bias(census: Census) -> float:
    """The share of unequal treatment that goes by group; not defined where all are treated alike."""
    found = _treatment(census)
    whole = found.noise + found.bias
    return found.bias / whole if whole > 1e-12 else NAN


VERTICAL: tuple[Measure, ...] = (
    Measure(
        id="vertical.congruence",
        en="Congruence",
        da="Overensstemmelse",
        meaning_en="How near the opinions in the council are to those of its citizens, as wholes.",
        meaning_da="Hvor tæt holdningerne i byrådet samlet set ligger på borgernes.",
        formula="1 − Wasserstein-1 distance of opinions on [0, 1], mean over issues",
        better="up",
        null="1 for a council drawn by lot without limit; .94 for 31 members",
        value=congruence,
    ),
    Measure(
        id="vertical.responsiveness",
        en="Responsiveness",
        da="Lydhørhed",
        meaning_en="How far decisions move, in a month, of the way to what citizens want.",
        meaning_da="Hvor stor en del af vejen mod borgernes ønsker beslutningerne flytter sig på en måned.",
        formula="least-squares slope through nought of change of policy on (mean opinion − policy before), last twelve "
        "months, held within 0 and 1",
        better="up",
        denominator="issues and months",
        null="0 where decisions do not follow opinion",
        value=responsiveness,
    ),
    Measure(
        id="vertical.responsiveness_gap",
        en="Responsiveness, best-off less poorest fifth",
        da="Lydhørhed: bedst minus dårligst stillede femtedel",
        meaning_en="How much further decisions move towards the best-off fifth than towards the poorest.",
        meaning_da="Hvor meget længere beslutningerne flytter sig mod den bedst stillede femtedel end mod den dårligst "
        "stillede.",
        formula="slope as in vertical.responsiveness for quintile 5 less that for quintile 1",
        low=None,
        high=None,
        denominator="issues and months",
        null="0",
        value=responsiveness_gap,
    ),
    Measure(
        id="vertical.representativeness",
        en="Representativeness",
        da="Repræsentativitet",
        meaning_en="How like the people those were who came to forums in the last year.",
        meaning_da="Hvor meget de, der mødte op i forummer det seneste år, ligner befolkningen.",
        formula="1 − ½·Σ |share of those who came − share of the people|, resource quintiles",
        better="up",
        denominator="those who came to a forum",
        null="1 in expectation of a large lottery",
        value=representativeness,
    ),
    Measure(
        id="vertical.voice_equality",
        en="Equality of voice",
        da="Lige indflydelse",
        meaning_en="How evenly what citizens have moved lately is shared among them all.",
        meaning_da="Hvor ligeligt den indflydelse, borgerne har haft på det seneste, er fordelt.",
        formula="1 − Gini·n/(n − 1) of proposals that changed something, fading",
        better="up",
        null="1 where all have moved the same; the share of movers where those are alike",
        value=voice_equality,
    ),
    Measure(
        id="vertical.legitimacy",
        en="Legitimacy",
        da="Legitimitet",
        meaning_en="Trust, experienced fairness and belief in a response, together.",
        meaning_da="Tillid, oplevet retfærdighed og troen på at få svar, set under ét.",
        formula="mean of (trust in politicians · fairness · external efficacy)^⅓",
        better="up",
        value=legitimacy,
    ),
    Measure(
        id="vertical.legitimacy_low",
        en="Legitimacy, lowest tenth",
        da="Legitimitet, laveste tiendedel",
        meaning_en="Legitimacy as the tenth feel it who feel it least.",
        meaning_da="Legitimiteten hos den tiendedel, der oplever mindst af den.",
        formula="10th percentile of (trust in politicians · fairness · external efficacy)^⅓",
        better="up",
        value=legitimacy_low,
    ),
    Measure(
        id="vertical.efficacy_gap",
        en="Expected less realised influence",
        da="Forventet minus faktisk indflydelse",
        meaning_en="What those asked lately expect to move, less what is moved.",
        meaning_da="Den indflydelse, nyligt adspurgte forventer, minus den, de får.",
        formula="mean of (expected influence − adoption), those asked lately",
        low=-1.0,
        denominator="citizens asked lately",
        null="0 where expectations are met",
        value=efficacy_gap,
    ),
    Measure(
        id="vertical.legal_security",
        en="Equal treatment",
        da="Ligebehandling",
        meaning_en="How alike those are served who need the same.",
        meaning_da="Hvor ens borgere med samme behov bliver betjent.",
        formula="1 − 2·Σ w·SD(quality | bin of need), ten bins of need",
        better="up",
        denominator="citizens who met a service this month",
        null="1 where quality follows need",
        value=lambda census: _treatment(census).security,
    ),
    Measure(
        id="vertical.legal_bias",
        en="Unequal treatment by group",
        da="Forskelsbehandling efter gruppe",
        meaning_en="Share of unequal treatment that goes by resource quintile and not by chance.",
        meaning_da="Den del af forskelsbehandlingen, der følger ressourcerne og ikke skyldes tilfældet.",
        formula="variance between quintiles / variance, within bins of need",
        better="down",
        denominator="citizens who met a service this month",
        null="0",
        value=bias,
    ),
)
