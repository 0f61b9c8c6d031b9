"""A scenario: everything that a run depends on but its seed, complete, checked and unchangeable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.catalogue import PARAMETERS, READERS, SWITCHES, full_key
from sim.errors import ScenarioError
from sim.fixed import Fixed
from sim.month import MONTH
from sim.overrides import parse
from sim.policy.context import Context, Population
from sim.policy.ledger import Bill, afford
from sim.policy.levers import Levers
from sim.policy.timeline import Phase, Timeline
from sim.presets import read_policy, read_scenario
from sim.settings import municipality_name, people, put, resolve, switch, whole
from sim.towns import Town

BASELINE = "representative_baseline"
"""The policy that holds before one begins, and after it stops where nothing else is said."""


_MIXES = frozenset(key for key, p in PARAMETERS.items() if p.modes)


@dataclass(frozen=True)
class Scenario:
    """What is to be run. Make one with `Scenario.load`.

    Attributes:
        municipality: name, code, `denmark`, or the path of a file with towns.
        citizens: what was asked for: a number, "full", or None for the default sample.
        months: months to live through.
        policy: name of the policy.
        timeline: when it begins, is phased in and stops.
        then: name of the policy that follows.
        record_every: months between two records.
        levers: the policy's levers, with what was overridden.
        context, population: conditions under the policy, and people.
        before, after: levers and conditions before the policy begins, and after it stops.
        rules: coefficients of each process, by its name.
        mechanisms: is each process that has a switch on?
        towns: the municipalities in full.
        agents: citizens of each.
        given: what was set beyond the policy and the defaults, by full key.
    """

    municipality: str
    citizens: int | str | None
    months: int
    policy: str
    timeline: Timeline
    then: str
    record_every: int
    levers: Levers
    context: Context
    before: Phase
    after: Phase
    population: Population
    rules: Mapping[str, Any]
    mechanisms: Mapping[str, bool]
    towns: tuple[Town, ...]
    agents: tuple[int, ...]
    given: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def load(
        cls,
        municipality: str | int | None = None,
        policy: str | None = None,
        overrides: Iterable[str] = (),
        *,
        file: str | Path | None = None,
        strict: bool = False,
        **settings: Any,
    ) -> Scenario:
        """A checked scenario.

        What is given later goes before what is given earlier: the policy's own settings, then `file`, then
        `municipality` and `policy`, then `settings`, then `overrides`.

        Args:
            municipality: one of the 98 by name or code, `denmark`, or a file with towns of your own; None: Vejle.
            policy: name of a policy, or a file; None: the representative baseline.
            overrides: settings as on the command line: "citizens=5000", "levers.facilitation=0.8".
            file: a scenario file, for example the `config.yaml` of a run.
            strict: True to refuse levers without effect and policies that cannot be paid.
            settings: the same as Python values: `citizens=5000, months=60`.

        Raises:
            ScenarioError: for any name, type or value that is not allowed.
        """
        given: dict[str, Any] = {"municipality": "vejle", "policy": BASELINE, "then": BASELINE}
        if file is not None:
            given |= read_scenario(file)
        given |= {k: v for k, v in (("municipality", municipality), ("policy", policy)) if v is not None}
        for key, value in (*settings.items(), *parse(overrides)):
            put(given, full_key(str(key)), value)
        name, values = read_policy(given["policy"])
        then, after = read_policy(given["then"], "then")
        # conditions that are set hold always, those that a policy brings hold with it; levers belong to the policy
        usual = {k: v for k, v in given.items() if k.startswith("context.") and (k not in values or values[k] != v)}
        after |= usual
        for key, value in given.items():
            put(values, key, value)
        held = _held(values)
        stop = None if given.get("stop_month") in (None, "never") else whole(given, "stop_month", 0)
        towns, agents, citizens = people(given["municipality"], given.get("citizens"))
        scenario = cls(
            municipality=municipality_name(given["municipality"], towns),
            citizens=citizens,
            months=whole(given, "months", 120),
            policy=name,
            timeline=Timeline(whole(given, "start_month", 0), whole(given, "ramp_months", 0), stop),
            then=then,
            record_every=whole(given, "record_every", 1),
            levers=Levers(**held["levers"]),
            context=Context(**held.get("context", {})),
            before=_phase(usual),
            after=_phase(after),
            population=Population(**held["population"]),
            rules=Fixed({p.name: p.rules(**held.get(f"rules.{p.name}", {})) for p in MONTH}),
            mechanisms=Fixed({n: switch(given, n) for n in SWITCHES}),
            towns=towns,
            agents=agents,
            given=Fixed(given),
        )
        if strict:
            scenario.insist()
        return scenario

    def with_(self, *overrides: str, **settings: Any) -> Scenario:
        """This scenario with some settings changed; a new policy brings its own levers.

        Args:
            overrides: as on the command line.
            settings: as Python values, `months=60`.
        """
        given = dict(self.given)
        for key, value in settings.items():
            put(given, full_key(key), value)
        return Scenario.load(overrides=overrides, **given)

    def __hash__(self) -> int:
        """By the complete scenario, so that scenarios can be keys."""
        return hash(self.config_hash)

    def _set(self) -> dict[str, Any]:
        """Every setting and parameter by its full key, beside municipality and policy."""
        values: dict[str, Any] = {
            "citizens": sum(self.agents),
            "months": self.months,
            "start_month": self.timeline.start,
            "ramp_months": self.timeline.ramp,
            "record_every": self.record_every,
        }
        for group in ("levers", "context", "population"):
            values |= {f"{group}.{name}": _plain(value) for name, value in getattr(self, group)._asdict().items()}
        for process, rules in self.rules.items():
            values |= {f"rules.{process}.{name}": value for name, value in rules._asdict().items()}
        return values | {f"mechanisms.{name}": on for name, on in self.mechanisms.items()}

    def config(self) -> dict[str, Any]:
        """The complete scenario as plain data: every key, nothing hidden."""
        return {
            "municipality": self.municipality,
            "policy": self.policy,
            **self._set(),
            "stop_month": self.timeline.stop,
            "then": self.then,
            "towns": [town.model_dump(mode="json") for town in self.towns],
            "agents": list(self.agents),
        }

    @cached_property
    def config_hash(self) -> str:
        """SHA-256 of the complete scenario, and of what the policy that follows sets, where one does."""
        after = {} if self.timeline.stop is None else _plain_phase(self.after)
        return _hash(self.config() | {f"after.{key}": value for key, value in after.items()})

    @cached_property
    def rest_key(self) -> str:
        """SHA-256 of what a municipality at rest depends on: towns, citizens, population and rules."""
        people = {name: _plain(value) for name, value in self.population._asdict().items()}
        return _rest_key(self.towns, self.agents, json.dumps(people), tuple(self.rules.items()))

    @property
    def start_month(self) -> int:
        """Month after which the policy begins."""
        return self.timeline.start

    def at(self, month: int) -> Phase:
        """The levers wanted and the conditions met in a month."""
        return self.timeline.at(month, self.before, Phase(self.levers, self.context), self.after)

    @cached_property
    def afforded(self) -> tuple[Levers, Bill]:
        """The policy's levers as far as they can be paid, and what that costs."""
        return afford(self.levers, Levers(), self.context)

    @property
    def bill(self) -> Bill:
        """What the policy costs, and the share of it that can be paid."""
        return self.afforded[1]

    def scaled_levers(self) -> dict[str, dict[str, float]]:
        """Levers that cannot be paid in full: what was wanted, and what is in force. Empty where all can be paid."""
        held = self.afforded[0]._asdict()
        return {
            name: {"wanted": wanted, "in_force": held[name]}
            for name, wanted in self.levers._asdict().items()
            if wanted != held[name]
        }

    def insist(self) -> None:
        """Refuse what would otherwise be a warning.

        Raises:
            ScenarioError: if a changed lever can have no effect, or the policy cannot be paid.
        """
        for name, why in self.idle_levers().items():
            raise ScenarioError(
                "E-IDLE",
                f"'{name}' has no effect in this set-up",
                key=f"levers.{name}",
                value=getattr(self.levers, name),
                allowed="levers that can have an effect",
                advice=[why, f"change that, or leave {name} out; without --strict this is a warning"],
            )
        if self.bill.scaled < 1.0:
            raise ScenarioError(
                "E-COST",
                f"the policy cannot be paid: {self.bill.scaled:.0%} of it fits the budget",
                key="context.reserve",
                value=self.context.reserve,
                allowed="a policy that can be paid",
                advice=["lower some levers, or raise context.reserve; without --strict the levers are scaled"],
            )

    def idle_levers(self) -> dict[str, str]:
        """Changed levers that can have no effect in this scenario, each with the reason."""
        idle = {}
        for name, value in self.levers._asdict().items():
            if value == getattr(Levers(), name):
                continue
            lever = PARAMETERS[f"levers.{name}"]
            readers = READERS[name]
            off = [reader for reader in readers if not self.mechanisms.get(reader, True)]
            shut = [need for need in lever.needs if not self._open(need)]
            if not readers:
                idle[name] = "no rule reads it yet"
            elif off == list(readers):
                idle[name] = f"it acts through {', '.join(readers)}, switched off by mechanisms.{readers[0]}"
            elif shut:
                idle[name] = f"it needs {shut[0]}, and {shut[0]} is {'none' if shut[0] == 'recruitment' else '0'}"
        return idle

    def _open(self, lever: str) -> bool:
        value = getattr(self.levers, lever)
        return bool(value.get("none", 0.0) < 1.0 if isinstance(value, dict) else value > 0.0)


