"""Authority: whether what the municipality decides is taken to hold.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 1, 41: "to come"
Seen in   trust.administration
Source    assumed [A]
Switch    mechanisms.authority
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
