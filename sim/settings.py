"""Settings as they are given, checked one by one against their declarations, with words for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from sim import configs
from sim.catalogue import PARAMETERS, READERS, SETTINGS, SWITCHES, known_keys
from sim.errors import ScenarioError, nearest
from sim.parameters import Parameter
from sim.population import sample_size, share_out
from sim.towns import Town, TownError, find_town, load_towns

COUNTRY = "denmark"
LEAST_CITIZENS = 50
MOST_WEIGHT = 1e6
_TOWN_FILES = (".csv", ".yaml", ".yml")
_OF_THE_RUN = ("seed", "threads", "out")


@cache
def _number(low: float, high: float) -> TypeAdapter[float]:
    """The schema of a number within bounds."""
    return TypeAdapter(Annotated[float, Field(ge=low, le=high, allow_inf_nan=False)])


def put(given: dict[str, Any], key: str, value: Any) -> None:
    """Add a setting, or a part of a mix ("population.types.consumer"), after checking its name.

    A mix that is given whole leaves nothing of the parts given before it.
    """
    group, _, last = key.rpartition(".")
    if key in PARAMETERS:
        for mode in PARAMETERS[key].modes:
            given.pop(f"{key}.{mode}", None)
    elif not (
        key in SETTINGS
        or (group == "mechanisms" and last in SWITCHES)
        or (group in PARAMETERS and last in PARAMETERS[group].modes)
    ):
        raise _unknown(key, value)
    given[key] = value


def resolve(p: Parameter, values: Mapping[str, Any]) -> Any:
    """The value of a parameter among `values`, checked; parts of a mix are put into what else it is made of."""
    held: Any = checked(p, values[p.key]) if p.key in values else p.default
    parts = {mode: values[f"{p.key}.{mode}"] for mode in p.modes if f"{p.key}.{mode}" in values}
    return _mix(p, {**held, **parts}) if parts else held


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
    if best is not None and best in PARAMETERS:
        p = PARAMETERS[best]
        now = p.default if p.modes else f"{float(p.default):g}"  # type: ignore[arg-type]
        advice.append(f"did you mean  {best}   ({p.en.rstrip('.')}; {p.low:g} to {p.high:g}, now {now})")
    elif best:
        advice.append(f"did you mean  {best}")
    if key in _OF_THE_RUN:
        best, advice = None, [f"a scenario has none; it is an option of the run:  --{key} {value}"]
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


def checked(p: Parameter, value: Any) -> Any:
    """The value as the model takes it, checked against the declaration."""
    if p.modes:
        return _mix(p, value)
    if isinstance(value, bool):
        value = str(value)
    try:
        return _number(p.low, p.high).validate_python(value)
    except ValidationError as error:
        wrong = error.errors()[0]["type"]
        if wrong not in ("greater_than_equal", "less_than_equal"):
            example = _meant(p, str(value)) or (p.low + p.high) / 2
            raise ScenarioError(
                "E-TYPE",
                f"{p.key}={value} is not a number",
                key=p.key,
                value=value,
                allowed=f"a number from {p.low:g} to {p.high:g}",
                advice=[
                    f"{p.name}: {p.en}",
                    f"write a number from {p.low:g} to {p.high:g}, for example  {p.key}={example:g}",
                ],
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


def _meant(p: Parameter, text: str) -> float | None:
    """The number that somebody means by "50 %" or "0,5"; None where that is not to be seen, or out of range."""
    match = re.fullmatch(r"(-?\d+(?:[.,]\d+)?) ?(%?)", text.strip())
    if match is None:
        return None
    number = float(match[1].replace(",", ".")) / (100 if match[2] else 1)
    return number if p.low <= number <= p.high else None


def _mix(p: Parameter, value: Any) -> dict[str, float]:
    """Weights over the modes of a parameter, scaled to sum 1; a bare name gives that mode all the weight."""
    weights = {value: 1.0} if isinstance(value, str) else value
    allowed = f"one of {', '.join(p.modes)}, or weights over them, such as {{{p.modes[0]}: 0.5, {p.modes[1]}: 0.5}}"
    if not isinstance(weights, Mapping):
        raise ScenarioError("E-TYPE", f"{p.key}={value} is not a name or a mix", key=p.key, value=value,
                            allowed=allowed, advice=[f"write {allowed}"])  # fmt: skip
    for name, weight in weights.items():
        if name not in p.modes:
            best = nearest(str(name), p.modes)
            advice = [f"did you mean  {best}"] if best else []
            raise ScenarioError("E-NAME", f"{p.key} knows no '{name}'", key=p.key, value=value, allowed=allowed,
                                nearest=best, advice=[*advice, f"write {allowed}"])  # fmt: skip
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= MOST_WEIGHT:
            raise ScenarioError("E-RANGE", f"the weight of {name} in {p.key} is {weight}", key=p.key, value=value,
                                allowed="a number not below 0, at most a million",
                                advice=["weights are numbers not below 0, at most a million"])  # fmt: skip
    total = float(sum(weights.values()))
    if abs(total - 1.0) < 1e-9:
        total = 1.0  # so that weights read back from a file keep their last digit
    if total <= 0:
        raise ScenarioError("E-RANGE", f"the weights of {p.key} are all 0", key=p.key, value=value, allowed=allowed,
                            advice=[f"write {allowed}"])  # fmt: skip
    return {name: weights[name] / total for name in p.modes if weights.get(name, 0) > 0}


def whole(given: Mapping[str, Any], key: str, default: int) -> int:
    """A whole number of a setting."""
    low = SETTINGS[key].low
    value = _whole(key, given.get(key, default), f"a whole number from {low}")
    if low is not None and value < low:
        raise ScenarioError("E-RANGE", f"{key}={value} is below {low}", key=key, value=value,
                            allowed=f"a whole number from {low}", advice=[SETTINGS[key].en])  # fmt: skip
    if value > SETTINGS[key].high:
        raise ScenarioError("E-RANGE", f"{key}={value} is above {SETTINGS[key].high}", key=key, value=value,
                            allowed=f"{low} to {SETTINGS[key].high}", advice=["that is a thousand years"])  # fmt: skip
    return value


def _whole(key: str, value: Any, allowed: str) -> int:
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    advice = [SETTINGS[key].en]
    if isinstance(value, float):
        advice.append("write whole numbers without a point, as in 10000")
    raise ScenarioError("E-TYPE", f"{key}={value} is not a whole number", key=key, value=value, allowed=allowed,
                        advice=advice)  # fmt: skip


def switch(given: Mapping[str, Any], name: str) -> bool:
    """Is a process switched on? On, unless said otherwise."""
    value = given.get(f"mechanisms.{name}", True)
    if isinstance(value, str) and value.lower() in ("on", "off"):
        return value.lower() == "on"
    if not isinstance(value, bool):
        raise ScenarioError("E-TYPE", f"mechanisms.{name}={value} is neither on nor off", key=f"mechanisms.{name}",
                            value=value, allowed="on or off", advice=[f"write  mechanisms.{name}=off"])  # fmt: skip
    return value


def people(municipality: Any, citizens: Any) -> tuple[tuple[Town, ...], tuple[int, ...], int | str | None]:
    """The towns and how many citizens each of them gets."""
    towns = _towns(municipality)
    adults = sum(town.adults for town in towns)
    if citizens in (None, "full"):
        if citizens == "full":
            return towns, tuple(town.adults for town in towns), "full"
        default = sample_size(towns[0]) if len(towns) == 1 else min(adults, max(10_000, len(towns)))
        return towns, (default,) if len(towns) == 1 else share_out(towns, default), None
    least = min(max(len(towns), LEAST_CITIZENS), adults)
    citizens = _whole("citizens", citizens, f"{least} to {adults}, or full")
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
            example = configs.folder() / "town" / "example.yaml"
            raise ScenarioError("E-FILE", f"the file of towns cannot be used: {error}", key="municipality", value=text,
                                allowed="a file with towns", advice=[f"an example:   {example}"],
                                ) from None  # fmt: skip
    try:
        return (find_town(municipality),)
    except TownError as error:
        best = error.nearest[0] if error.nearest else None
        advice = [f"did you mean  {', or '.join(error.nearest)}"] if best else []
        raise ScenarioError("E-TOWN", f"there is no municipality called '{municipality}'", key="municipality",
                            value=municipality, allowed="a name or code of one of the 98, or denmark", nearest=best,
                            advice=[*advice, "all municipalities:   samspil list municipalities"],
                            ) from None  # fmt: skip


def municipality_name(municipality: Any, towns: tuple[Town, ...]) -> str:
    """The one name of a municipality, however it was given; a file of towns keeps its path."""
    text = str(municipality)
    if text.casefold() == COUNTRY:
        return COUNTRY
    return text if text.casefold().endswith(_TOWN_FILES) else towns[0].name