def _fixed(value: Any) -> Any:
    return Fixed(value) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _hash(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@lru_cache(maxsize=64)
def _rest_key(towns: tuple[Town, ...], agents: tuple[int, ...], people: str, rules: tuple[tuple[str, Any], ...]) -> str:
    """The hash of a municipality at rest. Kept: in a sweep few scenarios differ in it, and it has many parts."""
    kept = {f"population.{name}": value for name, value in json.loads(people).items()}
    kept |= {f"rules.{process}.{name}": value for process, held in rules for name, value in held._asdict().items()}
    return _hash(kept | {"towns": [town.model_dump(mode="json") for town in towns], "agents": list(agents)})


def _phase(values: Mapping[str, Any]) -> Phase:
    """Levers and conditions as they are set; what is not set is as declared."""
    held = _held({key: value for key, value in values.items() if key.startswith(("levers.", "context."))})
    return Phase(Levers(**held["levers"]), Context(**held.get("context", {})))


def _plain_phase(phase: Phase) -> dict[str, Any]:
    """A phase as plain data."""
    return {
        f"{group}.{name}": _plain(value)
        for group, part in (("levers", phase.levers), ("context", phase.context))
        for name, value in part._asdict().items()
    }


def _held(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The parameters that are set, checked: by what stands before their last names ("rules.trust"), and by these.

    What is not set has its default by the declaration of its group; mixes are always there, as ones that stay.
    """
    named = _MIXES | {key if key in PARAMETERS else key.rpartition(".")[0] for key in values}
    found: dict[str, dict[str, Any]] = {}
    for key in (key for key in PARAMETERS if key in named):
        group, _, name = key.rpartition(".")
        found.setdefault(group, {})[name] = _fixed(resolve(PARAMETERS[key], values))
    return found
