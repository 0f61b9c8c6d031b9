"""Files of settings: policies, cards, and whole scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim import configs
from sim.cards import card_names, find_setting
from sim.catalogue import PARAMETERS, full_key
from sim.errors import ScenarioError, nearest
from sim.settings import checked, put

_POLICY = ("title", "meaning", "deck", "evidence", "levers", "context")
"""What a policy file says."""
_MADE = ("towns", "agents")
"""Parts of a complete scenario that follow from the others."""


def read_policy(policy: Any, key: str = "policy") -> tuple[str, dict[str, Any]]:
    """Name of a policy or card, and what it sets by full keys, checked; `key` is the setting that asks for it.

    A card means its pattern, and CARD.counter its counter-setting. A card may bring people, a policy may not.
    """
    text = str(policy)
    setting = find_setting(text)
    if setting is None:
        return text, _levers_and_conditions(text, key)
    preset = {} if setting.policy is None else _levers_and_conditions(setting.policy, key)
    held = {"levers": setting.levers, "context": setting.context, "population": setting.population}
    for name, value in _checked(held).items():
        put(preset, name, value)
    return text, preset


def _levers_and_conditions(text: str, key: str) -> dict[str, Any]:
    """What a policy sets, from its name or file."""
    known = configs.policies()
    if text in known:
        path = known[text]
    elif text.endswith((".yaml", ".yml")):
        path = Path(text)
    else:
        best = nearest(text, [*known, *card_names()])
        advice = [f"did you mean  {best}"] if best else []
        lists = ["all policies:   samspil list policies", "all cards:      samspil list cards"]
        raise ScenarioError("E-POLICY", f"there is no policy or card called '{text}'", key=key, value=text,
                            allowed=", ".join([*known, *card_names()]), nearest=best,
                            advice=[*advice, *lists])  # fmt: skip
    data = _read("policy", path)
    for part in data:
        if part not in _POLICY:
            best = nearest(str(part), _POLICY)
            raise ScenarioError("E-FILE", f"the policy {path} has a part '{part}', which means nothing here",
                                key=key, value=text, allowed=", ".join(_POLICY), nearest=best,
                                advice=[f"its parts may be  {', '.join(_POLICY)}"])  # fmt: skip
    try:
        return _checked({group: data.get(group) or {} for group in ("levers", "context")})
    except ScenarioError as error:
        raise ScenarioError(error.code, f"{path}: {error.headline}", key=error.key, value=error.value,
                            allowed=error.allowed, nearest=error.nearest, advice=error.advice) from None  # fmt: skip


def _checked(groups: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of nested groups by full keys."""
    preset: dict[str, Any] = {}
    for name, value in flat(groups):
        put(preset, name, value)
    for name, value in preset.items():
        if name in PARAMETERS:
            checked(PARAMETERS[name], value)
    return preset


def read_scenario(path: str | Path) -> dict[str, Any]:
    """The settings in a scenario file, by full keys; dotted (`levers.reach: 0.7`) or in groups, as people like.

    The `config.yaml` of a run is such a file. Towns and numbers of citizens in it follow from the other settings, and
    are made anew.
    """
    given: dict[str, Any] = {}
    said = _read("scenario", Path(path))
    if "meaning" in said:
        raise ScenarioError("E-FILE", f"{path} is a policy, not a scenario", key="file", value=str(path),
                            allowed="a scenario file", advice=[f"write  policy={path}"])  # fmt: skip
    try:
        settings = list(flat(said))
    except RecursionError:
        raise ScenarioError("E-FILE", f"{path} contains itself", key="file", value=str(path),
                            allowed="a file of KEY: value lines", advice=["drop the & and * from it"],
                            ) from None  # fmt: skip
    for key, value in settings:
        if key not in _MADE:
            put(given, full_key(key), value)
    return given


def _read(kind: str, path: Path) -> dict[str, Any]:
    """What the file of a policy or a scenario says."""
    problem = f"there is no file {path}"
    if path.is_file():
        try:
            return configs.read(path)
        except (OSError, ValueError) as error:
            problem = f"the {kind} {path} cannot be read: {error}"
    example = configs.folder() / "policy" / "open_invitation.yaml"
    raise ScenarioError("E-FILE", problem, key=kind, value=str(path), allowed=f"a {kind} file",
                        advice=[f"an example:   {example}"] if kind == "policy" else [])  # fmt: skip


def flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Settings of nested groups by their dotted keys; a mix is a value, not a group."""
    for name, value in data.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and full_key(key) not in PARAMETERS:
            yield from flat(value, f"{key}.")
        else:
            yield key, value
