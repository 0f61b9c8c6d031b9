"""The player: one recorded run as one HTML file that needs no network."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

import sim
from sim import configs
from sim.agents.citizen import TYPES
from sim.app.lines import WITH, WITHOUT, in_points, library, lines
from sim.app.show_texts import said
from sim.app.town import FORUM, HEIGHT, TRUST, WIDTH, lay_out
from sim.lab.recording import LEVEL, Recording
from sim.measures import Measure
from sim.parameters import Parameter
from sim.policy.context import CONTEXT, Context
from sim.policy.levers import LEVERS, Levers
from sim.scenario import BASELINE, Scenario

HERE = Path(__file__).resolve().parent
COMPLAINED, KIND = 3, 4
"""Bits at which a citizen's complaint and type begin in a month's flags; below them stands the stage."""


def page(recording: Recording, measures: Sequence[Measure], command: str, language: str) -> str:
    """The whole page.

    Args:
        recording: the run.
        measures: what is drawn beside the town, in that order.
        command: the command that makes this page.
        language: "en" or "da".
    """
    t = said(language)
    s = recording.scenario
    told = configs.read(configs.described(s.policy))
    title = told.get("title", {}).get(language, s.policy)
    rooms = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    return rooms.get_template("show.html").render(
        t=SimpleNamespace(**t),  # a dictionary would offer its own methods under the names of texts
        lang=language,
        title=title,
        meaning=str(told.get("meaning", {}).get(language, "")).strip(),
        deck=told.get("deck", []),
        town=_town(recording, language, t),
        types=[(name, t[name]) for name in ("traditional", "consumer", "innovative")],
        ramp=", ".join(TRUST),
        colours={"with": WITH, "without": WITHOUT},
        months=recording.months,
        start=s.start_month,
        measures=[(m.id, getattr(m, language), getattr(m, f"meaning_{language}")) for m in measures],
        unit=[t["of_100"] if m.unit == "share" else "" for m in measures],
        levers=_differences(s, language, t),
        rows=_rows(recording, measures, language),
        recorded=t["recorded"].format(seed=recording.seed, version=sim.__version__),
        command=command,
        compare=shlex.join(["samspil", "compare", BASELINE, s.policy]),
        css=(HERE / "static" / "player.css").read_text(encoding="utf-8"),
        js=(HERE / "static" / "player.js").read_text(encoding="utf-8"),
        plotly=library(),
        data=_json(_data(recording, measures, language, t)),
    )


def _town(recording: Recording, language: str, t: dict[str, str]) -> str:
    towns = recording.scenario.towns
    name = towns[0].title if len(towns) == 1 else t["towns"].format(n=len(towns))
    shown = len(recording.place)
    whole = f"{recording.citizens:,}".replace(",", "." if language == "da" else ",")
    return t["town" if shown == recording.citizens else "town_part"].format(n=shown, all=whole, town=name)


def _data(recording: Recording, measures: Sequence[Measure], language: str, t: dict[str, str]) -> dict[str, Any]:
    """What the player plays."""
    flags = recording.stage | (recording.complained << COMPLAINED) | (recording.kind << KIND)
    return {
        "months": recording.months,
        "width": WIDTH,
        "height": HEIGHT,
        "forum": FORUM,
        "at": np.rint(lay_out(recording.place, recording.ties)).astype(int).ravel().tolist(),
        "ties": recording.ties.ravel().tolist(),
        "met": recording.met.ravel().tolist(),
        "trust": _packed(recording.trust),
        "flags": _packed(flags.astype(np.uint8)),
        "level": LEVEL,
        "types": TYPES,
        "ramp": TRUST,
        "lang": language,
        "lines": [
            lines(m, recording.series[m.id], recording.base[m.id], recording.scenario.start_month) for m in measures
        ],
        "texts": {name: t[name] for name in ("play", "pause", "start", "when", "forum", "copied", "selected")},
    }


def _packed(values: NDArray[np.uint8]) -> str:
    """Bytes, month by month, in base64."""
    return base64.b64encode(values.tobytes()).decode("ascii")


def _json(value: Any) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _rows(recording: Recording, measures: Sequence[Measure], language: str) -> list[tuple[str, list[str]]]:
    """The table: a row a year, and for each measure its value with and without the policy."""
    months = [*range(0, recording.months, 12), recording.months]
    columns = [in_points(m, run[m.id]) for m in measures for run in (recording.series, recording.base)]
    return [
        (number(month / 12, language, 0 if month % 12 == 0 else 1), [number(c[month], language) for c in columns])
        for month in months
    ]


def number(value: float | None, language: str, digits: int = 1) -> str:
    """A number as it is read, with a decimal comma in Danish; a dash where there is none."""
    if value is None:
        return "–"
    told = f"{value:.{digits}f}"
    return told.replace(".", ",") if language == "da" else told


def _differences(scenario: Scenario, language: str, t: dict[str, str]) -> list[tuple[str, str, str, str, str]]:
    """Levers and conditions that are not as usual: name, meaning, usual value, value here, the deck's words."""
    declared: list[tuple[Parameter, Any, Any]] = [
        *((p, getattr(Levers(), p.name), getattr(scenario.levers, p.name)) for p in LEVERS),
        *((p, getattr(Context(), p.name), getattr(scenario.context, p.name)) for p in CONTEXT),
    ]
    return [
        (p.name, getattr(p, language), _value(usual, language, t), _value(now, language, t), p.deck)
        for p, usual, now in declared
        if now != usual
    ]


def _value(value: Any, language: str, t: dict[str, str]) -> str:
    if not isinstance(value, dict):
        return f"{value:g}".replace(".", ",") if language == "da" else f"{value:g}"
    modes = [(t[f"mode_{mode}"], share / sum(value.values())) for mode, share in value.items()]
    return modes[0][0] if len(modes) == 1 else ", ".join(f"{name} {share:.0%}" for name, share in modes)
