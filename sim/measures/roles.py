"""Strain on roles: more work than hours, contrary expectations, and responsibility without authority."""

from __future__ import annotations

import math
from typing import NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from sim.measures import checks


class Overload(NamedTuple):
    """How far the work offered exceeds the hours there are.

    Attributes:
        share: share of role holders with more work than hours, 0–1.
        load: all work over all hours, ρ, 0 or more.
    """

    share: float
    load: float


def overload(offered: ArrayLike, capacity: ArrayLike) -> Overload:
    """Share of role holders who are offered more hours of work than they have, and the load of all.

    share = (1/n)·#{i: offered_i/capacity_i > 1}; load ρ = Σ offered/Σ capacity. Null: hours offered at random around
    a ρ below 1 overload some all the same; see `erlang_c` for how long cases wait then.

    Args:
        offered: (n,) hours of work a month, 0 or more.
        capacity: (n,) hours to do it in, above 0.

    Raises:
        ValueError: an argument isn't as said.
    """
    work = checks.numbers("offered", offered, low=0.0)
    hours = checks.numbers("capacity", capacity, low=0.0)
    checks.same_length("capacity", hours, len(work), "offered")
    if not hours.all():
        raise ValueError("capacity must be above 0: leave out who has no hours")
    return Overload(np.count_nonzero(work > hours) / len(work), float(work.sum()) / float(hours.sum()))


def erlang_c(load: float, servers: SupportsIndex) -> float:
    """Chance that a case has to wait, in the queue M/M/c: cases come and end at random, c people work side by side.

    By Erlang B: B_0 = 1, B_k = a·B_{k−1}/(k + a·B_{k−1}); C = B_c/(1 − ρ·(1 − B_c)) with ρ = a/c. Range 0 to 1; where
    as much work comes as can be done, or more, every case waits in the end: 1.

    Source: Erlang 1917; recursion as in Cooper 1981.

    Args:
        load: offered work a in people's full time (arrivals a month times months of work for each), 0 or more.
        servers: how many people work, c, 1 or more.

    Raises:
        ValueError: an argument isn't as said.
    """
    a = checks.real("load", load)
    c = checks.whole("servers", servers, 1)
    if a < 0.0:
        raise ValueError(f"load must be 0 or more, not {load!r}")
    if a >= c:
        return 1.0
    blocked = 1.0
    for k in range(1, c + 1):
        blocked = a * blocked / (k + a * blocked)
    return blocked / (1.0 - a / c * (1.0 - blocked))


def role_conflict(expectations: ArrayLike, weights: ArrayLike) -> float:
    """Role conflict: how far those who expect something of a person disagree about what.

    2·√(Σ_s w_s·(e_s − ē)²/Σ_s w_s), with ē the weighted mean. Range 0 (all agree, or only one sends) to 1 (half of the
    power at either end). Null: 0.

    Source: after Rizzo, House & Lirtzman 1970.

    Args:
        expectations: (s,) what each sender expects, 0–1.
        weights: (s,) the senders' power, 0 or more and not all 0; only their proportions matter.

    Raises:
        ValueError: an argument isn't as said.
    """
    sent = checks.numbers("expectations", expectations, 0.0, 1.0)
    power = checks.numbers("weights", weights, low=0.0)
    checks.same_length("weights", power, len(sent), "expectations")
    if not power.any():
        raise ValueError("weights has only zeros: nobody who expects anything has power")
    power = power / power.max()
    power /= power.sum()
    apart = sent - float(power @ sent)
    return min(1.0, 2.0 * math.sqrt(float(power @ (apart * apart))))


def authority_gap(responsibility: ArrayLike, authority: ArrayLike) -> float:
    """Authority–responsibility gap: the share of responsibility that lies where the authority isn't.

    ½·Σ_i |resp_i − auth_i|. Range 0 (who answers for it may decide it) to 1 (nobody who answers may decide).
    Null: 0.

    Args:
        responsibility: (n,) each one's share of what is to be answered for.
        authority: (n,) each one's share of what may be decided.

    Raises:
        ValueError: an argument isn't as said; shares must sum to 1 (to within 1e-6).
    """
    answers, decides = checks.paired_shares("responsibility", responsibility, "authority", authority)
    return min(1.0, 0.5 * float(np.abs(answers - decides).sum()))
