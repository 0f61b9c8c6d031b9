"""Write the generated parts of the documents anew, from the declarations in the code.

    python scripts/write_docs.py            write them
    python scripts/write_docs.py --check    say which are out of date, and exit with 1

A generated part stands between two lines `<!-- made: NAME -->` and `<!-- end -->`; the text round it is written by
hand. `PARTS` below says what each NAME becomes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from sim.agents.citizen import COLUMNS as CITIZENS
from sim.agents.municipality import COLUMNS as MUNICIPALITIES
from sim.agents.official import COLUMNS as OFFICIALS
from sim.agents.politician import PARTIES, POLITICIANS
from sim.agents.staff import INSTITUTIONS, STAFF
from sim.measures import MEASURES
from sim.month import MONTH
from sim.parameters import MARKS, Parameter
from sim.policy.context import CONTEXT, POPULATION
from sim.policy.ledger import PRICES, RECRUITING
from sim.policy.levers import LEVERS
from sim.randomness import Decision
from sim.table import Column

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"(<!-- made: (?P<name>[\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines)


def number(value: object) -> str:
    """A default as it is written in a scenario."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {weight:g}" for name, weight in value.items())
    return f"{float(value):g}"  # type: ignore[arg-type]


def parameters(declared: Iterable[Parameter]) -> str:
    """The table of a group of parameters."""
    return table(
        ("key", "meaning", "unit", "default", "range", "evidence", "source"),
        (
            (f"`{p.key}`", p.en, p.unit, number(p.default), f"{p.low:g} to {p.high:g}", p.mark, p.source)
            for p in declared
        ),
    )


def columns(declared: Iterable[Column]) -> str:
    """The table of the columns of a kind of agent."""
    return table(
        ("column", "meaning", "shape", "unit", "range"),
        (
            (
                f"`{c.name}`",
                c.text,
                c.shape,
                c.unit,
                "any" if c.low is None else f"{c.low:g} to {'…' if c.high is None else f'{c.high:g}'}",
            )
            for c in declared
        ),
    )


def month() -> str:
    """The numbered list of processes."""
    rows = (
        (n, f"[{p.name}](../sim/processes/{p.name}.py)", p.title.rstrip("."), f"`{p.heads['Switch'].split(':')[0]}`")
        for n, p in enumerate(MONTH, 1)
    )
    return table(("", "process", "what it is", "switch"), rows)


def submodels() -> str:
    """Every rule, as its file opens."""
    parts = []
    for n, p in enumerate(MONTH, 1):
        words = " ".join(p.heads["In words"].split())
        parts.append(
            f"#### {n} {p.title}\n\n{words}\n\n```\n{p.heads['Rule']}\n```\n\n"
            f"Deck: {' '.join(p.heads['Deck'].split())}  \nSource: {' '.join(p.heads['Source'].split())}  \n"
            f"Luck: {' '.join(p.heads['Luck'].split())}  \nSeen in: {', '.join(f'`{m}`' for m in p.seen_in)}\n\n"
            + parameters(p.parameters)
        )
    return "\n\n".join(parts)


def deck() -> str:
    """The deck, row by row: where its rule is, and what moves where the rule's own parameter is moved."""
    rows = []
    for row, entry in yaml.safe_load((ROOT / "docs" / "deck.yaml").read_text(encoding="utf-8")).items():
        if not isinstance(row, int):
            continue  # settings that several rows share
        homes = [p for p in MONTH if row in p.rows]
        files = ", ".join(f"[{p.name}](../sim/processes/{p.name}.py)" for p in homes)
        moves = "; ".join(
            f"`{move['by']}` {_level(move['from'])} → {_level(move['to'])}: `{move['measure']}` "
            + (f"({move['group'][1]}) " if "group" in move else "")
            + {"up": "rises", "down": "falls"}[move["goes"]]
            for move in entry["moves"]
        )
        rows.append((row, entry["says"], files, moves))
    return table(("row", "the deck says", "rule", "moved, and seen"), rows)


