"""People: what measures of several kinds ask of each citizen for themselves, in one pass over all of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES, TYPES
from sim.blocks import Blocks, over_blocks
from sim.measures.census import Census

NAN = float("nan")
AGES = (65, 80)
"""Years from which on people are counted apart."""
GROUPS = QUINTILES + 1
"""Groups by the number of a quintile, which is never 0."""

_AGES, _TYPES = 4, 4 + len(AGES)
_NEED = _TYPES + len(TYPES)
_QUALITY = _NEED + 1
_GROUP = _QUALITY + GROUPS
_ASKED = _GROUP + GROUPS
_WIDTH = _ASKED + 2
"""Where the sums of each kind begin, after acceptance and number of the majority and of the minority."""


@over_blocks
def _go_through(
    first: int, last: int, blocks: Blocks, voice: Any, minority: Any, acceptance: Any, age: Any, weights: Any,
    quintile: Any, need_level: Any, quality: Any, asked: Any, expected: Any, adoption: Any, sums: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        mine, moved = sums[b], adoption[blocks.home[b]]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            side = 2 * minority[i]
            mine[side] += acceptance[i]
            mine[side + 1] += 1.0
            for at in range(len(AGES)):
                mine[_AGES + at] += age[i] >= AGES[at]
            for kind in range(len(TYPES)):
                mine[_TYPES + kind] += weights[i, kind]
            mine[_NEED] += need_level[i]
            mine[_QUALITY + quintile[i]] += quality[i]
            mine[_GROUP + quintile[i]] += 1.0
            if asked[i] > 0.0:
                mine[_ASKED] += expected[i] - moved
                mine[_ASKED + 1] += 1.0


class People(NamedTuple):
    """What citizens with a voice are like.

    Attributes:
        acceptance: mean acceptance of the majority, and of the minority; not-a-number of nobody.
        older: the share of each of AGES and over.
        types: mean weight of each of TYPES.
        need: mean of the need they are settled at.
        quality: (6,) sum of the quality at the last meeting with a service, by GROUPS.
        number: (6,) how many they are.
        disappointed: mean of the influence that those asked lately expect, less what is moved; not-a-number where
            nobody was asked.
    """

    acceptance: tuple[float, float]
    older: list[float]
    types: list[float]
    need: float
    quality: NDArray[np.float64]
    number: NDArray[np.float64]
    disappointed: float


def people(census: Census) -> People:
    """The month's people; gone through once a census."""
    if "people" not in census.kept:
        c, towns, sums = census.state.citizens, census.state.municipalities, census.state.sums(_WIDTH)
        census.state.run(
            _go_through, c.voice, c.minority, c.acceptance, c.age, c.type_weights, c.quintile, c.need_level, c.quality,
            c.asked, c.expected_influence, towns.adoption, sums,
        )  # fmt: skip
        found = sums.sum(axis=0)
        of_many, many, of_few, few, *rest = found[: _NEED + 1].tolist()
        shares = [number / census.people for number in rest]
        gap, asked = found[_ASKED:].tolist()
        census.kept["people"] = People(
            acceptance=(of_many / many if many else NAN, of_few / few if few else NAN),
            older=shares[: len(AGES)],
            types=shares[len(AGES) : -1],
            need=shares[-1],
            quality=found[_QUALITY:_GROUP],
            number=found[_GROUP:_ASKED],
            disappointed=gap / asked if asked else NAN,
        )
    kept: People = census.kept["people"]
    return kept
