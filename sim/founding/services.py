"""The municipality as a provider: its institutions, its staff and its officials.

Rule      an institution of each service for every CITIZENS_EACH citizens in the model, at least two (so that there
          is something to choose between); neighbours share theirs
          staff = .109 a citizen (508,900 municipal employees for 4.67 million adults, KL 2020), by service
          an official for every 250 citizens, at least one a service
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import SECTORS
from sim.agents.official import COLUMNS as OFFICIALS
from sim.agents.staff import INSTITUTIONS, STAFF
from sim.randomness import Decision, normals
from sim.table import Table

CITIZENS_EACH = 2500
STAFF_A_CITIZEN = 0.109
STAFF_BY_SECTOR = (0.30, 0.20, 0.34, 0.05, 0.04, 0.07)
"""Shares of staff by service, in the order of SECTORS: rounded from the municipal labour market [A]."""
CITIZENS_AN_OFFICIAL = 250

_STRAIN_SPREAD, _QUALITY_SPREAD = 1.0, 1.0


Ints = NDArray[np.int64]


def count_staff(agents: Ints) -> tuple[Ints, Ints, Ints]:
    """Municipality, service and staff of each institution, (k,) each, ordered by municipality and service.

    Args:
        agents: (m,) citizens of each municipality.
    """
    units = np.maximum(2, np.rint(agents / CITIZENS_EACH)).astype(np.int64)
    home = np.repeat(np.arange(len(agents)), units * len(SECTORS))
    sector = np.concatenate([np.repeat(np.arange(len(SECTORS)), u) for u in units])
    share = np.array(STAFF_BY_SECTOR)[sector] / units[home]
    staff = np.maximum(2, np.rint(agents[home] * STAFF_A_CITIZEN * share)).astype(np.int64)
    return home, sector, staff


def count_officials(agents: Ints) -> Ints:
    """Officials (m,) of each municipality, for its citizens (m,)."""
    return np.maximum(len(SECTORS), np.rint(agents / CITIZENS_AN_OFFICIAL)).astype(np.int64)


def found_institutions(agents: Ints, seed: int) -> Table:
    """Institutions of all municipalities, ordered by municipality and service.

    Args:
        agents: (m,) citizens of each municipality.
        seed: the run's seed.
    """
    home, sector, staff = count_staff(agents)
    table = Table("institutions", INSTITUTIONS, len(home))
    table.municipality[:], table.sector[:] = home, sector
    rows = np.arange(len(home))
    table.strain_level[:] = _STRAIN_SPREAD * normals(seed, Decision.INSTITUTION_START, 0, rows)
    table.quality_level[:] = _QUALITY_SPREAD * normals(seed, Decision.INSTITUTION_START, 0, rows, 1)
    lead = 0.5 + 0.15 * normals(seed, Decision.INSTITUTION_START, 0, rows, 2)
    table.leadership[:] = np.clip(lead, 0.0, 1.0)
    table.staff[:] = staff
    return table


def assign(citizens: Table, institutions: Table, town_offsets: NDArray[np.int64]) -> None:
    """Give every citizen the institution of their service that their neighbourhood shares."""
    first = np.searchsorted(institutions.municipality, np.arange(len(town_offsets)))
    for town in range(len(town_offsets) - 1):
        rows = slice(int(town_offsets[town]), int(town_offsets[town + 1]))
        units = int(first[town + 1] - first[town]) // len(SECTORS)
        area = citizens.neighbourhood[rows].astype(np.int64)
        area -= area.min()
        unit = area * units // (area.max() + 1)
        citizens.institution[rows] = first[town] + citizens.sector[rows].astype(np.int64) * units + unit


def found_staff(institutions: Table, seed: int) -> Table:
    """Service staff, ordered by institution."""
    place = np.repeat(np.arange(institutions.n), institutions.staff)
    table = Table("staff", STAFF, len(place))
    table.institution[:] = place
    table.municipality[:] = institutions.municipality[place]
    rows = np.arange(len(place))
    table.frailty[:] = normals(seed, Decision.STAFF_START, 0, rows)
    table.exhaustion[:] = np.clip(0.4 + 0.12 * institutions.strain_level[place] + 0.15 * table.frailty, 0.0, 1.0)
    table.latitude_level[:] = np.clip(0.6 + 0.1 * normals(seed, Decision.STAFF_START, 0, rows, 1), 0.0, 1.0)
    table.latitude[:] = table.latitude_level
    return table


def found_officials(agents: Ints, seed: int) -> Table:
    """Officials, ordered by municipality; the services take turns."""
    home = np.repeat(np.arange(len(agents)), count_officials(agents))
    table = Table("officials", OFFICIALS, len(home))
    rows = np.arange(len(home))
    table.municipality[:], table.sector[:] = home, rows % len(SECTORS)
    for draw, trait in enumerate(("rationality", "clarity", "empathy")):
        own = np.clip(0.6 + 0.1 * normals(seed, Decision.OFFICIAL_START, 0, rows, draw), 0.0, 1.0)
        table.array(f"{trait}_level")[:], table.array(trait)[:] = own, own
    table.sensitivity[:] = np.sqrt(table.rationality * table.empathy)
    return table
