"""Home: managing in one's own home, with facilities, skills, relatives and help to help oneself.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 37, 39: "to come"
Seen in   unmet_need
Source    assumed [A]
Switch    mechanisms.home
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
