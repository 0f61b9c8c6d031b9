"""Allocation: which institution gets the hands, and who is heard when it is decided.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 7, 54, 55: "to come"
Seen in   unmet_need
Source    assumed [A]
Switch    mechanisms.allocation
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
