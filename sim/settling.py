"""How a town's people settle: their years, homes, neighbourhoods, work, incomes and children.

Mates are alike in age and education; grown-up children live with couples of a parent's age; the
tertiary-educated live somewhat apart; colleagues are somewhat alike in education. Everything here is an
assumption [A] but what the town's figures say: the share in work, the mean income, children per adult.

Luck      `TownLuck`: keyed by the seed, the town's code and a running number in the town, so that a town has
          the same people alone and among others.
Shapes    n people of one town in any order: `band` and `education` are indices into `AGE_BANDS` and
          `EDUCATIONS`, `age` is in years, `who` is the running number from 0.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.randomness import Decision, normals, uniforms
from sim.towns import AGE_BANDS, AGE_STARTS, EDUCATIONS, Town, national_means

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

OLDEST = 99
"""Age is at most this."""

NEIGHBOURHOOD_SIZE = 250
"""Citizens of a neighbourhood, about."""

WORKPLACE_SIZE = 20
"""Citizens of a workplace, about."""

# Shares by age band. Singles and thirds (a grown-up child or a lodger with a couple) are such that about 45 %
# of households hold one adult, 45 % two and 10 % more; the others live as couples.
_SINGLE = np.array([0.24, 0.28, 0.19, 0.21, 0.26, 0.27, 0.31, 0.56])
_THIRD = np.array([0.50, 0.07, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02])
_HOST_YEARS = (38, 66)  # mean age of couples with a third adult at home
# Mates are sorted by age group (years), blurred (spread in years), and in it by education (blurred in steps).
_MATE_YEARS = 4.0
_MATE_BLUR = 3.0
_MATE_EDUCATION_BLUR = 1.0

# How far the tertiary-educated live apart, in spreads of the noise: a dissimilarity of about 0.19 between
# neighbourhoods.
_GRADIENT = 0.66

# In work, by age band, and relative by education; scaled to the town's share.
_IN_WORK = np.array([0.66, 0.79, 0.86, 0.86, 0.73, 0.32, 0.10, 0.02])
_IN_WORK_BY_EDUCATION = np.array([0.75, 0.95, 1.03, 1.08, 1.12])
_COLLEAGUE_BLUR = 1.2  # colleagues are sorted by education, blurred (in steps)

# Income, relative, by age band, education and work; the spread is of the logarithm.
_INCOME = np.array([0.50, 0.85, 1.08, 1.22, 1.18, 1.02, 0.90, 0.82])
_INCOME_BY_EDUCATION = np.array([0.80, 0.78, 0.98, 1.12, 1.45])
_INCOME_OUT_OF_WORK = 0.75  # below 65, against those in work
_INCOME_SPREAD = 0.40

# Couples with children at home, relative, by mean age (straight lines between the points); singles; sizes.
_FAMILY_YEARS = np.array([20.0, 25.0, 30.0, 36.0, 41.0, 46.0, 51.0, 57.0, 62.0])
_FAMILY = np.array([0.0, 0.10, 0.50, 1.0, 1.0, 0.80, 0.40, 0.06, 0.0])
_FAMILY_SINGLE = 0.30  # against a couple of the same age
_FAMILY_UP_TO = np.array([0.42, 0.85, 0.97, 1.0])  # families with at most 1, 2, 3, 4 children
_CHILDREN_A_FAMILY = float((np.arange(1, 5) * np.diff(_FAMILY_UP_TO, prepend=0.0)).sum())


class TownLuck:
    """Draws for the people, or homes, of one town by their running number in it."""

    def __init__(self, seed: int, town: Town) -> None:
        self._seed, self._code = seed, town.code

    def uniform(self, decision: Decision, who: Ints, draw: int = 0) -> Floats:
        """Uniform numbers in (0, 1), (n,); `draw` numbers the draws of one decision."""
        return uniforms(self._seed, decision, 0, who, self._code + 1000 * draw)

    def normal(self, decision: Decision, who: Ints, draw: int = 0) -> Floats:
        """Bell-shaped numbers with mean 0 and standard deviation 1, (n,)."""
        return normals(self._seed, decision, 0, who, self._code + 1000 * draw)


class Homes(NamedTuple):
    """Who lives with whom in a town: couples have the first numbers, single adults the next."""

    household: Ints  # (n,), from 0
    pairs: Ints  # (couples, 2), the people of each couple
    alone: Ints  # (singles,), the single adults; who is in neither lives as a third adult with a couple


def _scaled(weight: Floats, total: float, most: float) -> Floats:
    """Chances in proportion to `weight` (n,), none above `most`, with the sum `total` or near it."""
    chance = weight.copy()
    for _ in range(4):
        chance *= total / max(float(chance.sum()), 1e-9)
        np.minimum(chance, most, out=chance)
    return chance


def draw_ages(luck: TownLuck, band: Ints, who: Ints) -> Ints:
    """Years (n,): even within a band; from 80 the number falls by a sixth a year [A]."""
    u = luck.uniform(Decision.POPULATION_AGE, who)
    edges = np.array([*AGE_STARTS, OLDEST + 1])
    years = np.floor(u * np.diff(edges)[band]).astype(np.int64)
    old = band == len(AGE_BANDS) - 1
    falling = math.log(5 / 6)
    span = 1.0 - math.exp(falling * (OLDEST + 1 - AGE_STARTS[-1]))
    years[old] = np.floor(np.log1p(-u[old] * span) / falling)
    return np.minimum(edges[band] + years, OLDEST)


def form_homes(luck: TownLuck, band: Ints, age: Ints, education: Ints, who: Ints) -> Homes:
    """Put people together: mates of like age and education, young adults with couples of a parent's age."""
    u = luck.uniform(Decision.POPULATION_HOUSEHOLD, who)
    mates = np.flatnonzero(u >= _THIRD[band] + _SINGLE[band])
    blur = luck.normal(Decision.POPULATION_HOUSEHOLD, who[mates], 1)
    taste = luck.normal(Decision.POPULATION_HOUSEHOLD, who[mates], 2)
    group = np.floor((age[mates] + _MATE_BLUR * blur) / _MATE_YEARS)
    mates = mates[np.argsort(100.0 * group + education[mates] + _MATE_EDUCATION_BLUR * taste, kind="stable")]
    pairs = mates[: len(mates) // 2 * 2].reshape(-1, 2)
    household = np.full(len(who), -1, dtype=np.int64)
    household[pairs] = np.arange(len(pairs))[:, None]
    mean_age = age[pairs].mean(axis=1)
    hosts = np.flatnonzero((mean_age >= _HOST_YEARS[0]) & (mean_age <= _HOST_YEARS[1]))
    if len(hosts):
        guests = np.flatnonzero(u < _THIRD[band])
        draw = luck.uniform(Decision.POPULATION_HOUSEHOLD, who[guests], 3)
        household[guests] = hosts[np.floor(draw * len(hosts)).astype(np.int64)]
    alone = np.flatnonzero(household < 0)
    household[alone] = len(pairs) + np.arange(len(alone))
    return Homes(household, pairs, alone)


def line_up(luck: TownLuck, homes: Homes, education: Ints) -> tuple[Ints, Ints, Ints]:
    """Line people up by neighbourhood and household.

    Households are lined up by the share of tertiary-educated in them plus noise, and the line is cut into
    neighbourhoods; inside one, households lie in any order.

    Returns:
        The people in their new order, and in that order each one's neighbourhood and household, from 0: (n,).
    """
    n, count = len(education), len(homes.pairs) + len(homes.alone)
    size = np.bincount(homes.household, minlength=count)
    learned = education >= EDUCATIONS.index("medium")
    tertiary = np.bincount(homes.household, weights=learned, minlength=count) / size
    number = np.arange(count)
    standing = _GRADIENT * tertiary + luck.normal(Decision.POPULATION_PLACE, number)
    line = np.argsort(standing, kind="stable")
    pieces = max(1, round(n / NEIGHBOURHOOD_SIZE))
    piece = np.empty(count, dtype=np.int64)
    piece[line] = (np.cumsum(size[line]) - size[line]) * pieces // n
    spot = luck.uniform(Decision.POPULATION_PLACE, number, 1)
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(piece + spot, kind="stable")] = number
    order = np.argsort(rank[homes.household], kind="stable")
    return order, piece[homes.household[order]], rank[homes.household[order]]


