"""The timeline of a policy: when it begins, how it is phased in, when it stops, and what follows.

Rule      levers(month) = baseline                                              up to month start
                        = baseline + share·(policy − baseline)                  up to month stop
                        = policy in force at stop + share·(next − that)         from then on
          share = min(1, months since the phase began / ramp), 1 at once where ramp is 0
          conditions that a policy brings along (its `context`) follow in the same way; a mix is blended weight by
          weight
In words  The baseline holds until a policy begins. It is phased in over some months, or at once; when it stops, the
          next policy takes over in the same way, or the baseline returns.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.policy.context import Context
from sim.policy.levers import Levers


class Phase(NamedTuple):
    """What a policy sets: its levers, and the conditions that it brings along."""

    levers: Levers
    context: Context


class Timeline(NamedTuple):
    """When a policy is in force.

    Attributes:
        start: month after which it begins.
        ramp: months over which it is phased in; 0: at once.
        stop: month after which the next one begins; None: never.
    """

    start: int = 0
    ramp: int = 0
    stop: int | None = None

    def at(self, month: int, baseline: Phase, policy: Phase, then: Phase) -> Phase:
        """What is wanted in a month."""
        if month <= self.start:
            return baseline
        if self.stop is None or month <= self.stop:
            return _between(baseline, policy, self._share(month - self.start))
        reached = (
            _between(baseline, policy, self._share(self.stop - self.start)) if self.stop > self.start else baseline
        )
        return _between(reached, then, self._share(month - max(self.stop, self.start)))

    def _share(self, months: int) -> float:
        return 1.0 if self.ramp == 0 else min(1.0, months / self.ramp)


def _between(a: Phase, b: Phase, share: float) -> Phase:
    if share >= 1.0:
        return b
    levers = {name: _blend(old, getattr(b.levers, name), share) for name, old in a.levers._asdict().items()}
    context = {name: _blend(old, getattr(b.context, name), share) for name, old in a.context._asdict().items()}
    return Phase(Levers(**levers), Context(**context))


def _blend(old: Any, new: Any, share: float) -> Any:
    """A value, or a mix of weights, at a share of the way from old to new."""
    if not isinstance(old, dict):
        return old + share * (new - old)
    modes = dict.fromkeys((*old, *new))
    mix = {mode: (1.0 - share) * old.get(mode, 0.0) + share * new.get(mode, 0.0) for mode in modes}
    return {mode: weight for mode, weight in mix.items() if weight > 0.0}
