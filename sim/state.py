"""The state of a run: all tables, the network, and the month. This is what a process of the month is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.addresses import CARRIED, StateType, carry, places, state_type
from sim.blocks import Crew
from sim.sums import by_town
from sim.table import Table

if TYPE_CHECKING:
    from sim.network import Network


class Moment(NamedTuple):
    """When something happens, as kernels see it; with an event's name and an agent it is the key to luck.

    Attributes:
        seed: the run's seed.
        month: 1 for the first month, negative and 0 while the municipality comes to rest.
    """

    seed: np.uint64
    month: int


@dataclass
class State:
    """Everything that changes.

    Attributes:
        citizens, politicians, officials, staff: the agents.
        institutions, parties, municipalities, levers: what they act in; `levers` has a row a municipality and a
            column a lever, as in force this month.
        network: who knows whom among citizens.
        crew: runs kernels over blocks of citizens.
        now: seed and month.
        whole: True where one thread lives the month alone and steps are compiled whole; see `sim.steps`.
        resting: True while the municipality comes to rest: what is then met becomes what is usual.
        context: conditions of the run (a `sim.policy.context.Context`).
        mechanisms: name of each process: is it switched on?
        extra: for processes from outside this package.
    """

    citizens: Table
    politicians: Table
    officials: Table
    staff: Table
    institutions: Table
    parties: Table
    municipalities: Table
    levers: Table
    network: Network
    crew: Crew
    now: Moment
    context: Any
    resting: bool = False
    whole: bool = False
    mechanisms: dict[str, bool] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    TABLES = (
        "citizens",
        "politicians",
        "officials",
        "staff",
        "institutions",
        "parties",
        "municipalities",
        "levers",
    )

    def __setattr__(self, name: str, value: Any) -> None:
        """What another month brings is written down for compiled steps, too."""
        object.__setattr__(self, name, value)
        if name in CARRIED and "places" in self.__dict__:
            carry(self.places, name, value)

    @property
    def run(self) -> Callable[..., None]:
        """Run a kernel over all blocks of citizens, `run(work, *columns)`; see `sim.blocks.Crew.run`."""
        return self.crew.run

    @property
    def run_by_town(self) -> Callable[..., None]:
        """The same, but no two threads work on one municipality; see `sim.blocks.Crew.run_by_town`."""
        return self.crew.run_by_town

    def sums(self, width: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A fresh array (blocks, width) for what a kernel adds up, a row a block."""
        return np.zeros((len(self.crew.blocks.home), width))

    def by_municipality(self, sums: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Sums of blocks added up, in the order of blocks, to sums of municipalities (m, width)."""
        total: np.ndarray[Any, Any] = by_town(sums, self.crew.blocks.home, self.municipalities.n)
        return total

    @cached_property
    def kind(self) -> StateType:
        """What a compiled step takes this state for; see `sim.addresses`."""
        return state_type(self)

    @cached_property
    def places(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Where a compiled step finds its tables and network."""
        return places(self)

    @cached_property
    def address(self) -> int:
        """Where `places` lies."""
        return int(self.places.ctypes.data)

    def tables(self) -> dict[str, Table]:
        """Every table by its name."""
        return {name: getattr(self, name) for name in self.TABLES}
