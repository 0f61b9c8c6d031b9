"""Numbers for the eye, in either language, without false precision."""

from __future__ import annotations

import math
from typing import NamedTuple

GAP = "\u202f"
"""Between thousands, in both languages: a comma or a point there would be read as the other's decimals."""
MOST = 3
"""Decimals at most."""


def decimals(value: float, digits: int = 3) -> int:
    """How many decimals show so many digits that count."""
    if math.isnan(value) or value == 0.0:
        return 0
    return max(0, min(MOST, digits - 1 - math.floor(math.log10(abs(value)))))


class Numbers(NamedTuple):
    """How numbers are written in a language."""

    language: str

    def plain(self, value: float, digits: int = 3) -> str:
        """A number to so many digits that count; a dash where there is none."""
        return self.fixed(value, decimals(value, digits))

    def fixed(self, value: float, places: int, plus: str = "") -> str:
        """A number to so many decimals, with a sign before gains if asked."""
        if math.isnan(value):
            return "–"
        text = f"{abs(value):,.{places}f}"
        sign = ("−" if value < 0 else plus) if text.strip("0.,") else ""
        whole, _, rest = text.partition(".")
        return sign + whole.replace(",", GAP) + (("," if self.language == "da" else ".") + rest if rest else "")

    def change(self, mean: float, low: float, high: float) -> tuple[str, str]:
        """A difference and its interval, to the same decimals: two digits that count of the larger end."""
        if math.isnan(low) or math.isnan(high):
            return self.fixed(mean, decimals(mean, 2), "+"), "–"
        places = decimals(max(abs(low), abs(high)), 2)
        ends = [self.fixed(end, places, "+") for end in (low, high)]
        return self.fixed(mean, places, "+"), f"[{('; ' if self.language == 'da' else ', ').join(ends)}]"

    def given(self, value: float, plus: str = "") -> str:
        """A number that somebody chose, with the decimals it was given."""
        return self.fixed(value, len(f"{value:.4g}".partition(".")[2]) if abs(value) < 10_000 else 0, plus)

    def of_hundred(self, share: float) -> str:
        """A share as a whole number of a hundred; what is not nothing is never shown as nothing."""
        return "<1" if 0.0 < share < 0.005 else f"{100 * share:.0f}"
