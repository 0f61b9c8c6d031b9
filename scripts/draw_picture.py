"""Draw the picture of the README from real runs: a town, and where inequality enters the influence chain.

    python scripts/draw_picture.py                      write docs/picture.svg and docs/picture.da.svg, print captions
    python scripts/draw_picture.py --seed 8 --out DIR   the same for another seed, elsewhere

Left, 300 of 1,500 simulated citizens of Vejle after five years of the open invitation: fifty who live side by side in
each of its six neighbourhoods, and the ties among them. Right, the influence chain by fifths of the town, for the open
invitation and for the same invitation with meetings that are well led and answered; both meet the same luck.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim import DemocracyModel, Scenario, __version__
from sim.agents.citizen import QUINTILES, TYPES
from sim.agents.municipality import STAGES
from sim.app.town import TRUST, settle
from sim.cli.texts import DEMO
from sim.lab.recording import side_by_side, tied
from sim.towns import EDUCATIONS

COMMAND = "python scripts/draw_picture.py"
DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"en": "picture.svg", "da": "picture.da.svg"}

POLICY = "open_invitation"
POLICIES = {"open": (), "led": ("facilitation=0.9", "listening=0.8", "follow_through=0.8", "explanation=0.8")}
"""What is changed in the policy: nothing, and how meetings are led and what comes back to those who speak."""

CITIZENS, MONTHS, FUTURES = 10_000, 60, 8
TOWN_CITIZENS, SHOWN, LATELY = 1500, 300, 12

WIDTH, HEIGHT = 1200, 540
CENTRES = ((98, 184), (262, 178), (426, 186), (98, 374), (262, 366), (426, 376))  # of neighbourhoods, px
LOW, HIGH = 0.1, 1000.0  # of the axis, per 1,000 invited
FIFTHS = ("#b84700", "#777", "#777", "#777", "#0060a0")  # orange and blue, the pair that the colour-blind tell best

TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Where does inequality enter when everybody is invited?",
        "desc": "Left: {shown} simulated citizens of {town} in {places} neighbourhoods, their type, their trust in "
        "politicians and who came to a forum. Right: of every 1,000 invited, how many came, spoke, were heard, got an "
        "answer and changed something, by fifths of the town. {finding}",
        "town": "{shown} citizens of {town}",
        "after": "after {lived} months of open doors; lines are ties",
        "place": "{share:.0f} % higher education",
        "types": ("traditional", "innovative", "consumer"),
        "trust": ("trust in politicians", "none", "full"),
        "ring": "came to a forum within a year ({came} of {shown})",
        "heads": {"open": "Open door", "led": "Same door, well led"},
        "subs": {"open": "everybody is asked, meetings lightly led", "led": "and those who speak get answers"},
        "axis": "of 1,000 invited (each line is ten times the one below)",
        "invited": "invited",
        "times": "n×: the best-off fifth got there n times as often as the poorest",
        "dashed": "dashed: open door",
        "finding": "{head}: the best-off fifth came {came} times as often as the poorest and changed something "
        "{changed} times as often.",
        "undefined": "(too few to say)",
        "aim": "A model for thinking, not a forecast.",
        "note": "samspil {version}, seed {seed}: {town}, {futures} futures of {citizens} citizens, {months} months",
        "caption": "Left: {shown} of {sample} simulated citizens of {town} after {lived} months of the policy "
        "`open_invitation`; thin lines are ties. Right: the influence chain by fifths of resources, {futures} futures "
        "of {citizens} citizens over {months} months (in brackets 90 per cent intervals over futures). {finding} "
        "Solid lines: {changes}. Made by `make picture` (samspil {version}, seed {seed}).",
    },
    "da": {
        "title": "Hvor kommer uligheden ind, når alle er inviteret?",
        "desc": "Til venstre: {shown} simulerede borgere i {town} i {places} kvarterer, deres type, deres tillid til "
        "politikerne, og hvem der kom til et møde. Til højre: hvor mange ud af 1.000 inviterede der kom, tog ordet, "
        "blev hørt, fik et svar og ændrede noget, efter femtedele af byen. {finding}",
        "town": "{shown} borgere i {town}",
        "after": "efter {lived} måneder med åbne døre; streger er bekendtskaber",
        "place": "{share:.0f} % videregående udd.",
        "types": ("traditionel", "innovativ", "forbruger"),
        "trust": ("tillid til politikerne", "ingen", "fuld"),
        "ring": "kom til et møde inden for et år ({came} af {shown})",
        "heads": {"open": "Åben dør", "led": "Samme dør, godt ledet"},
        "subs": {"open": "alle spørges, møderne ledes let", "led": "og de, der taler, får svar"},
        "axis": "ud af 1.000 inviterede (hver linje er ti gange den under)",
        "invited": "inviteret",
        "times": "n×: den bedst stillede femtedel nåede så langt n gange så ofte som den fattigste",
        "dashed": "stiplet: åben dør",
        "finding": "{head}: den bedst stillede femtedel kom {came} gange så ofte som den fattigste og ændrede noget "
        "{changed} gange så ofte.",
        "undefined": "(for få til at sige)",
        "aim": "En model til at tænke med, ikke en prognose.",
        "note": "samspil {version}, seed {seed}: {town}, {futures} fremtider med {citizens} borgere, {months} måneder",
        "caption": "Til venstre: {shown} af {sample} simulerede borgere i {town} efter {lived} måneder med politikken "
        "`open_invitation`; tynde streger er bekendtskaber. Til højre: indflydelseskæden efter femtedele af "
        "ressourcer, {futures} fremtider med {citizens} borgere over {months} måneder (i parentes 90 procents "
        "intervaller over fremtider). {finding} Fuldt optrukne linjer: {changes}. Lavet med `make picture` (samspil "
        "{version}, seed {seed}).",
    },
}

STYLE = """
text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#222;font-size:12px}
.title{font-size:26px;font-weight:700}.head{font-size:17px;font-weight:600}.stage{font-size:11px}.soft{fill:#555}
.times{font-size:17px;font-weight:700}.fifth{font-size:14px;font-weight:600}.mid{text-anchor:middle}
.end{text-anchor:end}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
.fifths{fill:none;stroke-linejoin:round}.mark{stroke:#444;stroke-width:.8}.ring{fill:none;stroke:#111;stroke-width:1.8}
@media (max-width:640px){.fine{display:none}.title{font-size:35px}.head{font-size:28px}.times{font-size:38px}
.fifth{font-size:28px}.last{text-anchor:end}}
""".strip()
"""Narrow (a telephone): small print goes, and what carries the point grows."""


class Town(NamedTuple):
    """What is drawn of a town: n citizens in g neighbourhoods.

    Attributes:
        title: the municipality's name.
        sample, months: citizens that were simulated, and for how long.
        uid, kind, place: (n,) the citizen, the type as an index of TYPES, the neighbourhood from 0.
        trust: (n,) trust in politicians, 0 to 1.
        came: (n,) bool, came to a forum within LATELY months.
        educated: (g,) share with a higher education, in the whole neighbourhood.
        ties: (m, 2) who knows whom, as indices of the n.
    """

    title: str
    sample: int
    months: int
    uid: NDArray[Any]
    kind: NDArray[Any]
    place: NDArray[Any]
    trust: NDArray[Any]
    came: NDArray[Any]
    educated: NDArray[Any]
    ties: NDArray[Any]


class Chains(NamedTuple):
    """The influence chain under each of POLICIES.

    Attributes:
        counts: policy: (futures, 6, 5) citizens at each stage by fifth, over all months.
        citizens, months, seed: of the runs; the futures have the seeds `seed`, `seed + 1` …
    """

    counts: dict[str, NDArray[np.int64]]
    citizens: int
    months: int
    seed: int


class Ratio(NamedTuple):
    """The best-off fifth against the poorest, per invited, with a 90 per cent interval; NaN where not defined."""

    value: float
    low: float
    high: float


def live_town(seed: int, citizens: int = TOWN_CITIZENS, months: int = MONTHS, shown: int = SHOWN) -> Town:
    """Live through a small town under the open invitation.

    Args:
        seed: the run's seed.
        citizens, months: of the run.
        shown: citizens to keep, shared out evenly over neighbourhoods; in each they live side by side.
    """
    model = DemocracyModel(Scenario.load(policy=POLICY, citizens=citizens, months=months), seed)
    table = model.citizens
    came = np.zeros(table.n, dtype=bool)
    for _ in range(months):
        model.step()
        came |= (model.month > months - LATELY) & (table.stage > STAGES.index("came"))
    model.close()
    rows = side_by_side(table.neighbourhood, shown, len(CENTRES))
    homes = [np.flatnonzero(table.neighbourhood == k) for k in range(int(table.neighbourhood.max()) + 1)]
    higher = table.education >= EDUCATIONS.index("medium")
    return Town(
        title=model.scenario.towns[0].title,
        sample=table.n,
        months=months,
        uid=table.uid[rows].copy(),
        kind=table.type_weights[rows].argmax(axis=1),
        place=table.neighbourhood[rows].copy(),
        trust=table.trust_politicians[rows].copy(),
        came=came[rows],
        educated=np.array([higher[home].mean() for home in homes]),
        ties=tied(model.state.network.edges(), rows, table.n),
    )


def live_chains(seed: int, futures: int = FUTURES, citizens: int = CITIZENS, months: int = MONTHS) -> Chains:
    """Live through some futures under each of POLICIES; a future is the same citizens with the same luck."""
    counts: dict[str, list[NDArray[np.int64]]] = {name: [] for name in POLICIES}
    for future in range(seed, seed + futures):
        rest = None
        for name, changes in POLICIES.items():
            scenario = Scenario.load(policy=POLICY, overrides=changes, citizens=citizens, months=months)
            model = DemocracyModel(scenario, future, rest=rest)
            rest = rest or model.rest()
            for _ in range(months):
                model.step()
            counts[name].append(np.sum(model.record.chain, axis=0))
            model.close()
    return Chains({name: np.array(each) for name, each in counts.items()}, citizens, months, seed)


def ratio(counts: NDArray[np.int64], stage: str) -> Ratio:
    """How many times as often the best-off fifth reached a stage, of those invited, as the poorest.

    Args:
        counts: (futures, 6, 5) citizens at each stage by fifth.
        stage: one of STAGES.

    Returns:
        The ratio of all futures taken together, and its interval by the jackknife over futures, on logarithms.
    """

    def logarithm(part: NDArray[np.int64]) -> float:
        reached, invited = part[STAGES.index(stage)], part[0]
        share = reached[[0, -1]] / np.maximum(invited[[0, -1]], 1)
        return float(np.log(share[1] / share[0])) if share.min() > 0 else float("nan")

    total, n = counts.sum(axis=0), len(counts)
    whole = logarithm(total)
    if n < 2:
        return Ratio(float(np.exp(whole)), float("nan"), float("nan"))
    without = np.array([logarithm(total - one) for one in counts])
    half = stats.t.ppf(0.95, n - 1) * np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return Ratio(*(float(x) for x in np.exp([whole, whole - half, whole + half])))


def lay_out(town: Town) -> NDArray[np.float64]:
    """Where each citizen stands, (n, 2) px: in their neighbourhood, near those they know, on top of nobody."""
    at = np.empty((len(town.uid), 2))
    for place, middle in enumerate(CENTRES[: len(town.educated)]):
        rows = np.flatnonzero(town.place == place)
        ties = town.ties[(town.place[town.ties] == place).all(axis=1)]
        at[rows] = middle + settle(len(rows), np.searchsorted(rows, ties))
    return at


def colour(trust: float) -> str:
    """The colour of a trust between 0 and 1, between those of TRUST."""
    place = min(max(trust, 0.0), 1.0) * (len(TRUST) - 1)
    low = min(int(place), len(TRUST) - 2)
    ends = [[int(TRUST[k][c : c + 2], 16) for c in (1, 3, 5)] for k in (low, low + 1)]
    return "#" + "".join(f"{round(a + (b - a) * (place - low)):02x}" for a, b in zip(*ends, strict=True))


def text(x: float, y: float, words: str, kind: str = "fine") -> str:
    """A line of text; `kind`: classes of STYLE."""
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'


def mark(kind: int, x: float, y: float, fill: str, data: str = "") -> str:
    """A citizen: circle, triangle or square."""
    style = f'class="mark" fill="{fill}"{data}'
    if TYPES[kind] == "traditional":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {style}/>'
    if TYPES[kind] == "consumer":
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" {style}/>'
    return f'<path d="M{x:.1f} {y - 6.2:.1f}l5.8 10h-11.6z" {style}/>'


def draw_town(town: Town, t: Mapping[str, Any]) -> list[str]:
    """The left half: ties, citizens and neighbourhoods."""
    at = lay_out(town)
    same = town.place[town.ties[:, 0]] == town.place[town.ties[:, 1]]
    parts = [text(24, 82, t["town"].format(shown=len(at), town=town.title), "head")]
    parts.append(text(24, 102, t["after"].format(lived=town.months), "fine soft"))
    for chosen, look in ((~same, 'stroke="#ddd" stroke-width=".7"'), (same, 'stroke="#aaa" stroke-width=".7"')):
        lines = "".join("M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*at[a], *at[b]) for a, b in town.ties[chosen])
        parts.append(f'<path fill="none" {look} d="{lines}"/>')
    for i, (x, y) in enumerate(at):
        data = f' data-citizen="{town.uid[i]}" data-type="{TYPES[town.kind[i]]}" data-trust="{town.trust[i]:.3f}"'
        parts.append(mark(int(town.kind[i]), x, y, colour(float(town.trust[i])), data))
        if town.came[i]:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.4" class="ring" data-came="{town.uid[i]}"/>')
    for (x, y), share in zip(CENTRES, town.educated, strict=False):
        parts.append(text(x, y + 90, t["place"].format(share=100 * share), "fine soft mid halo"))
    return parts


def draw_key(town: Town, t: Mapping[str, Any]) -> list[str]:
    """What the shapes, rings and colours of citizens mean."""
    name, low, high = t["trust"]
    parts, x = [], 30.0
    for kind, word in enumerate(t["types"]):
        parts += [mark(kind, x, 490, "#ccc"), text(x + 11, 494, word)]
        x += 32 + 6.4 * len(word)
    parts += [mark(0, 30, 514, "#ccc"), '<circle cx="30" cy="514" r="8.4" class="ring"/>']
    parts.append(text(45, 518, t["ring"].format(came=int(town.came.sum()), shown=len(town.uid))))
    stops = "".join(f'<stop offset="{k / (len(TRUST) - 1):g}" stop-color="{c}"/>' for k, c in enumerate(TRUST))
    return [
        '<g class="fine">',
        *parts,
        f'<linearGradient id="trust">{stops}</linearGradient>',
        text(427, 494, name, "fine mid"),
        '<rect x="372" y="503" width="110" height="11" fill="url(#trust)" stroke="#444" stroke-width=".6"/>',
        text(366, 513, low, "fine end"),
        text(488, 513, high),
        "</g>",
    ]


def path(points: Iterable[tuple[float, float] | None]) -> str:
    """A line through points, broken where there is none."""
    words, joined = [], False
    for point in points:
        if point is not None:
            words.append(f"{'L' if joined else 'M'}{point[0]:.1f} {point[1]:.1f}")
        joined = point is not None
    return "".join(words)


class Panel:
    """One chain: stages from left to right, shares of the invited on a logarithmic scale from bottom to top.

    Args:
        left: where the first stage stands, px.
        counts: (futures, 6, 5) citizens at each stage by fifth.
        low: the foot of the axis, per 1,000 invited.
    """

    STEP, TOP, FOOT = 52, 140, 430

    def __init__(self, left: float, counts: NDArray[np.int64], low: float) -> None:
        self.left, self.counts, self.low = left, counts, low
        self.total = counts.sum(axis=0)
        self.share = HIGH * self.total / np.maximum(self.total[0], 1)

    def height(self, value: float) -> float:
        """Where a value per 1,000 invited stands, px."""
        return float(self.FOOT - (self.FOOT - self.TOP) * np.log(value / self.low) / np.log(HIGH / self.low))

    def points(self, fifth: int) -> list[tuple[float, float] | None]:
        """The line of a fifth (0 the poorest): a point a stage, None where nobody came so far."""
        values = self.share[:, fifth]
        return [(self.left + self.STEP * s, self.height(v)) if v > 0 else None for s, v in enumerate(values)]

    def grid(self) -> list[str]:
        """The lines of the axis."""
        tens = 10.0 ** np.arange(round(np.log10(self.low)), 4)
        right = self.left + self.STEP * (len(STAGES) - 1)
        return [f'<path d="M{self.left - 8:g} {y:.1f}H{right + 8:g}" stroke="#ddd"/>' for y in map(self.height, tens)]

    def stages(self, names: Sequence[str]) -> list[str]:
        """The names of the stages; the last word of a long one on a line of its own."""
        parts = []
        for s, name in enumerate(names):
            start, _, rest = name.rpartition(" ")
            lines = [start, rest] if start and len(name) > 8 else [name]
            x = self.left + self.STEP * s
            parts += [text(x, self.FOOT + 18 + 13 * k, line, "stage fine mid") for k, line in enumerate(lines)]
        return parts

    def lines(self, policy: str) -> list[str]:
        """The band from the poorest to the best-off fifth, and a line for each fifth."""
        low, high = self.points(0), self.points(QUINTILES - 1)
        whole = [pair for pair in zip(low, high, strict=True) if None not in pair]
        rim = path([a for a, _ in whole]) + path([b for _, b in reversed(whole)]).replace("M", "L", 1) + "Z"
        parts = [f'<path d="{rim}" fill="#f1efe6"/>'] if len(whole) > 1 else []
        dash = ' stroke-dasharray="5 3"' if policy == "open" else ""
        for fifth in (1, 2, 3, 0, 4):
            ends = fifth in (0, QUINTILES - 1)
            counts = " ".join(str(count) for count in self.total[:, fifth])
            parts.append(
                f'<path class="fifths" stroke="{FIFTHS[fifth]}" stroke-width="{2.8 if ends else 1.2}"{dash} '
                f'data-policy="{policy}" data-fifth="{fifth + 1}" data-counts="{counts}" '
                f'd="{path(self.points(fifth))}"/>'
            )
        return parts

    def times(self, stage: str, language: str) -> list[str]:
        """How many times as often the best-off reached a stage as the poorest, beside a measure of it."""
        times, s = ratio(self.counts, stage), STAGES.index(stage)
        low, high = self.points(0)[s], self.points(QUINTILES - 1)[s]
        if low is None or high is None:
            return []
        (x, foot), (_, top) = low, high
        return [
            f'<path d="M{x - 4:g} {top:.1f}h8m-4 0V{foot:.1f}m-4 0h8" stroke="#222" stroke-width="1.4" fill="none"/>',
            f'<text x="{x + 7:g}" y="{(top + foot) / 2 + 6:.1f}" class="times halo{" last" * (s == len(STAGES) - 1)}" '
            f'data-ratio="{times.value:.6g}" data-stage="{stage}">{number(times.value, language)}×</text>',
        ]


def number(value: float, language: str) -> str:
    """A ratio as it is told, with a decimal comma in Danish."""
    if not np.isfinite(value):
        return str(TEXTS[language]["undefined"])
    told = f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
    return told.replace(".", ",") if language == "da" else told


def thousands(value: int, language: str) -> str:
    """A whole number as it is told: 10,000 in English, 10.000 in Danish."""
    return f"{value:,}".replace(",", ".") if language == "da" else f"{value:,}"


def draw_chains(chains: Chains, language: str) -> list[str]:
    """The right half: a panel a policy, the same axis; in the second the first is there again, thin."""
    t, named = TEXTS[language], cast("dict[str, Any]", DEMO[language])
    totals = [counts.sum(axis=0) for counts in chains.counts.values()]
    least = HIGH * min(float((total / total[0].max())[total > 0].min()) for total in totals)
    low = min(LOW, 10.0 ** np.floor(np.log10(least)))
    panels = {name: Panel(left, chains.counts[name], low) for name, left in zip(POLICIES, (562, 880), strict=True)}
    names = (t["invited"], *named["stages"].values())
    parts = [text(519, 126, t["axis"], "fine soft")]
    for name, panel in panels.items():
        x = panel.left - 12
        parts += [text(x, 82, t["heads"][name], "head"), text(x, 102, t["subs"][name], "fine soft")]
        parts += [*panel.grid(), *panel.lines(name), *panel.stages(names)]
    for ten in 10.0 ** np.arange(round(np.log10(low)), 4):
        label = thousands(int(ten), language) if ten >= 1 else f"{ten:g}".replace(".", "," if language == "da" else ".")
        parts.append(text(548, panels["open"].height(ten) + 4, label, "fine end"))
    led = panels["led"]
    before = Panel(led.left, chains.counts["open"], low)
    for fifth in (0, QUINTILES - 1):
        look = f'stroke="{FIFTHS[fifth]}" stroke-width="1.4" stroke-dasharray="5 3" opacity=".75"'
        parts.append(f'<path class="fifths" {look} d="{path(before.points(fifth))}"/>')
    for panel in panels.values():
        parts += [*panel.times("came", language), *panel.times("changed", language)]
    first, last = (f"fill:{FIFTHS[k]}" for k in (0, -1))
    poorest, *_, best = named["quintile"]
    for panel in panels.values():
        parts += [
            f'<text x="{panel.left + 92:g}" y="196" class="fifth" style="{last}">{escape(best)}</text>',
            f'<text x="{panel.left - 4:g}" y="404" class="fifth" style="{first}">{escape(poorest)}</text>',
        ]
    parts += [text(led.left - 4, 421, t["dashed"], "fine soft"), text(550, 486, t["times"], "fine soft")]
    return parts


def findings(chains: Chains, language: str, *, intervals: bool) -> str:
    """A sentence for each policy: how unequal coming and changing something are."""
    t, told = TEXTS[language], []
    for name, counts in chains.counts.items():
        reached = {}
        for stage in ("came", "changed"):
            r = ratio(counts, stage)
            reached[stage] = number(r.value, language)
            if intervals and np.isfinite(r.low):
                reached[stage] += f" ({number(r.low, language)}–{number(r.high, language)})"
        told.append(t["finding"].format(head=t["heads"][name], **reached))
    return " ".join(told)


def words(town: Town, chains: Chains, language: str) -> dict[str, Any]:
    """What the texts are filled in with."""
    return {
        "town": town.title,
        "shown": len(town.uid),
        "sample": thousands(town.sample, language),
        "lived": town.months,
        "places": len(town.educated),
        "futures": len(chains.counts["open"]),
        "citizens": thousands(chains.citizens, language),
        "months": chains.months,
        "seed": chains.seed,
        "version": __version__,
        "changes": ", ".join(f"`{change}`" for change in POLICIES["led"]),
    }


def caption(town: Town, chains: Chains, language: str) -> str:
    """What is to be said under the picture, with its numbers."""
    told = findings(chains, language, intervals=True)
    return str(TEXTS[language]["caption"].format(**words(town, chains, language), finding=told))


def draw(town: Town, chains: Chains, language: str) -> str:
    """The picture in "en" or "da", of what was lived through by `live_town` and `live_chains`."""
    t, filled = TEXTS[language], words(town, chains, language)
    desc = t["desc"].format(**filled, finding=findings(chains, language, intervals=False))
    data = f'data-version="{__version__}" data-seed="{chains.seed}" data-command="{COMMAND} --seed {chains.seed}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" lang="{language}" aria-labelledby="title desc" {data}>',
            f'<title id="title">{escape(t["title"])}</title>',
            f'<desc id="desc">{escape(desc)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="#fff"/>',
            text(24, 42, t["title"], "title"),
            *draw_town(town, t),
            *draw_key(town, t),
            *draw_chains(chains, language),
            text(550, 503, t["aim"], "fine soft"),
            text(550, 520, t["note"].format(**filled), "fine soft"),
            "</svg>\n",
        ]
    )


def main() -> int:
    """Live, draw, write, and say what stands under it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7, help="the first future's seed (7)")
    parser.add_argument("--futures", type=int, default=FUTURES, help=f"futures of the chain ({FUTURES})")
    parser.add_argument("--out", type=Path, default=DOCS, metavar="DIR", help="where to write (docs)")
    asked = parser.parse_args()
    town, chains = live_town(asked.seed), live_chains(asked.seed, asked.futures)
    asked.out.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        (asked.out / name).write_text(draw(town, chains, language), encoding="utf-8")
        print(f"{name}\n{caption(town, chains, language)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
