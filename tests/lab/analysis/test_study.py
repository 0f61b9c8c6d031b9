"""Sweeps as they are analysed from the command line: sentences, tables, the page, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.app.analysis import render
from sim.cli import main
from sim.lab.analysis import AnalysisError, study
from sim.lab.analysis.boxes import Box, Boxes, Limit
from sim.lab.analysis.names import called
from sim.lab.analysis.sentences import Strongest, box_sentence, number, strongest_sentence
from sim.lab.sweep import design as designs
from sim.lab.sweep.design import Design, Factor
from sim.lab.sweep.plan import Plan
from sim.lab.sweep.sweep import sweep

VOICE, LEGITIMACY = "vertical.voice_equality", "vertical.legitimacy"
LISTENING, OUTREACH = Factor("levers.listening"), Factor("levers.outreach")


@pytest.fixture(scope="module")
def grid_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small grid that was really run."""
    plan = Plan("small", {"citizens": 60, "months": 2, "policy": "open_invitation"},
                designs.grid([Factor.of("levers.hearing", [0.0, 1.0])]), (1, 2, 3))  # fmt: skip
    folder = tmp_path_factory.mktemp("sweep") / "small"
    sweep(plan, folder, engine="serial")
    return folder


def made_up(design: Design, seeds: int, value: object = None) -> tuple[Plan, pd.DataFrame]:
    """A plan, and runs that nobody lived: voice rises with listening, and luck meets every setting alike."""
    plan = Plan("made_up", {"citizens": 60, "months": 2}, design, tuple(range(seeds)))
    luck = np.random.default_rng(1).normal(size=seeds)
    x = np.array([float(row[0]) for row in design.rows])
    runs = pd.DataFrame({"run": np.arange(plan.runs), "row": np.repeat(np.arange(len(x)), seeds),
                         "seed": np.tile(np.arange(seeds), len(x))})  # fmt: skip
    runs[VOICE] = np.repeat(x, seeds) + 0.1 * np.tile(luck, len(x))
    runs[LEGITIMACY] = 0.5 if value is None else value
    return plan, runs.assign(status="ok", error="", seconds=0.1)


def test_the_strongest_is_told_as_a_sentence_in_both_languages() -> None:
    first = Strongest("levers.outreach", "ST", 0.46, 0.41, 0.51, ("rules.cocreation.resources",), True)
    assert strongest_sentence(first, VOICE) == (
        "strongest lever on Equality of voice: outreach (ST 0.46 [0.41, 0.51]); not surely ahead of “How much a lack "
        "of resources keeps people away”"
    )
    danish = strongest_sentence(first._replace(others=()), VOICE, "da")
    assert danish == (
        "det, der betyder mest for Lige indflydelse: »Opsøgende indsats over for borgere med få ressourcer, så de "
        "bliver spurgt personligt« (ST 0,46 [0,41; 0,51])"
    )
    assert strongest_sentence(first._replace(moves=False), VOICE).startswith("nothing that was varied")
    assert "cannot be told" in strongest_sentence(None, VOICE)


def test_a_box_is_a_sentence_that_can_be_read_out() -> None:
    limits = (Limit("levers.listening", 0.62, None, (), 0.001), Limit("levers.outreach", None, 0.3, (), 0.01),
              Limit("policy", None, None, ("balanced", "spin"), 0.02))  # fmt: skip
    box = Box(limits, 0.87, 0.41, 0.12, 50)
    found = Boxes(0.7, "above", 0.25, (box,), 400, 400)
    assert box_sentence(box, found, VOICE) == (
        "Where listening is above 0.62, outreach is below 0.30 and policy is balanced or spin, 87 % of runs have "
        "“Equality of voice” of at least 0.70 (against 25 % of all); 41 % of those that do are here."
    )
    assert box_sentence(box, found._replace(side="below"), VOICE, "da") == (
        "Hvor »I hvor høj grad de, der bestemmer, svarer på det, de har hørt« er over 0,62, »Opsøgende "
        "indsats over for borgere med få ressourcer, så de bliver spurgt personligt« er under 0,30 og "
        "politikken er balanced eller spin, har 87 % af forløbene »Lige indflydelse« på højst 0,70 (mod 25 % "
        "af alle); 41 % af dem, der har det, findes her."
    )


