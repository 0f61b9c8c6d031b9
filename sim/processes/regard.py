"""Regard: self-regard, and one's own idea of the common good.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 10, 14, 22: "to come"
Seen in   goal.solidarity
Source    assumed [A]
Switch    mechanisms.regard
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
