"""The picture of the README: what is drawn is what was lived through, in both languages."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import sim
from sim.agents.municipality import STAGES
from sim.cli.texts import DEMO
from sim.rows.kinds import Citizen

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "da")
SEED, SMALL, MONTHS = 7, 600, 14


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_picture", ROOT / "scripts" / "draw_picture.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


picture = _script()


@pytest.fixture(scope="module")
def town() -> Any:
    return picture.live_town(SEED, citizens=SMALL, months=MONTHS)


@pytest.fixture(scope="module")
def chains() -> Any:
    return picture.live_chains(SEED, futures=2, citizens=2000, months=12)


@pytest.fixture(scope="module")
def drawn(town: Any, chains: Any) -> dict[str, str]:
    return {language: picture.draw(town, chains, language) for language in LANGUAGES}


def _tree(drawn: dict[str, str], language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(drawn[language])  # noqa: S314 - drawn here


def _having(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in tree.iter() if name in e.attrib]


def _words(tree: ElementTree.Element) -> str:
    return " ".join(e.text or "" for e in tree.iter(f"{SVG}text"))


def _chains(counts: dict[str, list[Any]]) -> Any:
    return picture.Chains({name: np.array(c) for name, c in counts.items()}, 10, 1, SEED)


# ---------------------------------------------------------------------------- the document


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_small_file_of_its_own_that_can_be_read_aloud(drawn: dict[str, str], language: str) -> None:
    tree = _tree(drawn, language)
    assert tree.tag == f"{SVG}svg"
    assert tree.get("role") == "img" and tree.get("lang") == language
    ids = {e.get("id"): e.text for e in tree.iter() if e.get("id")}
    title, desc = (ids[name] for name in tree.get("aria-labelledby", "").split())
    assert title == picture.TEXTS[language]["title"]
    assert desc and "{" not in desc and "nan" not in desc
    assert len(drawn[language].encode()) < 300_000
    assert drawn[language].count("http") == 1, "only the name of the format is an address"
    assert "{" not in _words(tree)


def test_the_same_runs_give_the_same_file(town: Any, chains: Any, drawn: dict[str, str]) -> None:
    again = picture.live_town(SEED, citizens=SMALL, months=MONTHS)
    assert picture.draw(again, chains, "da") == drawn["da"]
    other = picture.live_town(SEED + 1, citizens=SMALL, months=MONTHS)
    assert picture.draw(other, chains, "da") != drawn["da"]


def test_both_languages_say_the_same_things() -> None:
    en, da = (picture.TEXTS[language] for language in LANGUAGES)
    assert en.keys() == da.keys()

    def fields(words: Any) -> set[str]:
        return set(re.findall(r"{(\w+)", str(words)))

    for key in en:
        assert fields(en[key]) == fields(da[key]), key
        assert en[key] != da[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_and_type_is_named_under_both_policies(drawn: dict[str, str], language: str) -> None:
    tree, t = _tree(drawn, language), picture.TEXTS[language]
    said = [e.text for e in tree.iter(f"{SVG}text")]
    for name in (t["invited"], *DEMO[language]["stages"].values()):
        whole = said.count(name)
        first, _, last = name.rpartition(" ")
        assert whole == 2 or min(said.count(first), said.count(last)) >= 2, name
    for name in (*t["types"], *t["trust"], *t["heads"].values(), *t["subs"].values(), t["axis"], t["dashed"]):
        assert name in said
    assert said.count(DEMO[language]["quintile"][0]) == said.count(DEMO[language]["quintile"][-1]) == 2


def test_danish_numbers_have_decimal_commas(drawn: dict[str, str]) -> None:
    said = _words(_tree(drawn, "da")).replace(sim.__version__, "")
    assert "0,1" in said and "1.000" in said
    assert not re.search(r"\d\.\d(?!\d\d)", said)
    assert "0.1" in _words(_tree(drawn)) and "1,000" in _words(_tree(drawn))


def test_text_is_large_and_dark_enough() -> None:
    wide = picture.STYLE.partition("@media")[0]
    sizes = [float(size) for size in re.findall(r"font-size:([\d.]+)px", wide)]
    assert sizes and min(sizes) >= 11
    inks = [*re.findall(r"[;{]fill:(#\w+)", wide), picture.FIFTHS[0], picture.FIFTHS[-1]]
    assert len(inks) >= 4
    for ink in inks:
        assert 1.05 / (_luminance(ink) + 0.05) >= 4.5, f"{ink} on white"


def _luminance(ink: str) -> float:
    """Relative luminance by the formula of the web's accessibility guidelines (WCAG 2)."""
    digits = ink[1:] if len(ink) == 7 else "".join(2 * d for d in ink[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


# ---------------------------------------------------------------------------- the town


def test_marks_are_the_citizens_of_the_run(drawn: dict[str, str]) -> None:
    scenario = sim.Scenario.load(policy="open_invitation", citizens=SMALL, months=MONTHS)
    people = sim.simulate(scenario, seed=SEED).citizens.set_index("uid")
    model, came = sim.DemocracyModel(scenario, SEED), set()
    for month in range(1, MONTHS + 1):
        model.step()
        if month > MONTHS - picture.LATELY:
            came |= {int(c.uid) for c in model.agents_by_type[Citizen] if c.stage >= 2}
    tree = _tree(drawn)
    marks = _having(tree, "data-citizen")
    assert len(marks) == 300 == len({m.get("data-citizen") for m in marks})
    shapes = {"traditional": "circle", "innovative": "path", "consumer": "rect"}
    for m in marks:
        person = people.loc[int(m.attrib["data-citizen"])]
        assert m.get("data-type") == person["type"]
        assert m.tag == SVG + shapes[person["type"]]
        assert float(m.attrib["data-trust"]) == pytest.approx(person["trust_politicians"], abs=5e-4)
        assert m.get("fill") == picture.colour(float(person["trust_politicians"]))
    shown = {int(m.attrib["data-citizen"]) for m in marks}
    assert came & shown, "nobody came: this test would see nothing"
    assert {int(ring.attrib["data-came"]) for ring in _having(tree, "data-came")} == came & shown


def test_those_shown_live_side_by_side_and_evenly_over_neighbourhoods(town: Any) -> None:
    counts = np.bincount(town.place)
    assert len(counts) == 2 and counts.max() - counts.min() <= 1
    for place in range(len(counts)):
        assert (np.diff(town.uid[town.place == place]) == 1).all()


def test_ties_are_those_of_the_run_among_those_shown(town: Any) -> None:
    scenario = sim.Scenario.load(policy="open_invitation", citizens=SMALL, months=0)
    graph = sim.simulate(scenario, seed=SEED).model.state.network.to_networkx()
    mine = {frozenset(int(town.uid[i]) for i in tie) for tie in town.ties}
    assert mine == {frozenset(tie) for tie in graph.subgraph(int(u) for u in town.uid).edges}


def test_nobody_stands_on_another_and_those_who_know_each_other_stand_closer(town: Any) -> None:
    six = town._replace(place=np.arange(300) // 50, educated=np.full(6, 0.3))  # as many as the picture has room for
    at = picture.lay_out(six)
    gaps = np.sqrt(((at[:, None] - at[None, :]) ** 2).sum(axis=2))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 12.0, "marks are up to 12 px wide"
    assert at[:, 0].min() > 12 and at[:, 0].max() < 510
    assert at[:, 1].min() > 105 and at[:, 1].max() < 470
    same = six.place[:, None] == six.place[None, :]
    knows = np.zeros_like(same)
    knows[town.ties[:, 0], town.ties[:, 1]] = True
    strangers = same & ~knows & ~knows.T & np.isfinite(gaps)
    assert gaps[same & knows].mean() < 0.8 * gaps[strangers].mean()
    assert gaps[same & np.isfinite(gaps)].max() < 164, "neighbourhoods are clusters of their own"


def test_more_trust_is_darker() -> None:
    assert picture.colour(0.0) == picture.TRUST[0] and picture.colour(1.0) == picture.TRUST[-1]
    light = [_luminance(picture.colour(trust)) for trust in np.linspace(0, 1, 41)]
    assert (np.diff(light) < 0).all()
    assert picture.colour(1.2) == picture.colour(1.0) and picture.colour(-0.2) == picture.colour(0.0)


# ---------------------------------------------------------------------------- the chain


@pytest.mark.parametrize("policy", ["open", "led"])
def test_lines_are_the_chain_of_the_runs(drawn: dict[str, str], policy: str) -> None:
    changes = picture.POLICIES[policy]
    scenario = sim.Scenario.load(policy="open_invitation", overrides=changes, citizens=2000, months=12)
    frames = [sim.simulate(scenario, seed=seed).chain for seed in (SEED, SEED + 1)]
    table = sum(f.groupby(["quintile", "stage"])["count"].sum() for f in frames)
    lines = [e for e in _having(_tree(drawn), "data-counts") if e.get("data-policy") == policy]
    assert sorted(e.attrib["data-fifth"] for e in lines) == ["1", "2", "3", "4", "5"]
    foot, top = picture.Panel.FOOT, picture.Panel.TOP
    heights = dict(_axis(_tree(drawn)))
    low, high = min(heights), max(heights)
    for line in lines:
        counts = [int(c) for c in line.attrib["data-counts"].split()]
        assert counts == [table[int(line.attrib["data-fifth"]), stage] for stage in STAGES]
        ys = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line.attrib["d"])]
        told = [low * (high / low) ** ((foot - y) / (foot - top)) for y in ys]
        assert told == pytest.approx([1000 * c / counts[0] for c in counts if c], rel=0.005)


def _axis(tree: ElementTree.Element) -> list[tuple[float, float]]:
    """The numbers of the axis and their heights."""
    found = []
    for e in tree.iter(f"{SVG}text"):
        words = (e.text or "").replace(",", "")
        if re.fullmatch(r"[\d.]+", words):
            found.append((float(words), float(e.attrib["y"]) - 4))
    return found


def test_every_line_of_the_axis_is_ten_times_the_one_below(drawn: dict[str, str]) -> None:
    axis = sorted(_axis(_tree(drawn)))
    values, heights = zip(*axis, strict=True)
    assert np.diff(np.log10(values)) == pytest.approx(1.0)
    assert np.diff(heights) == pytest.approx(np.diff(heights)[0], abs=0.11)
    assert values[-1] == 1000 and heights[0] > heights[-1]


@pytest.mark.parametrize("policy", ["open", "led"])
def test_the_ratios_told_are_those_of_the_lines(drawn: dict[str, str], chains: Any, policy: str) -> None:
    lines = {e.get("data-fifth"): e for e in _having(_tree(drawn), "data-counts") if e.get("data-policy") == policy}
    poor, best = ([int(c) for c in lines[fifth].attrib["data-counts"].split()] for fifth in "15")
    stage = STAGES.index("came")
    expected = (best[stage] / best[0]) / (poor[stage] / poor[0])
    assert picture.ratio(chains.counts[policy], "came").value == pytest.approx(expected)
    marks = [e for e in _having(_tree(drawn), "data-ratio") if e.get("data-stage") == "came"]
    assert f"{expected:.6g}" in [e.get("data-ratio") for e in marks]


def test_ratio_known_answers() -> None:
    one = np.zeros((6, 5), dtype=np.int64)
    one[0], one[1] = 1000, (10, 15, 20, 30, 40)
    alike = picture.ratio(np.array([one, one, one]), "came")
    assert alike == pytest.approx((4.0, 4.0, 4.0))
    invited_twice = one.copy()
    invited_twice[0, -1] = 2000
    assert picture.ratio(np.array([invited_twice] * 2), "came").value == pytest.approx(2.0)
    single = picture.ratio(np.array([one]), "came")
    assert single.value == pytest.approx(4.0) and np.isnan(single.low) and np.isnan(single.high)
    assert np.isnan(picture.ratio(np.array([one, one]), "changed").value)


def test_the_interval_is_a_jackknife_over_futures() -> None:
    from scipy.stats import t

    rates = [(10, 40), (12, 40), (9, 50), (11, 38)]
    counts = np.zeros((4, 6, 5), dtype=np.int64)
    counts[:, 0] = 1000
    for future, (poor, best) in enumerate(rates):
        counts[future, 1, 0], counts[future, 1, 4] = poor, best
    logs = []
    for left in range(4):
        kept = [pair for future, pair in enumerate(rates) if future != left]
        logs.append(np.log(sum(b for _, b in kept) / sum(a for a, _ in kept)))
    spread = np.sqrt(3 / 4 * sum((x - np.mean(logs)) ** 2 for x in logs))
    middle = np.log(168 / 42)
    found = picture.ratio(counts, "came")
    assert np.log(found) == pytest.approx([middle, middle - t.ppf(0.95, 3) * spread, middle + t.ppf(0.95, 3) * spread])


def test_a_stage_that_nobody_reached_breaks_the_line_and_nothing_else(town: Any) -> None:
    counts = np.zeros((2, 6, 5), dtype=np.int64)
    counts[:, 0], counts[:, 1] = 1000, (2, 5, 10, 20, 40)
    counts[:, 2, 4] = 7
    few = _chains({"open": counts, "led": counts})
    drawn = {"en": picture.draw(town, few, "en")}
    poorest = next(e for e in _having(_tree(drawn), "data-counts") if e.get("data-fifth") == "1")
    assert len(re.findall(r"[ML]", poorest.attrib["d"])) == 2
    assert "nan" not in drawn["en"]
    assert "changed something (too few to say)" in picture.caption(town, few, "en")
    assert [e.get("data-stage") for e in _having(_tree(drawn), "data-ratio")] == ["came", "came"]


def test_rare_events_stay_inside_the_axis(town: Any) -> None:
    counts = np.zeros((1, 6, 5), dtype=np.int64)
    counts[:, 0], counts[:, 1:] = 1_000_000, 7
    few = _chains({"open": counts, "led": counts})
    tree = _tree({"en": picture.draw(town, few, "en")})
    assert min(value for value, _ in _axis(tree)) == pytest.approx(0.001)
    line = _having(tree, "data-counts")[0]
    assert max(float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line.attrib["d"])) < picture.Panel.FOOT


