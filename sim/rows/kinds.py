"""The kinds of agent: what a row of each table is seen as. What each has, as columns, stands in `sim/agents`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.agents.citizen import SECTORS, TYPES
from sim.rows.row import Row
from sim.table import Table

_TYPES = np.array(TYPES, dtype=object)
_SECTORS = np.array(SECTORS, dtype=object)


def citizen_type(table: Table, rows: Any) -> Any:
    """The citizen's type in one word: the one of TYPES with the largest weight, the first of equals."""
    return _TYPES[table.type_weights[rows].argmax(axis=-1)]


def service(table: Table, rows: Any) -> Any:
    """The service, one of SECTORS, that the column `sector` numbers."""
    return _SECTORS[table.sector[rows]]


class Citizen(Row):
    """An adult resident. Labels: `type`, the largest of the three weights; `service`, the one most needed."""

    __slots__ = ()
    labels = MappingProxyType({"type": citizen_type, "service": service})

    def describe(self) -> str:
        """Age and type."""
        return f"age {self.age}, {self.type}"


class Politician(Row):
    """A member of a council."""

    __slots__ = ()

    def describe(self) -> str:
        """Party, as a row of parties, and place on its list."""
        return f"party {self.party}, place {self.place}"


class Official(Row):
    """An official of an administration. Label: `service`, the one administered."""

    __slots__ = ()
    labels = MappingProxyType({"service": service})

    def describe(self) -> str:
        """What they administer."""
        return str(self.service)


class ServiceStaff(Row):
    """Somebody who works in an institution."""

    __slots__ = ()

    def describe(self) -> str:
        """Where they work, as a row of institutions."""
        return f"institution {self.institution}"


KINDS: Mapping[str, type[Row]] = MappingProxyType(
    {
        "citizens": Citizen,
        "politicians": Politician,
        "officials": Official,
        "staff": ServiceStaff,
    }
)
"""The tables that hold agents, and what their rows are seen as, in the order of agents' numbers."""
