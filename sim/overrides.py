"""`KEY=VALUE` as people type it: Hydra's grammar, with words of our own for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sim.errors import ScenarioError

_COMMA = re.compile(r"^-?\d+,\d+$")
_WORDS = re.compile(r"^[\w .:/\\-]+$")
"""Plain words and paths. Hydra's grammar stops at letters beyond English, and people live in Ærø and Høje-Taastrup."""


def parse(overrides: Iterable[str]) -> list[tuple[str, Any]]:
    """Keys and values of overrides such as "levers.listening=0.7" or "levers.recruitment={open: 0.5, lottery: 0.5}".

    Raises:
        ScenarioError: for what is not KEY=VALUE, a decimal comma, several values at once, or a key to add or drop.
    """
    texts = [overrides] if isinstance(overrides, str) else [str(text) for text in overrides]
    if not texts:
        return []
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    parser = OverridesParser.create()
    found: list[tuple[str, Any]] = []
    for text in texts:
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
                    "To try several values, run them one by one.",
                ],
            )
        if not raw.isascii() and _WORDS.match(raw):
            found.append((key, raw))
            continue
        try:
            override = parser.parse_override(text)
            value = override.value()
        except (HydraException, OmegaConfBaseException, ValueError, OverflowError) as error:
            raise ScenarioError(
                "E-TYPE",
                f"I do not understand '{text}'",
                key=key,
                value=raw,
                allowed="KEY=VALUE",
                advice=[str(error).splitlines()[0]],
            ) from None
        if override.is_sweep_override():
            raise ScenarioError(
                "E-SWEEP",
                f"'{text}' gives several values, and a run has one",
                key=key,
                value=raw,
                allowed="one value",
                advice=["choose one value; trying many at once comes with a later release"],
            )
        found.append((override.key_or_group, value))
    return found
