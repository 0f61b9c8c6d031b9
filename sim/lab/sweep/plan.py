"""A plan: what a sweep does, complete: fixed settings, a design, seeds, and what is kept of each run.

Run number = row x seeds + index of the seed. A plan is cut into chunks, rectangles of rows and seeds; what they are
depends on the plan alone, so that every engine and machine writes the same files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sim.catalogue import PARAMETERS, SETTINGS, SWITCHES, full_key
from sim.fixed import Fixed
from sim.lab.sweep import design as designs
from sim.lab.sweep.code import code_version
from sim.lab.sweep.design import Design, Factor, normal, wrong
from sim.lab.sweep.own import source_hash
from sim.model import REST_MONTHS
from sim.scenario import Scenario
from sim.settings import put

Detail = Literal["runs", "series", "citizens"]
DETAILS: tuple[Detail, ...] = ("runs", "series", "citizens")
SCHEMA = 1
"""Version of the form of `config()`."""

MOST_RUNS = 200
"""Runs of a chunk at most; that many of 1,000 citizens and ten years are some seconds."""
_MOST_LIVED = MOST_RUNS * 1_000 * (120 + REST_MONTHS)
"""Citizen-months of a chunk at most: of large runs there are fewer in one."""
_SHARING = 24
"""Rows of a chunk, where there are that many: under one seed they share a municipality at rest."""
_SEVERAL = 16
"""Chunks of a small sweep, so that several workers have some each."""

SIZES = ("municipality", "citizens")
"""Settings that decide how many citizens there are."""
CATEGORIES = ("municipality", "policy", "then")
"""Settings that are names; they are tried one by one, and have no range."""


@dataclass(frozen=True)
class Chunk:
    """A part of a sweep that is done and kept in one piece: some rows under some seeds.

    Attributes:
        number: 0, 1, ... in a plan.
        first_row, last_row: its rows, both included.
        seeds: its seeds, in the order of the plan.
        name: hash of the settings of its rows, its seeds and the version of the code; the name of its file.
    """

    number: int
    first_row: int
    last_row: int
    seeds: tuple[int, ...]
    name: str

    @property
    def rows(self) -> range:
        """Its rows."""
        return range(self.first_row, self.last_row + 1)

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.rows) * len(self.seeds)


@dataclass(frozen=True)
class Plan:
    """What a sweep does.

    Attributes:
        name: what it is called; letters, digits, - and _.
        given: fixed settings beyond the defaults, by full key.
        design: what is varied.
        seeds: the same for every row.
        detail: what is kept beside a row a run: nothing, the monthly series, or series and citizens.
        own: MODULE:NAME of processes and measures of your own, see `sim.lab.sweep.own`.
    """

    name: str
    given: Mapping[str, Any]
    design: Design
    seeds: tuple[int, ...]
    detail: Detail = "runs"
    own: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w[\w-]{0,59}", self.name):
            raise wrong(f"the name '{self.name}' cannot be the name of a folder", "name", value=self.name,
                        advice=["up to 60 letters, digits, - and _"])  # fmt: skip
        if self.detail not in DETAILS:
            raise wrong(f"detail is {self.detail!r}, and may be {', '.join(DETAILS)}", "detail", value=self.detail)
        object.__setattr__(self, "seeds", _checked_seeds(self.seeds))
        given: dict[str, Any] = {}
        for key, value in self.given.items():
            put(given, full_key(key), normal(full_key(key), value))
        for f in self.design.factors:
            if f.key in given:
                raise wrong(f"{f.key} is fixed and varied", f.key, advice=["do one of the two"])
        object.__setattr__(self, "given", Fixed(given))

    # ------------------------------------------------------------------ what is run

    @cached_property
    def base(self) -> Scenario:
        """The scenario that the rows change."""
        return Scenario.load(**self.given)

    @cached_property
    def _loaded(self) -> dict[int, Scenario]:
        """Scenarios of some rows: a block of rows is lived under one seed after another."""
        return {}

    def scenario(self, row: int) -> Scenario:
        """The scenario of a row. Unless series are kept or `record_every` is given, only both ends are recorded.

        Raises:
            ScenarioError: if its settings do not go together.
        """
        if row not in self._loaded:
            changed = self.design.settings(row)
            if self.detail == "runs" and "record_every" not in self.given:
                changed["record_every"] = max(1, changed.get("months", self.base.months))
            if len(self._loaded) >= MOST_RUNS:
                self._loaded.clear()
            self._loaded[row] = self.base.with_(**changed)
        return self._loaded[row]

    def check(self) -> None:
        """Look at every value and both ends of every range, and at each row of a list, before any work is done.

        Raises:
            ScenarioError: for the first thing that is not allowed.
        """
        for f in self.design.factors:
            check_factor(f)
        for f in self.design.factors:
            for value in f.values or (_end(f, f.low), _end(f, f.high)):
                self.base.with_(**{f.key: value})
        if self.design.kind == "list":
            for row in range(len(self.design.rows)):
                self.scenario(row)
        source_hash(self.own)

    # ------------------------------------------------------------------ its parts

    @property
    def runs(self) -> int:
        """Rows times seeds."""
        return len(self.design.rows) * len(self.seeds)

    def seed(self, run: int) -> int:
        """The seed of a run."""
        return self.seeds[run % len(self.seeds)]

    def row(self, run: int) -> int:
        """The row of a run."""
        return run // len(self.seeds)

    def chunks(self) -> tuple[Chunk, ...]:
        """Every chunk: blocks of rows, each under all seeds before the next."""
        rows, seeds = self._block
        found: list[Chunk] = []
        for first, end in _cut(len(self.design.rows), rows):
            for s, t in _cut(len(self.seeds), seeds):
                name = self._name(first, end - 1, self.seeds[s:t])
                found.append(Chunk(len(found), first, end - 1, self.seeds[s:t], name))
        return tuple(found)

    @cached_property
    def _block(self) -> tuple[int, int]:
        """Rows and seeds of a chunk, at most."""
        lived = self.largest
        size = max(1, min(MOST_RUNS, _MOST_LIVED // lived, -(-self.runs // _SEVERAL)))
        shared = min(MOST_RUNS, _SHARING, max(1, _MOST_LIVED // lived))
        rows = min(len(self.design.rows), max(shared, size // len(self.seeds)))
        return rows, min(len(self.seeds), max(1, size // rows))

    @cached_property
    def largest(self) -> int:
        """Citizen-months of the largest run that the plan can have, coming to rest included."""
        tried = [self.base.with_(**{f.key: v}) for f in self.design.factors if f.key in SIZES for v in f.values]
        citizens = max([sum(s.agents) for s in (self.base, *tried)] + self._varied("citizens"))
        return citizens * (max([self.base.months, *self._varied("months")]) + REST_MONTHS)

    def _varied(self, key: str) -> list[int]:
        return [int(f.high) for f in self.design.factors if f.key == key]

    # ------------------------------------------------------------------ what it can be recognised by

    @cached_property
    def _resolved(self) -> dict[str, str]:
        """Hashes of what the settings mean: of the base, and of it with every name that is tried."""
        found = {"base": self.base.config_hash, "own": source_hash(self.own)}
        for f in self.design.factors:
            if f.key in CATEGORIES:
                found |= {f"{f.key}={v}": self.base.with_(**{f.key: v}).config_hash for v in f.values}
        return found

    def _name(self, first: int, last: int, seeds: tuple[int, ...]) -> str:
        content = [self._resolved, [f.key for f in self.design.factors], first, self.design.rows[first : last + 1]]
        return _hash([*content, seeds, self.seeds, self.detail, code_version(), SCHEMA])[:20]

    @property
    def hash(self) -> str:
        """SHA-256 of everything that the plan does; its name and the version of the code are not in it."""
        return _hash({key: value for key, value in self.config().items() if key != "name"})

    def config(self) -> dict[str, Any]:
        """The plan as plain data, complete; `from_config` reads it.

        `settings` is what is fixed, `complete` everything that it resolves to. Rows that a design can draw again are
        not written out, but their hash is.
        """
        d = self.design
        design: dict[str, Any] = {
            "kind": d.kind,
            "factors": [
                {"key": f.key, "values": list(f.values)} if f.values else {"key": f.key, "low": f.low, "high": f.high}
                for f in d.factors
            ],
            "options": dict(d.options),
            "rows": len(d.rows),
            "rows_hash": d.rows_hash,
        }
        if d.kind == "list":
            design["list"] = [d.settings(row) for row in range(len(d.rows))]
        return {
            "schema": SCHEMA,
            "kind": "sweep",
            "name": self.name,
            "settings": dict(self.given),
            "design": design,
            "seeds": list(self.seeds),
            "detail": self.detail,
            "own": self.own,
            "hashes": dict(self._resolved),
            "complete": self.base.config(),
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], rows: tuple[tuple[Any, ...], ...] | None = None) -> Plan:
        """The plan that `config()` wrote.

        Args:
            config: what `config()` gave.
            rows: the design's rows where they have been kept; None: they are drawn again.

        Raises:
            ScenarioError: if it is no such plan, or the rows drawn are not those that it was made with.
        """
        try:
            said = config["design"]
            if config["schema"] != SCHEMA:
                raise wrong(f"the plan has the form {config['schema']}, and this version reads {SCHEMA}", "schema")
            made = _drawn_again(said) if rows is None else _with_rows(said, rows)
            plan = cls(
                config["name"], config["settings"], made, tuple(config["seeds"]), config["detail"], config["own"]
            )
        except (KeyError, TypeError) as error:
            raise wrong(f"this is not the configuration of a sweep: {error} is missing or amiss", "config") from None
        if made.rows_hash != said["rows_hash"]:
            raise wrong("the rows of the design are not those that it was made with", "design",
                        advice=["another version of SALib may draw others; the rows are kept in design.parquet"],
                        )  # fmt: skip
        return plan


def check_factor(f: Factor) -> None:
    """See that something may be varied, and so.

    Raises:
        ScenarioError: if there is no such key, or it may not vary.
    """
    put({}, f.key, f.values[0] if f.values else f.low)
    if f.key == "record_every":
        raise wrong("record_every may not vary: it says what is kept, and changes nothing", f.key,
                    advice=["choose one value for all runs, or leave it out"])  # fmt: skip
    group, _, last = f.key.rpartition(".")
    named = f.key in CATEGORIES or (group == "mechanisms" and last in SWITCHES)
    if not f.values and (named or (f.key in PARAMETERS and PARAMETERS[f.key].modes)):
        example = "on,off" if group == "mechanisms" else "A,B"
        raise wrong(f"{f.key} has no range: it is not a number", f.key,
                    advice=[f"try values, with a grid or a list:   {f.key}={example}"])  # fmt: skip


def bounds(key: str) -> tuple[float, float]:
    """The declared range of a full key.

    Raises:
        ScenarioError: if there is no such key, or it has none.
    """
    put({}, key, None)
    group = key.rpartition(".")[0]
    declared = PARAMETERS.get(key) or PARAMETERS.get(group)
    if key in SETTINGS or declared is None:
        check_factor(Factor(key))
        raise wrong(f"{key} has no declared range", key, advice=[f"give one, as in  {key}=60..240"])
    return declared.low, declared.high


def _end(f: Factor, value: float) -> float | int:
    return round(value) if f.key in designs.WHOLE else value


def _checked_seeds(seeds: Any) -> tuple[int, ...]:
    from sim.lab.run import checked_seed

    try:
        found = tuple(checked_seed(seed) for seed in seeds)
    except (TypeError, ValueError) as error:
        raise wrong(f"seeds cannot be used: {error}", "seeds", value=seeds) from None
    if not found or len(set(found)) < len(found):
        raise wrong("seeds must be at least one, and each only once", "seeds", value=seeds)
    return found


def _cut(count: int, most: int) -> list[tuple[int, int]]:
    """Parts of `count` that are at most `most` and as equal as can be, each as (first, end)."""
    parts = -(-count // most)
    return [(count * part // parts, count * (part + 1) // parts) for part in range(parts)]


def _factors(said: Mapping[str, Any]) -> list[Factor]:
    return [
        Factor.of(f["key"], f["values"]) if "values" in f else Factor(f["key"], f["low"], f["high"])
        for f in said["factors"]
    ]


def _drawn_again(said: Mapping[str, Any]) -> Design:
    options = dict(said["options"])
    kind = said["kind"]
    if kind == "list":
        return designs.listed(said["list"])
    make = {"grid": designs.grid, "lhs": designs.latin, "sobol": designs.sobol, "morris": designs.morris}[kind]
    made: Design = make(_factors(said), **options)  # type: ignore[operator]
    return made


def _with_rows(said: Mapping[str, Any], rows: tuple[tuple[Any, ...], ...]) -> Design:
    return Design(said["kind"], tuple(_factors(said)), rows, Fixed(said["options"]))


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