def find_work(luck: TownLuck, town: Town, band: Ints, education: Ints, who: Ints) -> Ints:
    """The workplace of each person (n,), from 0; −1 = not in work."""
    chance = _scaled(_IN_WORK[band] * _IN_WORK_BY_EDUCATION[education], town.employed * len(who), 0.97)
    at_work = np.flatnonzero(luck.uniform(Decision.POPULATION_WORK, who) < chance)
    kind = education[at_work] + _COLLEAGUE_BLUR * luck.normal(Decision.POPULATION_WORK, who[at_work], 1)
    workplaces = max(1, round(len(at_work) / WORKPLACE_SIZE))
    workplace = np.full(len(who), -1, dtype=np.int64)
    line = at_work[np.argsort(kind, kind="stable")]
    workplace[line] = np.arange(len(line)) * workplaces // max(1, len(line))
    return workplace


def draw_incomes(luck: TownLuck, town: Town, band: Ints, education: Ints, in_work: Flags, who: Ints) -> Floats:
    """Income relative to the nation's mean adult (n,); its mean is the town's."""
    typical = _INCOME[band] * _INCOME_BY_EDUCATION[education]
    typical[~in_work & (band < AGE_BANDS.index("65_69"))] *= _INCOME_OUT_OF_WORK
    income = typical * np.exp(_INCOME_SPREAD * luck.normal(Decision.POPULATION_INCOME, who))
    wanted = town.income / national_means()["income"]
    return np.asarray(income * (wanted / income.mean()))


