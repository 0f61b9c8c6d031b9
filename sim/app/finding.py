"""The finding of a comparison in sentences, generated from its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from sim.app.numbers import Numbers, decimals
from sim.app.stored import Stored, records
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES

LABEL = {measure.id: measure for measure in MEASURES}
HEADLINE = ("satisfaction", "unmet_need", "trust.politicians", "trust.administration", "trust.staff", "trust.citizens",
            "goal.efficacy")  # fmt: skip
"""The measures of welfare, trust and influence that a finding may be about; all are shares."""


ALSO = 3
"""Further measures named, at most."""
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
        others = [(other, 100 * mean) for other, mean in sure["mean"].items() if other != name]
        if others:
            said = (f"{getattr(LABEL[str(other)], language)} ({numbers.fixed(mean, decimals(mean, 2), '+')})"
                    for other, mean in sorted(others, key=lambda each: -abs(each[1]))[:ALSO])  # fmt: skip
            yield t["also"].format(others="; ".join(said))
        return
    if not table["mean"].any():
        yield t["level"]
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


def _people(stored: Stored, language: str, t: dict[str, Any]) -> Iterator[str]:
    """Who gains and loses in the outcome in which most people do."""
    numbers = Numbers(language)
    change = points(stored, numbers)
    table = [row for row in records(stored.winners) if row["by"] in ("all", "quintile")]
    everybody = max((row for row in table if row["by"] == "all"), key=lambda row: float(row["gain"] + row["lose"]))
    if everybody["gain"] + everybody["lose"] == 0.0:
        yield t["nobody"].format(n=len(OUTCOMES), change=change)
        return
    label = next(getattr(outcome, language) for outcome in OUTCOMES if outcome.id == everybody["outcome"])
    gain, lose = (numbers.of_hundred(everybody[part]).replace("<1", t["under"]) for part in ("gain", "lose"))
    yield t["tally"].format(outcome=label, gain=gain, lose=lose, change=change)
    fifths = [row for row in table if row["outcome"] == everybody["outcome"] and row["by"] == "quintile"]
    for part, sentence in (("gain", "most"), ("lose", "least")):
        most = max(fifths, key=itemgetter(part))
        if most[part] >= 0.02:  # of fewer, the most frequent group says little
            yield t[sentence].format(group=t["groups"][most["group"]], n=numbers.of_hundred(most[part]))
