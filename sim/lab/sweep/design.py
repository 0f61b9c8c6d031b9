"""Designs of experiments: which settings are tried together, a row each.

Five kinds. `list` and `grid` try what is written down; `lhs` spreads rows evenly over ranges; `sobol` and `morris`
place them so that SALib can tell from the results what each factor does. Designs are drawn by SALib, from a number
(`luck`), so that the same call gives the same rows.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.catalogue import PARAMETERS, SETTINGS
from sim.errors import ScenarioError
from sim.fixed import Fixed

Kind = Literal["list", "grid", "lhs", "sobol", "morris"]
KINDS: tuple[Kind, ...] = ("list", "grid", "lhs", "sobol", "morris")
RANGED: tuple[Kind, ...] = ("lhs", "sobol", "morris")
"""Designs that vary numbers over a range; the others try values that are written down."""

MOST_ROWS = 1_000_000
WHOLE = frozenset(key for key, setting in SETTINGS.items() if setting.low is not None)
"""Settings that are whole numbers: months, citizens ..."""


def normal(key: str, value: Any) -> Any:
    """A value as a plan has it, however it was given: parameters are floats, on and off are true and false."""
    if isinstance(value, np.generic):
        value = value.item()
    if key.startswith("mechanisms.") and isinstance(value, str) and value.lower() in ("on", "off"):
        return value.lower() == "on"
    number = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if number and (key in PARAMETERS or key.rpartition(".")[0] in PARAMETERS) else value


class Factor(NamedTuple):
    """What is varied.

    Attributes:
        key: its full key in a scenario: "levers.listening", "rules.trust.rate", "population.types.consumer",
            "policy", "mechanisms.ties".
        low, high: the range; of values that are no numbers 0 and 1.
        values: the values tried, where the design is a list or a grid.
    """

    key: str
    low: float = 0.0
    high: float = 1.0
    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, key: str, values: Sequence[Any]) -> Factor:
        """A factor with the values tried; its range is theirs, where they are numbers.

        Raises:
            ScenarioError: if there is no value, or one comes twice.
        """
        if not values:
            raise wrong(f"{key} has no values", key, advice=[f"write at least one:  {key}=A,B"])
        values = [normal(key, value) for value in values]
        for at, value in enumerate(values):
            if value in values[:at]:
                raise wrong(f"{key} tries {value} twice", key, advice=["write each value once"])
        ends = (float(min(values)), float(max(values))) if _numbers(values) else (0.0, 1.0)
        return cls(key, *ends, tuple(values))


@dataclass(frozen=True)
class Design:
    """Rows of settings. Make one with `grid`, `listed`, `latin`, `sobol` or `morris`.

    Attributes:
        kind: how the rows were made.
        factors: what is varied.
        rows: (rows, factors), in the order that SALib's analysers need. None: not set in this row, so that what is
            fixed, or what the row's policy says, holds.
        options: all that made the rows: n, levels, second_order, luck.
    """

    kind: Kind
    factors: tuple[Factor, ...]
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=Fixed)

    def settings(self, row: int) -> dict[str, Any]:
        """What a row sets, by full key."""
        values = self.rows[row]
        return {f.key: value for f, value in zip(self.factors, values, strict=True) if value is not None}

    @property
    def problem(self) -> dict[str, Any]:
        """The factors as SALib describes a problem."""
        return problem(self.factors)

    @property
    def rows_hash(self) -> str:
        """SHA-256 of the rows."""
        return hashlib.sha256(json.dumps(self.rows, ensure_ascii=False).encode()).hexdigest()


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Factors as SALib describes a problem."""
    return {
        "num_vars": len(factors),
        "names": [f.key for f in factors],
        "bounds": [[f.low, f.high] for f in factors],
    }


def wrong(headline: str, key: str = "", *, value: object = None, advice: Iterable[str] = ()) -> ScenarioError:
    """The error of a design that cannot be made."""
    return ScenarioError("E-DESIGN", headline, key=key, value=value, allowed="a design that can be made", advice=advice)


