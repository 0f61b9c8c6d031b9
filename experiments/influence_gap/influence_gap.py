"""Which levers and assumptions decide whether co-creation narrows or widens the gap in influence?

Runs the sweep of sweep.yaml, goes on where it was stopped, analyses it and writes results.md and results.csv here:

    python experiments/influence_gap/influence_gap.py                     all of it
    python experiments/influence_gap/influence_gap.py 8 2 100 24          a trial: n, seeds, citizens, months
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.cli.progress import Progress
from sim.lab.analysis import Study, analyse
from sim.lab.analysis.names import called, label
from sim.lab.analysis.sentences import box_sentence, measure_label, number, strongest_sentence
from sim.lab.sweep import reading
from sim.lab.sweep.plan import Plan
from sim.lab.sweep.sweep import sweep

HERE = Path(__file__).resolve().parent
MEASURES = ("polarization.agenda", "vertical.representativeness", "vertical.voice_equality", "goal.benefit_gap",
            "goal.efficacy")  # fmt: skip
"""Whose agenda it is, who came, who moved something, who has a benefit of it, and who believes to be heard."""
SHOWN = 8


def plan(n: str = "", seeds: str = "", citizens: str = "", months: str = "") -> Plan:
    """The plan of sweep.yaml, or a smaller one of the same kind."""
    wish = reading.file(HERE / "sweep.yaml")
    if n:
        wish = replace(wish, name="influence_gap_trial", options={**wish.options, "n": int(n)}, seeds=int(seeds or 2))
    return reading.words([f"citizens={citizens}"] * bool(citizens) + [f"months={months}"] * bool(months), wish).plan()


def results(found: Study) -> str:
    """The findings as tables: for each measure the factors by total index, and the boxes."""
    rows, seeds = len(found.plan.design.rows), len(found.plan.seeds)
    lines = [
        "# Results", "",
        f"{found.counts.ok:,} of {found.counts.planned:,} runs: {rows:,} settings under {seeds} seeds. Indices are of "
        "the expected outcome, with 90 per cent intervals. Written by `influence_gap.py`.",
    ]  # fmt: skip
    for studied in found.studied:
        lines += ["", f"## {measure_label(studied.measure)} (`{studied.measure}`)", "",
                  strongest_sentence(studied.strongest, studied.measure) + "."]  # fmt: skip
        lines += [f"Not made: {why.headline}." for why in dict.fromkeys(studied.cannot.values())]
        if studied.sobol is None:
            continue
        if studied.sobol.table["ST"].isna().all():
            lines.append("What was varied moves it too little to be told from luck.")
            continue
        luck = f"{100 * studied.sobol.luck:.0f} per cent of what varies between single runs is luck"
        lines += [f"{studied.sobol.blocks} of {studied.sobol.planned} blocks; {luck}.", "",
                  "| factor | meaning | total | first-order |", "|---|---|---|---|"]  # fmt: skip
        for row in studied.sobol.table.sort_values("ST", ascending=False).head(SHOWN).to_dict("records"):
            cells = [f"{number(row[part])} [{number(row[f'{part}_lo'])}, {number(row[f'{part}_hi'])}]"
                     for part in ("ST", "S1")]  # fmt: skip
            lines.append(f"| `{row['factor']}` | {label(row['factor'])} | {' | '.join(cells)} |")
        for boxes in (studied.best, studied.worst):
            if boxes is not None:
                lines += ["", *(f"- {box_sentence(box, boxes, studied.measure)}" for box in boxes.boxes)]
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> None:
    """Run, analyse, and write what was found; a trial is written beside its runs, not here."""
    planned = plan(*words)
    folder = Path("out") / planned.name
    with Progress("sweep", planned.runs, unit="runs") as progress:
        sweep(planned, folder, resume=True, progress=lambda done, planned, failed, said: progress.done(done, planned))
    found = analyse(folder, MEASURES)
    to = folder if words else HERE
    tables = [studied.sobol.table.assign(measure=studied.measure) for studied in found.studied if studied.sobol]
    if tables:
        pd.concat(tables).to_csv(to / "results.csv", index=False, float_format="%.5g", lineterminator="\n")
    (to / "results.md").write_text(results(found), encoding="utf-8", newline="\n")
    print(f"{to / 'results.md'}; the strongest: {', '.join(_strongest(found))}")


def _strongest(found: Study) -> list[str]:
    """The factors that lead for some measure."""
    first = [each.strongest.factor for each in found.studied if each.strongest and each.strongest.moves]
    return [called(key) for key in dict.fromkeys(first)] or ["none that can be told"]


if __name__ == "__main__":
    main(sys.argv[1:])
