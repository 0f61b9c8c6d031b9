"""Scenario cards: a tension of the deck, the setting in which it turns, and what the model must show of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sim import configs

COUNTER = ".counter"
"""What is put behind a card's name to mean its counter-setting."""

Goes = Literal["up", "down"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A text in both languages."""

    en: str
    da: str


class Setting(_Part):
    """Levers, conditions and people on top of a policy; without a policy, on top of the representative baseline."""

    policy: str | None = None
    levers: dict[str, Any] = {}
    context: dict[str, Any] = {}
    population: dict[str, Any] = {}


class Contract(_Part):
    """What must hold for a card to be shown, at the end of its months, future by future.

    Attributes:
        measure: what is looked at.
        pattern: where it goes under the pattern, against the baseline with the card's own people and conditions; None
            where the baseline has none of what is measured.
        counter: where it goes under the counter-setting, against the same baseline; or against the pattern, where
            the baseline has none of it.
    """

    measure: str
    pattern: Goes | None = None
    counter: Goes


class Card(_Part):
    """A scenario card.

    Attributes:
        name: its name.
        title, meaning, question: title, two sentences, and what to discuss.
        deck: the deck's own words.
        pattern, counter: what is tried, and the setting in which it turns.
        contract: what the model must show.
    """

    name: str
    title: Words
    meaning: Words
    deck: tuple[str, ...]
    question: Words
    pattern: Setting
    counter: Setting
    contract: Contract

    def surroundings(self) -> dict[str, Any]:
        """The card's people and conditions by full keys: a baseline with them differs from the pattern in levers."""
        groups = {"context": self.pattern.context, "population": self.pattern.population}
        return {f"{group}.{name}": value for group, held in groups.items() for name, value in held.items()}


def read_card(path: Path) -> Card:
    """The card in a file."""
    return Card(name=path.stem, **configs.read(path))


def card_names() -> list[str]:
    """Every name that a card adds to the policies: of its pattern and of its counter-setting."""
    return [name for card in configs.cards() for name in (card, f"{card}{COUNTER}")]


def find_setting(name: str) -> Setting | None:
    """The setting that a name from `card_names` means; None for any other."""
    known = configs.cards()
    card = name.removesuffix(COUNTER)
    if card not in known:
        return None
    found = read_card(known[card])
    return found.counter if name.endswith(COUNTER) else found.pattern
