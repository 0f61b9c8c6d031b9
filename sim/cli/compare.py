"""`samspil compare`: two policies under the same luck, and what changes for whom."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.main import NOT_THE_SAME_LUCK, OK, fail, show_json
from sim.cli.progress import Progress, say_if_compiling, say_if_large
from sim.cli.run import refuse
from sim.cli.texts import COMPARE
from sim.errors import ScenarioError
from sim.lab.compare import Comparison, LuckError, compare
from sim.lab.folder import cannot_write, write_comparison
from sim.lab.memory import need_to_compare, workers_for
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES
from sim.presets import read_policy
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MEASURE = {measure.id: measure for measure in MEASURES}
FEW = 10
"""Futures below which a 90 per cent range misleads."""


def do(asked: argparse.Namespace) -> int:
    """Compare, and print or write what came out."""
    t = COMPARE[asked.lang]
    if unknown := [text for text in asked.settings if "=" not in text]:
        return fail(f"'{unknown[0]}' is not KEY=VALUE", ["two policies first, then settings that hold for both"])
    if any(text.partition("=")[0] == "policy" for text in asked.settings):
        return fail("policy= would make both the same", ["the two policies come first:  samspil compare A B"])
    settings = asked.settings
    said = any(text.partition("=")[0] == "record_every" for text in settings)
    if asked.out is not None and not said:
        settings = [*settings, "record_every=12"]  # once a year is enough to see when it begins to matter
    try:
        brought = [people for people in map(_people, (asked.a, asked.b)) if people]
        people = brought[0] if len(brought) == 1 else {}  # two cards have their own, and are refused where these differ
        a, b = (
            Scenario.load(policy=name, overrides=settings, strict=asked.strict, **people) for name in (asked.a, asked.b)
        )
    except ScenarioError as error:
        return refuse(error, [asked.a, asked.b, *asked.settings], "compare")
    if asked.out is not None and (problem := cannot_write(Path(asked.out))):
        return fail(problem, ["choose another folder, for example  --out out/first"])
    seeds = range(asked.seed, asked.seed + asked.pairs)
    try:
        workers = workers_for(a, b, asked.pairs, asked.threads)
        say_if_large(need_to_compare(a, b, asked.pairs, workers), t["needs"])
        say_if_compiling()
        with Progress("compare", asked.pairs, silent=asked.json, unit="futures") as progress:
            every = None if asked.out is not None or said else max(1, a.months)  # only the end is shown
            comparison = compare(a, b, seeds, every=every, workers=workers, progress=progress.done)
    except ScenarioError as error:
        return refuse(error, [asked.a, asked.b, *asked.settings], "compare")
    except LuckError as error:
        print(f"error: same luck is broken: {error}", file=sys.stderr)
        return NOT_THE_SAME_LUCK
    _warn(comparison)
    if asked.out is not None:
        try:
            write_comparison(comparison, Path(asked.out))
        except OSError as error:
            return fail(f"--out {asked.out} could not be written: {error}", ["nothing was left there"])
        print(f"written: {asked.out}", file=sys.stderr)
    if asked.json:
        show_json(as_json(comparison))
    else:
        print(as_text(comparison, asked.lang, t))
    return OK


def _people(name: str) -> dict[str, Any]:
    """The people that a card brings: they live under both policies, whichever is the card."""
    return {key: value for key, value in read_policy(name)[1].items() if key.startswith("population.")}


def _warn(comparison: Comparison) -> None:
    for scenario in (comparison.a, comparison.b):
        for name, why in scenario.idle_levers().items():
            print(f"warning: {scenario.policy}: '{name}' has no effect: {why}", file=sys.stderr)
        if scaled := scenario.scaled_levers():
            share = f"{scenario.bill.scaled:.0%}"
            print(f"warning: {scenario.policy} cannot be paid; {share} of it is in force (scaled: {', '.join(scaled)})",
                  file=sys.stderr)  # fmt: skip
    if len(comparison.pairs) < FEW:
        futures = f"{len(comparison.pairs)} futures"
        print(f"warning: {futures}; 90 per cent ranges from fewer than {FEW} mislead  (--pairs 20)", file=sys.stderr)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def as_json(comparison: Comparison) -> dict[str, object]:
    """What `--json` prints."""
    effects = {
        row["measure"]: {part: row[part] for part in ("mean", "lo", "hi", "agree")}
        for row in _rows(comparison.measures)
    }
    winners: dict[str, dict[str, object]] = {"type": {}, "quintile": {}, "role": {}}
    for row in _rows(comparison.winners):
        if row["outcome"] == OUTCOMES[0].id and row["by"] in winners:
            winners[row["by"]][row["group"]] = {part: row[part] for part in ("gain", "lose", "stay", "mean")}
    return {
        "a": comparison.a.policy,
        "b": comparison.b.policy,
        "pairs": len(comparison.pairs),
        "effects": effects,
        "winners": winners,
        "same_luck": comparison.same_luck,
        "apart": comparison.apart,
    }


def as_text(comparison: Comparison, language: str, t: dict[str, str]) -> str:
    """The finding for the eye: what differs for sure, who gains and loses, what it costs, and what cannot be told."""
    a, b = comparison.a, comparison.b
    town = a.towns[0].title if len(a.towns) == 1 else t["towns"].format(n=len(a.towns))
    lines = [
        t["head"].format(a=a.policy, b=b.policy, town=town, n=sum(a.agents), months=a.months,
                         futures=len(comparison.pairs)),
        t["luck"].format(month=comparison.apart) if comparison.apart is not None else t["never"],
    ]  # fmt: skip
    for name, table in comparison.ledgers.items():
        sure = table[table["survives"]]
        lines += ["", f"{t[name]:46s}{'A':>9s}{'B':>9s}{t['difference']:>11s}   {t['range']}"]
        if sure.empty:
            lines.append(f"  {t['nothing']}")
        for row in _rows(sure):
            label = getattr(MEASURE[row["measure"]], language)
            lines.append(
                f"  {label[:43]:44s}{_short(row['a']):>9s}{_short(row['b']):>9s}{_signed(row['mean']):>11s}   "
                f"[{_signed(row['lo'])}, {_signed(row['hi'])}]"
            )
    lines += ["", t["winners"].format(change=f"{100 * comparison.meaningful:g}")]
    for outcome in OUTCOMES:
        parts = []
        for row in _rows(comparison.winners):
            if row["outcome"] == outcome.id and row["by"] in ("all", "quintile"):
                who = t["all"] if row["by"] == "all" else t["fifth"].format(n=row["group"])
                parts.append(f"{who} {row['gain']:.0%}/{row['lose']:.0%}")
        lines.append(f"  {getattr(outcome, language):12s}{'   '.join(parts)}")
    unsure = comparison.measures[~comparison.measures["survives"] & (comparison.measures["more"] > 0)]
    narrower = comparison.measures["narrower"].replace(math.inf, math.nan).dropna()
    lines += ["", t["unsure"].format(n=len(unsure))]
    if len(narrower):
        lines.append(t["narrower"].format(times=f"{narrower.median():.1f}"))
    lines += [f"{t['again']}   {comparison.provenance['command']}", t["end"]]
    return "\n".join(lines)


def _short(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def _signed(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.3f}" if abs(value) < 10 else f"{value:+.1f}"
