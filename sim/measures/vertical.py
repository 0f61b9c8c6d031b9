"""Vertical gain: between citizens and those who decide."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.blocks import Blocks, over_blocks
from sim.measures import checks
from sim.measures.census import Census
from sim.measures.declare import Measure
from sim.measures.inequality import (
    EqualTreatment,
    bounds_of_bins,
    dissimilarity,
    gini_of,
    sum_cells,
    treated,
)
from sim.measures.opinion import split
from sim.measures.people import people
from sim.measures.rising import OPINIONS, WITHOUT_ZEROS, Rising

NAN = float("nan")
_BINS = 10
"""Bins of need in which cases count as alike."""
_STEPS = 1024
"""Steps of the scale from 0 to 1 in which citizens are counted."""


class Opinions(NamedTuple):
    """What the order of citizens' opinions, from 0 to 1, says.

    Attributes:
        near: how near the council stands to its citizens, mean over issues, each municipality counted by its citizens.
        split: variance of the distances between all pairs of citizens, mean over issues.
    """

    near: float
    split: float


def opinions(census: Census) -> Opinions:
    """The month's opinions; put in order once a census, an issue at a time."""
    if "opinions" not in census.kept:
        state, p = census.state, census.state.politicians
        counted = state.municipalities.citizens > 0
        near = apart = 0.0
        for issue in range(p.positions.shape[1]):
            ours = Rising(state, state.citizens.positions, OPINIONS, issue)
            gap = ours.apart(p.positions, p.municipality)[counted]
            near += checks.product(census.weights[counted], np.maximum(0.0, 1.0 - gap))
            n = ours.count
            apart += split(n, *ours.weighed(middle=ours.total / n)) if n > 1 else NAN
        census.kept["opinions"] = Opinions(near / p.positions.shape[1], apart / p.positions.shape[1])
    found: Opinions = census.kept["opinions"]
    return found


def responsiveness(census: Census) -> float:
    """How far decisions move, in a month, of the way to what citizens want on the mean."""
    slope = census.year.slope()
    return min(max(slope, 0.0), 1.0) if slope == slope else NAN


def responsiveness_gap(census: Census) -> float:
    """How much further they move towards the best-off fifth than towards the poorest."""
    return census.year.slope(2) - census.year.slope(1)


def representativeness(census: Census) -> float:
    """How like the people those were who came to forums in the last year, by resource quintile."""
    came = census.year.chain()[STAGES.index("came")]
    return 1.0 - dissimilarity(came / came.sum(), np.full(QUINTILES, 1 / QUINTILES)) if came.sum() else NAN


def voice_equality(census: Census) -> float:
    """How evenly what citizens have moved lately is shared among them."""
    moved = Rising(census.state, census.state.citizens.realised_influence, WITHOUT_ZEROS)
    n = int(census.people)
    if moved.most <= 1e-6 or n < 2:
        return NAN
    return 1.0 - gini_of(n, moved.weighed(zeros=n - moved.count)[1], moved.total, corrected=True)


@over_blocks
def _feel(
    first: int, last: int, blocks: Blocks, voice: Any, trust: Any, fairness: Any, efficacy: Any, felt: Any, root: Any,
    sums: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        begin, end = blocks.edge[b], blocks.edge[b + 1]
        for i in range(begin, end):
            felt[i] = trust[i] * fairness[i] * efficacy[i]
        # the cube root: a first guess divides the exponent by three, and three steps of Halley's make it exact
        for i in range(begin, end):  # on the same numbers, read as whole ones
            root[i] = root[i] // np.uint32(3) + np.uint32(0x2A514067)
        for i in range(begin, end):
            x, y = np.float64(trust[i] * fairness[i] * efficacy[i]), np.float64(felt[i])
            for _ in range(3):
                cube = y * y * y
                y *= (cube + x + x) / (cube + cube + x)
            felt[i] = y if x > 0.0 else 0.0
        for i in range(begin, end):
            if voice[i] != 0:
                sums[b, 0] += felt[i]
                sums[b, 1 + max(0, min(int(felt[i] * _STEPS), _STEPS - 1))] += 1.0


class Legitimacy(NamedTuple):
    """Trust in politicians, fairness and external efficacy together: where one is missing, so is legitimacy.

    Attributes:
        mean: of citizens with a voice.
        low: the same for the tenth who feel it least.
    """

    mean: float
    low: float


def legitimacy(census: Census) -> Legitimacy:
    """The month's legitimacy; gone through once a census."""
    if "legitimacy" not in census.kept:
        state, c = census.state, census.state.citizens
        felt, sums = np.empty(c.n, dtype=np.float32), state.sums(1 + _STEPS)
        root = felt.view(np.uint32)
        state.run(_feel, c.voice, c.trust_politicians, c.fairness, c.external_efficacy, felt, root, sums)
        found = sums.sum(axis=0)
        steps = found[1:]
        # the tenth lies in one step of the scale: only who is there has to be put in order
        up_to, tenth = np.cumsum(steps), int(census.people) // 10
        step = int(np.searchsorted(up_to, tenth, side="right"))
        low, high = np.float32(step / _STEPS), np.float32((step + 1) / _STEPS if step + 1 < _STEPS else np.inf)
        few = felt[(felt >= low) & (felt < high) & (c.voice == 1)]
        at = tenth - int(up_to[step] - steps[step])
        census.kept["legitimacy"] = Legitimacy(float(found[0]) / census.people, float(np.partition(few, at)[at]))
    kept: Legitimacy = census.kept["legitimacy"]
    return kept


def efficacy_gap(census: Census) -> float:
    """What those asked lately expect to move, less what is moved."""
    return people(census).disappointed


def _treatment(census: Census) -> EqualTreatment:
    """How alike cases were treated this month: quality of service against need, by quintile."""
    if "treatment" not in census.kept:
        census.kept["treatment"] = _treat(census)
    kept: EqualTreatment = census.kept["treatment"]
    return kept


def _treat(census: Census) -> EqualTreatment:
    state, c = census.state, census.state.citizens
    shape = (_BINS, QUINTILES + 1)  # the groups are numbered from 1
    cells = shape[0] * shape[1]
    low, high = bounds_of_bins(0.0, 1.0)  # between which need is held

    def add_up(middle: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = state.sums(3 * cells)
        state.run(sum_cells, c.quality, c.need, c.quintile, c.voice, c.met, low, high, shape, middle, sums)
        found: NDArray[np.float64] = sums.sum(axis=0).reshape(3, cells)
        return found

    size, total, _ = add_up(np.zeros(cells))
    mean = total / np.maximum(size, 1.0)
    some = size > 0
    if not some.any():
        return EqualTreatment(NAN, NAN, NAN)
    return treated(size[some], mean[some], add_up(mean)[2, some], np.flatnonzero(some) // shape[1])


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
        value=lambda census: opinions(census).near,
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
        value=lambda census: legitimacy(census).mean,
    ),
    Measure(
        id="vertical.legitimacy_low",
        en="Legitimacy, lowest tenth",
        da="Legitimitet, laveste tiendedel",
        meaning_en="Legitimacy as the tenth feel it who feel it least.",
        meaning_da="Legitimiteten hos den tiendedel, der oplever mindst af den.",
        formula="10th percentile of (trust in politicians · fairness · external efficacy)^⅓",
        better="up",
        value=lambda census: legitimacy(census).low,
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
