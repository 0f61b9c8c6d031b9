"""One file of results: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def cannot_write_file(path: Path) -> str:
    """Why a file cannot be written; empty where it can. An older one may be there: it is replaced."""
    try:
        if path.is_dir():
            return f"--out {path} is a folder, not a file"
        parent = next(p for p in path.absolute().parents if p.exists())
        if not parent.is_dir():
            return f"--out {path} cannot be written: {parent} is a file, not a folder"
        probe = parent / f".samspil-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"--out {path} cannot be written: {error.strerror}"
    return ""


def write_file(path: Path, text: str) -> None:
    """Write a text aside and move it into its place when it is complete.

    Raises:
        OSError: if it cannot be written; an older file stays as it was then, and nothing else is left behind.
    """
    path = path.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.parent / f".samspil-{os.getpid()}.unfinished"
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
