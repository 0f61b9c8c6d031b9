"""A scenario: everything that a run depends on but its seed, complete, checked and unchangeable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from sim import configs
from sim.catalogue import PARAMETERS, READERS, SETTINGS, SWITCHES, full_key, known_keys
from sim.errors import ScenarioError, nearest
from sim.month import MONTH
from sim.overrides import parse
from sim.parameters import Parameter
from sim.policy.context import Context, Population
from sim.policy.ledger import Bill, afford
from sim.policy.levers import Levers
from sim.population import sample_size, share_out
from sim.towns import Town, TownError, find_town, load_towns

COUNTRY = "denmark"
_TOWN_FILES = (".csv", ".yaml", ".yml")


def _schema(names: Mapping[str, Parameter]) -> type[BaseModel]:
    """A pydantic model with a field for each parameter, bounded as declared."""
    fields: dict[str, Any] = {}
    for name, p in names.items():
        number = Field(ge=p.low, le=p.high, allow_inf_nan=False)
        fields[name] = (dict[str, float] if p.modes else float, number if not p.modes else Field())
    return create_model("Schema", __config__=ConfigDict(extra="forbid", strict=False), **fields)


@dataclass(frozen=True)
class Scenario:
    """What is to be run. Make one with `Scenario.load`.

    Attributes:
        municipality: name, code, `denmark`, or the path of a file with towns.
        citizens: what was asked for: a number, "full", or None for the default sample.
        months: months to live through.
        policy: name of the policy.
        start_month: month after which it begins; the baseline holds until then.
        record_every: months between two records.
        levers: the policy's levers, with what was overridden.
        context, population: conditions and people.
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
    start_month: int
    record_every: int
    levers: Levers
    context: Context
    population: Population
    rules: Mapping[str, Any]
    mechanisms: Mapping[str, bool]
    towns: tuple[Town, ...]
    agents: tuple[int, ...]
    given: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def load(
        cls,
        municipality: str | int = "vejle",
        policy: str = "representative_baseline",
        overrides: Iterable[str] = (),
        **settings: Any,
    ) -> Scenario:
        """A checked scenario.

        Args:
            municipality: one of the 98 by name or code, `denmark`, or a file with towns of your own.
            policy: name of a policy, or a file.
            overrides: settings as on the command line: "citizens=5000", "levers.facilitation=0.8".
            settings: the same as Python values: `citizens=5000, months=60`.

        Raises:
            ScenarioError: for any name, type or value that is not allowed.
        """
        given: dict[str, Any] = {"municipality": municipality, "policy": policy}
        for key, value in (*settings.items(), *parse(overrides)):
            _put(given, full_key(str(key)), value)
        name, levers, context = _read_policy(given["policy"])
        values = {**levers, **context, **{k: v for k, v in given.items() if k in PARAMETERS}}
        checked = {key: _checked(PARAMETERS[key], value) for key, value in values.items()}
        whole = {key: checked.get(key, p.default) for key, p in PARAMETERS.items()}
        towns, agents, citizens = _people(given["municipality"], given.get("citizens"))
        return cls(
            municipality=str(given["municipality"]),
            citizens=citizens,
            months=_whole(given, "months", 120),
            policy=name,
            start_month=_whole(given, "start_month", 0),
            record_every=_whole(given, "record_every", 1),
            levers=Levers(**_group(whole, "levers")),
            context=Context(**_group(whole, "context")),
            population=Population(**_group(whole, "population")),
            rules=MappingProxyType({p.name: p.rules(**_group(whole, f"rules.{p.name}")) for p in MONTH}),
            mechanisms=MappingProxyType({n: _switch(given, n) for n in SWITCHES}),
            towns=towns,
            agents=agents,
            given=MappingProxyType(given),
        )

    def with_(self, *overrides: str) -> Scenario:
        """This scenario with some settings changed, as on the command line; a new policy brings its own levers."""
        return Scenario.load(overrides=overrides, **self.given)

    def _set(self) -> dict[str, Any]:
        """Every setting and parameter by its full key, beside municipality and policy."""
        values: dict[str, Any] = {
            "months": self.months,
            "start_month": self.start_month,
            "record_every": self.record_every,
        }
        if self.citizens is not None:
            values["citizens"] = self.citizens
        for group in ("levers", "context", "population"):
            values |= {f"{group}.{name}": value for name, value in getattr(self, group)._asdict().items()}
        for process, rules in self.rules.items():
            values |= {f"rules.{process}.{name}": value for name, value in rules._asdict().items()}
        return values | {f"mechanisms.{name}": on for name, on in self.mechanisms.items()}

    def config(self) -> dict[str, Any]:
        """The complete scenario as plain data: every key, nothing hidden."""
        return {
            "municipality": self.municipality,
            "policy": self.policy,
            **self._set(),
            "towns": [town.model_dump(mode="json") for town in self.towns],
            "agents": list(self.agents),
        }

    @cached_property
    def config_hash(self) -> str:
        """SHA-256 of the complete scenario."""
        return _hash(self.config())

    @cached_property
    def rest_key(self) -> str:
        """SHA-256 of what a municipality at rest depends on: towns, citizens, population and rules."""
        config = self.config()
        kept = {k: v for k, v in config.items() if k.startswith(("population.", "rules.")) or k in ("towns", "agents")}
        return _hash(kept)

    def levers_at(self, month: int) -> Levers:
        """The levers wanted in a month: the baseline's until the policy begins."""
        return self.levers if month > self.start_month else Levers()

    @cached_property
    def bill(self) -> Bill:
        """What the policy costs, and the share of it that can be paid."""
        return afford(self.levers, Levers(), self.context)[1]

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
        return value.get("none", 0.0) < 1.0 if isinstance(value, dict) else value > 0.0


