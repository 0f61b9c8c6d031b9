"""`samspil replay`: one run of a sweep again, and whether it came out as it was kept."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path

from sim.cli.main import DIFFERS, OK, SOME_FAILED, fail, show_json
from sim.cli.progress import say_if_compiling
from sim.cli.run import as_json, as_text
from sim.errors import ScenarioError
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.opened import open_sweep
from sim.lab.sweep.plan import Plan
from sim.lab.sweep.replay import Replay, replay


def do(asked: argparse.Namespace) -> int:
    """Live the run again, and print it."""
    sys.path.append(os.getcwd())  # where processes and measures of one's own lie
    folder, sign, number = asked.run.rpartition("#")
    if not sign or not folder or not number.isdecimal():
        return fail(f"'{asked.run}' is not DIR#RUN", ["write the folder of a sweep and a run:  out/study#1734"])
    if asked.until is not None and asked.until < 0:
        return fail(f"there is no month {asked.until}", ["write a month from 0"])
    run = int(number)
    try:
        plan = open_sweep(Path(folder)).plan
        if not asked.json and run < plan.runs:
            print(_which(plan, run), file=sys.stderr)
        say_if_compiling()
        found = replay(Path(folder), run, asked.until)
    except SweepError as error:
        return fail(error.headline, error.advice)
    except Exception as error:
        if isinstance(error, ScenarioError):
            print(f"error: run {run} cannot be lived: {error}", file=sys.stderr)
        else:
            traceback.print_exc()
            print(f"error: run {run} fails: {type(error).__name__}: {error}", file=sys.stderr)
            print(f"  up to the month before:   samspil replay {asked.run} --until MONTH", file=sys.stderr)
        return SOME_FAILED
    if asked.json:
        kept = None if found.row is None else str(found.row["result_hash"])
        show_json({"run": run, "row": plan.row(run), "kept_hash": kept, "same": found.same, "promise": found.promise,
                   "differ": list(found.differ), **as_json(found.run)})  # fmt: skip
    else:
        print(as_text(found.run))
        print("\n".join(_verdict(found, asked.until)))
    found.run.model.close()
    return DIFFERS if found.same is False else OK


def _which(plan: Plan, run: int) -> str:
    changed = ", ".join(f"{key}={value}" for key, value in plan.design.settings(plan.row(run)).items())
    return f"run {run} of {plan.name}: row {plan.row(run)} ({changed}), seed {plan.seed(run)}"


def _verdict(found: Replay, until: int | None) -> list[str]:
    """Is it the same, and where not, what else is not as it was."""
    if found.same is None:
        why = f"only to month {until}" if until is not None else "no result is kept of it"
        return [f"Nothing to compare with: {why}."]
    if found.same:
        return ["Kept in the sweep: the same, bit by bit."]
    lines = ["Kept in the sweep: another result."]
    if found.differ:
        lines.append("The same bits are promised for the same code, versions and kind of processor only. These differ:")
        return [*lines, *(f"  {one}" for one in found.differ)]
    return [*lines, "Code, versions and processor are the same, so it should be equal: please report this."]