def listed(rows: Sequence[Mapping[str, Any]]) -> Design:
    """A design whose rows are written down, each as settings by full key; rows may set different keys.

    Raises:
        ScenarioError: if there is no row, or too many.
    """
    if not rows:
        raise wrong("the list has no rows", advice=["write at least one row, for example  - {listening: 0.2}"])
    _size(len(rows), "rows")
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    rows = [{key: normal(key, value) for key, value in row.items()} for row in rows]
    tried = {key: [row[key] for row in rows if row.get(key) is not None] for key in keys}
    factors = tuple(Factor.of(key, _once(values)) for key, values in tried.items())
    return Design("list", factors, tuple(tuple(row.get(key) for key in keys) for row in rows))


def grid(factors: Sequence[Factor]) -> Design:
    """Every combination of the values of all factors; the last factor changes fastest.

    Raises:
        ScenarioError: if a factor has no values, or there are too many combinations.
    """
    _distinct(factors)
    for f in factors:
        if not f.values:
            raise wrong(
                f"a grid needs the values of {f.key} to try",
                f.key,
                advice=[f"write  {f.key}={f.low:g},{f.high:g}   or, with a step,  {f.key}={f.low:g}..{f.high:g}..0.1",
                        "or spread rows over ranges:   --design lhs --n 200"],
            )  # fmt: skip
    _size(math.prod(len(f.values) for f in factors), " x ".join(f"{len(f.values)}" for f in factors) + " rows")
    return Design("grid", tuple(factors), tuple(itertools.product(*(f.values for f in factors))))


def latin(factors: Sequence[Factor], n: int, luck: int = 0) -> Design:
    """A Latin hypercube: each factor's range is cut into n parts, and each part is tried once.

    Args:
        factors: with ranges; or with numbers to try, each in as many rows as the others.
        n: rows.
        luck: the number that the rows are drawn from.

    Raises:
        ScenarioError: if a factor has no range, or n is not a whole number from 1.
    """
    _ranges("lhs", [f for f in factors if not f.values or not _numbers(f.values)])
    _distinct(factors)
    _size(_whole("n", n), "rows")
    _need_salib("lhs")
    from SALib.sample import latin as salib

    lots = [Factor(f.key) if f.values else f for f in factors]
    points = salib.sample(problem(lots), n, seed=luck)
    design = _drawn("lhs", lots, points, {"n": n, "luck": luck})
    rows = (
        tuple(
            f.values[min(int(v * len(f.values)), len(f.values) - 1)] if f.values else v
            for f, v in zip(factors, row, strict=True)
        )
        for row in design.rows
    )
    return Design("lhs", tuple(factors), tuple(rows), design.options)


def sobol(factors: Sequence[Factor], n: int, luck: int = 0, *, second_order: bool = False) -> Design:
    """Saltelli's design for Sobol indices: n (factors + 2) rows, scrambled; n (2 factors + 2) with second order.

    Args:
        factors: with ranges.
        n: points of the base sequence, a power of two.
        luck: the number that the sequence is scrambled with.
        second_order: True to be able to estimate interactions of pairs.

    Raises:
        ScenarioError: if a factor has no range, or n is not a power of two.
    """
    _distinct(factors)
    _ranges("sobol", factors)
    if _whole("n", n) & (n - 1):
        below = 1 << (n.bit_length() - 1)
        near = below if n - below < 2 * below - n else 2 * below
        raise wrong(
            f"a Sobol design needs n to be a power of two, and {n} is none",
            "n",
            value=n,
            advice=[f"the nearest is  --n {near}   (its indices are sound only where the sequence is complete)"],
        )
    times = 2 * len(factors) + 2 if second_order else len(factors) + 2
    _size(n * times, f"rows, {n} x {times}")
    _need_salib("sobol")
    from SALib.sample import sobol as salib

    points = salib.sample(problem(factors), n, calc_second_order=second_order, seed=luck)
    return _drawn("sobol", factors, points, {"n": n, "second_order": second_order, "luck": luck})


