"""`samspil demo`: three policies in a small Vejle, told in a screenful with one finding and its uncertainty."""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np

from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.cli.main import OK
from sim.cli.progress import Progress, say_if_compiling
from sim.cli.texts import DEMO
from sim.lab.pairs import Difference, paired
from sim.model import DemocracyModel
from sim.policy.levers import Levers
from sim.scenario import Scenario

CITIZENS, MONTHS, FUTURES = 3000, 72, 8
BASELINE, HEARD, ANSWERED = "representative_baseline", "consultation_only", "open_invitation"
MEASURE = "trust.politicians"


def do(asked: argparse.Namespace) -> int:
    """Run and tell."""
    say_if_compiling()
    print(show(asked.seed, asked.threads, asked.lang))
    return OK


def show(seed: int, threads: int | None, language: str) -> str:
    """The tour: live through it, and tell it in "en" or "da"."""
    start = time.monotonic()
    trust, chain = _live(seed, threads)
    return tell(trust, chain, language, time.monotonic() - start)


def _scenario(policy: str) -> Scenario:
    # recorded at both ends alone: the tour asks for nothing between, and measuring costs more than a month of 3,000
    # reasons given in services are those of the baseline everywhere, so that it is the forums that make the difference
    reasons = Levers().explanation
    return Scenario.load("vejle", policy, citizens=CITIZENS, months=MONTHS, record_every=MONTHS, explanation=reasons)


def _live(seed: int, threads: int | None) -> tuple[dict[str, list[float]], Any]:
    """Trust at the end under each policy, a future each; and the chain under the open invitation, (6, 5) counts."""
    trust: dict[str, list[float]] = {policy: [] for policy in (BASELINE, HEARD, ANSWERED)}
    chain = np.zeros((len(STAGES), QUINTILES), dtype=np.int64)
    with Progress("demo", FUTURES * MONTHS * len(trust)) as progress:
        done = 0
        for future in range(seed, seed + FUTURES):
            rest = None
            for policy, reached in trust.items():
                model = DemocracyModel(_scenario(policy), future, threads=threads, rest=rest)
                rest = rest or model.rest()
                for _ in range(MONTHS):
                    model.step()
                    done += 1
                    progress.done(done, FUTURES * MONTHS * len(trust))
                reached.append(model.record.values[MEASURE][-1])
                if policy == ANSWERED:
                    chain += sum(model.record.chain)
                model.close()
    return trust, chain


def tell(trust: dict[str, list[float]], chain: Any, language: str, seconds: float) -> str:
    """The tour in words.

    Args:
        trust: policy: trust in politicians at the end, a number a future.
        chain: (6, 5) citizens at each stage by quintile under the open invitation.
        language: "en" or "da".
        seconds: how long it took.
    """
    t: dict[str, Any] = DEMO[language]
    town = _scenario(BASELINE).towns[0]
    futures = len(trust[BASELINE])
    lines = [
        t["head"].format(town=town.title, citizens=CITIZENS, adults=town.adults, months=MONTHS, futures=futures),
        "",
        t["open"],
        f"  {t['stage']:24s}" + "".join(f"{name:>20s}" for name in t["quintile"]),
    ]
    for stage, name in t["stages"].items():
        counts = 1000.0 * chain[STAGES.index(stage)] / np.maximum(chain[0], 1)
        lines.append(f"  {name:24s}" + "".join(f"{count:20.1f}" for count in counts))
    came = chain[STAGES.index("came")] / np.maximum(chain[0], 1)
    lines.append("  " + (t["ratio"].format(ratio=came[-1] / came[0]) if came[0] > 0 else t["ratio_none"]))
    lines += ["", t["trust"].format(months=MONTHS)]
    for policy in (HEARD, ANSWERED):
        d = paired(trust[BASELINE], trust[policy])
        points = {"mean": 100 * d.mean, "low": 100 * d.low, "high": 100 * d.high}
        words = {**points, "agree": _agreeing(d), "futures": futures}
        lines.append("  " + t["row"].format(name=t["names"][policy], **words))
    lines += ["", finding(paired(trust[HEARD], trust[ANSWERED]), t), "", t["end"].format(seconds=seconds)]
    text = "\n".join(lines)
    return text if language == "en" else _danish(text)


def finding(gain: Difference, t: dict[str, Any]) -> str:
    """One sentence about what being answered adds to being asked; it follows the sign of the numbers."""
    words = {
        "asked": t["asked"],
        "verb": t["fell"],
        "mean": f"{100 * abs(gain.mean):.2f}",
        "low": f"{100 * min(abs(gain.low), abs(gain.high)):.2f}",
        "high": f"{100 * max(abs(gain.low), abs(gain.high)):.2f}",
        "agree": _agreeing(gain),
        "futures": gain.futures,
    }
    if not gain.clear:
        words |= {name: f"{100 * getattr(gain, name):+.2f}" for name in ("mean", "low", "high")}
        return str(t["unclear"].format(**words))
    return str(t["finding" if gain.mean > 0 else "finding_other"].format(**words))


def _agreeing(d: Difference) -> int:
    return round(d.agree * d.futures)


def _danish(text: str) -> str:
    """Decimal commas: a point between a digit 0–9 and one to three digits that end a number."""
    import re

    return re.sub(r"(?<=\d)\.(?=\d{1,3}(?!\d))(?!000)", ",", text)
