"""Throughput from a thousand citizens to all of Denmark, on one thread and two, and what a doubling costs.

python experiments/benchmark/sizes.py [CITIZENS ...]        default 10000 100000 1000000 full
"""

from __future__ import annotations

import gc
import math
import sys
from collections.abc import Sequence

from machine import memory_free
from references import seconds
from settled import live, on_threads, settled
from tables import Part, number

from sim.measures import MEASURES
from sim.measures.record import Record
from sim.scenario import Scenario

YEAR = range(37, 49)
"""Months 37 to 48, in which there is an election."""
ENOUGH = 2_000_000
"""Citizens in all that are lived through for one figure: small sizes have many years for it, large ones a few."""
BYTES_A_CITIZEN = 650
"""What is needed while they are founded, about, to say in advance what does not fit."""


def year(place: str, citizens: int | str, threads: Sequence[int], years: int) -> tuple[int, dict[int, float], float]:
    """Live through the same months some times.

    Returns:
        Citizens, the least seconds that twelve months take for each number of threads, and those of a record.
    """
    alone = settled(citizens, place, threads=1)
    best = {}
    for count in threads:
        state = on_threads(alone, count)
        if count == 1 or not state.crew.alone:
            best[count] = min(seconds(lambda state=state: live(state, YEAR)) for _ in range(years))
        state.crew.close()
    state = on_threads(alone, max(threads))
    record = Record(state, MEASURES)
    taken = min(seconds(lambda: record.take(state)) for _ in range(2))
    state.crew.close()
    return alone.citizens.n, best, taken


def part(sizes: Sequence[tuple[str, int | str]], years: int = 3) -> Part:
    """The table: every place and size, with one thread and two."""
    table = Part(
        "Throughput, and what a doubling costs",
        "All processes of the month, in one municipality, and in Denmark's 98: millions of citizens taken through a "
        "month, a second; the least of some years of twelve months with an election in the last. *Doubling* is what "
        "twice as many citizens cost on one thread, from the row above to this one; 2 is in proportion. *Record* is "
        "taking all measures once.",
        ("where", "citizens", "one thread, M/s", "two threads, M/s", "a month, ms", "doubling", "record, ms"),
    )
    before: tuple[str, int, float] | None = None
    for place, size in sizes:
        count = sum(Scenario.load(municipality=place, overrides=[f"citizens={size}"]).agents)
        free = memory_free()
        if free is not None and count * BYTES_A_CITIZEN > free:
            table.notes.append(
                f"Skipped: {count:,} citizens, which need about {count * BYTES_A_CITIZEN / 1e9:.1f} GB of memory; "
                f"{free / 1e9:.1f} GB are free."
            )
            continue
        count, best, record = year(place, size, (1, 2), max(years, min(20, ENOUGH // count // 12)))
        gc.collect()
        one, two = best[1] / 12, best.get(2, math.nan) / 12
        doubling = ""
        if before is not None and before[0] == place:
            doubling = f"{(one / before[2]) ** (1 / math.log2(count / before[1])):.2f}"
        rates = [f"{count / each / 1e6:.1f}" if each == each else "as one" for each in (one, two)]
        table.rows.append(
            (place, f"{count:,}", *rates, number(min(one, two if two == two else one) * 1e3), doubling,
             number(record * 1e3))
        )  # fmt: skip
        before = place, count, one
    return table


def main() -> None:
    """Print the table."""
    asked = sys.argv[1:] or (10_000, 100_000, 1_000_000, "full")
    print(part([("denmark", size) for size in asked]).plain())


if __name__ == "__main__":
    main()
