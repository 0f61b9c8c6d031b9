"""What it costs to record a month: seconds for every measure at a million citizens.

    python experiments/benchmark/record.py [CITIZENS]        default 1000000

The country's citizens, shared out over 98 municipalities, three months after their founding (no coming to rest: the
cost does not depend on it). Every figure is the least of three. Measures that share work pay for it once, the first of
them; the last line is the whole record as a run takes it.
"""

from __future__ import annotations

import platform
import sys
import time

import numpy as np

from sim.blocks import threads_wanted
from sim.founding import found
from sim.measures import MEASURES
from sim.measures.census import Census
from sim.measures.year import Year
from sim.month import MONTH
from sim.policy.force import put_in_force
from sim.policy.levers import Levers
from sim.scenario import Scenario
from sim.state import Moment


def main() -> None:
    """Print the table."""
    citizens = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    s = Scenario.load(municipality="denmark", policy="open_invitation", overrides=[f"citizens={citizens}"])
    state = found(s.towns, s.agents, s.population, 1)
    put_in_force(state, s.levers, Levers())
    year = Year(state)
    for month in (1, 2, 3):
        state.now = Moment(np.uint64(1), month)
        for process in MONTH:
            process.step(state, process.rules())
        year.add(state)
    best: dict[str, float] = {}

    def note(name: str, start: float) -> None:
        best[name] = min(best.get(name, float("inf")), time.perf_counter() - start)

    for _ in range(3):
        whole = start = time.perf_counter()
        census = Census(state, year)
        note("the census itself", start)
        for measure in MEASURES:
            start = time.perf_counter()
            measure.of(census)
            note(measure.id, start)
        note("the whole record", whole)
    print(
        f"{citizens} citizens, {state.network.ties} ties, {threads_wanted()} threads, "
        f"Python {platform.python_version()}, {platform.machine()}"
    )
    whole_seconds = best.pop("the whole record")
    for name, seconds in sorted(best.items(), key=lambda item: -item[1])[:12]:
        print(f"{name:34s} {seconds:7.3f} s")
    rest = sorted(best.values())[:-12]
    print(f"{f'{len(rest)} others':34s} {sum(rest):7.3f} s")
    print(f"{'the whole record':34s} {whole_seconds:7.3f} s")


if __name__ == "__main__":
    main()
