"""What is easily typed amiss where several values are tried: decimal commas, semicolons, a comma too many."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sim.catalogue import PARAMETERS
from sim.errors import ScenarioError
from sim.lab.sweep.design import wrong


def in_order(texts: Iterable[str]) -> None:
    """See that a value follows every sign and every comma, before the grammar says so in its own words."""
    for text in texts:
        key, sign, raw = text.partition("=")
        if not sign or any(mark in raw for mark in "[{(\"'"):
            continue
        parts = [part.strip() for part in raw.replace(";", ",").split(",")]
        meant = ",".join(part for part in parts if part)
        if ";" in raw:
            raise wrong(f"values are separated by commas, and '{text}' has a semicolon", key, value=raw,
                        advice=[f"write  {key}={meant}"])  # fmt: skip
        if "" in parts:
            raise wrong(f"'{text}' lacks a value", key, value=raw,
                        advice=[f"write  {key}={meant or 'A,B'}"])  # fmt: skip


def not_a_comma(key: str, values: tuple[Any, ...]) -> None:
    """Whole numbers beyond the range, which read as decimals would lie within: "listening=0,5"."""
    declared = PARAMETERS.get(key) or PARAMETERS.get(key.rpartition(".")[0])
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if declared is None or len(numbers) < len(values) or len(numbers) % 2 or not all(map(math.isfinite, numbers)):
        return
    beyond = [v for v in numbers if not declared.low <= v <= declared.high]
    if not beyond or any(v < 0 or v != int(v) for v in numbers):
        return
    meant = [float(f"{int(a)}.{int(b)}") for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
    if not all(declared.low <= v <= declared.high for v in meant):
        return
    typed, pointed = ",".join(f"{v:g}" for v in numbers), ",".join(f"{v:g}" for v in meant)
    read = f"{len(numbers)} values" if len(numbers) > 2 else f"two values, {numbers[0]:g} and {numbers[1]:g}"
    ends = f"{declared.low:g} to {declared.high:g}"
    raise ScenarioError(
        "E-COMMA",
        f"I read '{declared.name}={typed}' as {read}, and {beyond[0]:g} is outside {ends}",
        key=key,
        value=typed,
        allowed=f"numbers from {ends}, with a decimal point",
        advice=[
            f"If these are decimal commas write   {declared.name}={pointed}      (decimal point, also in Danish)",
            f"To try several values write         {declared.name}={declared.low:g},{declared.high:g}",
        ],
    )
