"""Memory a citizen: what the columns and the network take, and what a process takes at its peak.

    python experiments/benchmark/memory.py [CITIZENS ...]        default 100000 1000000 full

Each size is founded, lived through three months and recorded in a process of its own, which then says what its peak
was.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from machine import memory_free, peak_memory
from sizes import BYTES_A_CITIZEN
from tables import Part, number

from sim.scenario import Scenario

SMALL = 1_000
"""What a process takes at this size is what it takes by itself, for Python, libraries and compiled rules."""


def _measured(size: int | str) -> dict[str, Any]:
    """Bytes, in this process: of each table, of the network, and of the process at its peak so far."""
    from settled import settled

    from sim.measures import MEASURES
    from sim.measures.record import Record

    state = settled(size)
    Record(state, MEASURES)
    tables = {name: table.bytes for name, table in state.tables().items()}
    return {"citizens": state.citizens.n, "tables": tables, "network": state.network.bytes, "peak": peak_memory()}


def _in_a_process(size: int | str) -> dict[str, Any]:
    asked = [sys.executable, __file__, "--measure", str(size)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def part(sizes: Sequence[int | str]) -> Part:
    """The table: every size."""
    table = Part(
        "Memory",
        "Bytes a citizen of the citizens' own columns, of the network and of all else that is kept; and what the whole "
        "process takes at its peak, founding, three months and a record included, beyond what it takes for "
        f"{SMALL:,} citizens.",
        ("citizens", "columns, bytes each", "network", "other tables", "peak, bytes each", "process at its peak, MB"),
    )
    if peak_memory() is None:
        table.notes.append("Skipped: this system does not say what a process took at its peak.")
        return table
    bare = _in_a_process(SMALL)["peak"]
    for size in sizes:
        count = sum(Scenario.load(municipality="denmark", overrides=[f"citizens={size}"]).agents)
        free = memory_free()
        if free is not None and count * BYTES_A_CITIZEN > free:
            table.notes.append(f"Skipped: {count:,} citizens; only {free / 1e9:.1f} GB of memory are free.")
            continue
        m = _in_a_process(size)
        n, own = m["citizens"], m["tables"].pop("citizens")
        each = [own / n, m["network"] / n, sum(m["tables"].values()) / n, (m["peak"] - bare) / n]
        table.rows.append((f"{n:,}", *(number(x) for x in each), number(m["peak"] / 1e6)))
    table.notes.append(f"A process takes {bare / 1e6:.0f} MB for {SMALL:,} citizens.")
    return table


def main() -> None:
    """Print the table; with --measure, what this process measured."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(_measured(sys.argv[2])))
        return
    print(part(sys.argv[1:] or (100_000, 1_000_000, "full")).plain())


if __name__ == "__main__":
    main()
