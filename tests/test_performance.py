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
    "lives": (0.004, 0.11), "needs": (0.093, 2.65), "media": (0.006, 0.17), "politicians": (0.011, 0.32),
    "officials": (0.01, 0.29), "knowledge": (0.033, 0.95), "allocation": (0.009, 0.27),
    "partnership": (0.068, 1.94), "staffing": (0.123, 3.5), "home": (0.12, 3.44), "delivery": (0.596, 17),
    "demands": (0.252, 7.19), "cases": (0.085, 2.41), "complaints": (0.109, 3.11), "choice": (0.129, 3.68),
    "cocreation": (0.374, 10.7), "deliberation": (0.026, 0.75), "listening": (0.105, 2.99), "ties": (0.094, 2.68),
    "benefits": (0.097, 2.78), "volunteering": (0.265, 7.57), "channels": (0.412, 11.8), "influence": (1.07, 30.5),
    "trust": (0.085, 2.44), "solidarity": (0.157, 4.47), "belonging": (0.042, 1.21), "socialisation": (0.158, 4.52),
    "regard": (0.356, 10.2), "minority": (0.126, 3.6), "communication": (0.006, 0.16), "authority": (0.023, 0.67),
    "adoption": (0.074, 2.12), "strain": (0.132, 3.76), "parties": (0.21, 5.99), "election": (2.27, 64.7),
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
