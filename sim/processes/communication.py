"""Communication: explaining losses away, and what it costs to be believed.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 25, 44: "to come"
Seen in   satisfaction
Source    assumed [A]
Switch    mechanisms.communication
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
