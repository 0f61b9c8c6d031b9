"""Luck is a function, not a stream: `U(seed, decision, month, agent, other)` by Philox4x32-10.

Every chance event in the model has a name in the register `Decision`. Its draw depends on that name, the seed, the
month, who it happens to and, for meetings, whom with: on nothing else. So the same citizen has the same luck under
every policy, one more draw or one more citizen changes nobody else's, and any number of threads gives the same bits.

Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; constants and test vectors of Random123.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.blocks import inlined, kernel


class Decision(IntEnum):
    """The register of chance events. Append only: a number, once given, is never changed or given again."""

    # the people and their town (month 0)
    POPULATION_AGE = 1
    POPULATION_PLACE = 2
    POPULATION_HOUSEHOLD = 3
    POPULATION_WORK = 4
    POPULATION_INCOME = 5
    POPULATION_CHILDREN = 6
    TIE_NEIGHBOUR = 10
    TIE_WORK = 11
    TIE_FAR = 12
    TIE_ACCEPT = 13
    CITIZEN_RESOURCES = 20
    CITIZEN_TYPE = 21
    CITIZEN_TRUST = 22
    CITIZEN_TRUST_TARGET = 23
    CITIZEN_STYLE = 24
    CITIZEN_OPINION = 25
    CITIZEN_PARTY = 26
    CITIZEN_NEED = 27
    CITIZEN_EFFICACY = 28
    CITIZEN_TEMPER = 29
    CITIZEN_IDENTITY = 30
    CITIZEN_VOLUNTEER = 31
    CITIZEN_SERVICE = 32
    CITIZEN_SOLIDARITY = 33
    CITIZEN_HABIT = 34
    STAFF_START = 40
    INSTITUTION_START = 41
    OFFICIAL_START = 42
    POLITICIAN_START = 43
    MUNICIPALITY_START = 44
    # the month
    NEED_CHANGE = 60
    DEMAND_SHOCK = 61
    ABSENCE = 62
    ENCOUNTER = 63
    ENCOUNTER_QUALITY = 64
    ENCOUNTER_FAIRNESS = 65
    CASE = 66
    APPEAL = 67
    COMPLAINT = 68
    EXIT = 69
    CHANNEL = 70
    INVITED = 71
    CAME = 72
    SPOKE = 73
    HEARD = 74
    LISTENED = 75
    CHANGED = 76
    TABLE = 77
    TIE_MADE = 78
    TIE_KEPT = 79
    VOLUNTEER = 80
    OPINION = 81
    MEDIA = 82
    NATIONAL = 83
    VOTE = 84
    SWITCH = 85
    DESTINATION = 86
    SEAT = 87
    SALIENCE = 88
    DEATH = 89
    NEWCOMER = 91
    DEMAND = 92
    PROVIDER = 93
    DELIBERATION = 94
    SURVEY = 95
    MEMBERSHIP = 96
    DIALOGUE = 97
    HARASSMENT = 98
    PARTY_STEP = 99
    ADOPTION = 100
    ESTIMATE = 101
    CITIZEN_HOME = 103
    PARTY_START = 104
    # classical models of influence (sim.dynamics)
    PAIR = 120


def number(decision: Decision) -> Any:
    """The number of a decision, as kernels take it: a whole number like any other.

    A kernel that is given a plain constant of Python is compiled anew for each.
    """
    return np.int64(decision)


_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_SHARE = 2.0**-32
_SQRT3 = 3.0**0.5


@inlined
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Ten rounds of Philox4x32 on a counter of four 32-bit words and a key of two.

    Args:
        c0, c1, c2, c3: counter words, uint64 holding 32 bits.
        k0, k1: key words, uint64 holding 32 bits.

    Returns:
        Four uint64, each holding 32 random bits.
    """
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inlined
def _four(seed: Any, decision: Any, month: Any, agent: Any, other: Any) -> Any:
    """As `uniform4`."""
    s = np.uint64(seed)
    a, b, c, d = philox(
        np.uint64(agent) & _LOW,
        np.uint64(other) & _LOW,
        np.uint64(month) & _LOW,
        np.uint64(decision) & _LOW,
        s & _LOW,
        s >> _32,
    )
    return (a + 0.5) * _SHARE, (b + 0.5) * _SHARE, (c + 0.5) * _SHARE, (d + 0.5) * _SHARE


