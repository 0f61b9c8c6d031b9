"""A synthetic population: adults with age, education, household, neighbourhood, workplace, income, children.

A town's adults match its figures (age, education, income, children per adult); how age and education go
together is the nation's, fitted to the town's margins. What the figures do not hold (who lives with whom, who
earns what beside the mean) follows the rules of `sim.settling`.

Source    margins: `sim/data/README.md`; their derivation: `docs/data.md`
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.fitting import fit_margins, largest_remainder, round_table
from sim.settling import TownLuck, draw_ages, draw_incomes, find_work, form_homes, line_up, place_children
from sim.towns import AGE_BANDS, AGE_STARTS, EDUCATIONS, Town, group_columns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULT_SAMPLE = 10_000
"""Citizens where nothing else is asked for."""


@dataclass(frozen=True)
class Population:
    """The adults of one or more towns. Rows are ordered by town, neighbourhood and household.

    Attributes:
        uid: (n,) int32, the row number.
        municipality: (n,) int16, index of the town in the sequence that was given (not its code).
        neighbourhood: (n,) int32, running over all towns; about 250 citizens each, by rising social standing.
        household: (n,) int32, running over all towns.
        workplace: (n,) int32, running over all towns; −1 = not in work. All colleagues live in the town [A].
        age: (n,) uint8, years, 18 to 99.
        education: (n,) uint8, 0 to 4, see `sim.towns.EDUCATIONS`.
        income: (n,) float32, disposable income as a share of the nation's mean adult, > 0.
        children: (n,) uint8, children aged 0 to 17 that count with this adult. Each child counts once:
            a couple's children are shared out over the two, so that a sum over people is a sum of children.
        neighbourhood_offsets: (k + 1,) int64, first row of each neighbourhood, then n.
        town_offsets: (t + 1,) int64, first row of each town, then n.
    """

    uid: NDArray[np.int32]
    municipality: NDArray[np.int16]
    neighbourhood: NDArray[np.int32]
    household: NDArray[np.int32]
    workplace: NDArray[np.int32]
    age: NDArray[np.uint8]
    education: NDArray[np.uint8]
    income: NDArray[np.float32]
    children: NDArray[np.uint8]
    neighbourhood_offsets: NDArray[np.int64]
    town_offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """The number of adults."""
        return len(self.uid)


def sample_size(town: Town, citizens: int | None = None) -> int:
    """The number of citizens to simulate in a town.

    Args:
        town: the town.
        citizens: the number asked for; None: 10,000, or all adults where there are fewer.

    Raises:
        ValueError: `citizens` is below 1 or above the number of adults.
    """
    if citizens is None:
        return min(DEFAULT_SAMPLE, town.adults)
    if not 1 <= citizens <= town.adults:
        raise ValueError(f"citizens is {citizens}; allowed: 1 to {town.adults}, the adults of {town.title}")
    return citizens


def share_out(towns: Sequence[Town], citizens: int) -> tuple[int, ...]:
    """Share a sample out over towns by their adults (largest remainder, at least one each).

    Returns:
        (t,) citizens of each town, never more than its adults, with the sum `citizens`.

    Raises:
        ValueError: `citizens` is below the number of towns or above the number of adults.
    """
    adults = np.array([town.adults for town in towns], dtype=np.int64)
    if not len(towns) <= citizens <= adults.sum():
        raise ValueError(f"citizens is {citizens}; allowed: {len(towns)} (one a town) to {adults.sum()} (all adults)")
    extra = largest_remainder(adults - 1, citizens - len(towns)) if citizens > len(towns) else 0 * adults
    return tuple(int(count) for count in 1 + extra)


@functools.cache
def _national_joint() -> Floats:
    """The nation's adults by age band and education, (8, 5) shares."""
    text = resources.files("sim").joinpath("data/joint_age_education.csv").read_text(encoding="utf-8")
    joint = np.array([[float(row[e]) for e in EDUCATIONS] for row in csv.DictReader(text.splitlines())])
    joint.flags.writeable = False
    return joint


