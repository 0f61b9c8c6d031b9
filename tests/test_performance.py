"""A guard of speed: every process of the month beside two small references over the same citizens, in the same run.

Speed is never stated in seconds here, and never compared with another day's: the references of
`experiments/benchmark/references.py` run in turns with the processes, and what is bounded is how many times as long as
they a process takes. There are two, since processors differ: a step of a small model, which does one citizen after the
other, and a wide pass over columns, which does as many at once as the processor can. A process must be within twice its
number for one of them. So this is not the place to notice a tenth more or less (that is
`python experiments/benchmark/month.py`); it notices a rule that is no longer compiled, or a loop that no longer does
several rows at once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

CITIZENS = 20_000
TOOK = {
    "lives": (0.004, 0.11), "needs": (0.093, 2.65), "media": (0.00577, 0.163), "politicians": (0.0107, 0.302),
    "officials": (0.00925, 0.261), "knowledge": (0.033, 0.939), "allocation": (0.009, 0.254),
    "partnership": (0.0217, 0.614), "staffing": (0.0769, 2.17), "home": (0.0382, 1.08), "delivery": (0.27, 7.64),
    "demands": (0.134, 3.78), "cases": (0.0626, 1.77), "complaints": (0.0562, 1.59), "choice": (0.0721, 2.04),
    "cocreation": (0.181, 5.13), "deliberation": (0.026, 0.75), "listening": (0.0482, 1.36), "ties": (0.0692, 1.95),
    "benefits": (0.0549, 1.55), "volunteering": (0.117, 3.3), "channels": (0.269, 7.6), "influence": (0.829, 23.4),
    "trust": (0.085, 2.44), "solidarity": (0.0566, 1.6), "belonging": (0.0311, 0.878), "socialisation": (0.0919, 2.6),
    "regard": (0.148, 4.19), "minority": (0.068, 1.92), "communication": (0.00564, 0.159), "authority": (0.023, 0.67),
    "adoption": (0.0275, 0.776), "strain": (0.0631, 1.78), "parties": (0.165, 4.66), "election": (2.27, 64.7),
}  # fmt: skip
"""Steps of the small model, and wide passes, that a process took with 20,000 citizens in one municipality, one thread,
in a month with an election. A new process, and one that has become dearer for a reason, is written down as the message
of the test says."""

TIMES = 2.0
STEPS, PASSES = 0.01, 0.3
"""Forgiven in any case: the smallest processes are shorter than a look at the clock."""
ELECTION = 48
MONTHS, ROUNDS = 12, 6


def test_no_process_takes_twice_as_long_beside_its_references_as_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "experiments" / "benchmark"))
    import month
    from settled import settled

    state = settled(CITIZENS, "aarhus", threads=1)
    best: dict[str, float] = {}
    slow: list[str] = []
    for again in range(ROUNDS):  # where the machine was disturbed, look again
        months = [ELECTION * (1 + MONTHS * again + at) for at in range(MONTHS)]
        for name, seconds in month.least_times(state, months).items():
            best[name] = min(best.get(name, seconds), seconds)
        slow = []
        for name in (process.name for process in month.MONTH):
            steps, passes = best[name] / best["the small model"], best[name] / best["the wide pass"]
            then = TOOK.get(name, (0.0, 0.0))
            if steps > TIMES * then[0] + STEPS and passes > TIMES * then[1] + PASSES:
                slow.append(f'"{name}": ({steps:.3g}, {passes:.3g}), and then {then}')
        if not slow:
            break
    told = "steps of the small model, and wide passes; if they are as they must be, write them down in TOOK:"
    assert not slow, "\n".join([told, *slow])
