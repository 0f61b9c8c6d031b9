"""Deliberation: what talk at the tables of a forum does to opinions.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 22, 45: "to come"
Seen in   polarization.opinion_split
Source    assumed [A]
Switch    mechanisms.deliberation
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
