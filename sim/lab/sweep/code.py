"""The version of the code that decides results: the release, and a hash of its sources and tables."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import sim

_DECIDES_NOTHING = ("app", "cli", "lab", "__pycache__")
"""Folders of `sim/` in which no result is decided."""
_ALL_THE_SAME = ("lab/run.py", "lab/sweep/chunk.py", "lab/sweep/parts.py")
"""Files in them that decide what a row holds."""


@cache
def code_version() -> str:
    """Release and 12 digits of the SHA-256 of everything in `sim/` that decides results: "0.2.0+9f3a1c04b1d2"."""
    root = Path(sim.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        decides = inside.parts[0] not in _DECIDES_NOTHING or inside.as_posix() in _ALL_THE_SAME
        if decides and path.suffix in (".py", ".csv"):
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{sim.__version__}+{digest.hexdigest()[:12]}"
