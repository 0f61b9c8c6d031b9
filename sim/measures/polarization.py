"""Polarization: of opinions, of parties, of feelings, in the network; and the deck's own, of the agenda."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, kernel, over_blocks
from sim.measures.census import Census
from sim.measures.declare import Measure
from sim.measures.fabric import fabric
from sim.measures.opinion import camps
from sim.measures.vertical import opinions

NAN = float("nan")
OWN_PARTY, OTHER_BLOC = 0.5, 0.5
_MOST_PARTIES = 32
_TOGETHER = 64
"""Citizens who are asked about a party together: a loop over them does several at once."""


def _lists(census: Census) -> NDArray[np.int64]:
    """Where each municipality's parties begin (m + 1,)."""
    state = census.state
    return np.searchsorted(state.parties.municipality, np.arange(state.municipalities.n + 1))


@kernel
def _share_out(voice: Any, party: Any, positions: Any, lists: Any, votes: Any, summed: Any) -> bool:
    """Each party's share of its municipality's votes, and its voters' mean opinion from 0 to 1; False where none votes.

    A party without votes is put at 0: with its share of 0 it counts for nothing.
    """
    for i in range(np.uint64(voice.shape[0])):
        if voice[i] != 0:
            votes[party[i]] += 1.0
            summed[party[i]] += positions[i, 0]
    for m in range(lists.shape[0] - 1):
        total = 0.0
        for q in range(lists[m], lists[m + 1]):
            total += votes[q]
        if total == 0.0:
            return False
        for q in range(lists[m], lists[m + 1]):
            mean = (summed[q] / votes[q] + 1.0) / 2.0 if votes[q] > 0.0 else 0.0
            summed[q], votes[q] = min(max(mean, 0.0), 1.0), votes[q] / total
    return True


def group_er(census: Census) -> float:
    """Esteban and Ray's polarization of the parties' voters, each party at the mean opinion of its own, on welfare."""
    c = census.state.citizens
    votes, summed = np.zeros((2, census.state.parties.n))
    lists = _lists(census)
    if not _share_out(c.voice, c.party, c.positions, lists, votes, summed):
        return NAN
    order = np.lexsort((summed, census.state.parties.municipality))
    summed, votes = summed[order], votes[order]
    towns = zip(census.weights.tolist(), lists[:-1].tolist(), lists[1:].tolist(), strict=True)
    return float(sum(weight * camps(summed[first:last], votes[first:last], 1.0) for weight, first, last in towns))


@over_blocks
def _likes(
    first: int, last: int, blocks: Blocks, voice: Any, party: Any, identity: Any, positions: Any, start: Any,
    stands: Any, bloc: Any, share: Any, sums: Any,
) -> None:  # fmt: skip
    like = np.zeros((_MOST_PARTIES, _TOGETHER))
    felt, mean, square = np.zeros((3, _TOGETHER))
    # numbers of parties are small enough to be 32-bit floats: arrays of one kind are compiled sooner
    stand_welfare, stand_choice, own, side = np.zeros((4, _TOGETHER), dtype=np.float32)
    for b in range(first, last):
        begin, end = start[blocks.home[b]], start[blocks.home[b] + 1]
        here, after = blocks.edge[b], blocks.edge[b + 1]
        while here < after:
            few = min(np.uint64(_TOGETHER), after - here)
            for at in range(few):
                i = here + at
                stand_welfare[at], stand_choice[at], felt[at] = positions[i, 0], positions[i, 1], identity[i]
                own[at], side[at] = party[i], bloc[party[i]]
            for at in range(_TOGETHER):
                mean[at] = square[at] = 0.0
            for q in range(begin, end):
                welfare, choice, size = stands[q, 0], stands[q, 1], np.float64(share[q])
                this, other, liking = np.float32(q), np.float32(bloc[q]), like[q - begin]
                for at in range(_TOGETHER):
                    far = 0.25 * np.float64(abs(stand_welfare[at] - welfare) + abs(stand_choice[at] - choice))
                    more = OWN_PARTY * felt[at] * far if own[at] == this else 0.0
                    less = OTHER_BLOC * felt[at] if side[at] != other else 0.0
                    liking[at] = (1.0 - far + more) * (1.0 - less)
                    mean[at] += size * liking[at]
            for q in range(begin, end):
                liking, size = like[q - begin], np.float64(share[q])
                for at in range(_TOGETHER):
                    apart = liking[at] - mean[at]
                    square[at] += size * (apart * apart)
            for at in range(few):
                if voice[here + at] != 0:
                    sums[b, 0] += np.sqrt(square[at])
                    sums[b, 1] += 1.0
            here += few


