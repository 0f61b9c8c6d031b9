"""How the citizens' network is drawn: who lines up beside whom, with what chance a tie is made, and the luck.

Households are complete. In a neighbourhood, and in a workplace, people stand in a line (the order of the rows) and
a tie to somebody d places away has the odds

    odds(i, j) = c · (1 − d / (reach + 1)) · s_i · s_j · a     where a applies to pairs of the same education only

c is one number for neighbourhoods and one for workplaces, s a citizen's sociability on four levels, a the preference
for people of the same education. As sociability has levels, all pairs fall into a few cells (d, same education, sum
of levels); counting them once gives the expected number of ties for any c and a. So c and a are solved for, not
tried out, and the finished network has the mean degree and the homophily that were asked for. Short reaches make
clustering: people near me stand near each other too. What the lines leave to be made are weak ties, drawn at random
elsewhere in the municipality, more often in neighbourhoods near by.

Every pair is a candidate of one kind only (home before neighbourhood before work before elsewhere), so no tie can be
made twice. A tie in a line is one bit of the earlier citizen's word of 64 bits: luck is drawn once, memory is 8 bytes
a citizen.

Luck      Decision.TIE_ACCEPT (citizen): sociability · Decision.TIE_NEIGHBOUR, TIE_WORK (earlier citizen, d):
          ties in lines · Decision.TIE_FAR (citizen, try): weak ties; all of month 0
Source    the form is that of exponential random graphs with attribute mixing (Robins et al. 2007 [M]); spatial
          closeness and foci as makers of ties: Feld 1981 [M]; shares, reaches and sociability [A]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.blocks import kernel
from sim.randomness import Decision, uniform4, uniforms

NEAR, WORK, FAR = 4.0, 4.0, 1.5
"""Ties a citizen has in the neighbourhood, with colleagues and elsewhere, relative to each other [A]."""

REACH = 1.5
"""How far ties in a line go, in places a tie that is wanted: the smaller, the more clustering [A]."""

LEVELS = 4
"""Levels of sociability, equally many citizens on each [A]."""

SOCIABILITY_STEP = 1.7
"""How many times higher the odds of a tie are from one level to the next [A]."""

_LONGEST = 64  # bits in a word
_TRIES = 32  # for a weak tie, before it is given up
_SUMS = 2 * LEVELS - 1  # sums of the levels of two
_STRONGEST = math.log(100.0)  # bound of the logarithm of the preference
_ROUNDS = 50  # of Newton's method, at most; 6 to 10 are usual
_TINY = 1e-9
_TIE_FAR = int(Decision.TIE_FAR)
_ELSEWHERE, _FREE, _HOME = 0, 1, 2  # what a pair in a line is: a candidate of another kind, of this kind, one home


Floats = NDArray[np.float64]


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


class _Traits(NamedTuple):
    """What kernels look up about a citizen, all (n,)."""

    household: NDArray[np.int32]
    neighbourhood: NDArray[np.int32]
    workplace: NDArray[np.int32]
    education: NDArray[np.uint8]
    level: NDArray[np.uint8]


class _Line(NamedTuple):
    """People in a line, group by group.

    Attributes:
        rows: (p,) the citizens, in the order of the line.
        group: (n,) each citizen's group; ties stay within one.
        decision: whose luck it is, a number of `Decision`.
        reach: the most places between the two of a tie, 1 to 64.
        taken: pairs of one neighbourhood up to this many rows apart are candidates of an earlier line; 0 = none are.
    """

    rows: NDArray[np.int32]
    group: NDArray[np.int32]
    decision: int
    reach: int
    taken: int


@kernel
def _relation(i: Any, j: Any, d: Any, line: _Line, who: _Traits) -> Any:
    """What the pair (i, j), d places apart in a line, is: one home, a free candidate, or elsewhere."""
    if who.household[i] == who.household[j]:
        return _HOME if line.taken == 0 else _ELSEWHERE
    if d > line.reach:
        return _ELSEWHERE
    if line.taken > 0 and who.neighbourhood[i] == who.neighbourhood[j] and abs(i - j) <= line.taken:
        return _ELSEWHERE
    return _FREE


@kernel
def _count_pairs(line: _Line, who: _Traits, pairs: Any, home: Any) -> None:
    """Count free pairs into `pairs` (reach, 2, sums of levels) and pairs of one home into `home` (2,)."""
    p_last = line.rows.shape[0] - 1
    for p in range(p_last):
        i = line.rows[p]
        for d in range(1, min(_LONGEST, p_last - p) + 1):
            j = line.rows[p + d]
            if line.group[i] != line.group[j]:
                break
            relation = _relation(i, j, d, line, who)
            same = int(who.education[i] == who.education[j])
            if relation == _FREE:
                pairs[d - 1, same, int(who.level[i]) + int(who.level[j])] += 1
            elif relation == _HOME:
                home[same] += 1
            elif d > line.reach:
                break


@kernel
def _draw_line(seed: Any, line: _Line, who: _Traits, chance: Any, words: Any, degree: Any) -> Any:
    """Draw the ties of a line.

    Args:
        seed: uint64.
        line, who: the people.
        chance: (reach, 2, sums of levels) of a tie.
        words: (p,) uint64, zeros; gets bit d − 1 where the citizen at p and the one d places on are tied.
        degree: (n,) int32, to which each end of each tie is added.

    Returns:
        The number of ties drawn.
    """
    p_last = line.rows.shape[0] - 1
    ties = 0
    for p in range(p_last):
        i = line.rows[p]
        u = (0.0, 0.0, 0.0, 0.0)
        for d in range(1, min(_LONGEST, p_last - p) + 1):
            j = line.rows[p + d]
            if line.group[i] != line.group[j]:
                break
            lane = (d - 1) % 4
            if lane == 0 and d <= line.reach:
                u = uniform4(seed, line.decision, 0, i, (d - 1) // 4)
            relation = _relation(i, j, d, line, who)
            if relation == _ELSEWHERE:
                if d > line.reach:
                    break
                continue
            same = int(who.education[i] == who.education[j])
            if relation == _FREE and u[lane] >= chance[d - 1, same, int(who.level[i]) + int(who.level[j])]:
                continue
            words[p] |= np.uint64(1) << np.uint64(d - 1)
            degree[i] += 1
            degree[j] += 1
            ties += 1
    return ties


@kernel
def _somewhere(u: Any, here: Any, first: Any, last: Any, neighbourhood_offsets: Any) -> Any:
    """A row in a neighbourhood from `first` to before `last`, each step away from `here` less likely; or −1.

    The distance in neighbourhoods, plus one, is even on a logarithmic scale: half as likely at twice the distance.
    Ties to other municipalities would be chosen here: first the municipality by distance, then a row in it.
    """
    away = int((last - first + 1.0) ** u[0]) - 1
    there = here + away if u[1] < 0.5 else here - away
    if there < first or there >= last:
        there = 2 * here - there
    if there < first or there >= last:
        return -1
    start = neighbourhood_offsets[there]
    return start + int(u[2] * (neighbourhood_offsets[there + 1] - start))


@kernel
def _draw_far(
    seed: Any, town_offsets: Any, neighbourhood_offsets: Any, who: _Traits, near_reach: Any, wanted: Any,
    weight: Any, accept: Any, first: Any, friends: Any, degree: Any,
) -> None:  # fmt: skip
    """Draw weak ties.

    Args:
        seed: uint64.
        town_offsets, neighbourhood_offsets, who: the people.
        near_reach: reach of the neighbourhoods' line, whose pairs are no candidates here.
        wanted: number of ties.
        weight: (levels,) a citizen's share of the ties to make, by sociability; its sum over citizens is 1.
        accept: (2,) chance that a candidate of other (0), of the same education (1) is accepted.
        first: (n + 1,) int64, gets where each citizen's ties begin in `friends`.
        friends: (wanted,) int32, gets the other end of each tie, or −1 where none was found.
        degree: (n,) int32, to which each end of each tie is added.
    """
    made = 0.0
    for town in range(town_offsets.shape[0] - 1):
        lo, hi = town_offsets[town], town_offsets[town + 1]
        if lo == hi:
            continue
        home_first, home_last = who.neighbourhood[lo], who.neighbourhood[hi - 1] + 1
        for i in range(lo, hi):
            made += wanted * weight[who.level[i]]
            first[i + 1] = min(wanted, int(made + 0.5))  # rounding the running sum: the total is exact
            for slot in range(first[i], first[i + 1]):
                friends[slot] = -1
                for attempt in range(_TRIES):
                    u = uniform4(seed, _TIE_FAR, 0, i, (slot - first[i]) * _TRIES + attempt)
                    j = _somewhere(u, who.neighbourhood[i], home_first, home_last, neighbourhood_offsets)
                    if j < 0 or u[3] >= accept[int(who.education[i] == who.education[j])]:
                        continue
                    if who.household[i] == who.household[j]:
                        continue
                    if who.workplace[i] >= 0 and who.workplace[i] == who.workplace[j]:
                        continue
                    if who.neighbourhood[i] == who.neighbourhood[j] and abs(i - j) <= near_reach:
                        continue
                    known = False
                    for k in range(first[i], slot):
                        known |= friends[k] == j
                    if j < i:
                        for k in range(first[j], first[j + 1]):
                            known |= friends[k] == i
                    if not known:
                        friends[slot] = j
                        degree[i] += 1
                        degree[j] += 1
                        break


@kernel
def _write_line(rows: Any, words: Any, end: Any, neighbours: Any) -> None:
    """Write the ties of a line; `end` (n,) is where each citizen's written neighbours end, and is moved on."""
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
    """Write the weak ties, then put each citizen's neighbours in order (insertion sort: the rows are short)."""
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


