"""Columns against objects: seven processes of the month in this model, and as plain Mesa objects, in one run.

python experiments/benchmark/against_objects.py [CITIZENS [MONTHS]]        default 10000 3
"""

from __future__ import annotations

import sys

import numpy as np
from objects import CHANGED, PROCESSES, Municipality, month_of_luck
from references import seconds
from settled import FIRST_MONTHS, RULES, live, settled
from tables import Part, number

from sim.month import MONTH
from sim.state import Moment, State

REPEATS = 20
"""Months of columns for each month of objects, since they are so much shorter."""


def few(state: State) -> None:
    """One month of the seven processes, as columns."""
    for process in MONTH:
        if process.name in PROCESSES:
            process.step(state, RULES[process.name])


def side_by_side(state: State, model: Municipality, months: int) -> float:
    """Live through some months with both; the least seconds that a month of objects takes."""
    best = float("inf")
    for _ in range(months):
        state.now = Moment(np.uint64(state.now.seed), state.now.month + 1)
        model.deal(month_of_luck(state))
        best = min(best, seconds(model.step))
        few(state)
    return best


def apart(state: State, model: Municipality) -> dict[str, float]:
    """For every column: how far nearly all citizens (99 in 100) are from their double, at most."""
    distance = {}
    for name in CHANGED:
        gap = np.abs(model.column(name) - state.citizens.array(name).astype(np.float64))
        distance[name] = float(np.quantile(gap, 0.99))
    return distance


def part(citizens: int, months: int) -> Part:
    """The table: a month of each, and how many times as long."""
    state = settled(citizens, "aarhus", threads=1)
    model = Municipality(state, RULES)
    objects = side_by_side(state, model, months)
    farthest = max(apart(state, model).values())

    columns = min(seconds(lambda: few(state)) for _ in range(REPEATS))
    whole = min(seconds(lambda m=m: live(state, range(m, m + 1))) for m in range(FIRST_MONTHS + 1, 3 * REPEATS))
    rows = [
        (what, f"{took * 1e3:,.2f}", number(took / citizens * 1e9), f"{objects / took:,.0f}")
        for what, took in (
            (f"{len(PROCESSES)} processes as Mesa objects", objects),
            (f"the same {len(PROCESSES)} here", columns),
            (f"all {len(MONTH)} processes here", whole),
        )
    ]
    return Part(
        "Against the same rules as Mesa objects",
        f"One month of {citizens:,} citizens of Aarhus on one thread: {', '.join(PROCESSES)}, written out with a "
        "`mesa.Agent` for each citizen in `experiments/benchmark/objects.py`. Both start from the same state and use "
        "the same random numbers, which the objects get for nothing.",
        ("a month of", "ms", "ns a citizen", "times as fast as the objects"),
        rows,
        [f"After {months} month{'s' * (months > 1)} of both, 99 of 100 citizens agree in every property to "
         f"{farthest:.0e}."],
    )  # fmt: skip


def main() -> None:
    """Print the table."""
    given = [int(word) for word in sys.argv[1:]]
    print(part(*(given + [10_000, 3][len(given) :])).plain())


if __name__ == "__main__":
    main()
