"""The few formulas that every rule is written in: shares, odds and slow movement. For kernels and for tests."""

from __future__ import annotations

import math
from typing import Any

from sim.blocks import inlined
from sim.exponent import as_ratio


@inlined
def share(x: Any) -> Any:
    """`x` held within 0 and 1."""
    return min(max(x, 0.0), 1.0)


@inlined
def logistic(z: Any) -> Any:
    """The probability that belongs to log-odds `z`: e^z / (1 + e^z); for `z` a float."""
    over, under = as_ratio(z)
    return over / (over + under)


@inlined
def logit(p: Any) -> Any:
    """The log-odds that belong to a probability `p` in (0, 1)."""
    return math.log(p / (1.0 - p))


@inlined
def towards(x: Any, target: Any, rate: Any) -> Any:
    """`x` moved towards a target (held within 0 and 1) by the share `rate` of the way: how every state moves."""
    return x + rate * (share(target) - x)


@inlined
def monthly(p: Any) -> Any:
    """The chance in one month that belongs to the chance `p` in a quarter: 1 − (1 − p)^(1/3)."""
    return 1.0 - (1.0 - p) ** (1.0 / 3.0)
