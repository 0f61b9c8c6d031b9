"""`samspil show`: one recorded run as a page to be played in class."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from sim.app.show import page
from sim.cli.main import OK, fail
from sim.cli.progress import Progress, say_if_compiling
from sim.cli.run import refuse
from sim.errors import ScenarioError, nearest
from sim.lab.page import cannot_write_file, write_file
from sim.lab.recording import SHOWN, record
from sim.measures import MEASURES, Measure
from sim.scenario import Scenario

ALWAYS = "trust.politicians"
BESIDES = 2
"""Measures beside it."""


def do(asked: argparse.Namespace) -> int:
    """Record a run and write its page."""
    known = {measure.id: measure for measure in MEASURES if not measure.missing}
    for name in asked.measure:
        if name not in known:
            best = nearest(name, known)
            advice = [f"did you mean  --measure {best}"] if best else []
            return fail(f"there is no measure called '{name}'", [*advice, "all measures:   samspil list measures"])
    besides = [name for name in dict.fromkeys(asked.measure) if name != ALWAYS]
    if len(besides) > BESIDES:
        return fail(f"there is room for {BESIDES} measures beside {ALWAYS}, not {len(besides)}",
                    [f"leave out  --measure {besides[-1]}"])  # fmt: skip
    for key in ("policy", "record_every"):
        if typed := [text for text in asked.settings if text.partition("=")[0] == key]:
            why = "the policy is the name that comes first" if key == "policy" else "every month is recorded here"
            return fail(f"'{typed[0]}' cannot be set: {why}", [f"leave out  {typed[0]}"])
    try:
        scenario = Scenario.load(policy=asked.name, overrides=asked.settings, citizens=SHOWN)
    except ScenarioError as error:
        return refuse(error, [asked.name, *asked.settings], "show")
    if scenario.months < 1:
        return fail("there is nothing to play in 0 months", ["for ten years write  months=120"])
    out = Path(asked.out or f"{Path(asked.name).stem if asked.name.endswith(('.yaml', '.yml')) else asked.name}.html")
    if problem := cannot_write_file(out):
        return fail(problem, ["choose another file, for example  --out show.html"])
    say_if_compiling()
    with Progress("show", scenario.months) as progress:
        recording = record(scenario, asked.seed, progress=progress.done)
    chosen: list[Measure] = [known[ALWAYS], *(known[name] for name in besides)]
    if not besides:
        chosen += recording.differing(BESIDES, besides=(ALWAYS,))
    try:
        write_file(out, page(recording, chosen, command(asked), asked.lang))
    except OSError as error:
        return fail(f"--out {out} could not be written: {error.strerror}", ["nothing was left there"])
    print(out)
    for name, why in scenario.idle_levers().items():
        print(f"warning: '{name}' has no effect: {why}", file=sys.stderr)
    return OK


def command(asked: argparse.Namespace) -> str:
    """The command that makes the same page."""
    words = ["samspil", "show", asked.name, *asked.settings, "--seed", str(asked.seed), "--lang", asked.lang]
    for name in asked.measure:
        words += ["--measure", name]
    return shlex.join(words)