def _level(value: object) -> str:
    """A level of a parameter in a few characters."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def flow() -> str:
    """Who writes what others read."""
    rows = []
    for p in MONTH:
        for kind, declared in (("reads", p.reads), ("writes", p.writes)):
            text = " · ".join(f"{name}: {', '.join(cols)}" for name, cols in declared.items())
            rows.append((p.name if kind == "reads" else "", kind, text))
    return table(("process", "", "columns"), rows)


def prices() -> str:
    """What levers cost."""
    priced = {f"`{lever.name}`": PRICES[lever.name] for lever in LEVERS if lever.name in PRICES}
    priced |= {f"`reach` by `recruitment={mode}`": each for mode, each in RECRUITING.items()}
    return table(
        ("lever", "kroner an adult a year", "staff hours per 1,000 adults a month", "share of attention"),
        ((name, f"{p.money:g}", f"{p.hours:g}", f"{p.attention:g}") for name, p in priced.items()),
    )


def measures() -> str:
    """Every measure."""
    return table(
        ("id", "English", "Dansk", "meaning", "formula", "unit", "better", "denominator", "null"),
        (
            (f"`{m.id}`", m.en, m.da, m.meaning_en, m.formula, m.unit, m.better, m.denominator, m.null or m.missing)
            for m in MEASURES
        ),
    )


def demo() -> str:
    """What `samspil demo` prints, without how long it took."""
    from sim.cli.demo import show

    told = show(seed=7, threads=None, language="en")
    return f"```\n{re.sub(r' +[0-9]+ s$', '', told, flags=re.MULTILINE)}\n```"


def decisions() -> str:
    """The register of chance events and who draws them."""
    drawn = {decision: p.name for p in MONTH for decision in p.luck} | {Decision.PAIR: "sim.dynamics"}
    elsewhere = {d: "founding" if d < Decision.NEED_CHANGE else "nobody yet" for d in Decision}
    rows = ((int(d), d.name, drawn.get(d, elsewhere[d])) for d in Decision)
    return table(("number", "decision", "drawn by"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "month": month,
    "submodels": submodels,
    "deck": deck,
    "flow": flow,
    "prices": prices,
    "demo": demo,
    "measures": measures,
    "decisions": decisions,
    "levers": lambda: parameters(LEVERS),
    "context": lambda: parameters(CONTEXT),
    "population": lambda: parameters(POPULATION),
    "marks": lambda: table(("mark", "meaning"), MARKS.items()),
    "citizens": lambda: columns(CITIZENS),
    "politicians": lambda: columns(POLITICIANS),
    "parties": lambda: columns(PARTIES),
    "officials": lambda: columns(OFFICIALS),
    "staff": lambda: columns(STAFF),
    "institutions": lambda: columns(INSTITUTIONS),
    "municipalities": lambda: columns(MUNICIPALITIES),
}


def renewed(text: str) -> str:
    """A document with its generated parts made anew.

    Raises:
        KeyError: if it asks for a part that nobody makes.
    """
    return MARK.sub(lambda match: f"{match[1]}\n{PARTS[match['name']]()}\n\n{match[3]}", text)


def _words(text: str) -> str:
    """The text with its numbers masked: results may differ in the last digit on another kind of processor."""
    return re.sub(r"[0-9]", "#", text)


def main() -> int:
    """Write or check every document that has generated parts."""
    stale = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        old = path.read_text(encoding="utf-8")
        new = renewed(old)
        if _words(new) != _words(old) if path.name == "README.md" else new != old:
            stale.append(path.name)
            if "--check" not in sys.argv[1:]:
                path.write_text(new, encoding="utf-8")
    if "--check" in sys.argv[1:] and stale:
        print(f"out of date: {', '.join(stale)}; run  make docs", file=sys.stderr)
        return 1
    print(f"made anew: {', '.join(stale) or 'nothing, all were up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
