"""The month, as one numbered list of processes. The list in the documents is made from this one."""

from __future__ import annotations

from collections.abc import Iterable

from sim.processes import (
    adoption,
    allocation,
    authority,
    belonging,
    benefits,
    cases,
    channels,
    choice,
    cocreation,
    communication,
    complaints,
    deliberation,
    delivery,
    demands,
    election,
    home,
    influence,
    knowledge,
    listening,
    lives,
    media,
    minority,
    needs,
    officials,
    parties,
    partnership,
    politicians,
    regard,
    socialisation,
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
        lives,  #  1 who comes of age, ages, moves, dies
        needs,  #  2 what citizens need
        media,  #  3 media pressure
        politicians,  #  4 attention, promises, listening
        officials,  #  5 sensitivity, learning, clarity
        knowledge,  #  6 what officials believe is wanted
        allocation,  #  7 which institution gets the hands
        partnership,  #  8 volunteers in the services
        staffing,  #  9 who is at work, and the load
        home,  # 10 managing in one's own home
        delivery,  # 11 meetings with services, against what was expected
        demands,  # 12 demands, granted or refused
        cases,  # 13 decisions about persons, errors, appeals
        complaints,  # 14 voice
        choice,  # 15 exit
        cocreation,  # 16 the forum and its chain of influence
        deliberation,  # 17 talk at the tables
        listening,  # 18 what being asked and answered does
        ties,  # 19 acquaintances made by working together
        benefits,  # 20 whom solutions serve
        volunteering,  # 21 who begins and who stops
        channels,  # 22 input, withinput, output: what pays
        influence,  # 23 the one pass over the network
        trust,  # 24 trust in seven targets
        solidarity,  # 25 solidarity and consent to tax
        belonging,  # 26 feeling heard, or left outside
        socialisation,  # 27 what taking part makes of a citizen
        regard,  # 28 self-regard, and the common good
        minority,  # 29 being outvoted
        communication,  # 30 what is said of losses
        authority,  # 31 whether decisions hold
        adoption,  # 32 where co-creation takes root
        strain,  # 33 strain of the four roles
        parties,  # 34 before an election: listen or chase
        election,  # 35 every 48th month
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