class _Cells:
    """The free pairs of one line by cell, and what is to be expected of them.

    Args:
        pairs: (reach, 2, sums of levels) int64, the pairs in each cell.
        wanted: ties wanted of this line; more than nine in ten of its pairs cannot be had.

    Attributes:
        level: logarithm of the line's odds c, to be solved for.
    """

    def __init__(self, pairs: NDArray[np.int64], wanted: float) -> None:
        self.pairs = pairs
        self.wanted = min(wanted, 0.9 * float(pairs.sum()))
        reach = len(pairs)
        near = np.log(1.0 - np.arange(1, reach + 1) / (reach + 1.0))
        social = math.log(SOCIABILITY_STEP) * (np.arange(_SUMS) - (LEVELS - 1))
        self._odds = np.repeat(near[:, None, None] + social, 2, axis=1)
        self.level = 0.0

    def chance(self, preference: float) -> Floats:
        """The chance of a tie in each cell, (reach, 2, sums of levels)."""
        odds = self._odds + self.level
        odds[:, 1] += preference
        return 1.0 / (1.0 + np.exp(-odds))

    def outlook(self, preference: float) -> tuple[float, float, float, float]:
        """Ties expected, those of same education, and how fast either grows with `level`."""
        chance = self.chance(preference)
        ties = self.pairs * chance
        slope = ties * (1.0 - chance)
        return float(ties.sum()), float(ties[:, 1].sum()), float(slope.sum()), float(slope[:, 1].sum())


