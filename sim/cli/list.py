"""`samspil list`: what there is."""

from __future__ import annotations

import argparse
from typing import Any

from sim import configs
from sim.cli.main import OK, show_json


def do(asked: argparse.Namespace) -> int:
    """Print one of the lists."""
    makers = {"policies": _policies, "cards": _cards, "measures": _measures, "levers": _levers,
              "municipalities": _municipalities}  # fmt: skip
    rows = makers[asked.what]()
    if asked.json:
        show_json(rows)
        return OK
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        print(f"{row['name']:{width}s}  {row['line']}")
    return OK


def _policies() -> list[dict[str, Any]]:
    rows = []
    for name, path in configs.policies().items():
        data = configs.read(path)
        title, meaning = data["title"], data["meaning"]
        rows.append(
            {"name": name, "line": title["en"], "title": title, "meaning": meaning, "deck": data.get("deck", [])}
        )
    return rows


def _cards() -> list[dict[str, Any]]:
    from sim.cards import read_card

    cards = [read_card(path) for path in configs.cards().values()]
    return [{"name": card.name, "line": card.title.en, **card.model_dump(exclude={"name"})} for card in cards]


def _measures() -> list[dict[str, Any]]:
    from sim.measures import MEASURES

    return [
        {"name": m.id, "line": m.meaning_en, **m.model_dump(exclude={"value", "id"}), "family": m.family}
        for m in MEASURES
    ]


def _levers() -> list[dict[str, Any]]:
    from sim.policy.levers import LEVERS

    return [{"name": p.name, "line": p.en, **p.model_dump()} for p in LEVERS]


def _municipalities() -> list[dict[str, Any]]:
    from sim.towns import load_towns

    return [
        {"name": t.name, "line": f"{t.code}  {t.title}, {t.adults} adults", "code": t.code, "title": t.title,
         "adults": t.adults, "region": t.region}
        for t in load_towns()
    ]  # fmt: skip
