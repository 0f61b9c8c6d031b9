"""The finding of a comparison in sentences, generated from its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.app.numbers import Numbers, decimals
from sim.app.stored import Stored
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

LABEL = {measure.id: measure for measure in MEASURES}
HEADLINE = ("satisfaction", "unmet_need", "trust.politicians", "trust.administration", "trust.staff", "trust.citizens",
            "goal.efficacy")  # fmt: skip
"""The measures of welfare, trust and influence that a finding may be about; all are shares."""


MANY = 10_000
"""More futures than anybody will run."""


def finding(stored: Stored, language: str, t: dict[str, Any]) -> list[str]:
    """The sentences: the clearest difference first, then who gains and who loses."""
    if stored.provenance["apart"] is None:
        return [t["never"]]
    return [*_difference(stored, language, t), *_people(stored, language, t)]


def _difference(stored: Stored, language: str, t: dict[str, Any]) -> Iterator[str]:
    table = stored.measures[stored.measures["measure"].isin(HEADLINE)].set_index("measure")
    sure = table[table["survives"]]
    numbers = Numbers(language)
    futures = t["futures"](stored.futures)
    if not sure.empty:
        name = str(sure["mean"].abs().idxmax())
        row = sure.loc[name]
        yield t["finding"].format(
            label=getattr(LABEL[name], language),
            way=t["words"]["up" if row["mean"] > 0.0 else "down"],
            agree=round(row["agree"] * row["futures"]),
            futures=f"{row['futures']:.0f}",
            size=numbers.plain(abs(100 * row["mean"]), 2),
        )
        if abs(row["mean"]) < stored.provenance["meaningful"]:
            yield t["little"].format(change=points(stored, numbers))
        if others := [(other, 100 * mean) for other, mean in sure["mean"].items() if other != name]:
            said = (f"{getattr(LABEL[str(other)], language)} ({numbers.fixed(mean, decimals(mean, 2), '+')})"
                    for other, mean in others)  # fmt: skip
            yield t["also"].format(others="; ".join(said))
        return
    yield t["none"].format(futures=futures[0].upper() + futures[1:])
    if stored.futures < 2:
        yield t["single"]
    further = table["more"][table["more"] > 0.0]
    if not further.empty:
        name = str(further.idxmin())
        yield t["nearest"].format(label=getattr(LABEL[name], language), more=how_many(further[name], numbers, t))


def how_many(more: float, numbers: Numbers, t: dict[str, Any]) -> str:
    """How many more futures would do, as far as that is of use to anybody."""
    return t["over"].format(n=numbers.fixed(MANY, 0)) if more > MANY else numbers.fixed(more, 0)


def points(stored: Stored, numbers: Numbers) -> str:
    """The smallest change that counts, in points of 100."""
    return numbers.given(100 * stored.provenance["meaningful"])


def moved(stored: Stored, outcome: str) -> pd.DataFrame:
    """Shares who gain and lose by one outcome, by fifth and for all."""
    table = stored.winners
    return table[(table["outcome"] == outcome) & table["by"].isin(("all", "quintile"))].set_index("group")


def _people(stored: Stored, language: str, t: dict[str, Any]) -> Iterator[str]:
    """Who gains and loses in the outcome in which most people do."""
    numbers = Numbers(language)
    shares = {outcome.id: moved(stored, outcome.id) for outcome in OUTCOMES}
    name = max(shares, key=lambda each: float(shares[each].loc["all", ["gain", "lose"]].sum()))
    table = shares[name]
    change = points(stored, numbers)
    if not table.loc["all", ["gain", "lose"]].sum():
        yield t["nobody"].format(n=len(OUTCOMES), change=change)
        return
    label = next(getattr(outcome, language) for outcome in OUTCOMES if outcome.id == name)
    gain, lose = (
        numbers.of_hundred(float(table.loc["all", part])).replace("<1", t["under"]) for part in ("gain", "lose")
    )
    yield t["tally"].format(outcome=label, gain=gain, lose=lose, change=change)
    fifths = table.drop(index="all")
    for part, sentence in (("gain", "most"), ("lose", "least")):
        if fifths[part].max() > 0.005:  # under one of a hundred, the most frequent group says nothing
            group = str(fifths[part].idxmax())
            yield t[sentence].format(group=t["groups"][group], n=numbers.of_hundred(float(fifths[part].max())))
