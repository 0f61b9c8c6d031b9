"""How much memory a run will need, known before it begins, from the declared columns and the citizens asked for.

A run's memory is its tables (a number a column and row) and its network (its ties, twice, and where each citizen's
begin). Founding works in pieces and stays below what living takes; a month works inside the tables. What a run needs
beyond is the program itself, the records, and some room to work in, both measured (`experiments/benchmark/said.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.agents.citizen import COLUMNS as CITIZENS
from sim.agents.municipality import COLUMNS as MUNICIPALITIES
from sim.agents.official import COLUMNS as OFFICIALS
from sim.agents.politician import LETTERS, PARTIES, POLITICIANS
from sim.agents.staff import INSTITUTIONS, STAFF
from sim.blocks import threads_wanted
from sim.errors import ScenarioError
from sim.founding.services import count_officials, count_staff
from sim.lab.machine import free_memory
from sim.measures import MEASURES
from sim.policy.force import COLUMNS as LEVERS
from sim.scenario import Scenario
from sim.settings import LEAST_CITIZENS
from sim.table import Column
from sim.towns import council_seats

PROGRAM = 320_000_000
"""Bytes of Python, the libraries and the compiled rules: measured with 1,000 to 50,000 citizens."""
ROOM = 0.08
"""What a run takes at its peak beyond its tables and network, as a share of these: measured from 200,000 to 500,000
citizens, to within 2 per cent of the whole. The whole country takes less than that, 2.4 GB."""
WRITING = 80_000_000
"""Bytes that writing the results takes, which is done some citizens at a time: 73 MB were measured."""
WORTH_SAYING = 500_000_000
"""Bytes from which on a run says in advance what it will need."""
LARGE = 100_000
"""Citizens below which nobody asks: any machine that runs the program has room for them."""


class Need(NamedTuple):
    """Bytes that a run will need.

    Attributes:
        tables: of all agents and what they act in.
        network: of the ties.
        records: of what is recorded.
        room: to work in.
        writing: of writing the results, where they are written.
        program: of the program itself.
    """

    tables: int
    network: int
    records: int
    room: int
    writing: int = 0
    program: int = PROGRAM

    @property
    def total(self) -> int:
        """All together."""
        return sum(self)


def need(scenario: Scenario, written: bool = False) -> Need:
    """What a run of a scenario will need at its peak; `written` where its results are written to a folder."""
    agents = np.array(scenario.agents, dtype=np.int64)
    n, towns = int(agents.sum()), len(agents)
    home, _, staff = count_staff(agents)
    rows = {
        CITIZENS: n,
        STAFF: int(staff.sum()),
        INSTITUTIONS: len(home),
        OFFICIALS: int(count_officials(agents).sum()),
        POLITICIANS: sum(council_seats(town) for town in scenario.towns),
        PARTIES: towns * len(LETTERS),
        MUNICIPALITIES: towns,
        LEVERS: towns,
    }
    tables = sum(row_bytes(columns) * count for columns, count in rows.items())
    network = int(n * (8 + 4 * scenario.population.ties))
    records = 2 + scenario.months // scenario.record_every
    grouped = sum(1 for measure in MEASURES if measure.column)
    a_record = 40 * len(MEASURES) + grouped * (600 + 8 * (8 + towns))
    room = int(ROOM * (tables + network))
    return Need(tables, network, records * a_record, room, WRITING if written else 0)


def row_bytes(columns: Iterable[Column]) -> int:
    """Bytes of one row of a table."""
    return sum(np.dtype(column.dtype).itemsize * column.width for column in columns)


def need_to_compare(a: Scenario, b: Scenario, futures: int, workers: int) -> int:
    """Bytes that a comparison will need at its peak: in each worker two models and one at rest; and what is kept."""
    one, other = need(a), need(b)
    alike = a.rest_key == b.rest_key
    models = 3 * one.tables + one.network if alike else one.tables + one.network + other.tables + other.network
    kept = futures * sum(a.agents) * 53  # four outcomes, and who it is, for each citizen
    return PROGRAM + kept + workers * (models + 2 * one.room + one.records + other.records)


def check(scenario: Scenario, written: bool = False) -> None:
    """Refuse a run that this machine has no room for; `written` where its results are written to a folder.

    Raises:
        ScenarioError: "E-MEMORY".
    """
    if sum(scenario.agents) >= LARGE and (free := free_memory()) is not None:
        _refuse(scenario, need(scenario, written).total, free)


def workers_for(a: Scenario, b: Scenario, futures: int, workers: int | None = None) -> int:
    """How many processes a comparison is shared out to: as many as asked for, fewer where memory is short.

    Args:
        a, b: the scenarios.
        futures: how many both are tried in.
        workers: how many at the most; None: one a processor, or what NUMBA_NUM_THREADS says.

    Raises:
        ScenarioError: "E-MEMORY" where there is no room for one.
    """
    most = min(threads_wanted() if workers is None else workers, futures + 1)  # and one is the self-test
    if sum(a.agents) * max(futures, most) < LARGE or (free := free_memory()) is None:
        return most
    for count in range(most, 1, -1):
        if need_to_compare(a, b, futures, count) <= free:
            return count
    _refuse(a, need_to_compare(a, b, futures, 1), free, "this comparison")
    return 1


def _refuse(scenario: Scenario, needed: int, free: int, what: str = "this run") -> None:
    """Say no where more is needed than is free.

    Raises:
        ScenarioError: "E-MEMORY".
    """
    if needed <= free:
        return
    n = sum(scenario.agents)
    fits = _round_down(n * (free - PROGRAM) / max(needed - PROGRAM, 1) * 0.95)
    least = max(LEAST_CITIZENS, len(scenario.agents))
    advice = [f"take a sample that fits, for example  citizens={fits}"] if fits >= least else []
    raise ScenarioError(
        "E-MEMORY",
        f"{what} of {n} citizens needs about {gigabytes(needed)} of memory, and {gigabytes(free)} are free here",
        key="citizens",
        value=scenario.citizens,
        allowed=f"at most about {fits} citizens on this machine now" if advice else "a run that there is room for",
        nearest=f"citizens={fits}" if advice else None,
        advice=[*advice, "or close other programs, or take a machine (or a container) with more memory"],
    )


def _round_down(number: float) -> int:
    """Two digits and zeros."""
    whole = max(int(number), 0)
    scale = int(10 ** max(len(str(whole)) - 2, 0))
    return whole // scale * scale


def gigabytes(size: float) -> str:
    """A size for people: "1.9 GB"."""
    return f"{size / 1e9:.1f} GB"