def synthesize(towns: Sequence[Town], agents: Sequence[int], seed: int) -> Population:
    """Build the adults of one or more towns.

    Args:
        towns: (t,) the towns.
        agents: (t,) adults to build in each, at least 1.
        seed: the run's seed; the same towns, numbers and seed give the same bits.

    Raises:
        ValueError: no towns, not one number a town, or a number below 1.
    """
    if not towns or len(towns) != len(agents):
        raise ValueError(
            f"agents has {len(agents)} numbers for {len(towns)} towns; give one a town, and a town at least"
        )
    if min(agents) < 1:
        raise ValueError(f"agents holds {min(agents)}; allowed: at least 1 in each town")
    town_offsets = np.concatenate([[0], np.cumsum(agents, dtype=np.int64)])
    n = int(town_offsets[-1])
    people = Population(
        uid=np.arange(n, dtype=np.int32),
        municipality=np.repeat(np.arange(len(towns), dtype=np.int16), agents),
        neighbourhood=np.empty(n, dtype=np.int32),
        household=np.empty(n, dtype=np.int32),
        workplace=np.empty(n, dtype=np.int32),
        age=np.empty(n, dtype=np.uint8),
        education=np.empty(n, dtype=np.uint8),
        income=np.empty(n, dtype=np.float32),
        children=np.empty(n, dtype=np.uint8),
        neighbourhood_offsets=np.empty(0, dtype=np.int64),
        town_offsets=town_offsets,
    )
    first = _First(0, 0, 0)
    for k, town in enumerate(towns):
        first = _settle(people, town, slice(int(town_offsets[k]), int(town_offsets[k + 1])), seed, first)
    edges = np.searchsorted(people.neighbourhood, np.arange(first.neighbourhood + 1)).astype(np.int64)
    return replace(people, neighbourhood_offsets=edges)


class _First(NamedTuple):
    """The next free running numbers."""

    neighbourhood: int
    household: int
    workplace: int


def _settle(people: Population, town: Town, rows: slice, seed: int, first: _First) -> _First:
    """Fill the rows of one town."""
    luck = TownLuck(seed, town)
    n = rows.stop - rows.start
    ages, educations = largest_remainder(town.age_shares, n), largest_remainder(town.education_shares, n)
    counts = round_table(fit_margins(_national_joint(), ages, educations), ages, educations)
    kind = np.repeat(np.arange(counts.size), counts.ravel())
    band, education = kind // len(EDUCATIONS), kind % len(EDUCATIONS)
    who = np.arange(n)
    age = draw_ages(luck, band, who)
    homes = form_homes(luck, band, age, education, who)
    workplace = find_work(luck, town, band, education, who)
    income = draw_incomes(luck, town, band, education, workplace >= 0, who)
    children = place_children(luck, town, homes, age)
    order, neighbourhood, household = line_up(luck, homes, education)
    people.neighbourhood[rows] = first.neighbourhood + neighbourhood
    people.household[rows] = first.household + household
    people.workplace[rows] = np.where(workplace >= 0, first.workplace + workplace, -1)[order]
    people.age[rows] = age[order]
    people.education[rows] = education[order]
    people.income[rows] = income[order]
    people.children[rows] = children[order]
    return _First(
        first.neighbourhood + int(neighbourhood[-1]) + 1,
        first.household + int(household[-1]) + 1,
        first.workplace + int(workplace.max()) + 1,
    )


def largest_deviation(population: Population, towns: Sequence[Town]) -> tuple[float, str]:
    """The largest deviation of a margin (age band, education) from a town's figures.

    Returns:
        The deviation in share (0 to 1), and where, as `town: column`.
    """
    worst, where = 0.0, "none"
    for k, town in enumerate(towns):
        rows = slice(int(population.town_offsets[k]), int(population.town_offsets[k + 1]))
        bands = np.searchsorted(AGE_STARTS, population.age[rows], side="right") - 1
        found = {
            "age_": np.bincount(bands, minlength=len(AGE_BANDS)),
            "edu_": np.bincount(population.education[rows], minlength=len(EDUCATIONS)),
        }
        for prefix, counts in found.items():
            for column, count in zip(group_columns(prefix), counts, strict=True):
                off = abs(float(count) / len(bands) - getattr(town, column))
                if off > worst:
                    worst, where = off, f"{town.name}: {column}"
    return worst, where
