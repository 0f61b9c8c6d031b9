"""`samspil sweep DIR --merge PART ...`: parts that were done in folders of their own, brought together."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.cli.main import OK, SOME_FAILED, fail, show_json
from sim.lab.sweep.merge import merge
from sim.lab.sweep.sweep import Outcome
from sim.lab.sweep.words import typed

_HOW = "samspil sweep out/whole --merge out/part1 out/part2"
_NOTHING_ELSE = ("design", "n", "levels", "second_order", "luck", "seeds", "seed", "detail", "name", "own", "engine",
                 "workers", "scheduler", "shard", "resume", "retry_failed", "dry_run")  # fmt: skip
"""Options that say what is lived, or how; merging lives nothing."""


def do(asked: argparse.Namespace, t: dict[str, str]) -> int:
    """Merge, and say what is there now.

    Raises:
        SweepError: if they are not parts of one sweep, one is damaged, or the folder cannot be written.
    """
    into = [*asked.what, *([asked.out] if asked.out else [])]
    if len(into) != 1:
        what = "which folder are the parts to be merged into?" if not into else f"one folder, not {', '.join(into)}"
        return fail(what, [f"write   {_HOW}", "a folder that is not there yet is made"])
    if "=" in into[0] or into[0].endswith((".yaml", ".yml")):
        return fail(f"'{into[0]}' is no folder, and parts bring their own plan", [f"write   {_HOW}"])
    if said := [
        name
        for name in _NOTHING_ELSE
        if (value := getattr(asked, name)) is not None and value is not False and value != ""
    ]:
        return fail(f"--merge lives nothing, so that --{said[0].replace('_', '-')} means nothing here",
                    ["leave it out"])  # fmt: skip
    outcome = merge(asked.merge, Path(into[0]))
    if asked.json:
        show_json({"folder": str(outcome.folder), "runs": outcome.runs, "ok": outcome.kept - outcome.failed,
                   "failed": outcome.failed, "missing": outcome.runs - outcome.kept})  # fmt: skip
    else:
        print("\n".join(_end(outcome, t)))
    return SOME_FAILED if outcome.failed else OK


def _end(o: Outcome, t: dict[str, str]) -> list[str]:
    words: dict[str, Any] = {"kept": f"{o.kept:,}", "runs": f"{o.runs:,}", "failed": f"{o.failed:,}",
                             "n": f"{o.runs - o.kept:,}", "folder": o.folder, "typed": typed(o.folder)}  # fmt: skip
    lines = [t["merged"].format(**words)]
    if not o.complete:
        lines.append(t["missing"].format(**words))
    return [*lines, t["analyse"].format(**words), t["open"].format(**words)]
