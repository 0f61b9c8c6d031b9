"""Measures: what a run reports, each declared once."""

from __future__ import annotations

from sim.measures.dashboard import DASHBOARD
from sim.measures.declare import Measure
from sim.measures.indicators import INDICATORS

MEASURES: tuple[Measure, ...] = (*DASHBOARD, *INDICATORS)
"""Every measure, in the order of the series' columns."""

__all__ = ["MEASURES", "Measure"]