@kernel
def uniform4(seed: Any, decision: Any, month: Any, agent: Any, other: Any) -> Any:
    """Four independent uniform numbers in (0, 1) for one event; arguments as in `uniform`."""
    return _four(seed, decision, month, agent, other)


@kernel
def uniform(seed: Any, decision: Any, month: Any, agent: Any, other: Any) -> Any:
    """One uniform number in (0, 1).

    Args:
        seed: the run's seed, 0 to 2^64 − 1.
        decision: a number of the register `Decision`.
        month: the month, negative before the start.
        agent: uid of whom it happens to.
        other: uid of the other, or a running number where an event has several draws; else 0.
    """
    return uniform4(seed, decision, month, agent, other)[0]


@kernel
def noise(seed: Any, decision: Any, month: Any, agent: Any, other: Any) -> Any:
    """A bell-shaped number with mean 0 and standard deviation 1, within ±3.47; arguments as in `uniform`.

    The sum of the event's four uniform numbers, scaled: no logarithm, no rare monsters, kurtosis −0.3.
    """
    a, b, c, d = uniform4(seed, decision, month, agent, other)
    return (a + b + c + d - 2.0) * _SQRT3


@kernel
def luck4(seed: Any, decision: Any, month: Any, uid: Any, lo: Any, hi: Any, other: Any) -> Any:
    """`uniform4` for the citizens in rows `lo` to `hi`: (4, hi − lo), drawn several at once, six times as fast.

    Args:
        seed, decision, month, other: as in `uniform4`.
        uid: (n,) numbers of all citizens.
        lo, hi: the first row, and that after the last.
    """
    drawn = np.empty((4, hi - lo))
    for i in range(lo, hi):
        drawn[0, i - lo], drawn[1, i - lo], drawn[2, i - lo], drawn[3, i - lo] = _four(
            seed, decision, month, uid[i], other
        )
    return drawn


@kernel
def luck(seed: Any, decision: Any, month: Any, uid: Any, lo: Any, hi: Any, other: Any) -> Any:
    """`uniform` for the citizens in rows `lo` to `hi`: (hi − lo,); arguments as in `luck4`."""
    drawn = np.empty(hi - lo)
    for i in range(lo, hi):
        drawn[i - lo] = _four(seed, decision, month, uid[i], other)[0]
    return drawn


@kernel
def bells(seed: Any, decision: Any, month: Any, uid: Any, lo: Any, hi: Any, other: Any) -> Any:
    """`noise` for the citizens in rows `lo` to `hi`: (hi − lo,); arguments as in `luck4`."""
    drawn = np.empty(hi - lo)
    for i in range(lo, hi):
        a, b, c, d = _four(seed, decision, month, uid[i], other)
        drawn[i - lo] = (a + b + c + d - 2.0) * _SQRT3
    return drawn


@kernel
def _fill_flat(out: Any, seed: Any, decision: Any, month: Any, agents: Any, others: Any) -> None:
    for i in range(agents.shape[0]):
        out[i] = _four(seed, decision, month, agents[i], others[i])[0]


@kernel
def _fill_bell(out: Any, seed: Any, decision: Any, month: Any, agents: Any, others: Any) -> None:
    for i in range(agents.shape[0]):
        a, b, c, d = _four(seed, decision, month, agents[i], others[i])
        out[i] = (a + b + c + d - 2.0) * _SQRT3


def _draw(bell: bool, seed: int, decision: int, month: int, agents: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    who = np.ascontiguousarray(agents, dtype=np.int64).ravel()
    whom = np.ascontiguousarray(np.broadcast_to(np.asarray(other, dtype=np.int64), who.shape))
    out = np.empty(who.shape[0])
    fill = _fill_bell if bell else _fill_flat
    fill(out, np.uint64(seed), int(decision), month, who, whom)
    return out


def uniforms(seed: int, decision: Decision, month: int, agents: ArrayLike, other: ArrayLike = 0) -> NDArray[np.float64]:
    """Uniform numbers in (0, 1) for many agents, shape (n,); the same numbers as `uniform` one by one."""
    return _draw(False, seed, decision, month, agents, other)


def normals(seed: int, decision: Decision, month: int, agents: ArrayLike, other: ArrayLike = 0) -> NDArray[np.float64]:
    """Bell-shaped numbers (mean 0, sd 1, within ±3.47) for many agents, shape (n,); see `noise`."""
    return _draw(True, seed, decision, month, agents, other)
