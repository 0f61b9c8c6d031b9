"""Everything that can be said of a sweep: for each measure the analyses that fit its design."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import nearest
from sim.lab.analysis.boxes import Boxes, Side, boxes
from sim.lab.analysis.convergence import Convergence, convergence
from sim.lab.analysis.effects import Effects, effects
from sim.lab.analysis.morris import Morris, morris
from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.outcomes import Outcomes, outcomes
from sim.lab.analysis.scoring import Scores, scores
from sim.lab.analysis.sentences import Strongest
from sim.lab.analysis.sobol import Sobol, sobol
from sim.lab.analysis.surrogate import Surrogate, surrogate
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sim.lab.sweep.plan import Plan

USUAL = (
    "vertical.voice_equality",
    "vertical.legitimacy",
    "horizontal.exclusion",
    "polarization.agenda",
    "strain.staff",
)
"""Measures looked at unless some are named: voice, legitimacy, who is left out, whose agenda, what it costs whom."""
BETTER = {measure.id: measure.better for measure in MEASURES}

Progress = Callable[[int, int], None]


@dataclass
class Studied:
    """What is said of one measure.

    Attributes:
        measure: its id.
        found: its values.
        sobol, morris, scores, surrogate, best, worst, convergence, effects: what fits the design; None for the rest.
        cannot: what would have fitted and could not be made, each with the reason.
    """

    measure: str
    found: Outcomes
    sobol: Sobol | None = None
    morris: Morris | None = None
    scores: Scores | None = None
    surrogate: Surrogate | None = None
    best: Boxes | None = None
    worst: Boxes | None = None
    convergence: Convergence | None = None
    effects: Effects | None = None
    cannot: dict[str, AnalysisError] = field(default_factory=dict)

    @property
    def strongest(self) -> Strongest | None:
        """The factor that moves the measure most, by the index that the design gives; None where there is none."""
        if self.sobol is not None:
            return _first(self.sobol.table, "ST", "ST")
        if self.morris is not None:
            least = 0.0 if self.morris.table["luck"].isna().all() else float(self.morris.table["luck"].max())
            return _first(self.morris.table, "mu_star", "mu*", least)
        if self.scores is not None:
            return _first(self.scores.table, "score", "score", self.scores.chance)
        if self.effects is not None:
            return _change(self.effects.largest)
        return None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table, by the name of its analysis."""
        found: dict[str, pd.DataFrame] = {}
        for name in ("sobol", "morris", "scores", "surrogate", "convergence"):
            if (made := getattr(self, name)) is not None:
                found[name] = made.table
        if self.surrogate is not None:
            found["surrogate_curves"] = self.surrogate.curves
        for name in ("best", "worst"):
            if (made := getattr(self, name)) is not None:
                found[f"boxes_{name}"] = made.table()
        if self.effects is not None:
            found |= {"effects_rows": self.effects.rows, "effects_levels": self.effects.levels}
        return found


class Counts(NamedTuple):
    """The runs of a sweep: planned, made so far, well, and failed (or died)."""

    planned: int
    made: int
    ok: int
    failed: int


