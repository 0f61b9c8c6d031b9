"""Ældreloven: more civil society, same hands. What do five ways of making home care change, and for whom?

    python experiments/aeldreloven/aeldreloven.py [PAIRS]        default 12

Every policy is compared with the representative baseline under the same luck: same citizens, same old age, same staff.
Writes beside itself `results.csv` (every measure), `winners.csv` (who gains and who loses) and `results.md` (the tables
that README.md speaks of).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES

HERE = Path(__file__).parent
TOWNS = {"aarhus": 5_000, "vejle": 5_000, "laesoe": 1_562}
"""Large, middle, and small and old; the last with all its adults."""
POLICIES = ("home_care", "home_care_supported", "volunteer_partnership", "mild_coercion", "dialogue_partnership")
SETTINGS = ("months=96", "context.ageing=1", "context.staffing=1", "record_every=12")
"""People grow old at the pace of Denmark, and the staff stay as many as they are; in the baseline, too."""
SEED, PAIRS = 7, 12
SHOWN = (
    "unmet_need", "satisfaction", "horizontal.between_share", "goal.competence_gap", "help.relatives",
    "help.volunteer_hours", "strain.staff", "absence", "errors", "trust.politicians", "trust.administration",
    "trust.staff", "goal.authority", "goal.solidarity", "goal.efficacy", "cost.money", "cost.staff_hours",
)  # fmt: skip
"""Measures in the tables; `results.csv` has all."""
LABELS = {measure.id: measure.en for measure in MEASURES}
UNITS = {measure.id: measure.unit for measure in MEASURES}


def study(pairs: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every measure, and the winners and losers, of every policy in every municipality."""
    measures, winners = [], []
    for town, citizens in TOWNS.items():
        settings = [f"citizens={citizens}", *SETTINGS]
        baseline = sim.Scenario.load(town, overrides=settings)
        for name in POLICIES:
            policy = sim.Scenario.load(town, name, settings)
            effect = sim.compare(baseline, policy, range(SEED, SEED + pairs), workers=1)
            title, in_force = baseline.towns[0].title, policy.bill.scaled
            where: dict[str, Any] = {"municipality": title, "policy": name, "in_force": in_force}
            measures.append(effect.measures.assign(**where))
            winners.append(effect.winners.assign(**where))
            print(f"{town}: {name}", file=sys.stderr)
    return pd.concat(measures, ignore_index=True), pd.concat(winners, ignore_index=True)


def tables(measures: pd.DataFrame, winners: pd.DataFrame, pairs: int) -> str:
    """The results in Markdown: a table a municipality, and one of who gains and loses."""
    lines = [
        "# Results",
        "",
        f"Made by `python experiments/aeldreloven/aeldreloven.py {pairs}`; do not edit.",
        "",
        f"Policy less baseline after 96 months: mean and paired 90 per cent interval over {pairs} futures. Shares in"
        " points of 100, others in their unit. A figure in brackets does not survive the correction for looking at many"
        " measures.",
    ]
    for town, rows in measures.groupby("municipality", sort=False):
        found = {(row["measure"], row["policy"]): row for row in rows.to_dict("records")}
        lines += ["", f"## {town}", "", _row("", "baseline", *(_spoken(name) for name in POLICIES)), _rule(2)]
        for measure in SHOWN:
            scale, unit = (100.0, "points") if UNITS[measure] == "share" else (1.0, UNITS[measure])
            cells = [_cell(found[measure, name], scale) for name in POLICIES]
            level = f"{scale * found[measure, POLICIES[0]]['a']:.1f}"
            lines.append(_row(f"{LABELS[measure]}, {unit}", level, *cells))
    lines += ["", "## Who gains and who loses", "",
              "Share of citizens whose outcome gains / loses at least 2 points of 100, per cent.", "",
              _row("", "fifth", *(_spoken(name) for name in POLICIES)), _rule(2)]  # fmt: skip
    for town, rows in winners.groupby("municipality", sort=False):
        fifths = rows[rows["by"] == "quintile"].to_dict("records")
        gains = {(row["outcome"], str(row["group"]), row["policy"]): row for row in fifths}
        for outcome in (outcome for outcome in OUTCOMES if outcome.id in ("welfare", "trust")):
            for group, said in (("1", "poorest"), ("5", "best-off")):
                each = [gains[outcome.id, group, name] for name in POLICIES]
                cells = [f"{100 * row['gain']:.0f} / {100 * row['lose']:.0f}" for row in each]
                lines.append(_row(f"{town}: {outcome.en.lower()}", said, *cells))
    return "\n".join(lines) + "\n"


def _cell(row: Mapping[Any, Any], scale: float) -> str:
    """A difference with its interval."""
    text = f"{scale * row['mean']:+.1f} [{scale * row['lo']:+.1f}, {scale * row['hi']:+.1f}]"
    return text if row["survives"] else f"({text})"


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(words: int) -> str:
    return f"|{'---|' * words}{'---:|' * len(POLICIES)}"


def main() -> None:
    """Run the study and write what it found."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    measures, winners = study(pairs)
    measures.to_csv(HERE / "results.csv", index=False, float_format="%.6g", lineterminator="\n")
    winners.to_csv(HERE / "winners.csv", index=False, float_format="%.6g", lineterminator="\n")
    (HERE / "results.md").write_text(tables(measures, winners, pairs), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
