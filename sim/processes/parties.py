"""Parties: listening to one's own voters, or chasing others.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 19, 57: "to come"
Seen in   switching
Source    assumed [A]
Switch    mechanisms.parties
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
