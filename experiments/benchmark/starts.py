"""Cold and warm start: the first run on a machine, which compiles the rules, every later one, and what needs no rules.

    python experiments/benchmark/starts.py [TIMES]        default 5

Each is a process of its own, from its start to its end. Cold is with an empty folder for what is kept compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from references import seconds
from tables import Part, number

RUN = "run municipality=vejle citizens=1000 months=120"
SAMSPIL = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"


def _lived(folder: str | None, code: str, *words: str) -> float:
    """Seconds from start to end of a Python process that keeps what it compiles in a folder; None: where it does."""
    asked, place = [sys.executable, "-c", code, *words], dict(os.environ)
    if folder is not None:
        place["NUMBA_CACHE_DIR"] = folder
    return seconds(lambda: subprocess.run(asked, env=place, capture_output=True, check=True))  # noqa: S603


def part(times: int, cold: bool = True) -> Part:
    """The table; without `cold`, what is kept compiled already is used."""
    table = Part(
        "Start",
        "Seconds from the start of a process to its end. *The first* compiles every rule, on all processors, as the "
        f"first run after an install does; the others are the least of {times}, taken in turns.",
        ("", "seconds"),
    )
    with tempfile.TemporaryDirectory() as empty:
        folder = empty if cold else None
        if cold:
            table.rows.append((f"`samspil {RUN}`, the first", number(_lived(folder, SAMSPIL, *RUN.split()))))
        asked = {
            f"`samspil {RUN}`, later": (SAMSPIL, *RUN.split()),
            "`samspil --help`": (SAMSPIL, "--help"),
            "`import sim`": ("import sim",),
            "Python alone": ("pass",),
        }
        best = dict.fromkeys(asked, float("inf"))
        for _ in range(times):
            for what, words in asked.items():
                best[what] = min(best[what], _lived(folder, *words))
    table.rows += [(what, number(took)) for what, took in best.items()]
    if not cold:
        table.notes.append("The first start is left out here.")
    return table


def main() -> None:
    """Print the table."""
    print(part(int(sys.argv[1]) if len(sys.argv) > 1 else 5).plain())


if __name__ == "__main__":
    main()
