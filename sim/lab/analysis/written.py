"""What an analysis leaves in a sweep's folder: tables as CSV and one page; whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sim.lab.analysis.study import Study

TABLES = "figures"


def write(made: Study, folder: Path, page: Path, text: str) -> None:
    """Write the tables to `folder/figures` and the page; older ones are replaced.

    Everything is written aside first and moved when it is complete.

    Args:
        made: the analysis.
        folder: the sweep's folder.
        page: the file of the page.
        text: the page.

    Raises:
        OSError: if it cannot be written; what was there stays as it was then, and nothing else is left behind.
    """
    page.absolute().parent.mkdir(parents=True, exist_ok=True)
    aside, tables = folder / f".analysis.{os.getpid()}.unfinished", folder / TABLES
    draft = page.absolute().with_name(f".{page.name}.{os.getpid()}.unfinished")
    aside.mkdir()
    try:
        fresh = aside / "new"
        fresh.mkdir()
        for studied in made.studied:
            for name, table in studied.tables().items():
                table.to_csv(fresh / f"{studied.measure}.{name}.csv", index=False)
        draft.write_text(text, encoding="utf-8", newline="\n")
        if tables.exists():
            tables.rename(aside / "old")
        try:
            fresh.rename(tables)
            draft.replace(page)
        except OSError:
            if (aside / "old").exists():
                shutil.rmtree(tables, ignore_errors=True)
                (aside / "old").rename(tables)
            raise
    finally:
        draft.unlink(missing_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
