"""A run's folder: written whole or not at all."""

from __future__ import annotations

import json
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
chain.csv         the influence chain: citizens at each stage by resource quintile
strain.csv        strain of the four roles, four components each
citizens.csv      a row a citizen at the end
config.yaml       the complete scenario
provenance.json   versions, seed, hashes

Made with:   {command}
"""


def write(run: Run, folder: Path) -> None:
    """Write a run's results to a folder that is empty or not there yet.

    Everything is written beside it first and moved in one step, so that a folder with that name is complete.

    Raises:
        OSError: if it cannot be written; nothing is left behind then.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name}.unfinished"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        for name in ("series", "chain", "strain", "citizens"):
            getattr(run, name).to_csv(beside / f"{name}.csv", index=False)
        text = yaml.safe_dump(run.scenario.config(), sort_keys=False, allow_unicode=True)
        (beside / "config.yaml").write_text(text, encoding="utf-8")
        kept = json.dumps(run.provenance, indent=1, ensure_ascii=False)
        (beside / "provenance.json").write_text(kept, encoding="utf-8")
        title = f"{run.scenario.municipality}, {run.scenario.policy}, seed {run.seed}"
        words = README.format(title=title, command=run.provenance["command"])
        (beside / "README.txt").write_text(words, encoding="utf-8")
        if folder.is_dir():
            folder.rmdir()
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
