"""Parts of one sweep, done in folders of their own, brought together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sim.lab.sweep.code import code_version
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.files import cannot_keep, write_whole
from sim.lab.sweep.lock import locked
from sim.lab.sweep.store import CITIZENS, RUNS, SERIES, Store
from sim.lab.sweep.sweep import Outcome, Tally
from sim.lab.sweep.words import differences


def merge(folders: Sequence[str | Path], into: str | Path) -> Outcome:
    """Bring parts of one sweep together in one folder; the parts stay as they are.

    Args:
        folders: the parts.
        into: where to: one that is missing or empty, or one of the same sweep, perhaps one of the parts.

    Returns:
        What is there now; `complete` if nothing is missing.

    Raises:
        SweepError: if they are not parts of one sweep, or a file is damaged.
    """
    if not folders:
        raise SweepError("there is nothing to merge", ["name the folders of the parts"])
    target = Store(Path(into))
    parts = [Store(Path(folder)) for folder in folders if Path(folder).resolve() != Path(into).resolve()]
    if not parts:
        raise SweepError(f"{into} cannot be merged with itself alone", ["name the folders of the other parts"])
    first = parts[0].provenance()
    for part in parts:
        said = part.provenance()
        if said["code"] != code_version():
            raise SweepError(
                "parts can be merged by the version of samspil that they were made with",
                [f"{part.folder} was made with   {said['code']}", f"this is   {code_version()}"],
            )
        if said["plan"] != first["plan"]:
            lines = differences(str(parts[0].folder), first["config"], said["config"], str(part.folder))
            raise SweepError("these are not parts of one sweep", lines)
    plan = parts[0].plan()
    target.look(plan, resume=True)
    try:
        target.folder.mkdir(parents=True, exist_ok=True)
        with locked(target.folder):
            target.begin(plan, first["command"])
            target.clear()
            for part in parts:
                _bring(part, target)
            tally = Tally(target, plan, list(plan.chunks()), None)
            tally.begin(retry_failed=False)
            return tally.finish(0.0)
    except OSError as error:
        raise cannot_keep(error, target.folder) from None


def _bring(part: Store, target: Store) -> None:
    """Bring a part's chunks, each with what lies beside it first; damaged ones stay where they are."""
    chunks = {chunk.number: chunk for chunk in part.plan().chunks()}
    whole, damaged = part.present(chunks.values())
    if damaged:
        number, wrong = next(iter(damaged.items()))
        raise SweepError(
            f"chunk {number} of {part.folder} is damaged: {wrong}",
            [f"live it again:   samspil sweep {part.folder} --resume"],
        )
    for number in whole:
        for name in (SERIES, CITIZENS, RUNS):
            source, goal = part.path(chunks[number], name), target.path(chunks[number], name)
            if source.is_file() and not goal.exists():
                _place(source, goal)


def _place(source: Path, goal: Path) -> None:
    """The same file under another name where the disk can, a copy where it cannot; files never change."""
    try:
        os.link(source, goal)
    except OSError:
        write_whole(goal, source.read_bytes())