def test_a_factor_is_called_by_what_was_declared() -> None:
    assert called("levers.participation_cost") == "participation cost"
    assert called("population.types.consumer") == "“Mean weights of the three citizens: consumer”"
    assert called("levers.recruitment.lottery", "da") == "»Hvordan borgerne rekrutteres: lottery«"
    assert (called("policy"), called("policy", "da")) == ("policy", "politikken")
    assert called("mechanisms.ties") == "“mechanisms.ties”"


@pytest.mark.parametrize(("value", "written"), [(0.0, "0.00"), (0.00123, "0.0012"), (-12.345, "−12.35"), (0.5, "0.50")])
def test_numbers_have_the_digits_that_count(value: float, written: str) -> None:
    assert number(value) == written
    assert number(value, "da") == written.replace(".", ",")


def test_each_design_gets_the_analyses_that_fit_it() -> None:
    ranges = [LISTENING, OUTREACH]
    fitting = {
        "sobol": (designs.sobol(ranges, 32, 1), {"sobol", "boxes_best", "boxes_worst", "convergence"}),
        "morris": (designs.morris(ranges, 10, luck=1), {"morris", "convergence"}),
        "lhs": (designs.latin(ranges, 40, 1), {"scores", "surrogate", "surrogate_curves", "boxes_best", "boxes_worst",
                                               "convergence"}),
        "grid": (designs.grid([Factor.of("levers.listening", [0.0, 1.0])]),
                 {"effects_rows", "effects_levels", "convergence"}),
    }  # fmt: skip
    for design, tables in fitting.values():
        studied = study(*made_up(design, 3), [VOICE]).studied[0]
        assert studied.tables().keys() == tables
        assert not studied.cannot
        assert studied.strongest is not None
        assert studied.strongest.factor == "levers.listening"
        assert studied.strongest.moves


def test_a_measure_that_nothing_moves_is_said_to_be_so() -> None:
    for design in (
        designs.sobol([LISTENING, OUTREACH], 32, 1),
        designs.grid([Factor.of("levers.hearing", [0.0, 1.0])]),
    ):
        studied = study(*made_up(design, 3), [LEGITIMACY]).studied[0]
        assert studied.strongest is None or not studied.strongest.moves


def test_half_a_sweep_with_failures_says_so_on_its_page_in_both_languages() -> None:
    plan, runs = made_up(designs.sobol([LISTENING, OUTREACH], 32, 1), 3)
    runs.loc[5, "status"] = "failed"
    runs.loc[5, [VOICE, LEGITIMACY]] = np.nan
    found = study(plan, runs[: 3 * 4 * 20 + 5], [VOICE])
    assert found.counts == (384, 245, 244, 1)
    assert found.studied[0].sobol is not None
    assert (found.studied[0].sobol.blocks, found.studied[0].sobol.planned) == (20, 32)
    english, danish = render(found, "en", "samspil analyse x"), render(found, "da")
    assert "245 of 384 runs are there; 244 are well, 1 failed." in english
    assert "20 of 32 blocks are complete (1 of them without some seeds), under 3 seeds" in english
    assert "The sweep is not finished" in english
    assert "20 af 32 blokke er fuldstændige (1 af dem uden nogle af seedsene), med 3 seeds" in danish
    assert 'lang="da"' in danish
    assert "samspil analyse x" in english


def test_the_page_loads_nothing_and_every_figure_has_data_and_a_table() -> None:
    found = study(*made_up(designs.latin([LISTENING, OUTREACH], 40, 1), 3), [VOICE], 0.6)
    page = render(found, "en")
    own = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)="(?!data:)', own)
    assert not re.search(r"url\((?!data:)", own)
    drawn = json.loads(re.search(r"const figures = (\{.*\});\n", page).group(1))  # type: ignore[union-attr]
    places = re.findall(r'data-figure="([^"]+)"', page)
    assert sorted(places) == sorted(drawn)
    assert len(places) >= 4
    assert all(figure["data"] for figure in drawn.values())
    assert own.count("<details") == len(places)
    assert "“Equality of voice” of at least 0.60" in own
    assert "No goal was named" not in own


