"""The command line, as somebody meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.cli.demo import tell
from sim.cli.explain import names
from sim.cli.main import COMMANDS
from sim.cli.texts import EXPLAIN
from sim.measures import MEASURES
from sim.policy.levers import LEVERS

SMALL = ["run", "citizens=120", "months=3"]


def test_help_is_light() -> None:
    """No numpy, no mesa, no pydantic for a look at the help."""
    code = (
        "import sys; from sim.cli import main; main(['--help']);"
        "print(sorted({'numpy', 'mesa', 'numba', 'pydantic', 'pandas', 'hydra'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stderr.strip() == "[]"
    for command in COMMANDS:
        assert command in done.stdout


def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--json", "--seed", "3"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert set(out) == {"measures", "config_hash", "result_hash", "seed", "months", "citizens"}
    assert (out["seed"], out["months"], out["citizens"]) == (3, 3, 120)
    assert list(out["measures"]) == [m.id for m in MEASURES]
    run = sim.simulate(sim.Scenario.load(citizens=120, months=3), seed=3)
    assert out["result_hash"] == run.result_hash
    last = run.series.iloc[-1]
    for name, value in out["measures"].items():
        assert (value is None and np.isnan(last[name])) or value == last[name]


def test_options_may_stand_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--json", "citizens=120", "--seed", "3", "months=3"]) == 0
    first = capsys.readouterr().out
    assert main([*SMALL, "--seed", "3", "--json"]) == 0
    assert capsys.readouterr().out == first


def test_the_table_ends_with_the_command_that_makes_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "policy=open_invitation", "recruitment={open: 0.5, lottery: 0.5}", "mechanisms.ties=off"]) == 0
    text = capsys.readouterr().out
    for measure in MEASURES:
        assert (f"\n{measure.en} " in text) != bool(measure.missing), measure.id
    import shlex

    command = text.split("again:")[1].splitlines()[0]
    line = text.split("result ")[1].split()[0]
    assert main([*shlex.split(command)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result_hash"].startswith(line)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "listning=0.7"], "^^^^^^^^"),
        (["run", "listening=7"], "If you meant 7 in 10"),
        (["run", "listening=0,5"], "decimal point"),
        (["run", "municipality=vejl"], "vejle"),
        (["run", "outreach=0.5", "--strict"], "has no effect"),
        (["run", "training=1", "context.reserve=0.0001", "--strict"], "cannot be paid"),
        (["rnu"], "samspil run"),
        (["run", "seed=7"], "--seed 7"),
        (["run", "one.yaml", "two.yaml"], "one scenario file"),
        (["run", "nowhere.yaml"], "no file nowhere.yaml"),
        (["run", "citizens=120", "--out", os.devnull], "is a file"),
        (["compare", "a", "b"], "there is no policy or card called 'a'"),
        (["explain", "listning"], "samspil explain listening"),
    ],
)  # fmt: skip
def test_bad_input_exits_with_2_one_message_and_nothing_on_stdout(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ") and shown.err.count("error: ") == 1
    assert says in shown.err


@pytest.mark.parametrize(
    "words", [["run", "--seed", "-1"], ["run", "--threads", "0"], ["list", "card"], ["run", "--bad"]]
)
def test_bad_options_exit_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
@pytest.mark.parametrize("words", [["explain", "trust"], ["list", "municipalities"], [*SMALL]], ids=lambda w: w[0])
def test_a_terminal_that_lacks_a_letter_still_shows_the_rest(words: list[str], encoding: str) -> None:
    code = f"import sys; from sim.cli import main; sys.exit(main({words!r}))"
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=env)
    assert done.returncode == 0, done.stderr.decode(encoding)
    assert done.stdout


def test_a_full_disk_behind_the_output_is_said_in_a_line() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full to write to")
    code = f"import sys; from sim.cli import main; sys.exit(main({SMALL!r}))"
    with full.open("w") as out:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE, check=False, env=os.environ
        )
    assert b"could not be written" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("said", ["0", "-1", "many", ""])
def test_a_wrong_number_of_threads_names_the_variable(
    said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", said)
    assert main(SMALL) == 2
    assert "NUMBA_NUM_THREADS" in capsys.readouterr().err


def test_being_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal; from sim.cli import main; import sim.lab.folder as f; last = f._write_json\n"
        "def slow(path, value):\n    last(path, value); os.kill(os.getpid(), signal.SIGTERM)\n"
        "f._write_json = slow\n"
        f"main({[*SMALL, '--out', str(tmp_path / 'x')]!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=os.environ)
    assert done.returncode == 143
    assert list(tmp_path.iterdir()) == []


def test_out_is_refused_before_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = tmp_path / "link"
    nowhere.symlink_to(tmp_path / "gone")
    assert main([*SMALL, "--out", str(nowhere)]) == 2
    assert "leads nowhere" in capsys.readouterr().err
    assert main([*SMALL, "--out", str(tmp_path / ("x" * 300))]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_out_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "deep" / "result"
    assert main([*SMALL, "--out", str(folder)]) == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "series.csv",
        "groups.csv",
        "chain.csv",
        "strain.csv",
        "citizens.csv",
        "config.yaml",
        "provenance.json",
        "README.txt",
    }
    kept = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert kept["command"] in (folder / "README.txt").read_text(encoding="utf-8")
    assert [path.name for path in folder.parent.iterdir()] == ["result"]
    before = (folder / "series.csv").read_bytes()
    assert main([*SMALL, "--out", str(folder)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert (folder / "series.csv").read_bytes() == before
    assert main(["run", "listning=1", "--out", str(tmp_path / "never")]) == 2
    assert not (tmp_path / "never").exists()
    a_file = tmp_path / "file"
    a_file.write_text("mine")
    assert main([*SMALL, "--out", str(a_file)]) == 2
    assert a_file.read_text() == "mine"


def test_a_written_scenario_runs_again_to_the_same_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    first = [*SMALL, "policy=open_invitation", "municipality=Ærø", "--out", str(folder), "--json"]
    assert main(first) == 0
    made = json.loads(capsys.readouterr().out)
    assert folder.is_dir() and not [path for path in folder.iterdir() if "unfinished" in path.name]
    assert main(["run", str(folder / "config.yaml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == made
    assert main(["run", str(folder / "config.yaml"), "months=4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["months"] == 4


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_cannot_be_finished_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.lab.folder.yaml.safe_dump", full)
    if there:
        (tmp_path / "x").mkdir()
    assert main([*SMALL, "--out", str(tmp_path / "x")]) == 2
    assert "No space left" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == (["x"] if there else [])


def test_a_run_that_is_stopped_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.run.simulate", stop)
    assert main([*SMALL, "--out", str(tmp_path / "x")]) == 130
    assert "Stopped" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_lever_that_cannot_be_paid_is_scaled_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "training=1", "context.reserve=0.0001"]) == 0
    assert "cannot be paid" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["policies", "cards", "measures", "levers", "municipalities"])
def test_lists_have_names(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", what, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["name"] for row in rows)
    if what == "municipalities":
        assert len(rows) == 98
        assert {"name": "vejle", "code": 630, "title": "Vejle"}.items() <= rows[
            [r["name"] for r in rows].index("vejle")
        ].items()
    assert main(["list", what]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows)


def test_everything_can_be_explained_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for name in names():
        said = {}
        for language in ("en", "da"):
            assert main(["explain", name, "--lang", language]) == 0
            said[language] = capsys.readouterr().out
            assert said[language].splitlines()[0].partition(": ")[2], name
        assert said["en"] != said["da"], name
    lever = next(p for p in LEVERS if p.name == "listening")
    assert main(["explain", "listening", "--lang", "da"]) == 0
    danish = capsys.readouterr().out
    assert lever.da in danish and "belæg" in danish and "evidence" not in danish
    assert main(["explain"]) == 0


def test_a_name_is_explained_in_all_its_meanings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "volunteering", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert [part.partition(":")[0] for part in text.split("\n\n")] == [
        "levers.volunteering (lever)", "volunteering (measure)", "volunteering (process)",
    ]  # fmt: skip
    for heads in (EXPLAIN["en"], EXPLAIN["da"]):
        assert heads.keys() == EXPLAIN["en"].keys()
        assert heads["kind"].keys() == EXPLAIN["en"]["kind"].keys()


def test_doctor_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "all well" in capsys.readouterr().out


def _told(gain: float, noise: float, language: str = "en") -> str:
    futures = np.linspace(-noise, noise, 6)
    base = [0.5] * 6
    heard = [0.49] * 6
    answered = [0.49 + gain + f for f in futures]
    trust = {"representative_baseline": base, "consultation_only": heard, "open_invitation": answered}
    chain = np.arange(30).reshape(6, 5)[::-1] + 1
    return tell(trust, chain, language, 1.0)


def test_the_finding_follows_the_numbers() -> None:
    assert "trust fell 2.00" in _told(0.02, 0.001)
    assert "did not fall more" in _told(-0.02, 0.001)
    assert "cannot tell" in _told(0.0005, 0.01)
    danish = _told(0.02, 0.001, "da")
    assert "faldt tilliden 2,00" in danish and "ud af 1.000 inviterede" in danish


def test_time_left_does_not_count_the_compiling_before_the_first_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sim.cli import progress

    clock = iter([0.0, 50.0, 90.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with progress.Progress("demo", 1000) as bar:
        bar.done(1, 1000)  # 50 s of compiling and one month: no pace to go by yet
        bar.done(101, 1000)  # 100 months in 40 s
    assert capsys.readouterr().err.splitlines() == [
        "demo: 1 of 1000 months",
        "demo: 101 of 1000 months, about 360 s left",
    ]
