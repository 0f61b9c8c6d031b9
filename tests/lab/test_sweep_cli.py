"""`samspil sweep`, `replay` and `verify` as somebody meets them."""

from __future__ import annotations

import errno
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import sim.cli.sweep as command
import sim.cli.sweep_progress as shown
from sim.cli import main
from sim.cli.sweep_progress import SweepProgress, about, clock, size
from sim.cli.sweep_texts import SWEEP
from sim.lab.sweep import SweepError, SweepStopped, open_sweep
from sim.lab.sweep.files import cannot_keep
from sim.lab.sweep.pilot import Pilot

SMALL = ["listening=0,1", "citizens=60", "months=2", "--seeds", "2", "--engine", "serial", "--lang", "en"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep that is complete; nobody changes it."""
    folder = tmp_path_factory.mktemp("sweep") / "done"
    assert main(["sweep", *SMALL, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sweep_is_kept_and_says_what_to_do_next(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL]) == 0
    out, err = capsys.readouterr()
    [folder] = (here / "out").iterdir()
    assert "_listening_" in folder.name
    assert "done 4 ok, 0 failed" in out and f"samspil analyse out/{folder.name}" in out
    assert "grid 2 x 2 seeds = 4 runs   1 worker" in err and "2 seeds" in err
    rows = open_sweep(folder).runs
    assert list(rows["levers.listening"]) == [0, 0, 1, 1] and list(rows["seed"]) == [7, 8, 7, 8]
    said = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["command"]
    assert said == "samspil sweep listening=0,1 citizens=60 months=2 --seeds 2"


def test_resuming_what_is_complete_finds_it_whatever_day_it_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL]) == 0
    [folder] = (here / "out").iterdir()
    older = folder.rename(folder.with_name(folder.name.replace(folder.name[:10], "2020-01-01")))
    before = {path: path.read_bytes() for path in older.glob("runs/*")}
    capsys.readouterr()
    assert main(["sweep", *SMALL, "--resume"]) == 0
    assert f"nothing was missing: 4 ok, 0 failed   ->  out/{older.name}" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in older.glob("runs/*")} == before
    assert [path.name for path in (here / "out").iterdir()] == [older.name]


def test_a_folder_goes_on_by_itself_and_refuses_other_settings(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", str(done), "--resume", "--engine", "serial"]) == 0
    assert "nothing was missing" in capsys.readouterr().out
    for words, was, now in [(["months=3"], "months=2", "months=3"), (["--seeds", "3"], "seeds=[7, 8]", "7, 8, 9]")]:
        assert main(["sweep", str(done), *words, "--resume"]) == 2
        err = capsys.readouterr().err
        assert "the settings changed" in err and was in err and now in err
        assert f"samspil sweep {done} --resume" in err
    assert main(["sweep", str(done)]) == 2
    assert "--resume" in capsys.readouterr().err
    assert main(["sweep", *SMALL, "--out", str(done)]) == 2
    assert "--resume" in capsys.readouterr().err


def test_a_folder_goes_on_where_it_is(done: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", str(done), "--resume", "--out", "x"]) == 2
    assert f"samspil sweep {done}/config.yaml --out x" in capsys.readouterr().err
    assert not Path("x").exists()


def test_the_plan_of_a_folder_can_be_done_elsewhere(done: Path, here: Path) -> None:
    assert main(["sweep", str(done / "config.yaml"), "--engine", "serial", "--out", "again"]) == 0
    assert list(open_sweep(here / "again").runs["result_hash"]) == list(open_sweep(done).runs["result_hash"])


def test_a_dry_run_says_everything_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "facilitation=0.2..0.8..0.2", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert not list(here.iterdir())
    assert "8 rows x 2 seeds = 16 runs" in out
    assert "levers.facilitation                   0.2, 0.4, 0.6, 0.8" in out
    assert "months: 2" in out and "rules.trust.rate:" in out and "on this machine with 1 worker" in out
    assert main(["sweep", *SMALL, "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["seeds"], said["runs"], len(said["seconds_alone"])) == (2, 2, 4, 3)
    assert said["bytes"] > 0 and said["config"]["complete"]["months"] == 2


def test_the_size_that_a_dry_run_says_is_about_what_comes(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["bytes"]
    real = sum(path.stat().st_size for path in (done / "runs").iterdir())
    assert 0.7 * real < said < 1.4 * real


def test_json_is_one_object_and_nothing_else(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "--json", "--out", "x"]) == 0
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (said["runs"], said["ok"], said["failed"], said["missing"], said["folder"]) == (4, 4, 0, 0, "x")
    assert err == ""


def test_a_part_of_a_sweep_needs_a_folder_and_is_told_what_is_there(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SMALL, "--shard", "1/2"]) == 2
    assert "--out" in capsys.readouterr().err
    assert main(["sweep", *SMALL[:3], "--engine", "shard", "--out", "x"]) == 2
    assert "--shard 1/8" in capsys.readouterr().err
    assert main(["sweep", *SMALL, "--shard", "1/2", "--out", "x"]) == 0
    assert "2 of 4 runs are there" in capsys.readouterr().out
    assert main(["sweep", *SMALL, "--shard", "2/2", "--out", "x"]) == 0
    assert "done 4 ok" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["listening=0,5"], ["two values, 0 and 5", "listening=0.5"]),
        (["listning=0,1"], ["listning=0,1\n", " ^^^^^^^^\n", "did you mean  levers.listening"]),
        (["listening=0..1", "--design", "sobol", "--n", "100"], ["--n 128"]),
        (["nowhere"], ["neither KEY=VALUE"]),
        (["a.yaml", "b.yaml"], ["one file or folder at a time"]),
        (["nowhere.yaml"], ["there is no file nowhere.yaml"]),
        (["listening=0,1", "--engine", "slurm"], ["there is no engine called 'slurm'"]),
        (["listening=0,1", "--own", "nowhere:own"], ["own=nowhere:own cannot be found"]),
        (["listening=0,1", "--own", ":"], ["own=: cannot be loaded"]),
        (["listening=0,1", "--own", ".x:own"], ["own=.x:own cannot be loaded"]),
        (["listening=0,1", "--name", "a/b"], ["name of a folder"]),
        (["listening=0,1", "--seeds", "0"], ["no number of seeds"]),
        (["listening=nan,1"], ["is not a number"]),
        (["listening="], ["'listening=' lacks a value"]),
        (["listening=0,,1"], ["lacks a value", "write  listening=0,1"]),
        (["listening=0;1"], ["semicolon", "write  listening=0,1"]),
        (["listening=[0,1]"], ["in brackets", "listening=0,1"]),
        (["listening=0,1", "listening=0,0.5"], ["given twice", "listening=0,1 and listening=0,0.5"]),
        (["listening=0..1..0.000001"], ["1,000,001 values"]),
        (["listening=0,1", "--engine", "proces", "--dry-run"], ["did you mean  --engine process"]),
        (["listening=0,1", "--shard", "3/2", "--out", "x"], ["'3/2' is no part"]),
    ],
)
def test_bad_input_is_answered_and_nothing_is_begun(
    words: list[str], said: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "citizens=60", "months=1", *words]) == 2
    err = capsys.readouterr().err
    for part in said:
        assert part in err
    assert not list(here.iterdir())


@pytest.mark.parametrize("option", ["--n", "--levels", "--luck", "--seed", "--workers"])
@pytest.mark.parametrize("value", ["x", "-1", "1.5"])
def test_numbers_among_options_are_whole(
    option: str, value: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["sweep", "listening=0..1", "citizens=60", "months=1", "--design", "morris", option, value])
    assert caught.value.code == 2 and f"{value} is not a whole number from" in capsys.readouterr().err


def test_the_seed_0_is_a_seed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "--seed", "0", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["config"]["seeds"] == [0, 1]


def test_going_on_without_a_folder_names_the_last_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--resume"]) == 2
    assert "samspil sweep DIR --resume" in capsys.readouterr().err
    assert main(["sweep", *SMALL, "--out", "out/first"]) == 0
    assert main(["sweep", "--resume"]) == 2
    assert "samspil sweep out/first --resume" in capsys.readouterr().err


def test_a_folder_that_is_no_sweep_is_not_called_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "d.yaml").mkdir()
    assert main(["sweep", "d.yaml"]) == 2
    assert "is a folder, and no sweep" in capsys.readouterr().err


def test_commands_that_are_said_can_be_typed_whatever_the_folder_is_called(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SMALL, "--out", "my $first æ"]) == 0
    assert 'samspil analyse "my \\$first æ"' in capsys.readouterr().out
    assert main(["sweep", *SMALL, "--out", "my $first æ"]) == 2
    assert 'samspil sweep "my \\$first æ" --resume' in capsys.readouterr().err
    assert 'samspil verify "my \\$first æ"' in (here / "my $first æ/README.txt").read_text(encoding="utf-8")


# ---------------------------------------------------------------------- merging


@pytest.fixture
def parts(here: Path) -> list[str]:
    """Two parts of a sweep."""
    for number in (1, 2):
        assert main(["sweep", *SMALL, "--shard", f"{number}/2", "--out", f"p{number}"]) == 0
    return ["p1", "p2"]


def test_parts_are_merged(done: Path, parts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["sweep", "w", "--lang", "en", "--merge", parts[0]]) == 0
    out = capsys.readouterr().out
    assert "merged: 2 of 4 runs are there, 0 failed   ->  w" in out and "samspil sweep w --resume" in out
    assert main(["sweep", "w", "--json", "--merge", *parts]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": "w", "runs": 4, "ok": 4, "failed": 0, "missing": 0}
    assert list(open_sweep("w").runs["result_hash"]) == list(open_sweep(done).runs["result_hash"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which folder"),
        (["w", "v"], "one folder, not w, v"),
        (["listening=0,1"], "parts bring their own plan"),
        (["w", "--seeds", "3"], "--seeds means nothing here"),
        (["w", "--luck", "0"], "--luck means nothing here"),
        (["w", "--resume"], "--resume means nothing here"),
    ],
)
def test_merging_takes_a_folder_and_nothing_else(
    words: list[str], said: str, parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *words, "--merge", *parts]) == 2
    assert said in capsys.readouterr().err
    assert not Path("w").exists()


def test_what_cannot_be_merged_is_said_before_anything_is_brought(
    parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "w", "--merge", "p1", "nowhere"]) == 2
    assert "there is no folder nowhere" in capsys.readouterr().err
    assert main(["sweep", "listening=0,0.5", *SMALL[1:], "--out", "other"]) == 0
    assert main(["sweep", "other", "--merge", "p1"]) == 2
    assert "not parts of one sweep" in capsys.readouterr().err
    path = next(Path("p2/runs").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-9])
    assert main(["sweep", "w", "--merge", *parts]) == 2
    assert "chunk 1 of p2 is damaged" in capsys.readouterr().err
    assert not Path("w").exists()


def test_what_is_damaged_where_parts_are_merged_makes_way(parts: list[str]) -> None:
    assert main(["sweep", "w", "--merge", *parts]) == 0
    path = next(Path("w/runs").glob("*.parquet"))
    path.unlink()
    path.write_bytes(b"nothing")
    assert main(["sweep", "w", "--merge", *parts]) == 0
    assert len(open_sweep("w").runs) == 4 and (Path("w/corrupt") / path.name).is_file()


def test_a_sweep_that_takes_very_long_wants_a_yes(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[int] = []

    def pretend(plan: Any, *_: Any, **__: Any) -> Any:
        begun.append(plan.runs)
        raise SweepStopped(0, plan.runs)

    monkeypatch.setattr(command, "sweep", pretend)
    monkeypatch.setattr(command, "pilot", lambda plan, said: Pilot(plan.runs, (0.06,), 1.0, 0.06, 9 * 10**9))
    many = ["sweep", "listening=0..1..0.01", "power=0..1..0.01", "citizens=1000", "--seeds", "20", "--workers", "2"]
    assert main([*many, "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert "204,020 runs (10,201 rows x 20 seeds)" in err and "9 GB" in err and "about 2 hours" in err
    assert "--design lhs --n 2000 --seeds 20" in err and "--yes" in err
    assert begun == []
    assert main([*many, "--yes"]) == 130
    assert begun == [204_020]
    monkeypatch.setattr(command, "pilot", lambda plan, said: Pilot(plan.runs, (5000.0,), 1.0, 5000.0, 9))
    few = [
        "sweep",
        "policy=sortition,balanced",
        "municipality=denmark",
        "citizens=full",
        "months=600",
        "--seeds",
        "100",
    ]
    assert main([*few, "--workers", "2", "--lang", "en"]) == 2
    assert "about 6 days on this machine" in capsys.readouterr().err
    assert len(begun) == 1


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing is lost"), ("da", "Intet er tabt")])
def test_stopping_says_how_to_continue(
    language: str, said: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any, **__: Any) -> Any:
        raise SweepStopped(11_264, 20_480)

    monkeypatch.setattr(command, "sweep", stop)
    assert main(["sweep", *SMALL[:-2], "--lang", language, "--out", "x"]) == 130
    err = capsys.readouterr().err
    assert said in err and "11,264" in err and "samspil sweep x --resume" in err


def pretend_begun() -> None:
    Path("x").mkdir()
    Path("x/provenance.json").write_text("{}", encoding="utf-8")


def test_being_ended_says_how_to_continue_too(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(*_: Any, **__: Any) -> Any:
        pretend_begun()
        raise SystemExit(143)

    monkeypatch.setattr(command, "sweep", end)
    with pytest.raises(SystemExit) as caught:
        main(["sweep", *SMALL, "--out", "x"])
    assert caught.value.code == 143
    assert "samspil sweep x --resume" in capsys.readouterr().err


@pytest.mark.parametrize(("begun", "code"), [(False, 2), (True, 3)])
def test_a_disk_that_is_full_says_so(
    begun: bool, code: int, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        if begun:
            pretend_begun()
            raise cannot_keep(OSError(errno.ENOSPC, "full"), Path("x"))
        raise SweepError("the disk is full", ["make room"])

    monkeypatch.setattr(command, "sweep", full)
    assert main(["sweep", *SMALL, "--out", "x"]) == code
    err = capsys.readouterr().err
    assert "the disk is full" in err and "make room" in err
    assert err.count("samspil sweep x --resume") == begun


@pytest.mark.parametrize("begun", [False, True])
def test_stopping_twice_says_how_to_continue_too(
    begun: bool, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any, **__: Any) -> Any:
        if begun:
            pretend_begun()
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "sweep", stop)
    assert main(["sweep", *SMALL, "--out", "x"]) == 130
    err = capsys.readouterr().err
    assert ("samspil sweep x --resume" in err) == begun and ("Nothing was written" in err) != begun


def test_a_disk_on_which_nothing_could_be_begun_promises_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise cannot_keep(OSError(errno.ENOSPC, "full"), Path("x"))

    monkeypatch.setattr(command, "sweep", full)
    assert main(["sweep", *SMALL, "--out", "x"]) == 2
    assert "--resume" not in capsys.readouterr().err


def test_both_languages_say_the_same_things() -> None:
    assert SWEEP["en"].keys() == SWEEP["da"].keys()


# ---------------------------------------------------------------------- replay and verify


def test_replay_lives_one_run_again(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", f"{done}#2"]) == 0
    out, err = capsys.readouterr()
    assert "row 1 (levers.listening=1.0), seed 7" in err and "the same, bit by bit" in out
    assert main(["replay", f"{done}#2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    kept = open_sweep(done).runs.iloc[2]
    assert said["same"] is True and said["result_hash"] == said["kept_hash"] == kept["result_hash"]
    assert said["measures"]["trust.politicians"] == kept["trust.politicians"]
    assert main(["replay", f"{done}#2", "--until", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is None


@pytest.mark.parametrize("run", ["4", "x", "-1", ""])
def test_replay_of_a_run_that_is_none(done: Path, run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", f"{done}#{run}"]) == 2
    assert "error" in capsys.readouterr().err
    assert main(["replay", str(done)]) == 2


def test_verify_lives_them_again(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(done)]) == 0
    assert "4 of 4 runs came out the same, bit by bit." in capsys.readouterr().out
    assert main(["verify", str(done), "--sample", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["checked"] == 1
    assert main(["verify", str(done.parent)]) == 2


def test_verifying_nothing_is_not_well(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "--out", "x"]) == 0
    for path in Path("x/runs").iterdir():
        path.unlink()
    assert main(["verify", "x"]) == 2
    assert "samspil sweep x --resume" in capsys.readouterr().err


BARE = '{"schema": 1, "kind": "sweep"'


@pytest.mark.parametrize("said", ["{", "[]", f"{BARE}}}", f'{BARE}, "plan": "", "code": "", "config": {{}}}}', None])
def test_a_provenance_that_is_damaged_or_gone_says_how_to_go_on(
    said: str | None, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SMALL, "--out", "x"]) == 0
    path = Path("x/provenance.json")
    before = json.loads(path.read_text(encoding="utf-8"))["config"]
    path.unlink()
    if said is not None:
        path.write_text(said, encoding="utf-8")
    again = ["sweep", "x/config.yaml", "--out", "x", "--resume"]
    capsys.readouterr()
    for words in (["sweep", "x", "--resume"], ["verify", "x"], ["replay", "x#0"], *([again] if said else [])):
        assert main(words) == 2
        err = capsys.readouterr().err
        assert "provenance.json" in err and "samspil " + " ".join(again) in err
        assert said is None or "mv x/provenance.json x/provenance.json.damaged" in err
    if said is not None:
        path.rename("x/provenance.json.damaged")
    assert main([*again, "--engine", "serial", "--lang", "en"]) == 0
    assert "nothing was missing" in capsys.readouterr().out
    assert json.loads(path.read_text(encoding="utf-8"))["config"] == before


def test_verify_finds_what_was_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SMALL, "--out", "x"]) == 0
    path = next((here / "x" / "runs").glob("*.parquet"))
    table = pq.read_table(path)
    changed = table.set_column(
        table.column_names.index("trust.politicians"), "trust.politicians", [[0.99] * table.num_rows]
    )
    pq.write_table(changed.replace_schema_metadata(table.schema.metadata), path)
    capsys.readouterr()
    assert main(["verify", "x"]) == 4
    out = capsys.readouterr().out
    assert "Damaged" in out and path.name in out and "samspil sweep x --resume" in out


# ---------------------------------------------------------------------- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [0.0]
    monkeypatch.setattr(shown.time, "monotonic", lambda: at[0])
    return at


def test_plain_lines_come_every_twentieth_or_half_minute(now: list[float]) -> None:
    out = io.StringIO()
    progress = SweepProgress(out=out)
    progress(0, 1000, 0, "")
    for done in range(1, 1001):
        now[0] += 0.1
        progress(done, 1000, done // 500, "")
    lines = out.getvalue().splitlines()
    assert 18 <= len(lines) <= 21
    assert lines[-1] == "1,000/1,000   100 %   10 runs/s   00:00 left   2 failed"
    slow = io.StringIO()
    progress = SweepProgress(out=slow)
    for done in range(1, 11):
        now[0] += 20
        progress(done, 1000, 0, "")
    assert 4 <= len(slow.getvalue().splitlines()) <= 6
    assert "min" in slow.getvalue()


def test_a_terminal_has_one_line_and_errors_above_it(now: list[float]) -> None:
    out = Terminal()
    progress = SweepProgress(out=out)
    for done in range(101):
        now[0] += 0.5
        progress(done, 100, 1 if done >= 50 else 0, "run 50 failed: no" if done == 50 else "")
    progress.close()
    text = out.getvalue()
    assert text.count("\n") == 1 and "run 50 failed: no\n" in text
    assert "██████████░░░░░░░░░░  50/100   50 %   2.0 runs/s   00:25 left   1 failed" in text
    assert text.endswith("\r\x1b[K")


def test_what_is_kept_already_does_not_count_as_fast(now: list[float]) -> None:
    out = io.StringIO()
    progress = SweepProgress(out=out)
    progress(900, 1000, 0, "")
    for done in (901, 950, 1000):
        now[0] += 10
        progress(done, 1000, 0, "")
    assert "950/1,000   95 %   4.9 runs/s   00:10 left" in out.getvalue()


class Closed(io.StringIO):
    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_a_sweep_goes_on_when_nobody_reads_its_progress(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "PATIENCE", 0.0)
    monkeypatch.setattr("sys.stderr", Closed())
    assert main(["sweep", *SMALL, "--out", "x"]) == 0
    assert len(open_sweep("x").runs) == 4


def test_silent_says_only_what_must_be_said(now: list[float]) -> None:
    out = io.StringIO()
    progress = SweepProgress(out=out, silent=True)
    for done in range(10):
        now[0] += 60
        progress(done, 10, 0, "chunk 3 is damaged" if done == 3 else "")
    assert out.getvalue() == "chunk 3 is damaged\n"


def test_durations_and_sizes_as_people_say_them() -> None:
    assert [clock(s) for s in (5, 297, 3723, 200_000)] == ["00:05", "04:57", "1:02:03", "2 d 07 h"]
    assert [about(s) for s in (0.063, 40, 1260, 133_000, 10**6)] == ["0.063 s", "40 s", "21 min", "37 hours", "12 days"]
    assert [size(n) for n in (12, 824_000, 4.24e6, 9e9)] == ["12 bytes", "824 KB", "4.2 MB", "9 GB"]
