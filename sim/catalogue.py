"""The catalogue: everything that a scenario can set, each as it was declared where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.month import MONTH
from sim.parameters import Parameter
from sim.policy.context import CONTEXT, POPULATION
from sim.policy.levers import LEVERS


class Setting(NamedTuple):
    """A key of a scenario that is not a parameter of the model.

    Attributes:
        en, da: meaning.
        default: in words.
        low, high: the least and the greatest value, for numbers.
    """

    en: str
    da: str
    default: str
    low: int | None = None
    high: int = 12_000


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "municipality": Setting(
            "A municipality by name or code, `denmark` for all 98, or a file with towns of your own.",
            "En kommunes navn eller kode, `denmark` for alle 98 eller en fil med egne byer.",
            "vejle",
        ),
        "citizens": Setting(
            "Number of citizens: a number, or `full` for one agent an adult resident.",
            "Antal borgere: et tal, eller `full` for én agent pr. voksen indbygger.",
            "10000, or all where there are fewer",
            1,
        ),
        "months": Setting("Months to live through.", "Antal måneder.", "120", 0),
        "policy": Setting(
            "A policy or card by its name, or a file of a policy.",
            "Navnet på en politik eller et kort eller en fil med en politik.",
            "representative_baseline",
        ),
        "start_month": Setting(
            "Month after which the policy begins.", "Den måned, efter hvilken politikken træder i kraft.", "0", 0
        ),
        "ramp_months": Setting(
            "Months over which a policy is phased in, linearly; 0 is at once.",
            "Antal måneder, en politik indfases over; 0 er på én gang.",
            "0",
            0,
        ),
        "stop_month": Setting(
            "Month after which the policy ends and `then` begins.",
            "Den måned, efter hvilken politikken slutter, og `then` begynder.",
            "never",
            0,
        ),
        "then": Setting(
            "The policy that follows after stop_month, by its name or a file.",
            "Den politik, der følger efter stop_month: navn eller fil.",
            "representative_baseline",
        ),
        "record_every": Setting("Months between two records.", "Antal måneder mellem to målinger.", "1", 1),
    }
)

PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {p.key: p for p in (*LEVERS, *CONTEXT, *POPULATION, *(p for process in MONTH for p in process.parameters))}
)
"""Every parameter by its full key."""

SWITCHES: tuple[str, ...] = tuple(process.name for process in MONTH if not process.every)
"""Processes that can be switched off, `mechanisms.<name>`."""


def _readers(lever: Parameter) -> tuple[str, ...]:
    columns = {f"recruit_{mode}" for mode in lever.modes} or {lever.name}
    return tuple(process.name for process in MONTH if columns & set(process.reads.get("levers", ())))


READERS: Mapping[str, tuple[str, ...]] = MappingProxyType({lever.name: _readers(lever) for lever in LEVERS})
"""The processes that read each lever."""


def known_keys() -> tuple[str, ...]:
    """Every key that a scenario may set, written out in full."""
    return (*SETTINGS, *PARAMETERS, *(f"mechanisms.{name}" for name in SWITCHES))


def full_key(key: str) -> str:
    """The full key for a short one.

    "listening" is "levers.listening", "recruitment.open" is "levers.recruitment.open"; other keys stay as they are.
    """
    first = key.partition(".")[0]
    if first in SETTINGS:
        return key
    for group in ("levers", "context"):
        if f"{group}.{first}" in PARAMETERS:
            return f"{group}.{key}"
    return key
