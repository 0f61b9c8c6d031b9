"""Sweeps as people write them, and what they are told where they err."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sim import configs
from sim.errors import ScenarioError
from sim.lab.sweep.plan import Plan
from sim.lab.sweep.reading import Wish, as_seeds, file, of, words
from sim.overrides import Span, Values, parse, parse_many


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("listening=0,0.5,1", Values((0, 0.5, 1))),
        ("listening=range(0,1,0.25)", Values((0, 0.25, 0.5, 0.75))),
        ("listening=0..1..0.1", Values((0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1))),
        ("complementarity=0.5..-0.5..-0.5", Values((0.5, 0, -0.5))),
        ("listening=0.2..0.8", Span(0.2, 0.8)),
        ("complementarity=-1..0.5", Span(-1, 0.5)),
        ("listening=interval(0,1)", Span(0, 1)),
        ("municipality=ærø,vejle", Values(("ærø", "vejle"))),
        ("municipality=ærø", "ærø"),
        ("municipality=../towns.csv", "../towns.csv"),
        ("policy=sortition,../mine.yaml", Values(("sortition", "../mine.yaml"))),
        ("mechanisms.ties=on,off", Values(("on", "off"))),
        ("recruitment={open: 0.5, lottery: 0.5},open", Values(({"open": 0.5, "lottery": 0.5}, "open"))),
        ("months=12", 12),
    ],
)
def test_lists_and_ranges_in_words(text: str, meant: Any) -> None:
    assert parse_many([text]) == [(text.partition("=")[0], meant)]


@pytest.mark.parametrize("text", ["listening=0.2..0.8", "listening=0,0.5,1", "listening=range(0,1,0.5)"])
def test_a_run_has_one_value_and_says_where_to_try_several(text: str) -> None:
    with pytest.raises(ScenarioError, match="samspil sweep") as caught:
        parse([text])
    assert caught.value.code == "E-SWEEP"


WORDS = ["listening=0,1", "municipality=vejle", "citizens=80", "months=2"]


def test_words_make_a_grid() -> None:
    plan = words([*WORDS, "mechanisms.ties=on,off"]).plan()
    assert plan.design.kind == "grid"
    assert plan.design.rows == ((0.0, True), (0.0, False), (1.0, True), (1.0, False))
    assert dict(plan.given) == {"municipality": "vejle", "citizens": 80, "months": 2}
    assert (plan.name, plan.seeds) == ("listening_ties", tuple(range(7, 17)))


def test_words_go_before_what_a_file_says(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    said = {"settings": {"citizens": 500, "listening": 0.3, "levers": {"hearing": 0.4}}, "months": 2, "seeds": "3..5",
            "over": {"power": [0, 1], "facilitation": [0, 1]}, "detail": "series"}  # fmt: skip
    path.write_text(yaml.safe_dump(said), encoding="utf-8")
    plan = words(["citizens=80", "listening=0,1", "power=0.5"], file(path)).plan()
    assert dict(plan.given) == {"citizens": 80, "months": 2, "levers.hearing": 0.4, "levers.power": 0.5}
    assert [f.key for f in plan.design.factors] == ["levers.facilitation", "levers.listening"]
    assert (plan.name, plan.seeds, plan.detail) == ("study", (3, 4, 5), "series")


@pytest.mark.parametrize(
    ("over", "meant"),
    [
        ("{listening: [0, 0.5]}", ("levers.listening", 0.0, 0.5, (0.0, 0.5))),
        ("{listening: 0.2..0.8}", ("levers.listening", 0.2, 0.8, ())),
        ("{listening: {low: 0.2, high: 0.8}}", ("levers.listening", 0.2, 0.8, ())),
        ("{listening: {low: 0, high: 1, step: 0.5}}", ("levers.listening", 0.0, 1.0, (0.0, 0.5, 1.0))),
        ("{listening: }", ("levers.listening", 0.0, 1.0, ())),
        ("[complementarity]", ("levers.complementarity", -2.0, 0.95, ())),
        ("{months: 2..4}", ("months", 2.0, 4.0, ())),
    ],
)
def test_what_a_file_varies(tmp_path: Path, over: str, meant: tuple[Any, ...]) -> None:
    path = tmp_path / "s.yaml"
    design = "grid" if meant[3] else "{kind: lhs, n: 4}"
    path.write_text(f"citizens: 80\ndesign: {design}\nover: {over}\n", encoding="utf-8")
    assert tuple(file(path).plan().design.factors[0]) == meant


def test_rows_written_down(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("citizens: 80\nrows:\n- {policy: sortition}\n- {levers: {listening: 0.4}}\n", encoding="utf-8")
    plan = file(path).plan()
    assert plan.design.kind == "list"
    assert (plan.scenario(0).policy, plan.scenario(1).levers.listening) == ("sortition", 0.4)


@pytest.mark.parametrize("name", sorted(path.stem for path in (configs.folder() / "sweep").glob("*.yaml")))
def test_every_sweep_that_comes_along_can_be_done(name: str) -> None:
    plan = file(configs.folder() / "sweep" / f"{name}.yaml").plan()
    assert plan.name == name
    assert Plan.from_config(plan.config()).hash == plan.hash
    again = of(plan).plan()
    assert (again.hash, again.name) == (plan.hash, plan.name)


def test_the_configuration_of_a_sweep_is_a_file_of_a_sweep(tmp_path: Path) -> None:
    plan = words(["listening=0.2..0.8", *WORDS[1:]], Wish(options={"kind": "lhs", "n": 3}, seeds=2)).plan()
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(plan.config()), encoding="utf-8")
    assert file(path).plan().hash == plan.hash
    assert words(["months=3"], file(path)).plan().hash != plan.hash


@pytest.mark.parametrize(
    ("said", "meant"),
    [(3, (7, 8, 9)), ("3", (7, 8, 9)), ("7..9", (7, 8, 9)), ("9,4", (9, 4)), ([5, 1], (5, 1)), (range(2), (0, 1))],
)
def test_seeds(said: Any, meant: tuple[int, ...]) -> None:
    assert as_seeds(said, 7) == meant


@pytest.mark.parametrize("said", [0, "no", "9..7", [], True, 2.5, 10**6])
def test_seeds_that_are_none(said: Any) -> None:
    with pytest.raises(ScenarioError, match="no number of seeds"):
        as_seeds(said)


@pytest.mark.parametrize(
    ("texts", "code", "said"),
    [
        (["listening=0,5"], "E-COMMA", r"listening=0\.5 .*decimal point, also in Danish"),
        (["listening=0,2,0,5,0,8"], "E-COMMA", r"listening=0\.2,0\.5,0\.8"),
        (["listening=0,2..0,8"], "E-COMMA", r"listening=0\.2\.\.0\.8"),
        (["listening=0,7,1"], "E-RANGE", "outside 0 to 1"),
        (["listening=0,1.5"], "E-RANGE", "outside 0 to 1"),
        (["listning=0,1"], "E-NAME", "levers.listening"),
        (["listening=0,1", "listning=1"], "E-NAME", "levers.listening"),
        (["listening=0..1"], "E-DESIGN", "--design lhs --n 200"),
        (["listening=0.5"], "E-DESIGN", "nothing is varied"),
        (["design=lhs", "listening=0,1"], "E-DESIGN", "--design"),
        (["seeds=5", "listening=0,1"], "E-DESIGN", "--seeds"),
        (["seed=1,2"], "E-DESIGN", "--seed"),
        (["policy=sortition,sortion"], "E-POLICY", "did you mean  sortition"),
        (["municipality=vejle,vejl"], "E-TOWN", "vejle"),
        (["citizens=80,10"], "E-RANGE", "outside 50"),
        (["months=1.5..3"], "E-DESIGN", "whole number"),
        (["listening=0..1..0"], "E-TYPE", "step"),
        (["listening=a..b"], "E-TYPE", "range"),
        (["listening=glob(*)"], "E-TYPE", "A,B,C"),
        (["listening"], "E-TYPE", "KEY=VALUE"),
    ],
)
def test_what_is_written_wrong_is_answered(texts: list[str], code: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said) as caught:
        words(texts).plan()
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desing: lhs\n", "did you mean  design"),
        ("settings: 5\n", "settings: must have lines"),
        ("design: {kind: lhs, rows: 5}\nover: [listening]\n", "a design has no 'rows'"),
        ("design: lhs\nover: [listening]\n", "--n 200"),
        ("design: {kind: grid, n: 5}\nover: {listening: [0, 1]}\n", "grid has no n"),
        ("design: latin\nover: [listening]\n", "there are  list, grid, lhs, sobol, morris"),
        ("design: 5\nover: [listening]\n", "must name a kind"),
        ("over: {listening: 0.5}\n", "one value for all runs"),
        ("over: {months: }\n", "no declared range"),
        ("over: {listening: [0, 1]}\nrows: [{power: 1}]\n", "do one of the two"),
        ("rows: [{power: 1}]\ndesign: sobol\n", "makes its own"),
        ("rows: [5]\n", "list of rows"),
        ("rows: [{powr: 1}]\n", "levers.power"),
        ("a: &a {b: *a}\n", "contains itself"),
        ("- 1\n", "cannot be read"),
    ],
)
def test_a_file_that_means_nothing_is_answered(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        file(path).plan()
    assert said in str(caught.value)


def test_a_file_that_is_not_there_names_an_example() -> None:
    with pytest.raises(ScenarioError) as caught:
        file("nowhere.yaml")
    example = str(caught.value).rpartition("an example:")[2].strip()
    assert Path(example).is_file()
