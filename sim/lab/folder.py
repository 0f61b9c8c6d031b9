"""Folders of results, of a run or of a comparison: written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from sim.lab.compare import Comparison
    from sim.lab.run import Run
    from sim.scenario import Scenario

PIECE = 50_000
"""Citizens that are written at once."""
CSV_CITIZENS = 200_000
"""Citizens up to which they are written as text."""

RUN = """\
{title}

One run of samspil, an agent-based simulation of democracy in a welfare municipality. A model, not a forecast.

series.csv        a row a recorded month (0 = at rest, before the first), a column a measure
groups.csv        measures by citizen type, resource quintile and municipality
chain.csv         the influence chain: citizens at each stage by resource quintile
strain.csv        strain of the four roles, four components each
{citizens:17s} a row a citizen at the end
config.yaml       the complete scenario; to run it again:  samspil run config.yaml --seed {seed}
provenance.json   versions, seed, hashes

Made with:   {command}
"""


COMPARISON = """\
{title}

Two policies under the same luck, citizen by citizen, with samspil, an agent-based simulation of democracy in a welfare
municipality. A model, not a forecast. Differences are B − A.

measures.csv      a row a measure at the end: means, paired difference with 90 % interval, share of futures that agree
series.csv        the same month by month
chain.csv         the influence chain under both, by resource quintile
winners.csv       shares who gain, lose and stay, by outcome and group
citizens.csv      a row a citizen and future: the change of each outcome
a.yaml, b.yaml    the complete scenarios
provenance.json   versions, seeds, hashes, the self-test of luck

Made with:   {command}
Read it:     samspil report {folder}
"""


def write(run: Run, folder: Path) -> None:
    """Write a run's results to a folder that is empty or not there yet.

    Raises:
        OSError: if it cannot be written; nothing is left behind then.
    """
    title = f"{run.scenario.municipality}, {run.scenario.policy}, seed {run.seed}"

    def fill(aside: Path) -> None:
        for name in ("series", "groups", "chain", "strain"):
            getattr(run, name).to_csv(aside / f"{name}.csv", index=False)
        citizens = write_citizens(run, aside)
        write_scenario(aside / "config.yaml", run.scenario)
        words = RUN.format(title=title, seed=run.seed, citizens=citizens, command=run.provenance["command"])
        (aside / "README.txt").write_text(words, encoding="utf-8")
        _write_json(aside / "provenance.json", run.provenance)

    place(folder, fill)


def write_citizens(run: Run, folder: Path) -> str:
    """Write the citizens at the end, some at a time, so that it takes little memory; returns the file's name.

    Up to CSV_CITIZENS as text; more of them would be some gigabytes of it, and are written as Parquet.
    """
    n = run.model.citizens.n
    pieces = (run.citizens_in(slice(first, first + PIECE)) for first in range(0, n, PIECE))
    if n <= CSV_CITIZENS:
        for number, piece in enumerate(pieces):
            piece.to_csv(folder / "citizens.csv", index=False, header=number == 0, mode="a")
        return "citizens.csv"
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = pa.Table.from_pandas(next(pieces), preserve_index=False)
    with pq.ParquetWriter(folder / "citizens.parquet", first.schema) as file:
        file.write_table(first)
        for piece in pieces:
            file.write_table(pa.Table.from_pandas(piece, first.schema, preserve_index=False))
    return "citizens.parquet"


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write a comparison to a folder that is empty or not there yet.

    Raises:
        OSError: if it cannot be written; nothing is left behind then.
    """
    a, b = comparison.a, comparison.b
    title = f"{a.municipality}: {b.policy} against {a.policy}, {len(comparison.pairs)} futures"

    def fill(aside: Path) -> None:
        for name in ("measures", "series", "chain", "winners", "citizens"):
            getattr(comparison, name).to_csv(aside / f"{name}.csv", index=False)
        write_scenario(aside / "a.yaml", a)
        write_scenario(aside / "b.yaml", b)
        words = COMPARISON.format(title=title, command=comparison.provenance["command"], folder=folder)
        (aside / "README.txt").write_text(words, encoding="utf-8")
        _write_json(aside / "provenance.json", comparison.provenance)

    place(folder, fill)


def place(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder that is empty or not there yet.

    Everything is written aside first and moved when it is complete: a new folder in one step, files into an empty
    folder one by one, `provenance.json` last. So a folder with a provenance is complete.

    Args:
        folder: where to.
        fill: writes every file into the folder that it is given.

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
        fill(aside)
        if fresh:
            aside.rename(folder)
        else:
            for path in sorted(aside.iterdir(), key=lambda path: (path.name == "provenance.json", path.name)):
                path.rename(folder / path.name)
            aside.rmdir()
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def unfinished(folder: Path) -> Path:
    """A free name for what is kept of a run until its folder is complete: beside it, or in it where it is there."""
    base = folder / "unfinished" if folder.is_dir() else folder.with_name(f"{folder.name}.unfinished")
    names = (base if number == 1 else base.with_name(f"{base.name}.{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def cannot_write(folder: Path) -> str:
    """Why results cannot be written to a folder; empty where they can. What an unfinished run left does not matter."""
    try:
        if folder.is_symlink() and not folder.exists():
            return f"--out {folder} is a link that leads nowhere"
        if folder.exists() and not folder.is_dir():
            return f"--out {folder} is a file, not a folder"
        if folder.is_dir() and any(not path.name.startswith("unfinished") for path in folder.iterdir()):
            return f"--out {folder} is not empty, and nothing is overwritten"
        parent = next(p for p in [folder.absolute(), *folder.absolute().parents] if p.exists())
        probe = parent / f".samspil-{os.getpid()}"
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        return f"--out {folder} cannot be written: {error.strerror}"
    return ""


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write the complete scenario as YAML."""
    path.write_text(yaml.safe_dump(scenario.config(), sort_keys=False, allow_unicode=True), encoding="utf-8")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")
