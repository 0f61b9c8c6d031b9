"""Officials: rational sensitivity, learning, and how clear the landmarks are.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 24, 28, 58: "to come"
Seen in   strain.official
Source    assumed [A]
Switch    mechanisms.officials
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
