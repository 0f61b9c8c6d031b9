"""Findings as sentences, in English and Danish, from numbers alone; no sentence assumes their sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.lab.analysis.boxes import Box, Boxes, Limit
from sim.lab.analysis.names import called
from sim.measures import MEASURES

NAMED = 2
"""Further factors named in a sentence, at most."""
_LABELS = {measure.id: measure for measure in MEASURES}

_WORDS = {
    "en": {
        "box": "Where {where}, {density} % of runs have {label} {side} {goal} (against {share} % of all); {coverage} % "
               "of those that do are here.",
        "above": "of at least", "below": "of at most", "over": "{name} is above {low}",
        "under": "{name} is below {high}",
        "between": "{name} is between {low} and {high}", "is": "{name} is {values}", "and": "and", "or": "or",
        "strongest": "strongest {kind} on {label}: {name} ({index} {value} [{low}, {high}])",
        "unsure": "; not surely ahead of {others}", "more": "{n} more",
        "none": "nothing that was varied is seen to move {label}",
        "unknown": "what moves {label} cannot be told from these runs",
        "kinds": {"levers": "lever", "context": "condition", "rules": "assumption", "population": "assumption",
                  "mechanisms": "mechanism"},
        "setting": "setting", "gap": ", ",
    },
    "da": {
        "box": "Hvor {where}, har {density} % af forløbene {label} {side} {goal} (mod {share} % af alle); {coverage} % "
               "af dem, der har det, findes her.",
        "above": "på mindst", "below": "på højst", "over": "{name} er over {low}", "under": "{name} er under {high}",
        "between": "{name} er mellem {low} og {high}", "is": "{name} er {values}", "and": "og", "or": "eller",
        "strongest": "det, der betyder mest for {label}: {name} ({index} {value} [{low}; {high}])",
        "unsure": "; kan ikke sikkert skelnes fra {others}", "more": "{n} andre",
        "none": "intet af det, der er varieret, ses at flytte {label}",
        "unknown": "hvad der flytter {label}, kan ikke ses af disse forløb",
        "kinds": {}, "setting": "", "gap": ", ",
    },
}  # fmt: skip


class Strongest(NamedTuple):
    """The factor that moves a measure most.

    Attributes:
        factor: its key.
        of: what is told of it: ST, mu*, score, or the change between two values.
        value, low, high: with its 90 per cent interval; not-a-number where there is none.
        others: factors whose intervals reach into its own.
        moves: False if even this one's interval says that it may do nothing.
    """

    factor: str
    of: str
    value: float
    low: float
    high: float
    others: tuple[str, ...]
    moves: bool


def measure_label(measure: str, language: str = "en") -> str:
    """What a measure is called; its id, where it is one of your own."""
    known = _LABELS.get(measure)
    return str(getattr(known, language)) if known else measure


def number(value: float, language: str = "en", digits: int = 2) -> str:
    """A number to so many digits that count, two decimals at the least, with a comma in Danish."""
    if value != value:
        return "–"
    places = 2 if abs(value) >= 1 or value == 0 else max(2, digits - 1 - _power(value))
    text = f"{value:.{min(places, 5)}f}".replace("-", "−")
    return text.replace(".", ",") if language == "da" else text


def _power(value: float) -> int:
    import math

    return math.floor(math.log10(abs(value)))


def box_sentence(box: Box, found: Boxes, measure: str, language: str = "en") -> str:
    """A box as a sentence.

    Args:
        box: one of `found.boxes`.
        found: the boxes and their goal.
        measure: the measure's id.
        language: "en" or "da".
    """
    t = _WORDS[language]
    where = _listed([_limit(limit, language) for limit in box.limits], str(t["and"]))
    name = measure_label(measure, language)
    return str(t["box"]).format(
        where=where, density=_percent(box.density), coverage=_percent(box.coverage), share=_percent(found.share),
        label=f"»{name}«" if language == "da" else f"“{name}”", side=t[found.side], goal=number(found.goal, language),
    )  # fmt: skip


def strongest_sentence(first: Strongest | None, measure: str, language: str = "en") -> str:
    """Which factor moves a measure most: "strongest lever on Equality of voice: outreach (ST 0.46 [0.41, 0.51])"."""
    t = _WORDS[language]
    label = measure_label(measure, language)
    if first is None or not first.moves:
        return str(t["unknown" if first is None else "none"]).format(label=label)
    kinds = t["kinds"]
    kind = kinds.get(first.factor.partition(".")[0], t["setting"]) if isinstance(kinds, dict) else ""
    told = str(t["strongest"]).format(
        kind=kind, label=label, name=called(first.factor, language), index=first.of,
        value=number(first.value, language), low=number(first.low, language), high=number(first.high, language),
    )  # fmt: skip
    if first.others:
        names = [called(key, language) for key in first.others[:NAMED]]
        if more := len(first.others) - len(names):
            names.append(str(t["more"]).format(n=more))
        told += str(t["unsure"]).format(others=_listed(names, str(t["and"])))
    return told


def _limit(limit: Limit, language: str) -> str:
    t = _WORDS[language]
    name = called(limit.factor, language)
    if limit.values:
        return str(t["is"]).format(name=name, values=_listed(limit.values, str(t["or"])))
    low, high = (number(end, language) if end is not None else "" for end in (limit.low, limit.high))
    kind = "between" if low and high else "over" if low else "under"
    return str(t[kind]).format(name=name, low=low, high=high)


def _listed(parts: Sequence[str], word: str) -> str:
    """One, two and three."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _percent(share: float) -> str:
    return "<1" if 0.0 < share < 0.005 else f"{100 * share:.0f}"
