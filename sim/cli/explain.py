"""`samspil explain`: what a name means, in words first and numbers second."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sim import configs
from sim.catalogue import PARAMETERS, READERS, SETTINGS, SWITCHES, full_key
from sim.cli.main import OK, fail
from sim.errors import nearest
from sim.measures import MEASURES, Measure
from sim.month import MONTH
from sim.parameters import MARKS, Parameter
from sim.policy.ledger import PRICES
from sim.processes.form import Process


def do(asked: argparse.Namespace) -> int:
    """Explain one name, or say what can be explained."""
    name, da = asked.name, asked.lang == "da"
    if name is None:
        print("\n".join(_overview()))
        return OK
    lines = list(_explain(name, da))
    if lines:
        print("\n".join(lines))
        return OK
    best = nearest(name, _names())
    advice = [f"did you mean  samspil explain {best}"] if best else []
    return fail(f"there is nothing called '{name}'", [*advice, "what there is:   samspil explain"])


def _names() -> list[str]:
    short = [key.rpartition(".")[2] for key in PARAMETERS if not key.startswith("rules.")]
    return [*SETTINGS, *short, *PARAMETERS, *configs.policies(), *(p.name for p in MONTH), *(m.id for m in MEASURES)]


def _overview() -> Iterator[str]:
    yield "samspil explain NAME, where NAME is one of"
    yield f"  settings     {', '.join(SETTINGS)}"
    yield f"  levers       {', '.join(READERS)}"
    yield f"  context      {', '.join(k.partition('.')[2] for k in PARAMETERS if k.startswith('context.'))}"
    yield f"  population   {', '.join(k.partition('.')[2] for k in PARAMETERS if k.startswith('population.'))}"
    yield f"  processes    {', '.join(p.name for p in MONTH)}"
    yield f"  mechanisms   {', '.join(SWITCHES)}   (switched with mechanisms.NAME=off)"
    yield f"  policies     {', '.join(configs.policies())}"
    yield "  measures     see  samspil list measures"
    yield "  rules        rules.PROCESS.NAME, see  samspil explain PROCESS"


def _explain(name: str, da: bool) -> Iterator[str]:
    key = full_key(name)
    process = {p.name: p for p in MONTH}.get(name.removeprefix("mechanisms."))
    measure = {m.id: m for m in MEASURES}.get(name)
    if name in SETTINGS:
        setting = SETTINGS[name]
        yield f"{name}: {setting.da if da else setting.en}"
        yield f"  now       {setting.default}"
    elif key in PARAMETERS:
        yield from _parameter(PARAMETERS[key], da)
    elif f"population.{name}" in PARAMETERS:
        yield from _parameter(PARAMETERS[f"population.{name}"], da)
    elif name in configs.policies():
        yield from _policy(name, da)
    elif measure is not None:
        yield from _measure(measure, da)
    elif process is not None:
        yield from _process(process)


def _parameter(p: Parameter, da: bool) -> Iterator[str]:
    yield f"{p.key}: {p.da if da else p.en}"
    if p.modes:
        yield f"  one of    {', '.join(p.modes)}, or weights over them: {{{p.modes[0]}: 0.5, {p.modes[1]}: 0.5}}"
        mix = p.default.items() if isinstance(p.default, dict) else ()
        yield f"  now       {', '.join(f'{mode} {weight:g}' for mode, weight in mix)}"
    else:
        yield f"  range     {p.low:g} to {p.high:g}, {p.unit}"
        yield f"  now       {float(p.default):g}"  # type: ignore[arg-type]
    yield f"  evidence  {p.mark}: {MARKS[p.mark]}"
    yield f"  source    {p.source}"
    if p.deck:
        yield f"  deck      {p.deck}"
    if p.kind == "lever":
        yield f"  acts in   {', '.join(READERS[p.name]) or 'no rule yet'}"
        if p.needs:
            yield f"  needs     {', '.join(p.needs)} above 0"
        if p.name in PRICES:
            price = PRICES[p.name]
            yield (
                f"  costs     at level 1: {price.money:g} kroner an adult a year, {price.hours:g} staff hours "
                f"per 1,000 adults a month, {price.attention:g} of the council's attention"
            )


def _policy(name: str, da: bool) -> Iterator[str]:
    data = configs.read(configs.policies()[name])
    language = "da" if da else "en"
    yield f"{name}: {data['title'][language]}"
    yield f"  {data['meaning'][language].strip()}"
    for line in data.get("deck", []):
        yield f"  deck      {line}"
    yield f"  evidence  {data['evidence']}"
    yield "  differs from the baseline in"
    for key, value in data["levers"].items():
        p = PARAMETERS[f"levers.{key}"]
        base = next(iter(p.default)) if isinstance(p.default, dict) else p.default
        if value != base:
            yield f"    {key:20s} {value}   (baseline {base})"


def _measure(measure: Measure, da: bool) -> Iterator[str]:
    yield f"{measure.id}: {measure.meaning_da if da else measure.meaning_en}"
    yield f"  formula   {measure.formula}"
    low = "…" if measure.low is None else f"{measure.low:g}"
    high = "…" if measure.high is None else f"{measure.high:g}"
    yield f"  range     {low} to {high}, {measure.unit}"
    yield f"  counted   {measure.denominator}"
    if measure.null:
        yield f"  null      {measure.null}"
    moved = [p.name for p in MONTH if measure.id in p.seen_in]
    yield f"  moved by  {', '.join(moved) or 'the ledger'}"


def _process(process: Process) -> Iterator[str]:
    yield f"{process.name}: {process.title}"
    for head, text in process.heads.items():
        first, *rest = text.splitlines()
        yield f"  {head:9s} {first}"
        yield from (f"            {line}" for line in rest)
    yield "  Coefficients"
    for p in process.parameters:
        yield f"    {p.key} = {float(p.default):g}   {p.en}"  # type: ignore[arg-type]
