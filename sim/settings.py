"""Settings as they are given, checked one by one against their declarations, with words for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from sim import configs
from sim.catalogue import PARAMETERS, READERS, SETTINGS, SWITCHES, known_keys
from sim.errors import ScenarioError, nearest
from sim.parameters import Parameter
from sim.population import sample_size, share_out
from sim.towns import Town, TownError, find_town, load_towns

COUNTRY = "denmark"
LEAST_CITIZENS = 50
_TOWN_FILES = (".csv", ".yaml", ".yml")


@cache
def _number(low: float, high: float) -> TypeAdapter[float]:
    """The schema of a number within bounds."""
    return TypeAdapter(Annotated[float, Field(ge=low, le=high, allow_inf_nan=False)])


def put(given: dict[str, Any], key: str, value: Any) -> None:
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
    if best is not None and best in PARAMETERS:
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
            raise ScenarioError(
                "E-TYPE",
                f"{p.key}={value} is not a number",
                key=p.key,
                value=value,
                allowed=f"a number from {p.low:g} to {p.high:g}",
                advice=[
                    f"{p.name}: {p.en}",
                    f"write a number from {p.low:g} to {p.high:g}, for example  {p.key}={_middle(p)}",
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


def _middle(p: Parameter) -> str:
    return f"{(p.low + p.high) / 2:g}"


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
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise ScenarioError("E-RANGE", f"the weight of {name} in {p.key} is {weight}", key=p.key, value=value,
                                allowed="a number not below 0", advice=["weights are numbers not below 0"])  # fmt: skip
    total = float(sum(weights.values()))
    if total <= 0:
        raise ScenarioError("E-RANGE", f"the weights of {p.key} are all 0", key=p.key, value=value, allowed=allowed,
                            advice=[f"write {allowed}"])  # fmt: skip
    return {name: weights[name] / total for name in p.modes if weights.get(name, 0) > 0}


def whole(given: Mapping[str, Any], key: str, default: int) -> int:
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
    least = max(len(towns), LEAST_CITIZENS)
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
                                allowed="a file as in configs/town/example.yaml") from None  # fmt: skip
    try:
        return (find_town(municipality),)
    except TownError as error:
        best = error.nearest[0] if error.nearest else None
        advice = [f"did you mean  {', or '.join(error.nearest)}"] if best else []
        raise ScenarioError("E-TOWN", f"there is no municipality called '{municipality}'", key="municipality",
                            value=municipality, allowed="a name or code of one of the 98, or denmark", nearest=best,
                            advice=[*advice, "all municipalities:   samspil list municipalities"],
                            ) from None  # fmt: skip


def read_policy(policy: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Name, levers and conditions of a policy, by full keys."""
    known = configs.policies()
    text = str(policy)
    if text in known:
        path = known[text]
    elif text.endswith((".yaml", ".yml")):
        path = Path(text)
        if not path.is_file():
            raise ScenarioError(
                "E-FILE", f"there is no file {text}", key="policy", value=policy, allowed="a policy file"
            )
    else:
        best = nearest(text, known)
        advice = [f"did you mean  {best}"] if best else []
        raise ScenarioError("E-POLICY", f"there is no policy called '{text}'", key="policy", value=policy,
                            allowed=", ".join(known), nearest=best,
                            advice=[*advice, "all policies:   samspil list policies"])  # fmt: skip
    try:
        data = configs.read(path)
    except (OSError, ValueError) as error:
        raise ScenarioError(
            "E-FILE", f"the policy {path} cannot be read: {error}", key="policy", value=policy
        ) from None
    given: dict[str, Any] = {}
    for group in ("levers", "context"):
        for name, value in (data.get(group) or {}).items():
            put(given, f"{group}.{name}", value)
    levers = {key: value for key, value in given.items() if key.startswith("levers.")}
    return text, levers, {key: value for key, value in given.items() if key.startswith("context.")}
