"""Runs that fail, and runs that take their process with them, for tests: told apart by a condition that is varied."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from sim.lab.sweep.own import Own
from sim.measures import Measure

RAISES, KILLS, KILLS_ONCE = 0.125, 0.25, 0.375
"""Values of context.media_pressure."""
ONCE = "SAMSPIL_TEST_ONCE"
"""Names a file that is there once the run that kills only once has done so."""


def _value(census: Any) -> float:
    pressure, month = census.state.context.media_pressure, census.state.now.month
    if month > 0 and pressure == RAISES:
        raise ValueError("this one was to fail\nand says more in a second line")
    if month > 0 and pressure == KILLS:
        os.kill(os.getpid(), signal.SIGKILL)
    if month > 0 and pressure == KILLS_ONCE and not Path(os.environ[ONCE]).exists():
        Path(os.environ[ONCE]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return float(pressure)


own = Own(
    measures=[
        Measure(
            id="poison",
            en="Poison",
            da="Gift",
            meaning_en="What the run is told.",
            meaning_da="Hvad kørslen får at vide.",
            formula="media pressure",
            value=_value,
        )
    ]
)
