"""The page of an analysis: one HTML file in either language, with every figure and table in it and nothing to load."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.app.analysis_texts import ANALYSIS
from sim.app.lines import library
from sim.app.parts import Part, Parts, Table
from sim.lab.analysis.names import label, parameter
from sim.lab.analysis.sentences import measure_label, number, strongest_sentence
from sim.lab.analysis.study import Studied, Study
from sim.measures import MEASURES

if TYPE_CHECKING:
    from sim.lab.sweep.plan import Plan

TEMPLATE = "analysis.html"
MEASURE = {measure.id: measure for measure in MEASURES}


class Shown(NamedTuple):
    """A measure on the page: id, label, meaning, the parts that were made, and what could not be."""

    id: str
    label: str
    meaning: str
    parts: Sequence[Part]
    cannot: Sequence[str]


def render(made: Study, language: str, command: str = "") -> str:
    """The page as the text of an HTML file.

    Args:
        made: the analysis.
        language: "en" or "da".
        command: the command that makes this page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    t = ANALYSIS[language]
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    shown = [_shown(made, studied, language) for studied in made.studied]
    drawn = {figure.id: figure.plot for each in shown for part in each.parts for figure in part.figures}
    return pages.get_template(TEMPLATE).render(
        t=t, language=language, title=t["title"].format(name=made.plan.name), about=_about(made.plan, t),
        findings=[_capital(strongest_sentence(each.strongest, each.measure, language)) for each in made.studied],
        warnings=_warnings(made, t), measures=shown, varied=_varied(made.plan, language), runs=_runs(made, t),
        limits=[*t["limits"], *([t["once"].format(n=len(shown))] if len(shown) > 1 else [])],
        commands=_commands(made, command, t), hash=made.plan.hash, versions=_versions(made),
        plotly=library(), figures=_json(drawn),
    )  # fmt: skip


def _shown(made: Study, studied: Studied, language: str) -> Shown:
    t = ANALYSIS[language]
    known = MEASURE.get(studied.measure)
    meaning = "" if known is None else str(getattr(known, f"meaning_{language}"))
    cannot = [t["missed"].format(what=t["names"][name], why=why.said(language)) for name, why in studied.cannot.items()]
    if studied.found.undefined:
        cannot.append(t["undefined"].format(n=studied.found.undefined, all=made.counts.ok))
    parts = list(Parts(made.plan.design, studied, language).made())
    return Shown(studied.measure, measure_label(studied.measure, language), meaning, parts, cannot)


def _about(plan: Plan, t: dict[str, Any]) -> str:
    towns = plan.base.towns
    return str(t["about"]).format(
        kind=t["kinds"][plan.design.kind], factors=len(plan.design.factors), rows=len(plan.design.rows),
        seeds=t["seeds"](len(plan.seeds)), town=towns[0].title if len(towns) == 1 else t["towns"].format(n=len(towns)),
    )  # fmt: skip


def _warnings(made: Study, t: dict[str, Any]) -> list[str]:
    found = []
    few = [each.convergence for each in made.studied if each.convergence is not None and each.convergence.few]
    if few:
        found.append(t["few"].format(n=t["seeds"](min(each.seeds for each in few))))
    if made.counts.made < made.counts.planned:
        found.append(t["half"])
    return found


def _runs(made: Study, t: dict[str, Any]) -> Iterator[str]:
    counts = made.counts
    yield t["all_there" if counts.ok == counts.planned else "counts"].format(**counts._asdict())
    if counts.failed:
        yield t["some_failed"]
    if made.unreadable:
        yield t["unreadable"].format(files=", ".join(made.unreadable))


def _varied(plan: Plan, language: str) -> Table:
    """What was varied: key, meaning, range, evidence."""
    heads = ANALYSIS[language]["heads"]
    rows = []
    for factor in plan.design.factors:
        about = parameter(factor.key)
        tried = ", ".join(_value(value, language) for value in factor.values) or (
            f"{number(factor.low, language)} … {number(factor.high, language)}"
        )
        rows.append([factor.key, label(factor.key, language), tried, about.mark if about else ""])
    return Table([heads["key"], heads["meaning"], heads["range"], heads["mark"]], rows)


def _value(value: Any, language: str) -> str:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return number(value, language) if plain and not float(value).is_integer() else str(value)


def _commands(made: Study, command: str, t: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(t["command"], command)] if command else []
    if said := made.provenance.get("command"):
        found.append((t["sweep"], said if isinstance(said, str) else shlex.join(said)))
    return found


def _versions(made: Study) -> str:
    versions = made.provenance.get("versions", {})
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _json(value: Any) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
