"""Adoption: where co-creation takes root, by choice from above or pressure from below.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 30, 31: "to come"
Seen in   goal.solutions
Source    assumed [A]
Switch    mechanisms.adoption
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
