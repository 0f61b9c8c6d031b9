"""What can go wrong with a sweep as a whole, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class SweepError(RuntimeError):
    """A sweep cannot begin or go on. What was complete before is kept.

    Attributes:
        headline: what happened, one line.
        advice: what to do, further lines.
        begun: True if runs had been started: what is complete is kept, and the rest is missing.
    """

    def __init__(self, headline: str, advice: Iterable[str] = (), *, begun: bool = False) -> None:
        self.headline, self.advice, self.begun = headline, tuple(advice), begun
        super().__init__("\n".join([headline, *(f"  {line}" for line in self.advice)]))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.headline, self.advice, self.begun)


class StoreError(SweepError):
    """A file of the sweep could not be written."""


class SweepStopped(KeyboardInterrupt):
    """Somebody stopped the sweep; what is complete is kept.

    Attributes:
        done: runs that are kept, of this and earlier starts.
        total: runs of the sweep.
    """

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        super().__init__(f"stopped after {done} of {total} runs")


def _again(kind: type[SweepError], headline: str, advice: tuple[str, ...], begun: bool) -> SweepError:
    return kind(headline, advice, begun=begun)
