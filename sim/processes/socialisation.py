"""Socialisation: what taking part, security and policy make of a citizen.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 6, 8, 51, 53, 56: "to come"
Seen in   goal.efficacy
Source    assumed [A]
Switch    mechanisms.socialisation
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
