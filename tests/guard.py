"""Watched tables: they note which columns a process touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.processes.form import Process
from sim.state import State


class Watched:
    """A table, or a context, that notes every name asked of it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.touched: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if name not in ("n", "name", "columns"):
            self.touched.add(name)
        return getattr(self._inner, name)

    def array(self, name: str) -> Any:
        self.touched.add(name)
        return self._inner.array(name)


def watch(state: State, process: Process) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Run one month of a process on watched tables.

    Returns:
        The columns touched and the columns changed, by table; "context" holds the conditions asked for.
    """
    tables = state.tables()
    before = {name: table.snapshot() for name, table in tables.items()}
    watched = {name: Watched(table) for name, table in tables.items()}
    context = Watched(state.context)
    process.step(replace(state, **watched, context=context), process.rules())
    touched = {name: table.touched for name, table in watched.items() if table.touched}
    if context.touched:
        touched["context"] = context.touched
    changed = {}
    for name, table in tables.items():
        columns = {c for c in table if not np.array_equal(before[name][c], table.array(c), equal_nan=True)}
        if columns:
            changed[name] = columns
    return touched, changed
