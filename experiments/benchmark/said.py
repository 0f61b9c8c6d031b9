"""Memory a citizen: what runs of all of Denmark take at their peak, against what is said in advance.

    python experiments/benchmark/said.py [CITIZENS ...]

Every size is a process of its own, `samspil run municipality=denmark citizens=N months=1`, as a user starts it; what it
takes is the most that was resident at once, as the system counts it. Needs POSIX.
"""

from __future__ import annotations

import os
import subprocess
import sys

from sim.lab.memory import need
from sim.scenario import Scenario

SIZES = (10_000, 200_000, 500_000)


def measured(citizens: int, months: int = 1) -> int:
    """Bytes that a run took at its peak."""
    words = ["run", "municipality=denmark", f"citizens={citizens}", f"months={months}", "--json"]
    code = f"import sys; from sim.cli import main; sys.exit(main({words!r}))"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"the run of {citizens} citizens ended with {child.returncode}")
    return int(usage.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def main(sizes: list[int]) -> None:
    """Print a line a size, and the bytes a citizen between the smallest and the largest."""
    taken = []
    print(f"{'citizens':>10s}{'said MB':>10s}{'took MB':>10s}{'tables and network, bytes a citizen':>38s}")
    for n in sizes:
        said = need(Scenario.load("denmark", citizens=n, months=1))
        taken.append(measured(n))
        print(f"{n:10d}{said.total / 1e6:10.0f}{taken[-1] / 1e6:10.0f}{(said.tables + said.network) / n:38.0f}")
    if len(sizes) > 1:
        print(f"\n{(taken[-1] - taken[0]) / (sizes[-1] - sizes[0]):.0f} bytes a citizen between the first and the last")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or list(SIZES))
