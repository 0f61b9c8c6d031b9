"""The deck, walked row by row: a rule's own parameter is moved, and the row's observable moves as the book allows.

What is moved, from where to where, under what else, and which way the observable goes, stands in docs/deck.yaml; the
table of docs/odd.md is made from the same file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.agents.citizen import TYPES
from sim.measures import MEASURES
from sim.model import DemocracyModel, Rest
from sim.month import MONTH
from sim.scenario import Scenario

_READ: dict[Any, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "docs" / "deck.yaml").read_text(encoding="utf-8")
)
DECK: dict[int, dict[str, Any]] = {row: entry for row, entry in _READ.items() if isinstance(row, int)}
MOVES = [(row, move) for row, entry in DECK.items() for move in entry["moves"]]
OPEN = {3, 4, 22, 41, 45, 48, 51, 52}
"""Rows of which the book says that both signs can be reached, or that the sign varies."""
SEEDS = (3, 4)
CITIZENS, MONTHS = 600, 30


@cache
def scenario(settings: tuple[str, ...]) -> Scenario:
    return Scenario.load(overrides=[f"citizens={CITIZENS}", "context.reserve=0.1", *settings])


@cache
def rest(seed: int) -> Rest:
    # rules are changed after the rest, so that all rows share it
    return DemocracyModel(scenario(()), seed=seed).rest()


@cache
def lived(settings: tuple[str, ...], rules: tuple[tuple[str, float], ...], seed: int, months: int) -> DemocracyModel:
    """A run of some months, with some coefficients changed from its first month on."""
    model = DemocracyModel(scenario(settings), seed=seed, rest=rest(seed))
    for key, value in rules:
        _, process, coefficient = key.split(".")
        model.rules[process] = model.rules[process]._replace(**{coefficient: float(value)})
    for _ in range(months):
        model.step()
    return model


def seen(move: dict[str, Any], level: float, seed: int) -> float:
    """The observable on the mean of the last months, with the parameter at a level."""
    everything = {**move.get("with", {}), move["by"]: level}
    settings = tuple(f"{key}={value}" for key, value in everything.items() if not key.startswith("rules."))
    rules = tuple((key, value) for key, value in everything.items() if key.startswith("rules."))
    record = lived(settings, rules, seed, move.get("months", MONTHS)).record
    if "group" in move:
        by, name = move["group"]
        values = [month[by][TYPES.index(name)] for month in record.groups[move["measure"]][-6:]]
    else:
        values = record.values[move["measure"]][-6:]
    return float(np.mean(values))


def label(case: tuple[int, dict[str, Any]]) -> str:
    return f"{case[0]} {case[1]['by']} {case[1]['measure']} {case[1]['goes']}"


@pytest.mark.parametrize("case", MOVES, ids=label)
def test_the_observable_moves_with_the_rules_own_parameter(case: tuple[int, dict[str, Any]]) -> None:
    row, move = case
    sign = {"up": 1.0, "down": -1.0}[move["goes"]]
    for seed in SEEDS:
        low, high = (seen(move, move[end], seed) for end in ("from", "to"))
        change = sign * (high - low)
        assert change > 1e-4, f"row {row}: {move['measure']} went from {low:.6f} to {high:.6f} (seed {seed})"


def test_every_row_is_moved_by_a_parameter_of_its_own_rule() -> None:
    assert list(DECK) == list(range(1, 59))
    known = {measure.id for measure in MEASURES}
    for row, entry in DECK.items():
        homes = [p for p in MONTH if row in p.rows]
        assert homes, f"no rule answers to row {row}"
        assert entry["moves"], f"nothing moves row {row}"
        for move in entry["moves"]:
            assert move["measure"] in known
            group, _, name = move["by"].partition(".")
            if group == "rules":
                own = name.partition(".")[0] in {p.name for p in homes}
            elif group == "mechanisms":
                own = name in {p.name for p in homes}
            else:
                reads = {"levers": "levers", "context": "context"}[group]
                own = any(name in p.reads.get(reads, ()) for p in homes)
            assert own, f"row {row}: {move['by']} belongs to none of {[p.name for p in homes]}"


def test_where_the_book_leaves_the_sign_open_both_are_reached() -> None:
    for row in OPEN:
        ways = {(move["measure"], move["goes"]) for move in DECK[row]["moves"]}
        both = {measure for measure, way in ways if {(measure, "up"), (measure, "down")} <= ways}
        assert both, f"row {row}: the book allows both signs, and one is shown"
