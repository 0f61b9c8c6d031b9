"""Horizontal gain: between citizens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, over_blocks
from sim.measures.census import Census
from sim.measures.declare import Measure
from sim.measures.fabric import distances, fabric
from sim.measures.inequality import theil_between, times_log
from sim.measures.people import GROUPS, people

NAN = float("nan")
YEAR = 12
RECENTLY = 0.35
"""What is left of having been asked, or of a complaint, after a year (`rules.listening.fading`)."""
UNINFORMED = 0.25
"""Awareness below which a citizen counts as not informed."""
UNMET = 0.65
"""Quality below which a need counts as unmet, as in `rules.strain.unmet`."""
RESPECTS, CUTOFF = 5, 2


@over_blocks
def _leave_out(
    first: int, last: int, blocks: Blocks, voice: Any, alone: Any, months_apart: Any, voted: Any, asked: Any,
    quality: Any, need: Any, usual_need: Any, awareness: Any, deprived: Any, sums: Any,
) -> None:  # fmt: skip
    recently, unmet, uninformed = np.float32(RECENTLY), np.float32(UNMET), np.float32(UNINFORMED)
    for b in range(first, last):
        left_out: Any = 0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            far = np.uint8(months_apart[i] >= YEAR)
            voiceless = np.uint8((voted[i] == 0) & (asked[i] < recently))
            unserved = np.uint8((quality[i] < unmet) & (need[i] > usual_need))
            unaware = np.uint8(awareness[i] < uninformed)
            deprived[i] = np.uint8(alone[i]) + 2 * far + 4 * voiceless + 8 * unserved + 16 * unaware
            respects = np.uint8(alone[i]) + far + voiceless + unserved + unaware
            left_out += respects if (voice[i] != 0) & (respects >= CUTOFF) else 0
        sums[b, 0] = left_out


def _respects(census: Census) -> tuple[NDArray[np.uint8], float]:
    """In which respects each citizen is left out (n,), a bit each; and M0."""
    state, c = census.state, census.state.citizens
    deprived, sums = np.empty(c.n, dtype=np.uint8), state.sums(1)
    state.run(
        _leave_out, c.voice, fabric(census).alone, c.months_apart, c.voted, c.asked, c.quality, c.need,
        np.float32(people(census).need), c.awareness, deprived, sums,
    )  # fmt: skip
    return deprived, float(sums.sum()) / (RESPECTS * census.people)


def deprivations(census: Census) -> NDArray[np.bool_]:
    """In which of five respects each citizen with a voice is left out: (n, 5).

    No tie outside the household; nothing to do with the authority for a year; no voice (neither voted nor in a project
    within a year); a need above the mean that was met badly; not informed.
    """
    deprived = _respects(census)[0][census.state.citizens.voice == 1]
    found: NDArray[np.bool_] = (deprived[:, None] >> np.arange(RESPECTS, dtype=np.uint8)) & 1 == 1
    return found


def left_out(census: Census) -> float:
    """Alkire and Foster's adjusted headcount of `deprivations`, with a cutoff of two."""
    return _respects(census)[1]


def reach(census: Census) -> float:
    """Mean of 1 / distance to the nearest forum; 0 for those whom no chain of acquaintances leads there."""
    counts = distances(census)
    near = counts[1:] / np.arange(1, len(counts))
    return float(near.sum() / counts.sum())


def between(census: Census) -> float:
    """The share of the inequality of service that lies between resource quintiles; 0 where there is no inequality."""
    found = _theil(census)
    return found[1] / found[0] if found[0] > 1e-15 else 0.0


def _theil(census: Census) -> tuple[float, float]:
    """Theil's T of the quality of service, and the part of it between quintiles."""
    if "theil" not in census.kept:
        state, c, met = census.state, census.state.citizens, people(census)
        mean = float(met.quality.sum()) / census.people
        if mean > 0.0:
            sums = state.sums(GROUPS)
            state.run(times_log, c.quality, c.quintile, c.voice, np.full(GROUPS, mean), sums)
            between = theil_between(met.quality, met.quality / np.maximum(met.number, 1.0), mean)
            census.kept["theil"] = (max(0.0, float(sums.sum(axis=0).sum()) / census.people), max(0.0, between))
        else:
            census.kept["theil"] = (0.0, 0.0)
    kept: tuple[float, float] = census.kept["theil"]
    return kept


