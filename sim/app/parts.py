"""The parts of an analysis' page: for each analysis its words, figures and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.app import plots
from sim.app.analysis_texts import ANALYSIS
from sim.lab.analysis.boxes import Boxes, spans
from sim.lab.analysis.names import called
from sim.lab.analysis.outcomes import Factors
from sim.lab.analysis.sentences import box_sentence, measure_label, number
from sim.lab.analysis.study import Studied

if TYPE_CHECKING:
    import pandas as pd

LITTLE = 0.001
"""Chances below this are all alike."""
POOR = 0.5
"""A stand-in that tells less of what varies than this is not to be trusted."""


class Table(NamedTuple):
    """A table as it is written: heads, rows of cells, and what it is called where there are several."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    head: str = ""


class Figure(NamedTuple):
    """A figure: its name in the page, what it shows in words, Plotly's data, and a line below it."""

    id: str
    label: str
    plot: dict[str, Any]
    caption: str = ""

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.plot["layout"]["height"])


class Said(NamedTuple):
    """A paragraph; strong ones are what is to be remembered."""

    text: str
    strong: bool = False


class Part(NamedTuple):
    """One analysis of one measure."""

    kind: str
    head: str
    says: Sequence[Said]
    figures: Sequence[Figure]
    tables: Sequence[Table]