def _hash(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _group(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The values under "prefix.", by their last names."""
    return {key.rpartition(".")[2]: value for key, value in values.items() if key.rpartition(".")[0] == prefix}


def _put(given: dict[str, Any], key: str, value: Any) -> None:
    """Add a setting, or a part of a mix ("population.types.consumer"), after checking its name."""
    if key in SETTINGS or key in PARAMETERS or key in {f"mechanisms.{name}" for name in SWITCHES}:
        given[key] = value
        return
    whole, _, part = key.rpartition(".")
    if whole in PARAMETERS and part in PARAMETERS[whole].modes:
        mix = dict(given.get(whole) or PARAMETERS[whole].default)  # type: ignore[arg-type]
        mix[part] = value
        given[whole] = mix
        return
    raise _unknown(key, value)


def _unknown(key: str, value: Any) -> ScenarioError:
    group, _, short = key.rpartition(".")
    known = known_keys()
    kind = {"levers": "lever", "context": "condition", "mechanisms": "mechanism"}.get(group, "setting")
    if not group:
        kind = "lever" if nearest(key, READERS) else "setting"
    choices = [k for k in known if k.startswith(f"{group}.")] if group else []
    best = nearest(key, choices or known)
    if not group:
        by_short = {k.rpartition(".")[2]: k for k in known if not k.startswith(("rules.", "mechanisms."))}
        match = nearest(key, by_short)
        best = by_short[match] if match else best
    advice = []
    if best in PARAMETERS:
        p = PARAMETERS[best]
        now = p.default if p.modes else f"{float(p.default):g}"  # type: ignore[arg-type]
        advice.append(f"did you mean  {best}   ({p.en.rstrip('.')}; {p.low:g} to {p.high:g}, now {now})")
    elif best:
        advice.append(f"did you mean  {best}")
    lists = {"lever": "all levers:   samspil list levers", "mechanism": f"mechanisms: {', '.join(SWITCHES)}"}
    advice.append(lists.get(kind, "what can be set:   samspil explain"))
    return ScenarioError(
        "E-NAME",
        f"there is no {kind} called '{short if kind != 'setting' else key}'",
        key=key,
        value=value,
        allowed=f"a {kind} that exists",
        nearest=best,
        advice=advice,
    )


def _checked(p: Parameter, value: Any) -> Any:
    """The value as the model takes it, checked against the declaration."""
    if p.modes:
        return _mix(p, value)
    try:
        _schema({p.name: p})(**{p.name: value})
    except ValidationError as error:
        wrong = error.errors()[0]["type"]
        if wrong not in ("greater_than_equal", "less_than_equal"):
            raise ScenarioError(
                "E-TYPE",
                f"{p.key}={value} is not a number",
                key=p.key,
                value=value,
                allowed=f"a number from {p.low:g} to {p.high:g}",
                advice=[f"{p.name}: {p.en}", f"write a number from {p.low:g} to {p.high:g}, for example  {p.key}={_middle(p)}"],
            ) from None
        advice = [f"{p.name}: {p.en}"]
        if p.low == 0 and p.high == 1 and 1 < float(value) <= 10:
            advice.append(f"If you meant {value:g} in 10, write  {p.key}={float(value) / 10:g}")
        elif p.low == 0 and p.high == 1 and 10 < float(value) <= 100:
            advice.append(f"If you meant {value:g} per cent, write  {p.key}={float(value) / 100:g}")
        raise ScenarioError(
            "E-RANGE",
            f"{p.key}={value} is outside {p.low:g} to {p.high:g}",
            key=p.key,
            value=value,
            allowed=f"{p.low:g} to {p.high:g}",
            advice=advice,
        ) from None
    if isinstance(value, bool):
        raise ScenarioError(
            "E-TYPE", f"{p.key}={value} is not a number", key=p.key, value=value, allowed=f"{p.low:g} to {p.high:g}"
        )
    return float(value)


def _middle(p: Parameter) -> str:
    return f"{(p.low + p.high) / 2:g}"


def _mix(p: Parameter, value: Any) -> dict[str, float]:
    """Weights over the modes of a parameter, scaled to sum 1; a bare name gives that mode all the weight."""
    weights = {value: 1.0} if isinstance(value, str) else value
    allowed = f"one of {', '.join(p.modes)}, or weights over them, such as {{{p.modes[0]}: 0.5, {p.modes[1]}: 0.5}}"
    if not isinstance(weights, Mapping):
        raise ScenarioError("E-TYPE", f"{p.key}={value} is not a name or a mix", key=p.key, value=value, allowed=allowed,
                            advice=[f"write {allowed}"])  # fmt: skip
    for name, weight in weights.items():
        if name not in p.modes:
            best = nearest(str(name), p.modes)
            advice = [f"did you mean  {best}"] if best else []
            raise ScenarioError("E-NAME", f"{p.key} knows no '{name}'", key=p.key, value=value, allowed=allowed,
                                nearest=best, advice=[*advice, f"write {allowed}"])  # fmt: skip
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise ScenarioError("E-RANGE", f"the weight of {name} in {p.key} is {weight}", key=p.key, value=value,
                                allowed="a number not below 0", advice=["weights are numbers not below 0"])  # fmt: skip
    total = float(sum(weights.values()))
    if total <= 0:
        raise ScenarioError("E-RANGE", f"the weights of {p.key} are all 0", key=p.key, value=value, allowed=allowed,
                            advice=[f"write {allowed}"])  # fmt: skip
    return {name: weights[name] / total for name in p.modes if weights.get(name, 0) > 0}


def _whole(given: Mapping[str, Any], key: str, default: int) -> int:
    """A whole number of a setting."""
    value = given.get(key, default)
    low = SETTINGS[key].low
    if isinstance(value, bool) or not isinstance(value, int):
        raise ScenarioError("E-TYPE", f"{key}={value} is not a whole number", key=key, value=value,
                            allowed=f"a whole number from {low}", advice=[SETTINGS[key].en])  # fmt: skip
    if low is not None and value < low:
        raise ScenarioError("E-RANGE", f"{key}={value} is below {low}", key=key, value=value,
                            allowed=f"a whole number from {low}", advice=[SETTINGS[key].en])  # fmt: skip
    return value


def _switch(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(f"mechanisms.{name}", True)
    if isinstance(value, str) and value.lower() in ("on", "off"):
        return value.lower() == "on"
    if not isinstance(value, bool):
        raise ScenarioError("E-TYPE", f"mechanisms.{name}={value} is neither on nor off", key=f"mechanisms.{name}",
                            value=value, allowed="on or off", advice=[f"write  mechanisms.{name}=off"])  # fmt: skip
    return value


def _people(municipality: Any, citizens: Any) -> tuple[tuple[Town, ...], tuple[int, ...], int | str | None]:
    """The towns and how many citizens each of them gets."""
    towns = _towns(municipality)
    adults = sum(town.adults for town in towns)
    if citizens in (None, "full"):
        if citizens == "full":
            return towns, tuple(town.adults for town in towns), "full"
        default = sample_size(towns[0]) if len(towns) == 1 else min(adults, max(10_000, len(towns)))
        return towns, (default,) if len(towns) == 1 else share_out(towns, default), None
    least = max(len(towns), 50)
    if isinstance(citizens, bool) or not isinstance(citizens, int):
        raise ScenarioError("E-TYPE", f"citizens={citizens} is not a whole number", key="citizens", value=citizens,
                            allowed=f"{least} to {adults}, or full", advice=[SETTINGS["citizens"].en])  # fmt: skip
    if not least <= citizens <= adults:
        raise ScenarioError("E-RANGE", f"citizens={citizens} is outside {least} to {adults}", key="citizens",
                            value=citizens, allowed=f"{least} to {adults}, or full",
                            advice=[f"there are {adults} adult residents; `citizens=full` takes them all"])  # fmt: skip
    return towns, (citizens,) if len(towns) == 1 else share_out(towns, citizens), citizens


def _towns(municipality: Any) -> tuple[Town, ...]:
    text = str(municipality)
    if text.casefold() == COUNTRY:
        return load_towns()
    if text.casefold().endswith(_TOWN_FILES):
        from sim.own_towns import read_towns

        try:
            return tuple(read_towns(Path(text)))
        except (ValueError, OSError) as error:
            raise ScenarioError("E-FILE", f"the file of towns cannot be used: {error}", key="municipality", value=text,
                                allowed="a file as in configs/town/example.yaml")  # fmt: skip
    try:
        return (find_town(municipality),)
    except TownError as error:
        best = error.nearest[0] if error.nearest else None
        advice = [f"did you mean  {', or '.join(error.nearest)}"] if best else []
        raise ScenarioError("E-TOWN", f"there is no municipality called '{municipality}'", key="municipality",
                            value=municipality, allowed="a name or code of one of the 98, or denmark", nearest=best,
                            advice=[*advice, "all municipalities:   samspil list municipalities"]) from None  # fmt: skip


def _read_policy(policy: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Name, levers and conditions of a policy, by full keys."""
    known = configs.policies()
    text = str(policy)
    if text in known:
        path = known[text]
    elif text.endswith((".yaml", ".yml")):
        path = Path(text)
        if not path.is_file():
            raise ScenarioError("E-FILE", f"there is no file {text}", key="policy", value=policy, allowed="a policy file")
    else:
        best = nearest(text, known)
        advice = [f"did you mean  {best}"] if best else []
        raise ScenarioError("E-POLICY", f"there is no policy called '{text}'", key="policy", value=policy,
                            allowed=", ".join(known), nearest=best,
                            advice=[*advice, "all policies:   samspil list policies"])  # fmt: skip
    try:
        data = configs.read(path)
    except (OSError, ValueError) as error:
        raise ScenarioError("E-FILE", f"the policy {path} cannot be read: {error}", key="policy", value=policy) from None
    given: dict[str, Any] = {}
    for group in ("levers", "context"):
        for name, value in (data.get(group) or {}).items():
            _put(given, f"{group}.{name}", value)
    levers = {key: value for key, value in given.items() if key.startswith("levers.")}
    return text, levers, {key: value for key, value in given.items() if key.startswith("context.")}
