"""`samspil analyse`: what a sweep says, finished or not, as sentences, tables and one page."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from sim.cli.main import OK, fail, show_json
from sim.cli.progress import Progress
from sim.errors import ScenarioError
from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.sentences import box_sentence, strongest_sentence
from sim.lab.analysis.study import USUAL, Studied, Study, analyse
from sim.lab.analysis.written import write
from sim.lab.page import cannot_write_file
from sim.lab.sweep.errors import SweepError

SAID = {
    "en": {
        "runs": "{name}: {kind}, {rows} settings x {seeds} seeds; {ok} of {planned} runs are there and well{failed}",
        "failed": ", {n} failed", "luck": "  luck is {luck} % of what varies between single runs",
        "few": "results come from {n} seeds. 90 % ranges from fewer than 10 seeds mislead.",
        "more": "more futures are a new sweep:  --seeds 20",
        "not": "  not made: {why}", "open": "open it:    {page}", "end": "A model for thinking, not a forecast.",
    },
    "da": {
        "runs": "{name}: {kind}, {rows} indstillinger x {seeds} seeds; {ok} af {planned} kørsler er der og er lykkedes"
                "{failed}",
        "failed": ", {n} mislykkedes", "luck": "  tilfældet står for {luck} % af det, der varierer mellem forløb",
        "few": "resultaterne bygger på {n} seeds. 90 %-intervaller fra færre end 10 seeds vildleder.",
        "more": "flere fremtider er et nyt sweep:  --seeds 20",
        "not": "  ikke lavet: {why}", "open": "åbn den:    {page}",
        "end": "En model til at tænke med, ikke en prognose.",
    },
}  # fmt: skip


def do(asked: argparse.Namespace) -> int:
    """Analyse, write the page and the tables, and print what came out."""
    sys.path.append(os.getcwd())  # where processes and measures of one's own lie
    folder = Path(asked.folder)
    page = Path(asked.out) if asked.out else folder / ("report.da.html" if asked.lang == "da" else "report.html")
    if asked.out and (problem := cannot_write_file(page)):
        return fail(problem, ["choose another file, for example  --out analysis.html"])
    try:
        with Progress("analyse", len(asked.measure) or len(USUAL), silent=asked.json, unit="measures") as progress:
            made = analyse(folder, asked.measure, asked.goal, progress.done)
    except (AnalysisError, SweepError, ScenarioError) as error:
        return fail(error.headline, error.advice)
    from sim.app.analysis import render

    _warn(made, SAID[asked.lang])
    try:
        write(made, folder, page, render(made, asked.lang, command(asked)))
    except OSError as error:
        return fail(f"{error.filename or folder} could not be written: {error.strerror}",
                    ["everything is as it was; to write the page elsewhere:   --out analysis.html"])  # fmt: skip
    print(f"written: {page}", file=sys.stderr)
    if asked.json:
        show_json(as_json(made))
    else:
        print(as_text(made, asked.lang, page))
    return OK


def command(asked: argparse.Namespace) -> str:
    """The command that does this again."""
    words = ["samspil", "analyse", asked.folder]
    for name in asked.measure:
        words += ["--measure", name]
    if asked.goal is not None:
        words += ["--goal", f"{asked.goal:g}"]
    return shlex.join([*words, "--lang", asked.lang])


def _warn(made: Study, t: dict[str, str]) -> None:
    few = [each.convergence.seeds for each in made.studied if each.convergence is not None and each.convergence.few]
    if few:
        print(f"warning: {t['few'].format(n=min(few))}\n  {t['more']}", file=sys.stderr)
    for name, why in made.unreadable.items():
        print(f"warning: {name}: {why}", file=sys.stderr)


def as_text(made: Study, language: str, page: Path) -> str:
    """The findings for the eye."""
    t, counts, plan = SAID[language], made.counts, made.plan
    lines = [
        t["runs"].format(
            name=plan.name, kind=plan.design.kind, rows=len(plan.design.rows), seeds=len(plan.seeds), ok=counts.ok,
            planned=counts.planned, failed=t["failed"].format(n=counts.failed) if counts.failed else "",
        )
    ]  # fmt: skip
    for each in made.studied:
        lines += ["", strongest_sentence(each.strongest, each.measure, language)]
        if each.sobol is not None and each.sobol.luck == each.sobol.luck:
            lines.append(t["luck"].format(luck=f"{100 * each.sobol.luck:.0f}"))
        lines += [f"  {sentence}" for sentence in _boxes(each, language)]
        reasons = dict.fromkeys(why.said(language) for why in each.cannot.values())
        lines += [t["not"].format(why=why) for why in reasons]
    return "\n".join([*lines, "", t["open"].format(page=page), t["end"]])


def _boxes(studied: Studied, language: str) -> list[str]:
    if studied.best is None:
        return []
    return [box_sentence(box, studied.best, studied.measure, language) for box in studied.best.boxes]


def as_json(made: Study) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "name": made.plan.name,
        "design": made.plan.design.kind,
        "runs": made.counts._asdict(),
        "measures": {
            each.measure: {
                "strongest": None if each.strongest is None else each.strongest._asdict(),
                "luck": None if each.sobol is None else each.sobol.luck,
                "boxes": _boxes(each, "en"),
                "not_made": {name: why.headline for name, why in each.cannot.items()},
                "tables": {name: table.to_dict("records") for name, table in each.tables().items()},
            }
            for each in made.studied
        },
    }
