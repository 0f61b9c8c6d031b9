"""The month, as one numbered list of processes. The list in the documents is made from this one."""

from __future__ import annotations

from collections.abc import Iterable

from sim.processes import (
    belonging,
    cases,
    channels,
    cocreation,
    complaints,
    delivery,
    election,
    influence,
    listening,
    media,
    needs,
    solidarity,
    staffing,
    strain,
    ties,
    trust,
    volunteering,
)
from sim.processes.form import Process, process

MONTH: tuple[Process, ...] = tuple(
    process(module)
    for module in (
        needs,  #         1 what citizens need
        media,  #         2 media, promises, attention, listening
        staffing,  #      3 who is at work, and the load
        delivery,  #      4 meetings with services, against what was expected
        cases,  #         5 decisions about persons, errors, appeals
        complaints,  #    6 voice and exit
        cocreation,  #    7 the forum and its chain of influence
        listening,  #     8 what being asked and answered does
        ties,  #          9 acquaintances made by working together
        volunteering,  # 10 who begins and who stops
        channels,  #     11 input, withinput, output: what pays
        influence,  #    12 the one pass over the network
        trust,  #        13 trust in four targets
        solidarity,  #   14 solidarity and consent to tax
        belonging,  #    15 feeling heard, or left outside
        strain,  #       16 strain of the four roles
        election,  #     17 every 48th month
    )
)


def arrange(month: Iterable[Process], own: Iterable[tuple[Process, str]]) -> tuple[Process, ...]:
    """The month with processes of one's own, each after the one named.

    Raises:
        ValueError: if a name is taken, or the process to follow is not in the month.
    """
    processes = list(month)
    for extra, after in own:
        names = [p.name for p in processes]
        if extra.name in names:
            raise ValueError(f"there is a process '{extra.name}' already; give yours another name")
        if after not in names:
            raise ValueError(f"no process '{after}' to follow; there are {', '.join(names)}")
        processes.insert(names.index(after) + 1, extra)
    return tuple(processes)
