"""`samspil verify`: live runs of a sweep again, compare hashes, and say what else is not as it was."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sim.cli.main import DIFFERS, OK, fail, show_json
from sim.cli.progress import Progress, say_if_compiling
from sim.errors import ScenarioError
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.replay import Verification, verify

_SHOWN = 5


def do(asked: argparse.Namespace) -> int:
    """Verify, and say what came of it."""
    sys.path.append(os.getcwd())  # where processes and measures of one's own lie
    say_if_compiling()
    try:
        with Progress("verify", 1, silent=asked.json, unit="runs") as progress:
            found = verify(Path(asked.folder), asked.sample, progress.done)
    except SweepError as error:
        return fail(error.headline, error.advice)
    except ScenarioError as error:
        return fail(error.headline, error.advice)
    if asked.json:
        show_json({"checked": len(found.checked), "unlike": list(found.unlike), "promise": found.promise,
                   "differ": list(found.differ), "corrupt": dict(found.corrupt), "missing": found.missing,
                   "well": found.well})  # fmt: skip
    else:
        print("\n".join(_lines(found, asked.folder)))
    return OK if found.well else DIFFERS


def _lines(found: Verification, folder: str) -> list[str]:
    """What came out, in words."""
    same = len(found.checked) - len(found.unlike)
    lines = [f"{same} of {len(found.checked)} runs came out the same, bit by bit."]
    if found.unlike:
        shown = ", ".join(str(run) for run in found.unlike[:_SHOWN])
        more = f" and {len(found.unlike) - _SHOWN} more" if len(found.unlike) > _SHOWN else ""
        lines += [f"Unlike: runs {shown}{more}", f"  one again:   samspil replay {folder}#{found.unlike[0]}"]
    for name, why in found.corrupt.items():
        lines.append(f"Damaged: {name}: {why}")
    if found.corrupt:
        lines.append(f"  live its runs again:   samspil sweep {folder} --resume")
    if found.differ:
        lines.append("Not as it was when they were made, so that only statistical agreement is promised:")
        lines += [f"  {one}" for one in found.differ]
    else:
        lines.append("Code, versions and kind of processor are the same: equal bits are promised.")
    if found.missing:
        lines.append(f"{found.missing} runs of the plan are not there, or not well, and could not be checked.")
    return lines