HORIZONTAL: tuple[Measure, ...] = (
    Measure(
        id="horizontal.bridging",
        en="Bridging",
        da="Brobygning",
        meaning_en="How often the lower half by resources knows people of the upper half.",
        meaning_da="Hvor ofte den halvdel, der har færrest ressourcer, kender folk i den anden halvdel.",
        formula="economic connectedness: mean share of high ties of low people / share of high, at most 1",
        better="up",
        denominator="citizens of the lower half with ties",
        null="1 under proportional mixing",
        value=lambda census: min(1.0, fabric(census).connectedness),
    ),
    Measure(
        id="horizontal.exposure",
        en="Exposure to the upper half",
        da="Kontakt med den øverste halvdel",
        meaning_en="How often one would know people of the upper half if ties were dealt by lot.",
        meaning_da="Hvor ofte man ville kende folk i den øverste halvdel, hvis bekendtskaber blev fordelt ved "
        "lodtrækning.",
        formula="high people's share of ends of ties / their share of people",
        high=None,
        denominator="ends of ties",
        null="1",
        value=lambda census: fabric(census).exposure,
    ),
    Measure(
        id="horizontal.friending_bias",
        en="Friending bias",
        da="Skævhed i bekendtskaber",
        meaning_en="How much less often the lower half knows the upper than by lot.",
        meaning_da="Hvor meget sjældnere den nederste halvdel kender den øverste end ved lodtrækning.",
        formula="1 − connectedness / exposure",
        low=None,
        better="down",
        denominator="citizens of the lower half with ties",
        null="0",
        value=lambda census: fabric(census).friending_bias,
    ),
    Measure(
        id="horizontal.homophily",
        en="Homophily",
        da="Lige søger lige",
        meaning_en="How far people know people of the same schooling, beyond chance.",
        meaning_da="I hvor høj grad folk kender andre med samme uddannelse, ud over det tilfældige.",
        formula="attribute assortativity of education − its null",
        low=-1.0,
        better="down",
        denominator="ends of ties",
        null="subtracted; see horizontal.homophily_null",
        value=lambda census: fabric(census).homophily - fabric(census).homophily_null,
    ),
    Measure(
        id="horizontal.homophily_null",
        en="Homophily by chance",
        da="Lige søger lige: tilfældets niveau",
        meaning_en="Homophily to be expected if schooling were dealt anew among the same ties.",
        meaning_da="Det niveau, man ville forvente, hvis uddannelserne blev fordelt tilfældigt i samme netværk.",
        formula="expectation of attribute assortativity when labels are shuffled",
        low=-1.0,
        denominator="ends of ties",
        value=lambda census: fabric(census).homophily_null,
    ),
    Measure(
        id="horizontal.exclusion",
        en="Exclusion",
        da="Udgrænsning",
        meaning_en="How many are left out in at least two of five respects, times in how many.",
        meaning_da="Andelen, der er udgrænset på mindst to af fem måder, ganget med, hvor stor en del af måderne "
        "det er.",
        formula="Alkire–Foster M0 over: no tie outside the household; a year without the authority; no voice; unmet "
        "need; not informed; cutoff 2",
        better="down",
        value=left_out,
    ),
    Measure(
        id="horizontal.reach",
        en="Reach of forums",
        da="Forummernes rækkevidde",
        meaning_en="How near citizens are to somebody who came to this month's forum.",
        meaning_da="Hvor få led der er fra borgerne til en, der kom til månedens forum.",
        formula="mean of 1 / distance to the forum over acquaintances; whoever came is at distance 1",
        better="up",
        null="0 where there is no forum",
        value=reach,
    ),
    Measure(
        id="horizontal.between_share",
        en="Inequality of service between fifths",
        da="Ulighed i service mellem femtedele",
        meaning_en="Share of the inequality in quality of service that lies between resource quintiles.",
        meaning_da="Den del af uligheden i servicens kvalitet, der ligger mellem femtedelene efter ressourcer.",
        formula="Theil's T between quintiles / T, of quality at the last meeting",
        better="down",
        null="0; 0 by rule where there is no inequality",
        value=between,
    ),
    Measure(
        id="horizontal.service_inequality",
        en="Inequality of service",
        da="Ulighed i service",
        meaning_en="How unequal the quality of service is that citizens met.",
        meaning_da="Hvor ulige kvaliteten er af den service, borgerne har fået.",
        formula="Theil's T of quality at the last meeting",
        high=None,
        better="down",
        null="0",
        value=lambda census: _theil(census)[0],
    ),
)
