"""A recorded run: what a player needs of each month, and the measures beside those of the same luck without the policy.

Trust is kept in 255 steps and everything else in whole numbers, so that ten years of 300 citizens are a small file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.measures import MEASURES, Measure
from sim.model import DemocracyModel
from sim.scenario import BASELINE, Scenario
from sim.table import Table

SHOWN = 300
"""Citizens that are shown at the most."""
PLACES = 6
"""Neighbourhoods that they are shown from at the most."""
LAST = 24
"""Months at the end in which a difference between two runs is looked at."""
LEVEL = 255
"""Trust 1 as it is kept."""

Progress = Callable[[int, int], None]
"""Told the months done and the months in all."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One run, month by month from 0, of the n citizens shown.

    Attributes:
        scenario, without: what was run, and the same without the policy.
        seed: the luck of both.
        citizens: how many lived, shown or not.
        place: (n,) neighbourhood, from 0.
        ties: (m, 2) who knows whom from the beginning, as indices of the n.
        met: (k, 4) acquaintances from forums: two indices of the n, the first and the last month.
        trust: (months + 1, n) uint8, trust in politicians, LEVEL = 1.
        stage: (months + 1, n) uint8, stage of the influence chain reached in the month, 0 none … 6 changed.
        kind: (months + 1, n) uint8, the type as a row of TYPES.
        complained: (months + 1, n) bool.
        series, base: measure id: (months + 1,) its values with and without the policy.
    """

    scenario: Scenario
    without: Scenario
    seed: int
    citizens: int
    place: NDArray[np.int64]
    ties: NDArray[np.int64]
    met: NDArray[np.int64]
    trust: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    complained: NDArray[np.bool_]
    series: dict[str, NDArray[np.float64]]
    base: dict[str, NDArray[np.float64]]

    @property
    def months(self) -> int:
        """Months lived through."""
        return len(self.trust) - 1

    def differing(self, count: int, besides: tuple[str, ...] = ()) -> list[Measure]:
        """The measures that the policy moves most, one a family, in the last two years and as a share of their range.

        What a measure wavers by from month to month counts against it: with few citizens some jump, and a line that
        jumps says little. Only shares that have a better direction and are defined in all those months in both runs.

        Args:
            count: how many.
            besides: measures that are shown anyway, and not to be chosen.
        """
        families = {measure.family for measure in MEASURES if measure.id in besides}
        found: list[Measure] = []
        for measure in sorted(MEASURES, key=self._moved, reverse=True):
            if measure.family not in families and self._moved(measure) > -np.inf:
                found.append(measure)
                families.add(measure.family)
        return found[:count]

    def _moved(self, measure: Measure) -> float:
        """The mean difference less what it wavers by, as a share of the range; −∞ where it is not to be chosen."""
        fit = measure.better != "none" and measure.unit == "share" and not measure.missing
        if not fit or measure.low is None or measure.high is None:
            return -np.inf
        gap = self.series[measure.id][-LAST:] - self.base[measure.id][-LAST:]
        if np.isnan(gap).any():
            return -np.inf
        return float(abs(gap.mean()) - 2.0 * gap.std()) / (measure.high - measure.low)


def side_by_side(neighbourhood: NDArray[np.int32], shown: int, places: int = PLACES) -> NDArray[np.int64]:
    """Rows of citizens to show: shared out evenly over neighbourhoods, and in each of them people who live together.

    Args:
        neighbourhood: (n,) running numbers from 0.
        shown: how many; all where there are no more.
        places: neighbourhoods at the most, evenly spaced.
    """
    count = int(neighbourhood.max()) + 1
    chosen = np.arange(min(places, count)) * count // min(places, count)
    homes = [np.flatnonzero(neighbourhood == k) for k in chosen]
    each = [min(shown // len(homes) + (k < shown % len(homes)), len(home)) for k, home in enumerate(homes)]
    first = [(len(home) - some) // 2 for home, some in zip(homes, each, strict=True)]
    return np.concatenate([home[lo : lo + some] for home, lo, some in zip(homes, first, each, strict=True)])


def tied(edges: NDArray[np.int32], rows: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """The ties (m, 2) among some of n citizens, as indices of `rows`."""
    index = np.full(n, -1)
    index[rows] = np.arange(len(rows))
    ties: NDArray[np.int64] = index[edges]
    return ties[(ties >= 0).all(axis=1)]


def without_policy(scenario: Scenario) -> Scenario:
    """The same people, conditions and months under the representative baseline."""
    ours = ("policy", "then", "start_month", "ramp_months", "stop_month")
    kept = {k: v for k, v in scenario.given.items() if not k.startswith(("levers.", "population.")) and k not in ours}
    people = {f"population.{name}": value for name, value in scenario.population._asdict().items()}
    return Scenario.load(policy=BASELINE, **people, **kept)


def record(scenario: Scenario, seed: int, *, shown: int = SHOWN, progress: Progress | None = None) -> Recording:
    """Live through a scenario, and through the same without its policy, and keep what can be shown.

    Args:
        scenario: recorded every month (`record_every=1`).
        seed: the luck of both.
        shown: citizens to keep.
        progress: told after each month.
    """
    without = without_policy(scenario)
    model = DemocracyModel(scenario, seed)
    same_rest = scenario.rest_key == without.rest_key
    other = DemocracyModel(without, seed, rest=model.rest() if same_rest else None)
    rows = side_by_side(model.citizens.neighbourhood, shown)
    places = np.unique(model.citizens.neighbourhood[rows], return_inverse=True)[1]
    film = _Film(model.citizens, rows)
    for month in range(1, scenario.months + 1):
        model.step()
        other.step()
        film.take()
        if progress is not None:
            progress(month, scenario.months)
    model.close()
    other.close()
    return Recording(
        scenario=scenario,
        without=without,
        seed=seed,
        citizens=model.citizens.n,
        place=places,
        ties=tied(model.state.network.edges(), rows, model.citizens.n),
        met=film.met(),
        trust=np.array(film.trust),
        stage=np.array(film.stage),
        kind=np.array(film.kind),
        complained=np.array(film.complained),
        series={name: np.array(values) for name, values in model.record.values.items()},
        base={name: np.array(values) for name, values in other.record.values.items()},
    )


class _Film:
    """What is kept of some citizens, a picture a month."""

    def __init__(self, citizens: Table, rows: NDArray[np.int64]) -> None:
        self._citizens, self._rows = citizens, rows
        self.trust: list[NDArray[np.uint8]] = []
        self.stage: list[NDArray[np.uint8]] = []
        self.kind: list[NDArray[np.uint8]] = []
        self.complained: list[NDArray[np.bool_]] = []
        self._since: dict[tuple[int, int], int] = {}
        self._spans: list[tuple[int, int, int, int]] = []
        self.take()

    def take(self) -> None:
        c, rows = self._citizens, self._rows
        self.trust.append(np.rint(LEVEL * c.trust_politicians[rows]).astype(np.uint8))
        self.stage.append(c.stage[rows].copy())
        self.kind.append(c.type_weights[rows].argmax(axis=1).astype(np.uint8))
        self.complained.append(c.complained[rows] == 1)
        month, index = len(self.trust) - 1, {int(row): at for at, row in enumerate(rows)}
        pairs = {(at, index[int(j)]) for at, row in enumerate(rows) for j in c.met_lately[row] if int(j) in index}
        now = {(min(pair), max(pair)) for pair in pairs}
        for pair in [pair for pair in self._since if pair not in now]:
            self._spans.append((*pair, self._since.pop(pair), month - 1))
        for pair in now:
            self._since.setdefault(pair, month)

    def met(self) -> NDArray[np.int64]:
        """(k, 4) one, other, first and last month."""
        last = len(self.trust) - 1
        spans = [*self._spans, *((*pair, first, last) for pair, first in self._since.items())]
        return np.array(sorted(spans), dtype=np.int64).reshape(-1, 4)
