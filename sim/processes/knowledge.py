"""Knowledge: what officials believe that citizens want, from data that show some more than others.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 23: "to come"
Seen in   trust.politicians
Source    assumed [A]
Switch    mechanisms.knowledge
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