def morris(factors: Sequence[Factor], n: int, levels: int = 4, luck: int = 0) -> Design:
    """Morris' design: n trajectories of (factors + 1) rows, each step of which moves one factor.

    Args:
        factors: with ranges.
        n: trajectories.
        levels: levels of each factor, an even number.
        luck: the number that the trajectories are drawn from.

    Raises:
        ScenarioError: if a factor has no range, or n or levels cannot be.
    """
    _distinct(factors)
    _ranges("morris", factors)
    _size(_whole("n", n) * (len(factors) + 1), f"rows, {n} x {len(factors) + 1}")
    if _whole("levels", levels, 2) % 2:
        raise wrong(f"Morris' levels must be even, and {levels} is odd", "levels", value=levels,
                    advice=[f"write  --levels {levels + 1}"])  # fmt: skip
    for f in factors:
        if f.key in WHOLE and f.high - f.low < levels:
            raise wrong(f"{f.key} goes from {f.low:g} to {f.high:g}, too few whole numbers for {levels} levels", f.key,
                        advice=["widen the range"])  # fmt: skip
    _need_salib("morris")
    from SALib.sample import morris as salib

    points = salib.sample(problem(factors), n, num_levels=levels, seed=luck)
    return _drawn("morris", factors, points, {"n": n, "levels": levels, "luck": luck})


def _drawn(kind: Kind, factors: Sequence[Factor], points: Any, options: dict[str, Any]) -> Design:
    """A design of points (rows, factors); whole numbers are rounded, everything else keeps its last digit."""
    columns = [np.rint(points[:, at]) if f.key in WHOLE else points[:, at] for at, f in enumerate(factors)]
    lists = [
        [int(value) for value in column] if f.key in WHOLE else np.clip(column, f.low, f.high).tolist()
        for f, column in zip(factors, columns, strict=True)
    ]
    return Design(kind, tuple(factors), tuple(zip(*lists, strict=True)), Fixed(options))


def _numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _ranges(kind: Kind, factors: Sequence[Factor]) -> None:
    for f in factors:
        if f.values and not _numbers(f.values):
            raise wrong(f"{f.key} takes names, and a design of kind {kind} varies numbers", f.key, value=f.values,
                        advice=["try every combination:   --design grid,   or make one sweep for each"])  # fmt: skip
        if f.values:
            raise wrong(
                f"a design of kind {kind} needs a range of {f.key}, and values are given",
                f.key,
                value=f.values,
                advice=[f"write a range, as in  {f.key}=0.2..0.8,   or try every combination:   --design grid"],
            )
        if not (math.isfinite(f.low) and math.isfinite(f.high) and f.low < f.high):
            raise wrong(f"the range of {f.key} goes from {f.low:g} to {f.high:g}", f.key,
                        advice=["write the lower end first, as in  0.2..0.8"])  # fmt: skip


def _distinct(factors: Sequence[Factor]) -> None:
    if not factors:
        raise wrong("nothing is varied", advice=["name something to vary, as in  listening=0,0.5,1"])
    keys = [f.key for f in factors]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            raise wrong(f"{key} is varied twice", key, advice=["name it once"])


def _once(values: Iterable[Any]) -> list[Any]:
    """Values without repetitions, in their order."""
    found: list[Any] = []
    seen: set[str] = set()
    for value in values:
        mark = json.dumps(value, sort_keys=True, default=str)
        if mark not in seen:
            seen.add(mark)
            found.append(value)
    return found


def _whole(name: str, value: Any, least: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise wrong(f"{name} is {value!r}, and must be a whole number from {least}", name, value=value)
    return value


def _size(rows: int, made: str) -> None:
    if rows > MOST_ROWS:
        said = (
            f"{rows:,} rows"
            if made == "rows"
            else f"{rows:,} rows ({made.replace(' rows', '').removeprefix('rows, ')})"
        )
        raise wrong(f"this design has {said}; a design has at most {MOST_ROWS:,}", "n", value=rows,
                    advice=["try fewer values, or spread rows over ranges:   --design lhs --n 2000"])  # fmt: skip


def _need_salib(kind: str) -> None:
    from importlib.util import find_spec

    if find_spec("SALib") is None:
        raise ScenarioError("E-EXTRA", f"a design of kind {kind} needs SALib, which is not installed", key="design",
                            value=kind, allowed="list and grid, or with SALib every kind",
                            advice=['pip install "samspil[explore]"'])  # fmt: skip
