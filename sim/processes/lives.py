"""Lives: coming of age, growing older, moving and dying.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 7: "to come"
Seen in   unmet_need
Source    assumed [A]
Switch    mechanisms.lives
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
