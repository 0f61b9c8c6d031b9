"""Processes and measures of one's own in a sweep: named, so that every worker can find them again.

A model is extended by Python objects, and a sweep is done by processes that begin empty, perhaps on other machines.
What they share is a name: "activists:own" is `own` in the module `activists`, which every worker must be able to
import. It is an `Own`, or a function without arguments that returns one.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import ScenarioError

if TYPE_CHECKING:
    from sim.measures import Measure
    from sim.processes.form import Process
    from sim.state import State


class Own(NamedTuple):
    """What is handed to `DemocracyModel` beside scenario and seed.

    Attributes:
        processes: (process, name of the one that it follows).
        measures: further measures.
        prepare: called with the state at month 0, to add columns.
    """

    processes: Sequence[tuple[Process, str]] = ()
    measures: Sequence[Measure] = ()
    prepare: Callable[[State], None] | None = None


NOTHING = Own()


@cache
def find(name: str) -> Own:
    """What a name stands for; "" stands for nothing of one's own.

    Raises:
        ScenarioError: if it cannot be imported, or is none.
    """
    if not name:
        return NOTHING
    module, _, attribute = name.partition(":")
    try:
        found: Any = getattr(import_module(module), attribute or "own")
        if not isinstance(found, Own) and callable(found):
            found = found()
    except (ImportError, AttributeError) as error:
        raise _wrong(name, f"cannot be found: {error}") from None
    except Exception as error:  # whatever somebody's module does
        raise _wrong(name, f"cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(found, Own):
        raise _wrong(name, f"is {type(found).__name__}, not an Own")
    return found


def source_hash(name: str) -> str:
    """SHA-256 of the source of the module that a name is found in, and of its own processes; "" where there is none."""
    if not name:
        return ""
    own, digest = find(name), hashlib.sha256()
    homes = [import_module(name.partition(":")[0])]
    homes += [m for p, _ in own.processes if (m := inspect.getmodule(p.step)) is not None and m not in homes]
    for home in homes:
        digest.update(inspect.getsource(home).encode())
    return digest.hexdigest()


def _wrong(name: str, what: str) -> ScenarioError:
    return ScenarioError("E-OWN", f"own={name} {what}", key="own", value=name,
                         allowed="MODULE:NAME of a sim.lab.sweep.Own",
                         advice=["every worker must be able to import the module; see docs/tutorials/own_measure.md"],
                         )  # fmt: skip
