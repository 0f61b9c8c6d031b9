"""Founding: how a municipality, its people and its institutions come to be, before the first month."""

from __future__ import annotations

from sim.founding.state import found

__all__ = ["found"]
