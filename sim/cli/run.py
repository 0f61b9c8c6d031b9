"""`samspil run`: one scenario, one seed, and what came out."""

from __future__ import annotations

import argparse
import math
import shlex
import sys
from collections import Counter
from pathlib import Path

from sim.cli.main import BAD_INPUT, OK, fail, show_json
from sim.cli.progress import Progress, say_if_compiling, say_if_large
from sim.errors import ScenarioError
from sim.lab.folder import cannot_write
from sim.lab.memory import check, need
from sim.lab.run import Run, simulate
from sim.measures import MEASURES
from sim.scenario import Scenario


def do(asked: argparse.Namespace) -> int:
    """Run, and print or write the results."""
    files = [text for text in asked.settings if "=" not in text and text.endswith((".yaml", ".yml"))]
    settings = [text for text in asked.settings if text not in files]
    if len(files) > 1:
        return fail(f"one scenario file at a time, not {len(files)}: {', '.join(files)}")
    try:
        scenario = Scenario.load(file=files[0] if files else None, overrides=settings, strict=asked.strict)
    except ScenarioError as error:
        return refuse(error, asked.settings)
    if asked.out is not None and (problem := cannot_write(Path(asked.out))):
        return fail(problem, ["choose another folder, for example  --out out/first"])
    try:
        check(scenario, asked.out is not None)
    except ScenarioError as error:
        return refuse(error, asked.settings)
    say_if_large(need(scenario, asked.out is not None).total)
    say_if_compiling()
    try:
        with Progress("run", scenario.months, silent=asked.json) as progress:
            run = simulate(scenario, asked.seed, threads=asked.threads, progress=progress.done, keep=asked.out)
    except OSError as error:
        if asked.out is None:
            raise
        left = getattr(error, "__notes__", ["nothing was left there"])
        return fail(f"--out {asked.out} could not be written: {error}", left)
    for warning in run.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if asked.out is not None:
        print(f"written: {asked.out}", file=sys.stderr)
    if asked.json:
        show_json(as_json(run))
    else:
        print(as_text(run))
    run.model.close()
    return OK


def refuse(error: ScenarioError, settings: list[str], command: str = "run") -> int:
    """Show what is wrong with a scenario beside what was typed."""
    short = error.key.rpartition(".")[2]
    typed = next((s for s in reversed(settings) if s.partition("=")[0] in (error.key, short) or s == error.key), "")
    given = f"samspil {command} {shlex.join(settings)}" if typed else ""
    mark = typed.partition("=")[0] if error.code == "E-NAME" else typed.partition("=")[2]
    fail(error.headline, error.advice, given, mark)
    return BAD_INPUT


def as_json(run: Run) -> dict[str, object]:
    """What `--json` prints: the measures at the end, and what the run can be recognised by."""
    return {
        "measures": {name: numbers[-1] for name, numbers in run.model.record.values.items()},
        "config_hash": run.scenario.config_hash,
        "result_hash": run.result_hash,
        "seed": run.seed,
        "months": run.scenario.months,
        "citizens": int(run.model.citizens.n),
    }


def as_text(run: Run) -> str:
    """A table for the eye: every measure before the first month and after the last."""
    s, record = run.scenario, run.model.record
    towns = s.towns[0].title if len(s.towns) == 1 else f"{len(s.towns)} municipalities"
    lines = [
        f"{towns}, {run.model.citizens.n} citizens, {s.months} months, policy {s.policy}, seed {run.seed}",
        f"{'':48s}{'at rest':>10s}{'after':>10s}",
    ]
    families = Counter(measure.family for measure in MEASURES)
    group = ""
    for measure in MEASURES:
        if measure.missing:
            continue
        first, last = record.values[measure.id][0], record.values[measure.id][-1]
        if (now := measure.family if families[measure.family] > 1 else "one of its kind") != group:
            group = now
            lines.append("")
        unit = "" if measure.unit == "share" else f"   {measure.unit}"
        lines.append(f"{measure.en:48s}{_number(first):>10s}{_number(last):>10s}{unit}")
    lines += [
        "",
        f"result {run.result_hash[:16]}   again:  {run.provenance['command']}",
        "A model for thinking, not a forecast.",
    ]
    return "\n".join(lines)


def _number(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
