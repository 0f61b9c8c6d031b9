"""Choice: who leaves an institution, and where to.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 13, 16, 18: "to come"
Seen in   exit_share
Source    assumed [A]
Switch    mechanisms.choice
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
