"""Minority: being outvoted, and learning to accept it.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 27, 34: "to come"
Seen in   trust.politicians
Source    assumed [A]
Switch    mechanisms.minority
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
