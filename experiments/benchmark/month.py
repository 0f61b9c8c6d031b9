"""Where a month's time goes: nanoseconds a citizen for every process, beside one pass over a plain column.

    python experiments/benchmark/month.py [CITIZENS [MONTHS [THREADS]]]        default 100000 24 1

Every figure is the least of several months, since a machine is never slower than itself undisturbed. References run
in the same months on the same citizens (`references.py`): one simple thing to one column, a pass over eight, and one
fused step of influence, participation and trust over the same network, what a small model of opinion and turnout would
be. Quote a
process as so many times the pass, and a month as so many times the fused step.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import numpy as np
from references import plain_pass, seconds, small_model, wide_pass
from settled import FIRST_MONTHS, RULES, settled
from tables import Part, number

from sim.measures import MEASURES
from sim.measures.record import Record
from sim.month import MONTH
from sim.processes.election import PERIOD
from sim.state import Moment, State


def least_times(state: State, months: Iterable[int]) -> dict[str, float]:
    """Seconds at best, in these months, of every process by its name, "a month" and the three references."""
    best: dict[str, float] = {}

    def note(name: str, took: float) -> None:
        best[name] = min(best.get(name, float("inf")), took)

    column, wide, small = plain_pass(state), wide_pass(state.citizens.n), small_model(state)
    for month in months:
        state.now = Moment(np.uint64(state.now.seed), month)
        whole = 0.0
        for process in MONTH:
            took = seconds(lambda process=process: process.step(state, RULES[process.name]))
            note(process.name, took)
            whole += took
        note("a month", whole)
        for _ in range(5):
            note("the pass", seconds(column))
            note("the wide pass", seconds(wide))
        note("the small model", seconds(small))
    return best


def part(citizens: int, months: int, threads: int = 1) -> Part:
    """The table: every process of the month."""
    state = settled(citizens, "aarhus", threads)
    record = Record(state, MEASURES)
    best = least_times(state, range(FIRST_MONTHS + 1, FIRST_MONTHS + 1 + months))
    best["election, in its month"] = least_times(state, [PERIOD * (1 + again) for again in range(3)])["election"]
    best["its record, where one is taken"] = min(seconds(lambda: record.take(state)) for _ in range(3))
    unit, month = best["the pass"], best["a month"]
    last = (
        "a month",
        "election, in its month",
        "its record, where one is taken",
        "the small model",
        "the wide pass",
        "the pass",
    )
    names = [name for name in sorted(best, key=lambda name: -best[name]) if name not in last]
    rows = [
        (name, number(best[name] / citizens * 1e9), number(best[name] / unit), f"{best[name] / month:.1%}")
        for name in [*names, *last]
    ]
    return Part(
        "Where a month's time goes",
        f"{citizens:,} citizens of Aarhus, {threads} thread{'s' * (threads > 1)}; the least of {months} "
        "months. *The pass* does one simple thing to one column, `x += .1·(y − x)`; *the wide pass* moves three "
        "columns of eight; *the small model* is one step of opinion, trust and turnout over the same network, in one "
        "kernel.",
        ("process", "ns a citizen", "times the pass", "share of a month"),
        rows,
        [f"A month of all {len(MONTH)} processes takes as long as {best['a month'] / best['the small model']:.1f} "
         "steps of the small model."],
    )  # fmt: skip


def main() -> None:
    """Print the table."""
    given = [int(word) for word in sys.argv[1:]]
    print(part(*(given + [100_000, 24, 1][len(given) :])).plain())


if __name__ == "__main__":
    main()
