"""Politicians: attention, promises, follow-through, dialogue and harassment.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 17, 19, 20, 21, 26: "to come"
Seen in   strain.politician
Source    assumed [A]
Switch    mechanisms.politicians
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
