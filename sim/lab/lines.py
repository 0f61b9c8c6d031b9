"""The lines of a run's tables, a record at a time: what `sim.lab.run` makes tables of when all is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.agents.citizen import QUINTILES, TYPES
from sim.agents.municipality import STAGES
from sim.measures.record import Record
from sim.measures.strain import COMPONENTS, ROLES
from sim.scenario import Scenario

Line = list[Any]


def group_names(scenario: Scenario) -> dict[str, list[str]]:
    """The groups that citizens' means are taken in: "type", "quintile" (1 the poorest) and "municipality" by name."""
    return {
        "type": list(TYPES),
        "quintile": [str(number) for number in range(1, QUINTILES + 1)],
        "municipality": [town.name for town in scenario.towns],
    }


def heads(record: Record) -> dict[str, Line]:
    """The column names of each table."""
    return {
        "groups": ["month", "measure", "by", "group", "value"],
        "chain": ["month", "stage", "quintile", "count"],
        "strain": ["month", "role", "component", "value"],
        "series": ["month", *record.values],
    }


def lines(record: Record, at: int, scenario: Scenario) -> dict[str, Iterator[Line]]:
    """The lines of one record in each table; `series` comes last.

    Args:
        record: what has been recorded.
        at: which of it, from 0.
        scenario: what is run.
    """
    month = record.months[at]
    chain, strain = record.chain[at], record.strain[at]
    return {
        "groups": (
            [month, measure, by, group, _number(value)]
            for measure, kept in record.groups.items()
            for by, groups in group_names(scenario).items()
            for group, value in zip(groups, kept[at][by], strict=True)
        ),
        "chain": (
            [month, stage, quintile + 1, int(chain[row, quintile])]
            for row, stage in enumerate(STAGES)
            for quintile in range(QUINTILES)
        ),
        "strain": (
            [month, role, component, _number(strain[row, part])]
            for row, (role, _, _) in enumerate(ROLES)
            for part, component in enumerate(COMPONENTS)
        ),
        "series": iter([[month, *(_number(values[at]) for values in record.values.values())]]),
    }


def _number(value: float) -> float | str:
    """A number with all its digits; nothing where it is not defined."""
    return "" if value != value else float(value)
