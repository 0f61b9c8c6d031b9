"""A run's folder: written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from sim.lab.run import Run

README = """\
{title}

One run of samspil, an agent-based simulation of democracy in a welfare municipality. A model, not a forecast.

series.csv        a row a recorded month (0 = at rest, before the first), a column a measure
groups.csv        measures by citizen type, resource quintile and municipality
chain.csv         the influence chain: citizens at each stage by resource quintile
strain.csv        strain of the four roles, four components each
citizens.csv      a row a citizen at the end
config.yaml       the complete scenario; to run it again:  samspil run config.yaml --seed {seed}
provenance.json   versions, seed, hashes

Made with:   {command}
"""


def write(run: Run, folder: Path) -> None:
    """Write a run's results to a folder that is empty or not there yet.

    Everything is written aside first and moved when it is complete: a new folder in one step, files into an empty
    folder one by one, `provenance.json` last. So a folder with a provenance is complete.

    Raises:
        OSError: if it cannot be written; nothing is left behind then.
    """
    folder = folder.absolute()
    fresh = not folder.is_dir()
    if fresh:
        folder.parent.mkdir(parents=True, exist_ok=True)
    aside = (folder.parent if fresh else folder) / f".{folder.name}.{os.getpid()}.unfinished"
    aside.mkdir()
    try:
        _fill(aside, run)
        if fresh:
            aside.rename(folder)
        else:
            for path in sorted(aside.iterdir(), key=lambda path: (path.name == "provenance.json", path.name)):
                path.rename(folder / path.name)
            aside.rmdir()
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _fill(folder: Path, run: Run) -> None:
    """Every file of a run."""
    for name in ("series", "groups", "chain", "strain", "citizens"):
        getattr(run, name).to_csv(folder / f"{name}.csv", index=False)
    text = yaml.safe_dump(run.scenario.config(), sort_keys=False, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    kept = json.dumps(run.provenance, indent=1, ensure_ascii=False)
    (folder / "provenance.json").write_text(kept, encoding="utf-8")
    title = f"{run.scenario.municipality}, {run.scenario.policy}, seed {run.seed}"
    words = README.format(title=title, seed=run.seed, command=run.provenance["command"])
    (folder / "README.txt").write_text(words, encoding="utf-8")