@dataclass
class Study:
    """What is said of a sweep.

    Attributes:
        plan: what was planned.
        counts: its runs.
        studied: a measure each.
        folder: where it lies; None for runs that lie nowhere.
        provenance: how its runs were made, where that is known.
        unreadable: files that are damaged and were left out, each with what is wrong.
    """

    plan: Plan
    counts: Counts
    studied: tuple[Studied, ...]
    folder: Path | None = None
    provenance: dict[str, Any] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def study(
    plan: Plan,
    runs: pd.DataFrame,
    measures: Sequence[str] = (),
    goal: float | None = None,
    progress: Progress | None = None,
) -> Study:
    """Analyse runs.

    Args:
        plan: what was planned.
        runs: a row a run, as a sweep stores them; as many as there are.
        measures: ids of measures; none: a usual handful.
        goal: the value to be reached, in the measure's unit, where there is one measure; None: a quarter of the runs.
        progress: told the analyses done, and how many there are.

    Raises:
        AnalysisError: if a measure is not known, or no run is well.
    """
    if runs.empty:
        raise AnalysisError(
            "no run of this sweep is there yet",
            ["let it go on:   samspil sweep FOLDER --resume   (the folder of the sweep)"],
        )
    chosen = tuple(dict.fromkeys(measures)) or USUAL
    columns = [str(column) for column in runs.columns]
    known = columns[columns.index("seed") + 1 : columns.index("status")] if {"seed", "status"} <= {*columns} else []
    for name in chosen:
        if name not in known:
            best = nearest(name, known)
            advice = [f"did you mean  --measure {best}"] if best else []
            raise AnalysisError(f"there is no measure '{name}'", [*advice, "all measures:   samspil list measures"])
    if goal is not None and len(chosen) != 1:
        raise AnalysisError("a goal belongs to one measure", ["name it, as in  --measure vertical.voice_equality"])
    if goal is not None and not math.isfinite(goal):
        raise AnalysisError(f"the goal is {goal}, which is no number")
    ok = int((runs["status"] == "ok").sum())
    studied = []
    for number, name in enumerate(chosen):
        studied.append(_studied(plan, outcomes(plan.design, runs, name, plan.seeds), goal))
        if progress is not None:
            progress(number + 1, len(chosen))
    return Study(plan, Counts(plan.runs, len(runs), ok, len(runs) - ok), tuple(studied))


def analyse(
    folder: str | Path,
    measures: Sequence[str] = (),
    goal: float | None = None,
    progress: Progress | None = None,
) -> Study:
    """Analyse a sweep's folder, finished or not. Arguments and errors as for `study`."""
    from sim.lab.sweep import open_sweep

    stored = open_sweep(Path(folder))
    made = study(stored.plan, stored.runs, measures, goal, progress)
    made.folder = Path(folder)
    made.provenance, made.unreadable = dict(stored.provenance), dict(stored.corrupt)
    return made


def _studied(plan: Plan, found: Outcomes, goal: float | None) -> Studied:
    """The analyses that fit the design."""
    design, made = plan.design, Studied(found.measure, found)
    good: Side = "below" if BETTER.get(found.measure) == "down" else "above"
    bad: Side = "above" if good == "below" else "below"
    wanted: dict[str, Callable[[], Any]] = {"convergence": lambda: convergence(found)}
    if design.kind == "sobol":
        wanted["sobol"] = lambda: sobol(design, found)
    elif design.kind == "morris":
        wanted["morris"] = lambda: morris(design, found)
    elif design.kind == "lhs":
        wanted["scores"] = lambda: scores(design, found)
        wanted["surrogate"] = lambda: surrogate(design, found)
    else:
        wanted["effects"] = lambda: effects(design, found)
    if design.kind in ("sobol", "lhs"):
        wanted["best"] = lambda: boxes(design, found, goal, good)
        wanted["worst"] = lambda: boxes(design, found, goal, bad)
    for name, make in wanted.items():
        try:
            setattr(made, name, make())
        except AnalysisError as error:
            made.cannot[name] = error
    return made


def _first(table: pd.DataFrame, column: str, index: str, least: float = 0.0) -> Strongest | None:
    """The factor with the largest index."""
    known = table[table[column].notna()].sort_values(column, ascending=False)
    if known.empty:
        return None
    first = known.iloc[0]
    value, low, high = (float(first[name]) for name in (column, f"{column}_lo", f"{column}_hi"))
    others = tuple(str(key) for key in known["factor"][1:][known[f"{column}_hi"][1:] > low])
    return Strongest(str(first["factor"]), index, value, low, high, others, bool(low > least))


def _change(table: pd.DataFrame) -> Strongest | None:
    """The factor with the largest change between two of its values."""
    if table.empty:
        return None
    first = table.iloc[0]
    value, low, high = (float(first[name]) for name in ("change", "change_lo", "change_hi"))
    size = min(abs(low), abs(high)) if low * high > 0 else 0.0
    reach = table[["change_lo", "change_hi"]].abs().max(axis=1)
    others = tuple(str(key) for key in table["factor"][1:][reach[1:] > size])
    said = f"{first['first']} → {first['value']}:"
    return Strongest(str(first["factor"]), said, value, low, high, others, bool(low > 0.0 or high < 0.0))
