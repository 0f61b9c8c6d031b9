"""The report of a comparison: one page for a planner, in either language, with nothing to load and ready to print."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

from sim import configs
from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.app import figures
from sim.app.finding import LABEL, finding, how_many, points
from sim.app.numbers import Numbers, decimals
from sim.app.stored import Stored, records
from sim.app.texts import REPORT, UNITS
from sim.catalogue import PARAMETERS, SETTINGS
from sim.lab.compare import LEDGERS
from sim.measures.outcomes import OUTCOMES
from sim.parameters import About

TEMPLATE = "report.html"
CURVES = 6
"""Measures shown over time, at most."""


class Row(NamedTuple):
    """A measure in a table of differences, as it is written.

    Attributes:
        key: the measure's id.
        label, unit: its name, and its unit where that is not points of 100.
        a, b, change, range, agree: the numbers.
        reading: "gain", "loss", "open" (no direction is the better one), "same" or "unsure".
        more: how many more futures would tell; empty where it is told.
    """

    key: str
    label: str
    unit: str
    a: str
    b: str
    change: str
    range: str
    agree: str
    reading: str
    more: str


def render(stored: Stored, language: str) -> str:
    """The report as the text of an HTML file.

    Args:
        stored: the comparison.
        language: "en" or "da".
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return pages.get_template(TEMPLATE).render(_Page(stored, language).everything())


