"""The form of a process: what its docstring declares, read once and used by the month, the tests and the documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sim.parameters import Parameter, declared
from sim.randomness import Decision

HEADS = ("Rule", "In words", "Reads", "Writes", "Luck", "Units", "Deck", "Seen in", "Source", "Switch")
"""What every process says of itself, in this order."""


@dataclass(frozen=True)
class Process:
    """One step of the month.

    Attributes:
        name: short name, also the name of its switch (`mechanisms.name`) and coefficients (`rules.name.*`).
        title: first line of the docstring.
        heads: text under each of HEADS.
        reads, writes: table: columns, as declared.
        before: table.column that it reads as last month left them, before they are made anew this month.
        luck: the decisions it draws.
        rows: rows of the deck table it answers to.
        seen_in: measures in which the rule can be seen.
        rules: class of its coefficients.
        parameters: their declarations.
        step: the function `step(state, coefficients)`.
        every: True if it cannot be switched off (others could not run without it).
    """

    name: str
    title: str
    heads: dict[str, str]
    reads: dict[str, tuple[str, ...]]
    writes: dict[str, tuple[str, ...]]
    before: frozenset[str]
    luck: tuple[Decision, ...]
    rows: tuple[int, ...]
    seen_in: tuple[str, ...]
    rules: type[Any]
    parameters: tuple[Parameter, ...]
    step: Callable[[Any, Any], None]

    @property
    def every(self) -> bool:
        """True for a process that others cannot do without: it has no switch."""
        return self.heads["Switch"].startswith("none")


def process(module: ModuleType) -> Process:
    """The process that a module describes.

    Raises:
        ValueError: if its docstring lacks a head, or declares a decision that is not in the register.
    """
    name = module.__name__.rpartition(".")[2]
    title, heads = _heads(module.__doc__ or "", name)
    return Process(
        name=name,
        title=title,
        heads=heads,
        reads=_columns(heads["Reads"]),
        writes=_columns(heads["Writes"]),
        before=_before(heads["Reads"]),
        luck=_decisions(heads["Luck"], name),
        rows=_rows(heads["Deck"]),
        seen_in=tuple(name.strip() for name in " ".join(heads["Seen in"].split()).split(",")),
        rules=module.Rules,
        parameters=declared(f"rules.{name}", "uncertainty", module.Rules),
        step=module.step,
    )


def _heads(text: str, name: str) -> tuple[str, dict[str, str]]:
    """First line, and the text under each head with its line breaks kept."""
    title = text.strip().splitlines()[0] if text.strip() else ""
    found: dict[str, list[str]] = {}
    current = None
    for line in text.splitlines()[1:]:
        match = re.match(r"(" + "|".join(HEADS) + r")\s{2,}(.*)", line)
        if match:
            current = match[1]
            found[current] = [match[2].rstrip()]
        elif current and line.startswith(" "):
            found[current].append(line.strip())
        elif current:
            current = None
    missing = [head for head in HEADS if head not in found]
    if missing:
        raise ValueError(f"process '{name}': its docstring lacks {', '.join(missing)}; see sim/processes/form.py")
    return title, {head: "\n".join(found[head]).strip() for head in HEADS}


def _columns(text: str) -> dict[str, tuple[str, ...]]:
    """{"citizens": ("need", "met")} of "citizens (n,): need, met (before) · levers (m,): …"."""
    return {table: tuple(name.split(" (")[0] for name in names) for table, names in _tables(text)}


def _before(text: str) -> frozenset[str]:
    """{"citizens.met"} of "citizens (n,): need, met (before)"."""
    return frozenset(
        f"{table}.{name.split(' (')[0]}"
        for table, names in _tables(text)
        for name in names
        if name.endswith("(before)")
    )


def _tables(text: str) -> list[tuple[str, list[str]]]:
    parts = [part.partition(":") for part in " ".join(text.split()).split("·")]
    return [
        (table.split("(")[0].strip(), [name.strip() for name in names.split(",") if name.strip()])
        for table, colon, names in parts
        if colon
    ]


def _decisions(text: str, name: str) -> tuple[Decision, ...]:
    words = re.findall(r"Decision\.([A-Z_]+)", text)
    unknown = [word for word in words if word not in Decision.__members__]
    if unknown:
        raise ValueError(f"process '{name}' draws {', '.join(unknown)}, which the register of decisions lacks")
    return tuple(Decision[word] for word in words)


def _rows(text: str) -> tuple[int, ...]:
    """The row numbers named after "row" or "rows": "rows 4, 11: …" gives (4, 11)."""
    match = re.match(r"rows?\s+([\d, ]+)", text)
    return tuple(int(number) for number in re.findall(r"\d+", match[1])) if match else ()
