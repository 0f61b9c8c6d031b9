"""How fast the model is, beside rivals and in one run: all tables, in one command.

    python experiments/benchmark/benchmark.py                   print all tables, as each is ready; a quarter of an hour
    python experiments/benchmark/benchmark.py --quick           small sizes, under two minutes, to see that it works
    python experiments/benchmark/benchmark.py --only a,d        some of them
    python experiments/benchmark/benchmark.py --write [FILE]    and write them down, to docs/performance.md if not said

Figures are worth something on a machine that does nothing else. Say them as a ratio to a rival of the same run: the
seconds are this machine's.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import machine
from tables import Part

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"

SIZES = (
    ("aarhus", 1_000), ("aarhus", 10_000), ("aarhus", 100_000),
    ("denmark", 10_000), ("denmark", 100_000), ("denmark", 1_000_000), ("denmark", "full"),
)  # fmt: skip
SMALL_SIZES = (("aarhus", 1_000), ("denmark", 10_000), ("denmark", 40_000))

PARTS: dict[str, tuple[str, tuple[Any, ...], tuple[Any, ...]]] = {
    "a": ("against_objects", (10_000, 3), (2_000, 2)),
    "b": ("against_c", ((100_000, 1_000_000), 15), ((50_000,), 5)),
    "c": ("sizes", (SIZES,), (SMALL_SIZES, 1)),
    "d": ("month", (100_000, 40), (20_000, 12)),
    "e": ("memory", ((100_000, 1_000_000, "full"),), ((50_000,),)),
    "f": ("sweep", (400,), (20, False)),
    "g": ("starts", (5,), (2, False)),
}
"""Letter: the module whose `part` measures it, and what it is given, in earnest and in small."""

HEAD = """# How fast it is

Made by one command on one machine, of which the tables below are the whole output; nothing is written by hand. Compare
the ratios: rivals ran in the same minutes on the same machine. Seconds are this machine's alone.
"""


def page(told: list[tuple[str, str]], parts: list[Part]) -> str:
    """docs/performance.md."""
    lines = ["| | |", "|---|---|", *(f"| {what} | {words} |" for what, words in told)]
    return "\n".join([HEAD, *lines, "", *(part.markdown() + "\n" for part in parts)])


def main() -> int:
    """Measure, print, and write down where that is asked for."""
    asked = argparse.ArgumentParser(description="How fast the model is, beside rivals and in one run.")
    asked.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    asked.add_argument("--only", metavar="PARTS", default="", help=f"some of {', '.join(PARTS)}, as in a,d")
    asked.add_argument("--write", metavar="FILE", nargs="?", const=PAGE, type=Path, help=f"write them to FILE ({PAGE})")
    given = asked.parse_args()
    letters = [letter.strip() for letter in given.only.split(",")] if given.only else list(PARTS)
    if unknown := [letter for letter in letters if letter not in PARTS]:
        asked.error(f"there is no part {', '.join(unknown)}; parts are {', '.join(PARTS)}")
    if given.write == PAGE and (given.only or given.quick):
        asked.error(f"{PAGE.name} holds all parts in earnest; name another FILE for some of them, or for --quick")

    options = ["--quick"] * given.quick + [f"--only {given.only}"] * bool(given.only) + ["--write"] * bool(given.write)
    told = machine.described(" ".join(["python experiments/benchmark/benchmark.py", *options]))
    for what, words in told:
        print(f"{what:22s}{words}")
    parts = []
    for letter in letters:
        module, earnest, small = PARTS[letter]
        parts.append(import_module(module).part(*(small if given.quick else earnest)))
        print(f"\n({letter}) {parts[-1].plain()}", flush=True)
    if given.write is not None:
        given.write.write_text(page(told, parts), encoding="utf-8")
        print(f"\nwritten to {given.write}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