@pytest.mark.parametrize("changes", picture.POLICIES.values(), ids=picture.POLICIES)
def test_both_policies_can_be_paid_in_full(changes: tuple[str, ...]) -> None:
    scenario = sim.Scenario.load(policy="open_invitation", overrides=changes)
    assert scenario.bill.scaled == 1.0
    assert not {change.partition("=")[0] for change in changes} & set(scenario.idle_levers())


def test_the_caption_tells_the_numbers(town: Any, chains: Any) -> None:
    for language, comma in (("en", "."), ("da", ",")):
        told = picture.caption(town, chains, language)
        for counts in chains.counts.values():
            assert f"{picture.ratio(counts, 'came').value:.1f}".replace(".", comma) in told
        assert f"seed {SEED}" in told and f"samspil {sim.__version__}" in told
        assert ("2,000" if language == "en" else "2.000") in told
        assert all(change in told for change in picture.POLICIES["led"])
        assert "{" not in told


# ---------------------------------------------------------------------------- what lies in docs


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_in_the_documents_is_of_this_version(language: str) -> None:
    text = (ROOT / "docs" / picture.FILES[language]).read_text(encoding="utf-8")
    tree = _tree({language: text}, language)
    assert tree.get("data-version") == sim.__version__
    assert tree.get("lang") == language
    assert len(_having(tree, "data-citizen")) == 300
    assert len(_having(tree, "data-counts")) == 10


def test_the_command_in_the_picture_draws_it(tmp_path: Path) -> None:
    tree = ElementTree.parse(ROOT / "docs" / picture.FILES["en"]).getroot()  # noqa: S314 - ours
    python, *command = shlex.split(tree.attrib["data-command"])
    assert python == "python"
    done = subprocess.run(
        [sys.executable, *command, "--futures", "1", "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name in picture.FILES.values():
        new = ElementTree.parse(tmp_path / name).getroot()  # noqa: S314 - ours
        assert new.get("data-seed") == tree.get("data-seed")
        assert len(_having(new, "data-citizen")) == 300
        assert name in done.stdout.splitlines()
