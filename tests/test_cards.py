"""Scenario cards: whole, loadable, and shown by the model as their contracts say."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim import configs
from sim.cards import COUNTER, Card, read_card
from sim.cli import main
from sim.errors import ScenarioError
from sim.measures import MEASURES
from sim.model import DemocracyModel, Rest
from sim.policy.levers import Levers
from sim.scenario import BASELINE, Scenario

CHECKOUT = Path(__file__).parent.parent
DECK = Path("shared") / "source" / "deck.txt"
CARDS: dict[str, Card] = {name: read_card(path) for name, path in configs.cards().items()}
SEEDS = (3, 4, 5, 6)
SMALL: dict[str, Any] = {"citizens": 600, "months": 48, "record_every": 12}
PEOPLED = "my_own_common_good"
"""A card that brings people."""


def setting(name: str, **settings: Any) -> Scenario:
    return Scenario.load(policy=name, **settings)


def test_the_ten_cards_are_there() -> None:
    assert set(CARDS) == {
        "hearing_is_not_listening", "porous_institution", "resource_strong_agenda", "home_care_mild_coercion",
        "my_own_common_good", "volunteers_hard_to_stop", "in_the_minority", "skill_in_unskilled_process",
        "explaining_away", "answers_without_hesitation",
    }  # fmt: skip


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_card_is_whole_in_both_languages(card: Card) -> None:
    for words in (card.title, card.meaning, card.question):
        assert words.en.strip() and words.da.strip() and words.en != words.da
    for text in (card.meaning.en, card.meaning.da):
        assert len(re.findall(r"[.?!](?:\s|$)", text)) == 2, text
    assert card.question.en.endswith("?") and card.question.da.endswith("?")
    assert card.deck
    assert card.contract.measure in {measure.id for measure in MEASURES if not measure.missing}


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_deck_lines_are_the_decks_own_words(card: Card) -> None:
    deck = next((up / DECK for up in CHECKOUT.parents if (up / DECK).is_file()), None)
    if deck is None:
        pytest.skip(f"the deck is not here: it is {DECK} in a folder above the checkout")
    said = re.sub(r"\s+", " ", deck.read_text(encoding="utf-8").replace("*", ""))
    for line in card.deck:
        assert line in said, line


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_pattern_and_counter_differ_in_levers_alone_and_can_be_paid(card: Card) -> None:
    pattern, counter = setting(card.name), setting(card.name + COUNTER)
    for one in (pattern, counter):
        assert one.bill.scaled == 1.0
        assert one.idle_levers() == {}
        assert one.levers != Levers()
    assert pattern.levers != counter.levers
    assert (pattern.context, pattern.population) == (counter.context, counter.population)
    assert pattern.rest_key == counter.rest_key
    assert (pattern.policy, counter.policy) == (card.name, card.name + COUNTER)


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_card_says_every_lever_that_it_moves_and_moves_every_lever_that_it_says(card: Card) -> None:
    for name, said in ((card.name, card.pattern), (card.name + COUNTER, card.counter)):
        whole, under = setting(name).levers._asdict(), setting(said.policy or BASELINE).levers._asdict()
        assert {lever for lever in whole if whole[lever] != under[lever]} == set(said.levers), name


@cache
def rest(seed: int, settings: str) -> Rest:
    return DemocracyModel(Scenario.load(**json.loads(settings), **SMALL), seed=seed, threads=1).rest()


@cache
def at_the_end(policy: str, surroundings: str, people: str, measure: str) -> tuple[float, ...]:
    """The measure at the end of each future."""
    found = []
    for seed in SEEDS:
        scenario = Scenario.load(policy=policy, **json.loads(surroundings), **SMALL)
        model = DemocracyModel(scenario, seed=seed, threads=1, rest=rest(seed, people))
        for _ in range(scenario.months):
            model.step()
        found.append(float(model.record.values[measure][-1]))
    return tuple(found)


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_the_model_shows_what_the_card_says_in_every_future(card: Card) -> None:
    around = card.surroundings()
    people = json.dumps({key: value for key, value in around.items() if key.startswith("population.")})
    contract = card.contract
    base, pattern, counter = (
        at_the_end(policy, json.dumps(settings), people, contract.measure)
        for policy, settings in ((BASELINE, around), (card.name, {}), (card.name + COUNTER, {}))
    )
    way = {"up": 1.0, "down": -1.0}
    if contract.pattern is None:
        assert all(value != value for value in base), "the baseline has it, so the card can be judged against it"
        base = pattern
    else:
        assert all(way[contract.pattern] * (x - y) > 0.0 for x, y in zip(pattern, base, strict=True))
        assert contract.counter != contract.pattern
    assert all(way[contract.counter] * (x - y) > 0.0 for x, y in zip(counter, base, strict=True))


def test_people_of_a_card_reach_the_scenario_and_can_be_overridden() -> None:
    card, plain = setting(PEOPLED), Scenario.load()
    assert card.population.types == {"traditional": 0.2, "innovative": 0.2, "consumer": 0.6}
    assert card.rest_key != plain.rest_key
    assert "population.types" not in card.given
    other = Scenario.load(policy=PEOPLED, overrides=["population.types.consumer=0.1"])
    assert other.population.types == pytest.approx({"traditional": 0.4, "innovative": 0.4, "consumer": 0.2})
    assert card.with_(policy=BASELINE).population == plain.population


def test_conditions_of_a_card_hold_with_it_and_what_is_set_holds_always() -> None:
    card = setting("explaining_away", start_month=12)
    assert (card.at(1).context.staffing, card.at(13).context.staffing) == (1.0, 0.9)
    held = setting("explaining_away", start_month=12, overrides=["context.staffing=0.8"])
    assert (held.at(1).context.staffing, held.at(13).context.staffing) == (0.8, 0.8)


def test_a_lever_set_by_hand_goes_before_the_card() -> None:
    assert setting("in_the_minority", overrides=["explanation=0.5"]).levers.explanation == 0.5
    assert setting("resource_strong_agenda.counter").levers.recruitment == {"targeted": 1.0}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hearing_is_not_listenin", "hearing_is_not_listening"),
        ("explaining_away.count", "explaining_away.counter"),
        ("open_invitatoin", "open_invitation"),
    ],
)
def test_a_misspelt_card_names_the_nearest(written: str, meant: str) -> None:
    with pytest.raises(ScenarioError) as error:
        setting(written)
    assert (error.value.code, error.value.nearest) == ("E-POLICY", meant)
    assert "samspil list cards" in str(error.value)


def test_a_policy_file_may_not_bring_people(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("levers: {listening: 0.7}\npopulation: {ties: 5}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="population"):
        setting(str(path))


def test_a_card_can_be_compared_with_a_policy_among_its_own_people(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["citizens=120", "months=2", "--pairs", "1", "--json"]
    assert main(["compare", BASELINE, PEOPLED, *few]) == 0
    out = json.loads(capsys.readouterr().out)
    assert (out["a"], out["b"]) == (BASELINE, PEOPLED)
    assert main(["compare", PEOPLED, PEOPLED + COUNTER, *few]) == 0
    assert main(["compare", PEOPLED, "volunteers_hard_to_stop", *few]) == 2
    assert "population" in capsys.readouterr().err


def test_the_command_of_a_comparison_brings_the_people_again(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["citizens=120", "months=2", "--pairs", "1", "population.types={consumer: 1}"]
    assert main(["compare", BASELINE, PEOPLED, *few]) == 0
    assert "population.types={consumer: 1" in capsys.readouterr().out


def test_cards_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "cards", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["title"]["en"], row["title"]["da"]) for row in rows] == [
        (card.name, card.title.en, card.title.da) for card in CARDS.values()
    ]
    for card in CARDS.values():
        assert main(["explain", card.name + COUNTER, "--lang", "da"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert card.title.da in text and card.question.da in text
        assert all(f"{lever} " in text for lever in (*card.pattern.levers, *card.counter.levers))
