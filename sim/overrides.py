"""`KEY=VALUE` as people type it: Hydra's grammar, with words of our own for what goes wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, NoReturn

from sim.errors import ScenarioError

_MOST_STEPS = 100_000
_COMMA = re.compile(r"^-?\d+,\d+$")
_WORDS = re.compile(r"^[\w .:/\\-]+$")
"""Plain words and paths. Hydra's grammar stops at letters beyond English, and people live in Ærø and Høje-Taastrup."""


class Values(NamedTuple):
    """Several values to try: "0,0.5,1" or "0..1..0.25"."""

    values: tuple[Any, ...]


class Span(NamedTuple):
    """A range of numbers to vary over: "0.2..0.8"."""

    low: float
    high: float


def parse(overrides: Iterable[str]) -> list[tuple[str, Any]]:
    """Keys and values of overrides such as "levers.listening=0.7" or "levers.recruitment={open: 0.5, lottery: 0.5}".

    Raises:
        ScenarioError: for what is not KEY=VALUE, a decimal comma, several values at once, or a key to add or drop.
    """
    found: list[tuple[str, Any]] = []
    for text, key, raw in _split(overrides):
        if _COMMA.match(raw):
            first, _, second = raw.partition(",")
            raise ScenarioError(
                "E-COMMA",
                f"I read '{text}' as two values, {first} and {second}",
                key=key,
                value=raw,
                allowed="one number with a decimal point",
                advice=[
                    f"For the number {raw} write     {key}={first}.{second}      (decimal point, also in Danish)",
                    f"To try several values write  samspil sweep {key}=A,B",
                ],
            )
        if not raw.isascii() and _WORDS.match(raw):
            found.append((key, raw))
            continue
        override, value = _understood(text, key, raw)
        if override.is_sweep_override() or _spanned(raw):
            raise ScenarioError(
                "E-SWEEP",
                f"'{text}' gives several values, and a run has one",
                key=key,
                value=raw,
                allowed="one value",
                advice=["choose one value, or try many at once:   samspil sweep --help"],
            )
        found.append((override.key_or_group, value))
    return found


def parse_many(overrides: Iterable[str]) -> list[tuple[str, Any | Values | Span]]:
    """Keys of overrides, with one value each, several to try, or a range.

    "listening=0,0.5,1" and "listening=range(0,1,0.25)" as Hydra has them, the end left out; "listening=0.2..0.8" is a
    range, and "listening=0..1..0.25" goes through it in steps, both ends included.

    Raises:
        ScenarioError: as `parse` does, for several values in which no decimal comma can be meant.
    """
    found: list[tuple[str, Any | Values | Span]] = []
    for text, key, raw in _split(overrides):
        if ".." in raw and not raw.startswith(("/", ".", "~")) and "/" not in raw:
            found.append((key, span(key, raw)))
        elif not raw.isascii() and all(_WORDS.match(part) for part in raw.split(",")):
            parts = tuple(part.strip() for part in raw.split(","))
            found.append((key, parts[0] if len(parts) == 1 else Values(parts)))
        else:
            override, value = _understood(text, key, raw)
            if override.is_interval_sweep():
                value = Span(float(value.start), float(value.end))
            elif override.is_sweep_override():
                if not override.is_discrete_sweep() or getattr(value, "shuffle", False) or "glob(" in raw:
                    _not_understood(text, key, raw, "write values as  KEY=A,B,C  or a range as  KEY=A..B")
                from hydra.core.override_parser.types import Transformer

                value = Values(tuple(_tidy(v) for v in override.sweep_iterator(Transformer.identity)))
            found.append((override.key_or_group, value))
    return found


def span(key: str, raw: str) -> Values | Span:
    """What "0.2..0.8" and "0..1..0.25" mean.

    Raises:
        ScenarioError: if the ends and the step are no numbers, or the step leads nowhere.
    """
    parts = [part.strip() for part in raw.split("..")]
    if any(_COMMA.match(part) for part in parts):
        pointed = "..".join(part.replace(",", ".") for part in parts)
        raise ScenarioError("E-COMMA", f"'{key}={raw}' has decimal commas", key=key, value=raw,
                            allowed="numbers with a decimal point",
                            advice=[f"write  {key}={pointed}      (decimal point, also in Danish)"])  # fmt: skip
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3) or not all(map(math.isfinite, numbers)):
        _not_understood(f"{key}={raw}", key, raw, f"a range is written  {key}=0.2..0.8,  with a step  {key}=0..1..0.25")
    low, high = numbers[:2]
    if len(numbers) == 2:
        return Span(low, high)
    step = numbers[2]
    count = (high - low) / step if step else math.inf
    if not 0 <= count < _MOST_STEPS:
        _not_understood(f"{key}={raw}", key, raw, f"a step leads from the first end to the second: {key}=0..1..0.25")
    return Values(tuple(_tidy(low + at * step) for at in range(int(count + 1e-9) + 1)))


def _split(overrides: Iterable[str]) -> list[tuple[str, str, str]]:
    """Every override as it stands, its key and what follows the sign."""
    found = []
    for text in [overrides] if isinstance(overrides, str) else [str(text) for text in overrides]:
        key, sign, raw = text.partition("=")
        if not sign or not key:
            raise ScenarioError(
                "E-TYPE",
                f"I do not understand '{text}'",
                key=text,
                value=text,
                allowed="KEY=VALUE",
                advice=["settings are written  KEY=VALUE,  for example  listening=0.7"],
            )
        if key[0] in "+~":
            raise ScenarioError(
                "E-NAME",
                f"'{key}' would add or drop a key, and a scenario has all its keys",
                key=key,
                value=raw,
                allowed="a key of the scenario",
                advice=[f"write it without the sign:  {key.lstrip('+~')}={raw}"],
            )
        if "@" in key:
            raise ScenarioError("E-NAME", f"'{key}' names a package, and settings have none", key=key, value=raw,
                                allowed="a key of the scenario", advice=[f"write  {key.partition('@')[0]}={raw}"],
                                )  # fmt: skip
        found.append((text, key, raw))
    return found


def _understood(text: str, key: str, raw: str) -> tuple[Any, Any]:
    """What Hydra's grammar makes of an override, and its value."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    try:
        override = OverridesParser.create().parse_override(text)
        return override, override.value()
    except (HydraException, OmegaConfBaseException, ValueError, OverflowError) as error:
        _not_understood(text, key, raw, str(error).splitlines()[0])


def _not_understood(text: str, key: str, raw: str, advice: str) -> NoReturn:
    raise ScenarioError("E-TYPE", f"I do not understand '{text}'", key=key, value=raw, allowed="KEY=VALUE",
                        advice=[advice]) from None  # fmt: skip


def _tidy(value: Any) -> Any:
    """A value without the dust of binary fractions, and whole where it is."""
    if not isinstance(value, float):
        return value
    tidy = round(value, 12)
    return int(tidy) if tidy.is_integer() and abs(tidy) < 1e15 else tidy


def _spanned(raw: str) -> bool:
    return re.fullmatch(r"-?[\d.]+\.\.-?[\d.]+", raw) is not None