class _Strangers:
    """What is to be expected of weak ties: chance meetings in each municipality, accepted by preference.

    Args:
        people: the people.
        wanted: weak ties wanted.
    """

    def __init__(self, people: People, wanted: float) -> None:
        self.wanted = wanted
        kinds, towns = int(people.education.max()) + 1, len(people.town_offsets) - 1
        group = people.municipality.astype(np.int64) * kinds + people.education
        counts = np.bincount(group, minlength=towns * kinds).reshape(towns, kinds)
        self._share = counts / counts.sum()
        self._alike = np.maximum(counts - 1, 0) / np.maximum(counts.sum(axis=1, keepdims=True) - 1, 1)

    def outlook(self, preference: float) -> tuple[float, float]:
        """Same-education ties expected, and how fast they grow with `preference`."""
        alike = self._alike * math.exp(preference)
        alike = alike / (alike + 1.0 - self._alike)
        return (
            self.wanted * float((self._share * alike).sum()),
            self.wanted * float((self._share * alike * (1.0 - alike)).sum()),
        )


def _balance(lines: Sequence[_Cells], strangers: _Strangers, alike: float | None) -> float:
    """Solve for each line's `level`, which is set, and for the logarithm of the preference, which is returned.

    Newton's method, with steps of bounded length; the derivative matrix is an arrow, so elimination is three lines.

    Args:
        lines: the lines, each with the ties wanted of it.
        strangers: the weak ties.
        alike: ties of same education wanted of all of these together; None: no preference.
    """
    preference = 0.0
    for _ in range(_ROUNDS):
        by_chance, steep = strangers.outlook(preference)
        missing = 0.0 if alike is None else alike - by_chance
        gaps = []
        for line in lines:
            ties, same, slope, same_slope = line.outlook(preference)
            share = same_slope / max(slope, _TINY)
            if alike is not None:
                missing -= same + share * (line.wanted - ties)
            steep += same_slope * (1.0 - share)
            gaps.append(((line.wanted - ties) / max(slope, _TINY), share))
        step = min(max(missing / max(steep, _TINY), -1.0), 1.0)
        step = min(max(preference + step, -_STRONGEST), _STRONGEST) - preference
        preference += step
        moves = [min(max(gap - share * step, -2.0), 2.0) for gap, share in gaps]
        for line, move in zip(lines, moves, strict=True):
            line.level += move
        if max(abs(step), *map(abs, moves)) < 1e-4:
            break
    return preference


