"""How the citizens' network is drawn: who may meet whom, and the luck.

Home          all members of a household know each other.
Neighbourhood people stand in a line, in the order of the rows, and know some of those a few places away.
Work          so do colleagues, in a line of their own.
Elsewhere     what is left to be made are weak ties to anybody in the municipality, more often in
              neighbourhoods near by.

Reaches are short, so people who stand near me stand near each other too: that is what makes clustering. A
pair of people is a candidate of the first kind that fits and of no other, so no tie can be made twice. A
tie in a line is one bit in a word of 64 that belongs to the earlier of the two: luck is drawn once, at 8
bytes a citizen.

Luck      all of month 0: Decision.TIE_ACCEPT (citizen), how sociable one is · Decision.TIE_NEIGHBOUR and
          TIE_WORK (earlier citizen, places apart), ties in lines · Decision.TIE_FAR (citizen, attempt)
Source    closeness and shared foci as makers of ties: Feld 1981 [M]; shares, reaches and sociability [A]
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.blocks import kernel
from sim.network.balance import LEVEL_SUMS, LEVELS, SOCIABILITY_STEP, Cells, Strangers, alike_share, balance
from sim.randomness import Decision, number, uniform4, uniforms

NEAR, WORK, FAR = 4.0, 4.0, 1.5
"""Ties with neighbours, with colleagues (of those in work) and elsewhere, relative to each other [A]."""

REACH = 1.25
"""How many places ties in a line go, for each tie wanted: the fewer, the more clustering [A]."""

CHOOSY = 2.0
"""The homophily from which on people must look further than that to find their like [A]."""

_SHORTEST, _LONGEST = 4, 64  # places; a word has 64 bits
_TRIES = 32  # for a weak tie, before it is given up
_TIE_FAR = number(Decision.TIE_FAR)
_OTHER, _FREE, _HOME = (
    0,
    1,
    2,
)  # what a pair in a line is: a candidate of another kind, of this kind, one home


class People(Protocol):
    """What the network needs to know; rows are ordered by municipality, neighbourhood and household."""

    @property
    def municipality(self) -> NDArray[np.int16]:
        """(n,) number of the municipality."""

    @property
    def neighbourhood(self) -> NDArray[np.int32]:
        """(n,) number of the neighbourhood, running over all municipalities."""

    @property
    def household(self) -> NDArray[np.int32]:
        """(n,) number of the household."""

    @property
    def workplace(self) -> NDArray[np.int32]:
        """(n,) number of the workplace, −1 = none."""

    @property
    def education(self) -> NDArray[np.uint8]:
        """(n,) 0 to 4."""

    @property
    def neighbourhood_offsets(self) -> NDArray[np.int64]:
        """(k + 1,) first row of each neighbourhood, then n."""

    @property
    def town_offsets(self) -> NDArray[np.int64]:
        """(t + 1,) first row of each municipality, then n."""


class _Line(NamedTuple):
    """People in a line, group by group, with what a kernel looks up about them.

    Attributes:
        rows: (p,) int32, the citizens, in the order of the line.
        group: (n,) int32, each citizen's group; ties stay within one.
        household, neighbourhood, education: (n,) as in `People`.
        level: (n,) uint8, sociability, 0 to `LEVELS` − 1.
        reach: the most places between the two of a tie, 1 to 64.
        taken: pairs of one neighbourhood up to so many rows apart belong to an earlier line; 0 = none do.
    """

    rows: NDArray[np.int32]
    group: NDArray[np.int32]
    household: NDArray[np.int32]
    neighbourhood: NDArray[np.int32]
    education: NDArray[np.uint8]
    level: NDArray[np.uint8]
    reach: int
    taken: int


# Kernels take the arrays out of a named tuple before they loop: taking one out counts a reference, each time.


@kernel
def _relation(i: Any, j: Any, d: Any, household: Any, neighbourhood: Any, reach: Any, taken: Any) -> Any:
    """What two citizens who are d places apart in a line are to each other: _OTHER, _FREE or _HOME."""
    if household[i] == household[j]:
        return _HOME if taken == 0 else _OTHER
    if d > reach or (taken > 0 and neighbourhood[i] == neighbourhood[j] and abs(i - j) <= taken):
        return _OTHER
    return _FREE


@kernel
def _count_pairs(line: _Line, pairs: Any, home: Any) -> None:
    """Count a line's free pairs in `pairs` (reach, 2, LEVEL_SUMS), and pairs of one home in `home` (2,)."""
    rows, group, household, neighbourhood, education, level, reach, taken = line
    last = rows.shape[0] - 1
    for p in range(last):
        i = rows[p]
        for d in range(1, min(_LONGEST, last - p) + 1):
            j = rows[p + d]
            if group[i] != group[j]:
                break
            relation = _relation(i, j, d, household, neighbourhood, reach, taken)
            same = int(education[i] == education[j])
            if relation == _FREE:
                pairs[d - 1, same, int(level[i]) + int(level[j])] += 1
            elif relation == _HOME:
                home[same] += 1
            elif d > reach:
                break