class Parts:
    """The parts of one measure.

    Args:
        design: what was varied.
        studied: what was found.
        language: "en" or "da".
    """

    def __init__(self, design: Factors, studied: Studied, language: str) -> None:
        self.design, self.studied, self.language = design, studied, language
        self.t: dict[str, Any] = ANALYSIS[language]
        self.heads: dict[str, str] = self.t["heads"]

    def made(self) -> Iterator[Part]:
        """Every part that there is something to say in, most important first."""
        for name in ("sobol", "morris", "effects", "scores", "best", "worst", "surrogate", "convergence"):
            if getattr(self.studied, name) is not None:
                yield getattr(self, f"_{name}")()

    def _sobol(self) -> Part:
        found, t = self.studied.sobol, self.t
        assert found is not None  # noqa: S101
        partly = t["partly"].format(n=found.partly) if found.partly else ""
        says = [
            Said(
                t["sobol_say"].format(
                    partly=partly, blocks=found.blocks, planned=found.planned, seeds=t["seeds"](found.seeds)
                )
            )
        ]
        if found.luck == found.luck:
            shared = t["luck_shared"].format(shared=_percent(found.shared)) if found.shared == found.shared else ""
            says.append(Said(t["luck"].format(luck=_percent(found.luck)) + shared))
        else:
            says.append(Said(t["luck_none"]))
        if found.table["ST"].isna().all():
            return Part("sobol", t["sobol"], [*says, Said(t["still"])], [], [])
        figure = self._figure("sobol", plots.indices(found.table, (t["total"], t["first"])))
        table = self._table(
            found.table.sort_values("ST", ascending=False), ["factor", "ST", "ST:interval", "S1", "S1:interval"]
        )
        return Part("sobol", t["sobol"], says, [figure], [table])

    def _morris(self) -> Part:
        found, t = self.studied.morris, self.t
        assert found is not None  # noqa: S101
        says = [Said(t["morris_say"].format(n=found.trajectories, planned=found.planned))]
        floor = float(found.table["luck"].fillna(0.0).max())
        figure = self._figure("morris", plots.sizes(found.table, "mu_star", floor), t["by_luck"] if floor else "")
        columns = ["factor", "mu_star", "mu_star:interval", "mu", "mu:interval", "sigma", "luck"]
        table = self._table(found.table.sort_values("mu_star", ascending=False), columns)
        return Part("morris", t["morris"], says, [figure], [table])

    def _scores(self) -> Part:
        found, t = self.studied.scores, self.t
        assert found is not None  # noqa: S101
        says = [Said(t["scores_say"].format(chance=number(found.chance, self.language), rows=found.rows))]
        figure = self._figure("scores", plots.sizes(found.table, "score", found.chance), t["chance"])
        return Part("scores", t["scores"], says, [figure],
                    [self._table(found.table, ["factor", "score", "score:interval", "above"])])  # fmt: skip

    def _surrogate(self) -> Part:
        found, t = self.studied.surrogate, self.t
        assert found is not None  # noqa: S101
        luck = "" if found.luck != found.luck else t["surrogate_luck"].format(luck=self._number(found.luck))
        said = t["surrogate_say"].format(
            rows=found.rows, available=found.available, luck=luck, r2=_percent(max(found.r2, 0.0)),
            rmse=self._number(found.rmse),
        )  # fmt: skip
        says = [Said(said)]
        if found.r2 < POOR:
            says.append(Said(t["surrogate_poor"]))
        figure = self._figure("surrogate", plots.curves(found.curves, plots.curved(self.studied)))
        table = self._table(found.table, ["factor", "swing", "length"])
        return Part("surrogate", t["surrogate"], says, [figure], [table])

    def _best(self) -> Part:
        return self._boxes("best", self.studied.best)

    def _worst(self) -> Part:
        return self._boxes("worst", self.studied.worst)

    def _boxes(self, name: str, found: Boxes | None) -> Part:
        t, language = self.t, self.language
        assert found is not None  # noqa: S101
        title = measure_label(self.studied.measure, language)
        goal = t["goal_say"].format(
            label=f"»{title}«" if language == "da" else f"“{title}”", side=t["side"][found.side],
            goal=number(found.goal, language), share=_percent(found.share),
        )  # fmt: skip
        head = t["worst_quarter" if name == "worst" and not found.named else name]
        says, figures, tables = [Said(goal)], [], []
        if not found.named and name == "best":
            says.append(Said(t["quarter"]))
        if found.runs < found.available:
            says.append(Said(t["part"].format(n=found.runs, all=found.available)))
        if not found.boxes:
            return Part(name, head, [*says, Said(t["no_box"])], [], [])
        tried = spans(self.design)
        for at, box in enumerate(found.boxes):
            says.append(Said(box_sentence(box, found, self.studied.measure, language), strong=True))
            rows = [
                [called(limit.factor, language), ", ".join(limit.values) or self._end(limit.low),
                 "" if limit.values else self._end(limit.high), self._chance(limit.quasi_p)]
                for limit in box.limits
            ]  # fmt: skip
            tables.append(Table([self.heads[key] for key in ("factor", "low", "high", "quasi_p")], rows))
            if any(limit.factor in tried for limit in box.limits):
                figures.append(self._figure(f"{name}{at}", plots.ranges(found, at, tried, language)))
        says.append(Said(t["box_say"]))
        return Part(name, head, says, figures, tables)

    def _effects(self) -> Part:
        found, t = self.studied.effects, self.t
        assert found is not None  # noqa: S101
        figures = [
            self._figure(f"effects{n}", plots.levels(found.levels, factor.key), called(factor.key, self.language))
            for n, factor in enumerate(self.design.factors)
        ]
        by_level = self._table(found.levels, ["factor", "value", "mean", ":interval", "change", "change:interval",
                                              "agree"])  # fmt: skip
        columns = [factor.key for factor in self.design.factors]
        by_row = self._table(found.rows, [*columns, "mean", ":interval", "change", "change:interval", "agree"])
        return Part("effects", t["effects"], [Said(t["effects_say"])], figures,
                    [by_level, by_row._replace(head=t["effects_rows"])])  # fmt: skip

    def _convergence(self) -> Part:
        found, t = self.studied.convergence, self.t
        assert found is not None  # noqa: S101
        if found.apart == found.apart:
            said = t["needed"].format(
                precision=self._number(found.precision), needed=f"{found.needed:.0f}", apart=f"{found.apart:.0f}",
                seeds=found.seeds,
            )  # fmt: skip
        else:
            said = t["needed_none"]
        if found.table.empty:
            return Part("convergence", t["convergence"], [Said(said)], [], [])
        figure = self._figure("convergence", plots.seeds(found.table))
        table = self._table(found.table, ["seeds", "mean", ":interval", "row", "apart"])
        return Part("convergence", t["convergence"], [Said(t["convergence_say"]), Said(said)], [figure], [table])

    def _figure(self, name: str, plot: dict[str, Any], caption: str = "") -> Figure:
        head = self.t[name.rstrip("0123456789")]
        said = f"{measure_label(self.studied.measure, self.language)}: {head}"
        return Figure(f"{self.studied.measure}/{name}", said, plot, caption)

    def _table(self, table: pd.DataFrame, columns: Sequence[str]) -> Table:
        """Columns of a table as they are written; "x:interval" is the interval of x, ":interval" that of the mean."""
        heads = [self.heads.get(column.rpartition(":")[2], called(column, self.language)) for column in columns]
        records = table.to_dict("records")
        return Table(heads, [[self._cell(row, column) for column in columns] for row in records])

    def _cell(self, row: dict[Any, Any], column: str) -> str:
        if column.endswith(":interval"):
            of = column.removesuffix(":interval")
            low, high = (row[f"{of}_{end}" if of else end] for end in ("lo", "hi"))
            if low != low or high != high:
                return "–"
            between = "; " if self.language == "da" else ", "
            return f"[{self._number(low)}{between}{self._number(high)}]"
        value = row[column]
        if column == "factor":
            return called(str(value), self.language)
        if isinstance(value, str):
            return value
        if column == "above":
            return str(self.t["yes" if value else "no"])
        if column == "agree":
            return "–" if value != value else _percent(value)
        return str(value) if isinstance(value, int) else self._number(float(value))

    def _end(self, value: float | None) -> str:
        return "" if value is None else self._number(value)

    def _number(self, value: float, digits: int = 2) -> str:
        return number(value, self.language, digits)

    def _chance(self, value: float) -> str:
        """A chance, without false precision."""
        return f"<{self._number(LITTLE, 1)}" if value < LITTLE else self._number(value, 1)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