class _Page:
    """What the template fills in, section by section."""

    def __init__(self, stored: Stored, language: str) -> None:
        self.stored, self.language = stored, language
        self.t: dict[str, Any] = REPORT[language]
        self.numbers = Numbers(language)
        self.rows = [self._row(row) for row in records(stored.measures)]
        self.sure = set(stored.measures["measure"][stored.measures["survives"]])

    def everything(self) -> dict[str, Any]:
        stored, t = self.stored, self.t
        said = stored.provenance
        towns = stored.a["towns"]
        futures = t["futures"](stored.futures)
        policies = {letter: self._policy(config) for letter, config in (("A", stored.a), ("B", stored.b))}
        tested = int(stored.measures["mean"].notna().sum())
        return {
            "t": t, "language": self.language, "policies": policies, "said": said,
            "title": t["title"].format(a=policies["A"]["title"], b=policies["B"]["title"]),
            "about": t["about"].format(
                town=towns[0]["title"] if len(towns) == 1 else t["towns"].format(n=len(towns)), futures=futures,
                citizens=self.numbers.fixed(said["citizens"], 0), months=said["months"],
            ),
            "finding": finding(stored, self.language, t),
            "ledgers_say": t["ledgers_say"].format(month=f"{stored.series['month'].max():.0f}"),
            "ledgers": self._ledgers(), "elsewhere": self._elsewhere(), "unsure": self._unsure(),
            "equal": [row for row in self.rows if row.reading == "same"],
            "unsure_say": t["unsure_say"].format(futures=futures), "alone_say": t["alone_say"].format(n=tested),
            "winners_say": t["winners_say"].format(change=points(stored, self.numbers)), "winners": self._winners(),
            "chain": self._chain(), "time": self._time(),
            "costs": [row for row in self.rows if row.key.startswith("cost.")], "scaled": self._scaled(),
            "settings": self._settings(), "counts": self._counts(),
            "limits": [*t["limits"], *(each.format(futures=futures, n=tested) for each in t["sure"])],
            "apart": t["never"] if said["apart"] is None else t["apart"].format(n=said["apart"]),
            "seeds": self._seeds(),
        }  # fmt: skip

    def _row(self, row: dict[str, Any]) -> Row:
        t, numbers = self.t, self.numbers
        measure = LABEL[row["measure"]]
        times = 100.0 if measure.unit == "share" else 1.0
        places = decimals(max(abs(times * row[at]) for at in "ab"))
        change, between = numbers.change(*(times * row[at] for at in ("mean", "lo", "hi")))
        if row["mean"] == 0.0 or not row["survives"]:
            reading = "same" if row["mean"] == 0.0 else "unsure"
        elif measure.better == "none":
            reading = "open"
        else:
            reading = "gain" if (row["mean"] > 0.0) == (measure.better == "up") else "loss"
        more = t["few"] if math.isnan(row["more"]) else t["alone"] if row["more"] == 0 else ""
        agree = "–" if reading == "same" or math.isnan(row["agree"]) else t["of"].format(
            n=round(row["agree"] * row["futures"]), all=f"{row['futures']:.0f}")  # fmt: skip
        return Row(
            key=measure.id,
            label=getattr(measure, self.language),
            unit=UNITS[measure.unit][0 if self.language == "en" else 1],
            a=numbers.fixed(times * row["a"], places),
            b=numbers.fixed(times * row["b"], places),
            change=change,
            range=between,
            agree=agree,
            reading=reading,
            more=more or how_many(row["more"], numbers, t),
        )

    def _ledgers(self) -> list[tuple[str, str, list[Row]]]:
        return [
            (name, self.t["ledgers"][name], [row for row in self.rows if _in(row.key, name) and row.key in self.sure])
            for name in LEDGERS
        ]

    def _elsewhere(self) -> list[Row]:
        return [row for row in self.rows if row.key in self.sure and not any(_in(row.key, name) for name in LEDGERS)]

    def _unsure(self) -> list[Row]:
        """What cannot be told apart; a measure without a value under A or B is not among them."""
        return [row for row in self.rows if row.reading == "unsure" and row.change != "–"]

    def _winners(self) -> list[dict[str, Any]]:
        found = []
        for outcome in OUTCOMES:
            table = records(self.stored.winners[self.stored.winners["outcome"] == outcome.id])
            bars, rows, before = [], [], "all"
            for row in table:
                gain, lose, stay = (self.numbers.of_hundred(row[part]) for part in ("gain", "lose", "stay"))
                who = self.t["groups"][row["group"]]
                head = self.t["by"][row["by"]] if row["by"] != before else ""
                before = row["by"]
                bars.append(figures.Bar(who, row["gain"], row["lose"], (gain, lose), head))
                mean = self.numbers.fixed(100 * row["mean"], decimals(100 * row["mean"], 2), "+")
                rows.append((f"{outcome.id}/{row['by']}/{row['group']}", who, gain, stay, lose, mean, head))
            label = getattr(outcome, self.language)
            t = self.t
            found.append({"label": label, "says": t["outcomes"][outcome.id], "rows": rows,
                          "chart": figures.winners(label, bars, (t["gain"], t["lose"]))})  # fmt: skip
        return found

    def _chain(self) -> dict[str, Any]:
        """Charts by fifth, and the table; empty where nobody is invited."""
        t = self.t
        counts: dict[tuple[str, int, str], float] = {
            (row["policy"], int(row["quintile"]), row["stage"]): row["count"] for row in records(self.stored.chain)
        }
        quintiles = range(1, QUINTILES + 1)
        inviting = [policy for policy in "ab" if any(counts[policy, q, "invited"] for q in quintiles)]
        says = [t["uninvited_one"].format(policy=p.upper()) for p in "ab" if p not in inviting]
        if not inviting:
            return {"says": [t["uninvited"]], "charts": [], "rows": []}
        lines: dict[int, list[figures.Line]] = {q: [] for q in quintiles}
        for q in quintiles:
            for policy in inviting:
                invited = counts[policy, q, "invited"]
                reached = [1000 * counts[policy, q, stage] / invited if invited else 0.0 for stage in STAGES]
                lines[q].append(figures.Line(policy, range(len(STAGES)), reached))
        stages = [t["stages"][stage] for stage in STAGES]
        behind = [lines[q][-1] for q in quintiles]
        says.insert(0, t["chain_say"].format(policy=inviting[-1].upper()))
        charts = [figures.chain(t["groups"][str(q)], stages, lines[q], behind) for q in quintiles]
        for policy in inviting:
            ends = [counts[policy, q, "came"] / max(counts[policy, q, "invited"], 1.0)
                    for q in (quintiles[0], quintiles[-1])]  # fmt: skip
            low, high = (self.numbers.plain(1000 * end, 2) for end in ends)
            says.append(t["came"].format(policy=policy.upper(), low=low, high=high))
        rows = [
            (f"{policy}/{stage}", policy.upper(), t["stages"][stage],
             [self.numbers.plain(counts[policy, q, stage]) for q in quintiles])
            for policy in inviting
            for stage in STAGES
        ]  # fmt: skip
        return {"says": says, "charts": charts, "rows": rows, "heads": [t["groups"][str(q)] for q in quintiles]}

    def _time(self) -> list[dict[str, Any]]:
        """The course of the measures that differ most at the end; empty where there is none."""
        series = self.stored.series
        if series["month"].nunique() < 2:
            return []
        last = self.stored.measures.set_index("measure")["mean"].abs().sort_values(ascending=False)
        chosen = [
            str(name) for name in last.index
            if name in self.sure and LABEL[str(name)].unit == "share" and not str(name).startswith("cost.")
            and any(_in(str(name), ledger) for ledger in LEDGERS)
        ][:CURVES]  # fmt: skip
        found = []
        for name in chosen:
            mine = series[series["measure"] == name]
            parts = {part: [100 * float(value) for value in mine[part]] for part in ("mean", "lo", "hi")}
            months = [float(month) for month in mine["month"]]
            line = figures.Line("b", months, parts["mean"], parts["lo"], parts["hi"])
            ends = _ends([value for part in parts.values() for value in part if not math.isnan(value)])
            ticks = [(end, self.numbers.given(end, "+")) for end in sorted({*ends, 0.0})]
            label = getattr(LABEL[name], self.language)
            rows = [
                (f"{month:.0f}/{name}", f"{month:.0f}", *self.numbers.change(*values))
                for month, *values in zip(months, parts["mean"], parts["lo"], parts["hi"], strict=True)
            ]
            end = self.t["month"].format(n=f"{months[-1]:.0f}")
            found.append({"label": label, "chart": figures.over_time(label, line, ticks, end), "rows": rows})
        return found

    def _scaled(self) -> list[str]:
        found = []
        for letter, levers in self.stored.provenance["scaled_levers"].items():
            if levers:
                names = "; ".join(
                    f"{name} {self.numbers.plain(level['in_force'], 2)} ({self.numbers.given(level['wanted'])})"
                    for name, level in levers.items()
                )
                found.append(self.t["scaled"].format(policy=letter.upper(), levers=names))
        return found or [self.t["unscaled"]]

    def _policy(self, config: dict[str, Any]) -> dict[str, str]:
        name = str(config["policy"])
        path = configs.policies().get(name)
        if path is None:
            return {"name": name, "title": Path(name).stem, "meaning": self.t["own"]}
        data = configs.read(path)
        return {"name": name, "title": data["title"][self.language], "meaning": data["meaning"][self.language].strip()}

    def _settings(self) -> list[dict[str, str]]:
        """The settings that differ: key, label, values, deck line, evidence."""
        found = []
        for key in self.stored.differing():
            p = PARAMETERS.get(key)
            about: Any = p or SETTINGS.get(key)
            found.append({
                "key": key, "label": getattr(about, self.language) if about else key,
                "a": self._value(self.stored.a.get(key)), "b": self._value(self.stored.b.get(key)),
                "deck": p.deck if p else "", "mark": p.mark if p else "",
                "source": p.source if p and p.source != About.model_fields["source"].default else "",
            })  # fmt: skip
        return found

    def _value(self, value: Any) -> str:
        if isinstance(value, dict) and len(value) == 1:
            return str(next(iter(value)))
        if isinstance(value, dict):
            return ", ".join(f"{name} {self._value(weight)}" for name, weight in value.items())
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "–" if value is None else str(value)
        return self.numbers.given(value)

    def _counts(self) -> str:
        marks = [p.mark for key, p in PARAMETERS.items() if key.startswith("rules.")]
        return str(self.t["counts"].format(n=len(marks), **{mark: marks.count(mark) for mark in self.t["marks"]}))

    def _seeds(self) -> str:
        seeds = self.stored.provenance["seeds"]
        if seeds == list(range(seeds[0], seeds[0] + len(seeds))):
            return str(self.t["to"].format(low=seeds[0], high=seeds[-1])) if len(seeds) > 1 else str(seeds[0])
        return ", ".join(map(str, seeds))


def _in(measure: str, ledger: str) -> bool:
    return bool({measure, measure.partition(".")[0]} & set(LEDGERS[ledger]))


def _ends(values: list[float]) -> list[float]:
    """Round ends of an axis that holds zero and every value: few digits."""
    found = []
    for end in (min([0.0, *values]), max([0.0, *values])):
        if end == 0.0:
            found.append(0.0)
            continue
        power = 10.0 ** math.floor(math.log10(abs(end)))
        step = next(step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= abs(end) * (1 - 1e-9))
        found.append(math.copysign(step * power, end))
    return found
