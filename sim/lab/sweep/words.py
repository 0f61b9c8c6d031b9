"""What a sweep's folder says of itself, and how two plans differ, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

README = """\
{name}: a sweep of {runs} runs

Many runs of samspil, an agent-based simulation of democracy in a welfare municipality. A model, not a forecast.

runs/              a row a run, complete: every setting, the seed, every measure at the end, status, hashes (Parquet)
series/            a row a run and month, citizens/ a row a run and citizen, where they were asked for
design.parquet     the rows of the design
config.yaml        the complete plan
provenance.json    command, versions, machine
failed.jsonl       runs that are not well, with what went wrong
log.jsonl          when it was begun, gone on with, and finished

Made with:   {command}
Go on:       samspil sweep {folder} --resume
One again:   samspil replay {folder}#0
All right?   samspil verify {folder}

In Python:   sim.lab.sweep.open_sweep("{folder}").runs     or     pandas.read_parquet("{folder}/runs")
"""

_DERIVED = ("hashes", "complete")
_MOST = 8
"""Differences that are shown."""


def differences(folder: str, old: Mapping[str, Any], new: Mapping[str, Any], other: str = "") -> list[str]:
    """Lines that say which settings of two plans differ, and how.

    Args:
        folder: where the old plan is.
        old, new: what `Plan.config()` gave.
        other: where the new plan is; "" if it is what somebody asks for now.
    """
    this, that = f"{folder} was made with", f"{other} was made with" if other else "you now ask for"
    width = max(len(this), len(that))
    was, now = _flat(old), _flat(new)
    changed = [key for key in dict.fromkeys([*was, *now]) if was.get(key, "nothing") != now.get(key, "nothing")]
    said = [key for key in changed if not key.startswith(_DERIVED) and key != "design.rows_hash"]
    shown = said or [key for key in changed if key.startswith("complete.")] or changed
    lines = []
    for key in shown[:_MOST]:
        name = key.removeprefix("settings.").removeprefix("complete.")
        lines += [
            f"{this:{width}}   {name}={was.get(key, '(not set)')}",
            f"{that:{width}}   {name}={now.get(key, '(not set)')}",
        ]
    if len(shown) > _MOST:
        lines.append(f"and {len(shown) - _MOST} more")
    return lines


def _flat(config: Mapping[str, Any]) -> dict[str, str]:
    """Every setting by its name, as words; names of things stay whole."""
    found: dict[str, str] = {}
    for key, value in config.items():
        if key == "name":
            continue
        if key in ("settings", "complete", "hashes"):
            found |= {f"{key}.{name}": _short(part) for name, part in value.items()}
        elif key == "design":
            found |= {f"design.{name}": _short(part) for name, part in value.items() if name not in ("factors", "list")}
            found |= {f"{f['key']}": _span(f) for f in value["factors"]}
            found |= {f"row {at}": _short(row) for at, row in enumerate(value.get("list", ()))}
        else:
            found[key] = _short(value)
    return found


def _span(factor: Mapping[str, Any]) -> str:
    if "values" in factor:
        return ",".join(str(value) for value in factor["values"])
    return f"{factor['low']:g}..{factor['high']:g}"


def _short(value: Any) -> str:
    said = str(value)
    return said if len(said) <= 60 else f"{said[:57]}..."