def _alike_share(education: NDArray[np.uint8], homophily: float) -> float | None:
    """The share of same-education ties at an odds ratio; None where all or no pairs are of the same education."""
    counts = np.bincount(education)
    same = float((counts * (counts - 1)).sum())
    different = float(len(education)) * (len(education) - 1) - same
    if same == 0 or different == 0:
        return None
    return homophily * same / (homophily * same + different)


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
    who = _Traits(people.household, people.neighbourhood, people.workplace, people.education, level)
    at_work = np.flatnonzero(people.workplace >= 0).astype(np.int32)
    at_work = at_work[np.argsort(people.workplace[at_work], kind="stable")]

    sizes = np.bincount(people.household)
    beyond_home = max(degree - float(sizes @ (sizes - 1)) / n, 0.0)
    unit = beyond_home / (NEAR + WORK * len(at_work) / n + FAR)
    near_reach, work_reach = _reach(NEAR * unit), _reach(WORK * unit)
    lines = (
        _Line(rows, people.neighbourhood, int(Decision.TIE_NEIGHBOUR), near_reach, 0),
        _Line(at_work, people.workplace, int(Decision.TIE_WORK), work_reach, near_reach),
    )
    home = np.zeros(2, dtype=np.int64)
    cells = []
    for line, ties in zip(lines, (NEAR * unit, WORK * unit), strict=True):
        pairs = np.zeros((line.reach, 2, _SUMS), dtype=np.int64)
        _count_pairs(line, who, pairs, home)
        cells.append(_Cells(pairs, ties * len(line.rows) / 2))
    total = max(n * degree / 2, float(home.sum()))
    strangers = _Strangers(people, max(total - home.sum() - sum(line.wanted for line in cells), 0.0))
    share = _alike_share(people.education, homophily)
    preference = _balance(cells, strangers, None if share is None else share * total - home[1])

    count = np.zeros(n, dtype=np.int32)
    words, made = [], 0
    for line, cell in zip(lines, cells, strict=True):
        words.append(np.zeros(len(line.rows), dtype=np.uint64))
        made += _draw_line(key, line, who, cell.chance(preference), words[-1], count)
    far = max(round(total) - made, 0)
    first, friends = np.zeros(n + 1, dtype=np.int64), np.empty(far, dtype=np.int32)
    weight = SOCIABILITY_STEP ** np.arange(LEVELS)
    weight /= weight @ np.bincount(level, minlength=LEVELS)
    accept = np.exp(np.array([min(-preference, 0.0), min(preference, 0.0)]))
    _draw_far(
        key, people.town_offsets, people.neighbourhood_offsets, who, near_reach, far, weight, accept, first,
        friends, count,
    )  # fmt: skip

    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(count, out=offsets[1:])
    end, neighbours = offsets[:-1].copy(), np.empty(int(offsets[-1]), dtype=np.int32)
    for line, word in zip(lines, words, strict=True):
        _write_line(line.rows, word, end, neighbours)
    _write_far_and_sort(first, friends, offsets, end, neighbours)
    return offsets, neighbours


def _reach(ties: float) -> int:
    """Places that ties in a line go at the most, for the ties that a citizen is to have in it."""
    return min(max(round(REACH * ties), 4), _LONGEST)