def affective(census: Census) -> float:
    """Wagner's weighted spread of likes of parties, as a share of the most possible."""
    state = census.state
    c, parties = state.citizens, state.parties
    sums = state.sums(2)
    state.run(
        _likes, c.voice, c.party, c.party_identity, c.positions, _lists(census), parties.positions, parties.bloc,
        parties.share, sums,
    )  # fmt: skip
    spread, people = sums.sum(axis=0)
    return float(2.0 * spread / people) if people else NAN


def agenda(census: Census) -> float:
    """How far the agenda leans to the resource-strong, on the scale of opinions.

    The signed projection of (agenda − mean opinion) on the direction from the mean of quintile 1 to the mean of
    quintile 5, over the issues; sampling alone gives 0 in expectation. Not defined where nobody has been heard or the
    fifths think alike. The variance of opinions as such does not enter: it says nothing of whose agenda it is.
    """
    m = census.state.municipalities
    weight = m.agenda_weight.astype(np.float64)
    if weight.sum() <= 0.0:
        return NAN
    leaning = ((m.agenda - m.opinion) * weight[:, None]).sum(axis=0) / weight.sum()
    opinions = census.opinions
    gap = opinions[4] - opinions[0]
    length = float(np.sqrt(gap @ gap))
    return float(leaning @ gap) / length if length > 1e-3 else NAN


POLARIZATION: tuple[Measure, ...] = (
    Measure(
        id="polarization.opinion_split",
        en="Split of opinions",
        da="Splittede holdninger",
        meaning_en="How far citizens fall into camps that stand apart.",
        meaning_da="I hvor høj grad borgerne deler sig i lejre, der står langt fra hinanden.",
        formula="4 · variance of distances between pairs (Flache & Mäs), mean over issues",
        better="down",
        denominator="pairs of citizens",
        null=".2222 for opinions spread evenly",
        value=lambda census: opinions(census).split,
    ),
    Measure(
        id="polarization.group_er",
        en="Polarization between parties",
        da="Polarisering mellem partier",
        meaning_en="How far the voters of parties stand apart, and how large those camps are.",
        meaning_da="Hvor langt partiernes vælgere står fra hinanden, og hvor store lejrene er.",
        formula="Esteban–Ray, α 1, K 4, parties at the mean opinion of their voters on welfare",
        better="down",
        denominator="citizens by party",
        null="0 for one party",
        value=group_er,
    ),
    Measure(
        id="polarization.affective",
        en="Affective polarization",
        da="Følelsesmæssig polarisering",
        meaning_en="How differently citizens like the parties.",
        meaning_da="Hvor forskelligt borgerne synes om partierne.",
        formula="Wagner's weighted spread / 5; a party is liked by nearness, one's own more, the other bloc less, with "
        "party identity",
        better="down",
        null="0 where all parties are liked alike",
        value=affective,
    ),
    Measure(
        id="polarization.network_camps",
        en="Camps in the network",
        da="Lejre i netværket",
        meaning_en="How far people know people of the same opinion, beyond chance.",
        meaning_da="I hvor høj grad folk kender andre med samme holdning, ud over det tilfældige.",
        formula="numeric assortativity of opinions − its null, mean over issues",
        low=-1.1,
        high=1.1,
        better="down",
        denominator="ends of ties",
        null="subtracted; see polarization.network_null",
        value=lambda census: float(np.mean(fabric(census).camps - fabric(census).camps_null)),
    ),
    Measure(
        id="polarization.network_null",
        en="Camps in the network by chance",
        da="Lejre i netværket: tilfældets niveau",
        meaning_en="What to expect if opinions were dealt anew among the same ties.",
        meaning_da="Det niveau, man ville forvente, hvis holdningerne blev fordelt tilfældigt i samme netværk.",
        formula="expectation of numeric assortativity when opinions are shuffled",
        low=-1.0,
        denominator="ends of ties",
        value=lambda census: float(np.mean(fabric(census).camps_null)),
    ),
    Measure(
        id="polarization.agenda",
        en="Agenda of the resource-strong",
        da="De ressourcestærkes dagsorden",
        meaning_en="How far the agenda leans to what the best-off fifth wants rather than the poorest.",
        meaning_da="Hvor meget dagsordenen hælder mod det, den bedst stillede femtedel vil, frem for den dårligst "
        "stillede.",
        formula="(agenda − mean opinion) · (mean of quintile 5 − mean of quintile 1) / its length",
        unit="opinion, −1 to 1",
        low=-3.0,
        high=3.0,
        better="down",
        denominator="those heard in forums",
        null="0 in expectation under sampling alone",
        value=agenda,
    ),
)