def test_few_seeds_are_warned_of() -> None:
    ten = study(*made_up(designs.grid([Factor.of("levers.hearing", [0.0, 1.0])]), 10), [VOICE])
    two = study(*made_up(designs.grid([Factor.of("levers.hearing", [0.0, 1.0])]), 2), [VOICE])
    assert "mislead" not in render(ten, "en")
    assert "These results come from 2 seeds. 90 % ranges from fewer than 10 mislead." in render(two, "en")


def test_a_misspelt_measure_is_refused_with_the_nearest() -> None:
    made = made_up(designs.grid([Factor.of("levers.hearing", [0.0, 1.0])]), 2)
    with pytest.raises(AnalysisError, match=r"no measure 'vertical.legitimcy'") as told:
        study(*made, ["vertical.legitimcy"])
    assert told.value.advice[0] == "did you mean  --measure vertical.legitimacy"
    with pytest.raises(AnalysisError, match="no measure 'seconds'"):
        study(*made, ["seconds"])
    with pytest.raises(AnalysisError, match="a goal belongs to one measure"):
        study(*made, [VOICE, LEGITIMACY], 0.4)
    with pytest.raises(AnalysisError, match="no run of this sweep is there yet"):
        study(made[0], made[1][:0], [VOICE])


def test_the_command_writes_tables_and_page_and_prints_what_it_found(
    grid_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(grid_folder, folder)
    assert main(["analyse", str(folder), "--measure", LEGITIMACY, "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert "small: grid, 2 settings x 3 seeds; 6 of 6 runs are there and well" in shown.out
    assert "warning: results come from 3 seeds" in shown.err
    rows = pd.read_csv(folder / "figures" / f"{LEGITIMACY}.effects_rows.csv")
    assert list(rows["levers.hearing"]) == [0.0, 1.0]
    assert LEGITIMACY in (folder / "report.html").read_text(encoding="utf-8")
    # again, with another measure: what was there is replaced
    assert main(["analyse", str(folder), "--measure", "turnout", "--json", "--out", str(tmp_path / "p.html")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"] == {"planned": 6, "made": 6, "ok": 6, "failed": 0}
    assert told["measures"].keys() == {"turnout"}
    assert {path.name.partition(".")[0] for path in (folder / "figures").iterdir()} == {"turnout"}
    assert (tmp_path / "p.html").is_file()
    assert not [path for path in folder.iterdir() if "unfinished" in path.name]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--measure", "nonsense"], "there is no measure 'nonsense'"),
        (["--goal", "0.5"], "a goal belongs to one measure"),
        (["--out", "."], "--out . is a folder, not a file"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    grid_folder: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(grid_folder.rglob("*"))
    assert main(["analyse", str(grid_folder), *words]) == 2
    assert f"error: {said}" in capsys.readouterr().err
    assert sorted(grid_folder.rglob("*")) == before


def test_what_is_not_installed_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    found = study(*made_up(designs.sobol([LISTENING, OUTREACH], 32, 1), 3), [VOICE]).studied[0]
    assert found.cannot["sobol"].headline == "this analysis needs SALib, which is not installed"
    assert found.cannot["sobol"].advice == ['pip install "samspil[explore]"']


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(tmp_path)]) == 2
    assert "error: " in capsys.readouterr().err


def test_what_cannot_be_written_leaves_the_old_tables(
    grid_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sweep"
    shutil.copytree(grid_folder, folder)
    assert main(["analyse", str(folder), "--measure", LEGITIMACY]) == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name.startswith("report"):
            raise OSError(28, "No space left on device", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    assert main(["analyse", str(folder), "--measure", "turnout"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
