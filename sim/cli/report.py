"""`samspil report`: a comparison's folder as one page for a planner."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sim.app.report import render
from sim.app.stored import FolderError, read
from sim.cli.main import OK, fail


def do(asked: argparse.Namespace) -> int:
    """Read the folder and write the page."""
    folder = Path(asked.folder)
    try:
        stored = read(folder)
    except FolderError as error:
        return fail(error.headline, error.advice)
    page = Path(asked.out) if asked.out else folder / ("report.da.html" if asked.lang == "da" else "report.html")
    text = render(stored, asked.lang)
    aside = page.with_name(f".{page.name}.{os.getpid()}.unfinished")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(page)
    except OSError as error:
        aside.unlink(missing_ok=True)
        return fail(
            f"{page} could not be written: {error.strerror}", ["choose another file, for example  --out report.html"]
        )
    print(f"written: {page}", file=sys.stderr)
    return OK