@kernel
def _draw_line(seed: Any, decision: Any, line: _Line, chance: Any, words: Any, degree: Any) -> Any:
    """Draw the ties of a line.

    Args:
        seed: uint64.
        decision: whose luck it is, a number of `Decision`.
        line: the people.
        chance: (reach, 2, LEVEL_SUMS) of a tie.
        words: (p,) uint64, zeros; gets bit d − 1 where the citizen at p and the one d places on are tied.
        degree: (n,) int32, to which each end of each tie is added.

    Returns:
        The number of ties drawn.
    """
    rows, group, household, neighbourhood, education, level, reach, taken = line
    last = rows.shape[0] - 1
    ties = 0
    for p in range(last):
        i = rows[p]
        u = (0.0, 0.0, 0.0, 0.0)
        for d in range(1, min(_LONGEST, last - p) + 1):
            j = rows[p + d]
            if group[i] != group[j]:
                break
            if d % 4 == 1 and d <= reach:
                u = uniform4(seed, decision, 0, i, d // 4)
            relation = _relation(i, j, d, household, neighbourhood, reach, taken)
            if relation == _OTHER:
                if d > reach:
                    break
                continue
            if relation == _FREE:
                same = int(education[i] == education[j])
                if u[(d - 1) % 4] >= chance[d - 1, same, int(level[i]) + int(level[j])]:
                    continue
            words[p] |= np.uint64(1) << np.uint64(d - 1)
            degree[i] += 1
            degree[j] += 1
            ties += 1
    return ties


@kernel
def _somewhere(u: Any, here: Any, first: Any, end: Any, neighbourhood_offsets: Any) -> Any:
    """A row in a neighbourhood from `first` to before `end`, mostly near the neighbourhood `here`; or −1.

    The distance in neighbourhoods, plus one, is even on a logarithmic scale: twice as far is half as likely.
    For ties to other municipalities, choose the municipality by its distance here, and a row in it.
    """
    away = int((end - first + 1.0) ** u[0]) - 1
    there = here + away if u[1] < 0.5 else here - away
    if there < first or there >= end:
        there = 2 * here - there
    if there < first or there >= end:
        return -1
    start = neighbourhood_offsets[there]
    return start + int(u[2] * (neighbourhood_offsets[there + 1] - start))


@kernel
def _draw_far(
    seed: Any,
    line: _Line,
    workplace: Any,
    town_offsets: Any,
    neighbourhood_offsets: Any,
    weight: Any,
    accept: Any,
    first: Any,
    friends: Any,
    degree: Any,
) -> None:
    """Draw weak ties.

    Args:
        seed: uint64.
        line: the line of neighbours.
        workplace, town_offsets, neighbourhood_offsets: as in `People`.
        weight: (LEVELS,) a citizen's share of the ties to make, by sociability; over citizens the sum is 1.
        accept: (2,) chance that somebody of other (0), of the same education (1) is accepted.
        first: (n + 1,) int64, zeros; gets where each citizen's ties begin in `friends`.
        friends: int32, one place a tie wanted; gets the other end of each, or −1 where nobody was found.
        degree: (n,) int32, to which each end of each tie is added.
    """
    _, _, household, neighbourhood, education, level, reach, _ = line
    wanted, share = friends.shape[0], 0.0
    for town in range(town_offsets.shape[0] - 1):
        for i in range(town_offsets[town], town_offsets[town + 1]):
            home_first = neighbourhood[town_offsets[town]]
            home_end = neighbourhood[town_offsets[town + 1] - 1] + 1
            share += weight[level[i]]  # the running sum is rounded, so that the total is exact
            first[i + 1] = min(wanted, int(share * wanted + 0.5))
            for slot in range(first[i], first[i + 1]):
                friends[slot] = -1
                for attempt in range(_TRIES):
                    u = uniform4(seed, _TIE_FAR, 0, i, (slot - first[i]) * _TRIES + attempt)
                    j = _somewhere(u, neighbourhood[i], home_first, home_end, neighbourhood_offsets)
                    if j < 0 or u[3] >= accept[int(education[i] == education[j])]:
                        continue
                    if household[i] == household[j] or (workplace[i] >= 0 and workplace[i] == workplace[j]):
                        continue
                    if neighbourhood[i] == neighbourhood[j] and abs(i - j) <= reach:
                        continue
                    known = False
                    for other in friends[first[i] : slot]:
                        known |= other == j
                    if j < i:
                        for other in friends[first[j] : first[j + 1]]:
                            known |= other == i
                    if not known:
                        friends[slot] = j
                        degree[i] += 1
                        degree[j] += 1
                        break


@kernel
def _write_line(rows: Any, words: Any, end: Any, neighbours: Any) -> None:
    """Write the ties of a line; `end` (n,), where each citizen's written neighbours end, is moved on."""
    for p in range(rows.shape[0]):
        i, word, q = rows[p], words[p], p
        while word != np.uint64(0):
            q += 1
            if word & np.uint64(1) != np.uint64(0):
                j = rows[q]
                neighbours[end[i]] = j
                neighbours[end[j]] = i
                end[i] += 1
                end[j] += 1
            word >>= np.uint64(1)


@kernel
def _write_far_and_sort(first: Any, friends: Any, offsets: Any, end: Any, neighbours: Any) -> None:
    """Write the weak ties, then sort each citizen's neighbours (by insertion, as they are few)."""
    n = offsets.shape[0] - 1
    for i in range(n):
        for slot in range(first[i], first[i + 1]):
            j = friends[slot]
            if j >= 0:
                neighbours[end[i]] = j
                neighbours[end[j]] = i
                end[i] += 1
                end[j] += 1
    for i in range(n):
        for e in range(offsets[i] + 1, offsets[i + 1]):
            j, spot = neighbours[e], e
            while spot > offsets[i] and neighbours[spot - 1] > j:
                neighbours[spot] = neighbours[spot - 1]
                spot -= 1
            neighbours[spot] = j


def draw_ties(
    people: People, seed: int, degree: float, homophily: float
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Draw who knows whom.

    Args:
        people: the people, at least one.
        seed: the run's seed, 0 to 2^64 − 1.
        degree: ties a citizen has on average, where there are people enough.
        homophily: odds ratio of the finished network, see `sim.network.Network.education_homophily`.

    Returns:
        Offsets (n + 1,) and neighbours (2m,), as in `sim.network.Network`.
    """
    n, key = len(people.household), np.uint64(seed)
    rows = np.arange(n, dtype=np.int32)
    level = (uniforms(seed, Decision.TIE_ACCEPT, 0, rows) * LEVELS).astype(np.uint8)
    at_work = np.flatnonzero(people.workplace >= 0).astype(np.int32)
    at_work = at_work[np.argsort(people.workplace[at_work], kind="stable")]

    size = np.bincount(people.household)
    unit = max(degree - float((size * (size - 1)).sum()) / n, 0.0) / (NEAR + WORK * len(at_work) / n + FAR)
    shared = (people.household, people.neighbourhood, people.education, level)
    reach = _reach(NEAR * unit, homophily)
    near = _Line(rows, people.neighbourhood, *shared, reach, 0)
    work = _Line(at_work, people.workplace, *shared, _reach(WORK * unit, homophily), reach)
    plan = ((near, NEAR, Decision.TIE_NEIGHBOUR), (work, WORK, Decision.TIE_WORK))

    home, cells = np.zeros(2, dtype=np.int64), []  # home: pairs of other, of the same education
    for line, ties, _ in plan:
        pairs = np.zeros((line.reach, 2, LEVEL_SUMS), dtype=np.int64)
        _count_pairs(line, pairs, home)
        cells.append(Cells(pairs, ties * unit * len(line.rows) / 2))
    total = max(n * degree / 2, float(home.sum()))
    left = total - float(home.sum()) - sum(cell.wanted for cell in cells)
    share = alike_share(people.education, homophily)
    preference = balance(
        cells,
        Strangers(people.municipality, people.education, max(left, 0.0)),
        None if share is None else share * total - float(home[1]),
    )

    count, words, made = np.zeros(n, dtype=np.int32), [], 0
    for (line, _, decision), cell in zip(plan, cells, strict=True):
        words.append(np.zeros(len(line.rows), dtype=np.uint64))
        made += _draw_line(key, int(decision), line, cell.chance(preference), words[-1], count)
    first, friends = np.zeros(n + 1, dtype=np.int64), np.empty(max(round(total) - made, 0), dtype=np.int32)
    weight = SOCIABILITY_STEP ** np.arange(LEVELS)
    weight /= weight @ np.bincount(level, minlength=LEVELS)
    accept = np.exp(np.array([min(-preference, 0.0), min(preference, 0.0)]))
    towns, blocks = people.town_offsets, people.neighbourhood_offsets
    _draw_far(key, near, people.workplace, towns, blocks, weight, accept, first, friends, count)

    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(count, out=offsets[1:])
    end, neighbours = offsets[:-1].copy(), np.empty(int(offsets[-1]), dtype=np.int32)
    for (line, _, _), word in zip(plan, words, strict=True):
        _write_line(line.rows, word, end, neighbours)
    _write_far_and_sort(first, friends, offsets, end, neighbours)
    return offsets, neighbours


def _reach(ties: float, homophily: float) -> int:
    """Places that ties in a line go, for the ties that a citizen is to have in it."""
    wanted = REACH * ties * math.sqrt(max(1.0, homophily / CHOOSY))
    return min(max(round(wanted), _SHORTEST), _LONGEST)
