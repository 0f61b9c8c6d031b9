"""`samspil explain`: what a name means, in words first and numbers second."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from sim import configs
from sim.cards import COUNTER, Card, read_card
from sim.catalogue import PARAMETERS, READERS, SETTINGS, SWITCHES, full_key
from sim.cli.main import OK, fail
from sim.cli.texts import EXPLAIN
from sim.errors import nearest
from sim.measures import MEASURES, Measure
from sim.month import MONTH
from sim.parameters import Parameter
from sim.policy.ledger import PRICES, RECRUITING
from sim.processes.form import Process
from sim.scenario import Scenario

Row = tuple[str, str]
"""The head of a line, and what stands after it."""
Words = Mapping[str, Any]
WIDTH = 110


def do(asked: argparse.Namespace) -> int:
    """Explain one name in all its meanings, or say what can be explained."""
    name = asked.name
    if name is None:
        print("\n".join(_overview()))
        return OK
    meanings = list(_meanings(name, asked.lang, EXPLAIN[asked.lang]))
    if meanings:
        print("\n\n".join("\n".join(_laid_out(title, rows)) for title, rows in meanings))
        return OK
    best = nearest(name, names())
    advice = [f"did you mean  samspil explain {best}"] if best else []
    return fail(f"there is nothing called '{name}'", [*advice, "what there is:   samspil explain"])


def names() -> list[str]:
    """Everything that can be explained."""
    short = [key.rpartition(".")[2] for key in PARAMETERS if not key.startswith("rules.")]
    switches = [f"mechanisms.{name}" for name in SWITCHES]
    processes, measures = [p.name for p in MONTH], [m.id for m in MEASURES]
    return [*SETTINGS, *short, *PARAMETERS, *switches, *configs.policies(), *configs.cards(), *processes, *measures]


def _overview() -> Iterator[str]:
    yield "samspil explain NAME, where NAME is one of"
    yield f"  settings     {', '.join(SETTINGS)}"
    yield f"  levers       {', '.join(READERS)}"
    yield f"  context      {', '.join(k.partition('.')[2] for k in PARAMETERS if k.startswith('context.'))}"
    yield f"  population   {', '.join(k.partition('.')[2] for k in PARAMETERS if k.startswith('population.'))}"
    yield f"  processes    {', '.join(p.name for p in MONTH)}"
    yield f"  mechanisms   {', '.join(SWITCHES)}   (switched with mechanisms.NAME=off)"
    yield f"  policies     {', '.join(configs.policies())}"
    yield f"  cards        {', '.join(configs.cards())}"
    yield "  measures     see  samspil list measures"
    yield "  rules        rules.PROCESS.NAME, see  samspil explain PROCESS"


def _laid_out(title: str, rows: Iterator[Row]) -> Iterator[str]:
    yield title
    found = list(rows)
    indent = 2 + max((len(head) for head, _ in found), default=0) + 2
    for head, text in found:
        lines = text.splitlines() if "\n" in text else wrap(text, WIDTH - indent)  # what has lines keeps them
        yield f"  {head:{indent - 4}s}  {lines[0]}"
        yield from (" " * indent + line for line in lines[1:])


def _meanings(name: str, language: str, t: Words) -> Iterator[tuple[str, Iterator[Row]]]:
    """Title and lines of everything that bears the name: `volunteering` is a lever, a measure and a process."""
    kind: Mapping[str, str] = t["kind"]
    if name in SETTINGS:
        setting = SETTINGS[name]
        yield f"{name} ({kind['setting']}): {getattr(setting, language)}", iter([(t["now"], setting.default)])
    for key in dict.fromkeys((full_key(name), f"population.{name}")):
        if key in PARAMETERS:
            p = PARAMETERS[key]
            yield f"{key} ({kind[key.partition('.')[0]]}): {getattr(p, language)}", _parameter(p, t)
    if name in configs.policies():
        data = configs.read(configs.policies()[name])
        yield f"{name} ({kind['policy']}): {data['title'][language]}", _policy(name, data, language, t)
    if name.removesuffix(COUNTER) in configs.cards():
        card = read_card(configs.cards()[name.removesuffix(COUNTER)])
        yield f"{card.name} ({kind['card']}): {getattr(card.title, language)}", _card(card, language, t)
    for measure in MEASURES:
        if measure.id == name:
            yield f"{name} ({kind['measure']}): {getattr(measure, f'meaning_{language}')}", _measure(measure, t)
    for process in MONTH:
        if process.name == name.removeprefix("mechanisms."):
            yield f"{process.name} ({kind['process']}): {process.title}", _process(process, language, t)


def _parameter(p: Parameter, t: Words) -> Iterator[Row]:
    if isinstance(p.default, dict):
        yield t["one_of"], t["weights"].format(modes=", ".join(p.modes), one=p.modes[0], two=p.modes[1])
        yield t["now"], ", ".join(f"{mode} {weight:g}" for mode, weight in p.default.items())
    else:
        yield t["range"], t["span"].format(low=f"{p.low:g}", high=f"{p.high:g}", unit=p.unit)
        yield t["now"], f"{float(p.default):g}"
    yield t["evidence"], f"{p.mark}: {t['marks'][p.mark]}"
    yield t["source"], p.source
    if p.deck:
        yield t["deck"], p.deck
    if p.kind == "lever":
        yield t["acts"], ", ".join(READERS[p.name]) or t["no_rule"]
        if READERS[p.name]:
            yield t["rule"], "\n".join(_rule_lines(p))
        if p.needs:
            yield t["needs"], t["above"].format(levers=", ".join(p.needs))
        if p.name in PRICES:
            yield t["costs"], t["price"].format(**PRICES[p.name]._asdict())
        else:
            ways = (f"{mode:12s} {t['price'].format(**each._asdict())}" for mode, each in RECRUITING.items())
            yield t["costs"], "\n".join(ways)


def _rule_lines(p: Parameter) -> Iterator[str]:
    """The lines of rules that name a lever, each under its process; the process alone where none does."""
    names = p.modes or (p.name,)
    words = {each for name in names for each in (name, name.replace("_", " "), name.replace("_", "-"))}
    for process in (process for process in MONTH if process.name in READERS[p.name]):
        yield process.title
        found = [line.strip() for line in process.heads["Rule"].splitlines() if any(word in line for word in words)]
        yield from (f"    {line}" for line in found)


def _policy(name: str, data: Mapping[str, Any], language: str, t: Words) -> Iterator[Row]:
    yield "", data["meaning"][language].strip()
    yield t["deck"], "\n".join(data.get("deck", []))
    yield t["evidence"], data["evidence"]
    changed = {k: v for k, v in data["levers"].items() if v != _short(PARAMETERS[f"levers.{k}"].default)}
    yield t["differs"], "\n".join(_lines("levers", changed, t)) or t["same"]
    if data.get("context"):
        yield t["sets"], ", ".join(f"{key} {value}" for key, value in data["context"].items())
    yield t["costs"], _cost(name, t)


def _cost(name: str, t: Words) -> str:
    """What a policy costs beyond the baseline, and how much of it can be paid."""
    bill, base = Scenario.load(policy=name).bill, Scenario.load().bill
    paid = "" if bill.scaled == 1.0 else "; " + t["scaled"].format(share=f"{bill.scaled:.0%}")
    extra: str = t["beyond"].format(
        money=f"{bill.money - base.money:+.0f}",
        hours=f"{bill.hours - base.hours:+.0f}",
        attention=f"{bill.attention - base.attention:+.2f}",
    )
    return extra + paid


def _lines(group: str, held: Mapping[str, Any], t: Words) -> Iterator[str]:
    """A line for each setting of a group, beside what the baseline has."""
    for key, value in held.items():
        base = _short(PARAMETERS[f"{group}.{key}"].default)
        yield f"{key:20s} {t['was'].format(value=_short(value), base=base)}"


def _short(value: Any) -> Any:
    """A mix in words, by its one mode alone where it has one."""
    if not isinstance(value, Mapping):
        return value
    return next(iter(value)) if len(value) == 1 else ", ".join(f"{mode} {weight:g}" for mode, weight in value.items())


def _card(card: Card, language: str, t: Words) -> Iterator[Row]:
    yield "", getattr(card.meaning, language).strip()
    yield t["deck"], "\n".join(card.deck)
    yield t["question"], getattr(card.question, language)
    for head, setting in ((t["pattern"], card.pattern), (t["counter"], card.counter)):
        lines = [] if setting.policy is None else [f"{t['kind']['policy']} {setting.policy}"]
        for group in ("levers", "context", "population"):
            lines += _lines(group, getattr(setting, group), t)
        yield head, "\n".join(lines)
    contract = card.contract
    label = next(getattr(measure, language) for measure in MEASURES if measure.id == contract.measure)
    way, told = t["way"], t["contract"] if contract.pattern else t["contract_within"]
    goes = {"pattern": way[contract.pattern or contract.counter], "counter": way[contract.counter]}
    yield t["shown"], told.format(measure=label, **goes)
    yield t["try"], f"samspil compare {card.name} {card.name}{COUNTER}"


def _measure(measure: Measure, t: Words) -> Iterator[Row]:
    yield t["formula"], measure.formula
    low = "…" if measure.low is None else f"{measure.low:g}"
    high = "…" if measure.high is None else f"{measure.high:g}"
    yield t["range"], t["span"].format(low=low, high=high, unit=measure.unit)
    yield t["counted"], measure.denominator
    if measure.null:
        yield t["null"], measure.null
    if measure.missing:
        yield t["missing"], measure.missing
    elif moved := [p.name for p in MONTH if measure.id in p.seen_in]:
        yield t["moved"], ", ".join(moved)
    elif measure.family == "cost":
        yield t["moved"], t["ledger"]


def _process(process: Process, language: str, t: Words) -> Iterator[Row]:
    for head, text in process.heads.items():
        if head != "Switch":
            yield head, text
    yield t["switch"], t["every"] if process.every else f"mechanisms.{process.name}=off"
    rules = (f"{p.key} = {float(p.default):g}   {getattr(p, language)}" for p in process.parameters if not p.modes)  # type: ignore[arg-type]
    yield t["coefficients"], "\n".join(rules)
