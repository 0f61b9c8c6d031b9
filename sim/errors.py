"""Errors for people: what happened, what is allowed, the nearest right thing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ScenarioError(ValueError):
    """Something in a scenario is not as it must be. Nothing has been started or written.

    Attributes:
        code: "E-NAME", "E-RANGE", "E-TYPE", "E-COMMA", "E-TOWN", "E-POLICY", "E-FILE", "E-SWEEP", "E-IDLE", "E-COST",
            "E-MEMORY", of sweeps "E-DESIGN", "E-OWN", or "E-EXTRA" where something must be installed first.
        key: the key that it is about.
        value: the value given.
        allowed: what is allowed, in words.
        nearest: the nearest valid name, where there is one.
        headline: what happened, one line.
        advice: what to do, further lines.
    """

    def __init__(
        self,
        code: str,
        headline: str,
        *,
        key: str = "",
        value: object = None,
        allowed: str = "",
        nearest: str | None = None,
        advice: Iterable[str] = (),
    ) -> None:
        self.code, self.headline = code, headline
        self.key, self.value, self.allowed, self.nearest = key, value, allowed, nearest
        self.advice = tuple(advice)
        super().__init__("\n".join([headline, *(f"  {line}" for line in self.advice)]))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one is closest to, or None."""
    names = list(known)
    begun = [other for other in names if len(name) > 2 and other.startswith(name)]
    found = begun or get_close_matches(name, names, n=1, cutoff=0.5)
    return found[0] if found else None
