"""What `samspil sweep`, `replay` and `verify` may be asked. Light, so that help is there at once."""

from __future__ import annotations

import argparse

EXAMPLES = """\
what is varied:
  KEY=A,B,C            values to try                       listening=0,0.5,1    policy=sortition,balanced
  KEY=A..B             a range, for lhs, sobol, morris     facilitation=0.2..0.8
  KEY=A..B..STEP       a range in steps                    power=0..1..0.25
  KEY=A                one value for all runs              municipality=vejle
  FILE.yaml            all of this in a file; what is written beside it goes before

designs:
  grid     every combination of the values (where only values are given)
  lhs      --n N rows, evenly spread over the ranges: for surrogates, boxes, scores
  sobol    --n N (factors + 2) rows, N a power of two: how much each factor does, alone and with others
  morris   --n N (factors + 1) rows: which factors matter at all, with few runs

examples:
  samspil sweep listening=0,0.5,1 power=0,1 citizens=1000 --seeds 20 --dry-run
  samspil sweep listening=0..1 outreach=0..1 policy=open_invitation citizens=1000 --design lhs --n 200
  samspil sweep study.yaml --out out/study
  samspil sweep out/study --resume               go on where it ended
  samspil sweep out/study --retry-failed         live the failed runs again

Every run is kept as it is complete; Ctrl-C stops cleanly. Afterwards:  samspil analyse DIR
exit codes: 0 well, 2 bad input (nothing was started), 3 some runs failed or could not be kept,\n            130 stopped
"""


def add(p: argparse.ArgumentParser, command: str) -> None:
    """The options of one of the three commands."""
    if command == "verify":
        p.add_argument("folder", metavar="DIR", help="the folder of a sweep")
        p.add_argument("--sample", type=int, metavar="N", help="live so many runs again, evenly spread (default: all)")
        return
    if command == "replay":
        p.add_argument("run", metavar="DIR#RUN", help="the folder of a sweep and the number of a run:  out/study#1734")
        p.add_argument("--until", type=int, metavar="MONTH", help="stop after this month")
        return
    p.formatter_class = argparse.RawDescriptionHelpFormatter
    p.epilog = EXAMPLES
    p.usage = "samspil sweep [FILE | DIR | KEY=VALUE | KEY=LIST | KEY=RANGE ...] [options]"
    p.add_argument(
        "what", nargs="*", metavar="WHAT", help="a FILE.yaml, the folder of a sweep, and settings: see below"
    )
    plan = p.add_argument_group("what to do")
    plan.add_argument("--design", metavar="KIND", help="grid, lhs, sobol or morris: see below")
    plan.add_argument("--n", type=int, metavar="N", help="size of the design: rows, points or trajectories")
    plan.add_argument("--levels", type=int, metavar="N", help="levels of each factor, for morris (default 4)")
    plan.add_argument("--second-order", action="store_true", help="sobol: pairs of factors, too; twice the rows")
    plan.add_argument("--luck", type=int, metavar="N", help="number that the rows are drawn from (default 0)")
    plan.add_argument(
        "--seeds", metavar="N", help="how many seeds each row has (default 10), or which: 7..26, or 1,5,9"
    )
    plan.add_argument("--seed", type=int, metavar="N", help="the first seed, where --seeds says how many (default 7)")
    plan.add_argument("--detail", choices=("runs", "series", "citizens"),
                      help="keep a row a run (default), the months of each, or its months and citizens")  # fmt: skip
    plan.add_argument("--name", metavar="NAME", help="what the sweep is called (default: what it varies)")
    plan.add_argument("--own", metavar="MODULE:NAME", help="processes and measures of your own")
    how = p.add_argument_group("how to do it")
    how.add_argument("--engine", metavar="E", help="process (default), serial, dask, or shard for array jobs")
    how.add_argument("--workers", type=int, metavar="N", help="runs at once (default: one a processor)")
    how.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="of Dask, tcp://...:8786 (default: a local one)"
    )
    how.add_argument("--shard", metavar="I/N", help="only the I-th of N parts, for array jobs: 1/8 ... 8/8")
    how.add_argument("--out", metavar="DIR", help="the folder to write (default out/DATE_NAME_HASH)")
    how.add_argument("--resume", action="store_true", help="go on with what the folder holds")
    how.add_argument("--retry-failed", action="store_true", help="go on, and live failed runs again")
    how.add_argument("--dry-run", action="store_true", help="say what it would be: runs, time, disk; write nothing")
    how.add_argument("--yes", action="store_true", help="begin even a sweep that takes very long")
