"""A measure, declared once: what it is called, means, ranges over, and how it is computed from the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Better = Literal["up", "down", "none"]


class Measure(BaseModel):
    """What a run reports every month.

    Attributes:
        id: the name in series and files, "trust.politicians" for example.
        en, da: label in English and Danish.
        meaning_en, meaning_da: one sentence.
        formula: how it is computed, in words and symbols.
        unit: "share", "per 1,000 a year" …
        low, high: range; None where it has no bound.
        better: the direction that is a gain: "up", "down", or "none" where that is for the reader to say.
        denominator: who or what is counted.
        null: its value when nothing is going on, in words.
        missing: why it has no value yet, or empty.
        column: the column of citizens whose mean it is, where it is one; such a measure has values by group too.
        value: from a `sim.measures.census.Census` to a number; None where it is missing.
            Not-a-number where it is not defined in a month.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    en: str
    da: str
    meaning_en: str
    meaning_da: str
    formula: str
    unit: str = "share"
    low: float | None = 0.0
    high: float | None = 1.0
    better: Better = "none"
    denominator: str = "citizens with a voice"
    null: str = ""
    missing: str = ""
    column: str = ""
    value: Callable[[Any], float] | None = None

    def of(self, census: Any) -> float:
        """Its value in a month; not-a-number where it has none."""
        if self.column:
            return float(census.mean(self.column))
        return float("nan") if self.value is None else self.value(census)

    @property
    def family(self) -> str:
        """The part before the dot: "trust" of "trust.politicians"; the id itself where there is no dot."""
        return self.id.partition(".")[0]
