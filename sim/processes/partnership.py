"""Partnership: volunteers in the services.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 12, 38, 50: "to come"
Seen in   volunteering
Source    assumed [A]
Switch    mechanisms.partnership
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