def place_children(luck: TownLuck, town: Town, homes: Homes, age: Ints) -> Ints:
    """Children counted with each person (n,): families are drawn by the parents' age, sizes by quota."""
    couples = len(homes.pairs)
    parents_age = np.concatenate([age[homes.pairs].mean(axis=1), age[homes.alone]])
    weight = np.interp(parents_age, _FAMILY_YEARS, _FAMILY)
    weight[couples:] *= _FAMILY_SINGLE
    wanted = round(town.children * len(age))
    chance = _scaled(weight, wanted / _CHILDREN_A_FAMILY, 0.95)
    number = np.arange(len(chance))
    line = np.argsort(luck.uniform(Decision.POPULATION_CHILDREN, number), kind="stable")
    marks = np.floor(np.concatenate([[0.0], np.cumsum(chance[line])]) + 0.5)
    families = line[np.diff(marks) > 0]  # systematic sampling: each with its chance, and their number fixed
    shuffled = np.argsort(luck.uniform(Decision.POPULATION_CHILDREN, families, 1), kind="stable")
    quota = (shuffled + 0.5) / max(1, len(families))
    at_home = np.zeros(len(chance), dtype=np.int64)
    at_home[families] = 1 + np.searchsorted(_FAMILY_UP_TO, quota)
    children = np.zeros(len(age), dtype=np.int64)
    children[homes.alone] = at_home[couples:]
    odd_one = luck.uniform(Decision.POPULATION_CHILDREN, number[:couples], 2) < 0.5
    children[homes.pairs[:, 0]] = (at_home[:couples] + odd_one) // 2
    children[homes.pairs[:, 1]] = (at_home[:couples] + ~odd_one) // 2
    return children
