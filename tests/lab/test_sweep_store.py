"""The folder of a sweep: read at any time, resumed, locked, and found out where it is damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sweep_tools

from sim.lab.sweep import Plan, SweepError, open_sweep, replay, sweep, verify
from sim.lab.sweep import store as stores
from sim.lab.sweep.design import Factor, latin, listed
from sim.lab.sweep.files import host
from sim.lab.sweep.lock import locked
from sim.lab.sweep.parts import DamagedError, read_part


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep with series; to be read, not changed."""
    folder = tmp_path_factory.mktemp("made") / "sweep"
    sweep(sweep_tools.plan(detail="series"), folder, engine="serial", command="samspil sweep listening=0.1,0.5")
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A finished sweep to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


PLAN = sweep_tools.plan(detail="series")


def _first(folder: Path) -> Path:
    return sorted((folder / "runs").glob("*.parquet"))[0]


def test_pandas_alone_reads_every_row_complete(made: Path) -> None:
    plain = pd.read_parquet(made / "runs").sort_values("run", ignore_index=True)
    pd.testing.assert_frame_equal(open_sweep(made).runs, plain)


def test_the_folder_says_what_it_is(made: Path) -> None:
    said = json.loads((made / "provenance.json").read_text())
    assert said["kind"] == "sweep" and said["plan"] == PLAN.hash and said["ok"] == 6 and said["failed"] == 0
    assert "samspil sweep listening=0.1,0.5" in (made / "README.txt").read_text()
    assert [json.loads(line)["event"] for line in (made / "log.jsonl").read_text().splitlines()] == ["begun", "ended"]
    assert open_sweep(made).plan == PLAN
    assert not list(made.glob("lock*")) and not list(made.rglob("*.tmp"))
    head = read_part(_first(made)).head
    assert {"schema", "plan", "chunk", "name", "code", "made"} <= set(head)


def test_rows_are_kept_exactly_whatever_is_varied(tmp_path: Path) -> None:
    drawn = Plan("a", {}, latin([Factor("levers.listening"), Factor("months", 1, 9)], 7, 3), (1,))
    kinds = listed([{"levers.listening": 1, "mechanisms.ties": False}, {"levers.recruitment": {"open": 1.0}},
                    {"levers.listening": 0.5, "policy": "spin"}])  # fmt: skip
    for number, plan in enumerate((drawn, Plan("b", {}, kinds, (1,)))):
        store = stores.Store(tmp_path / str(number))
        store.begin(plan)
        again = store.plan()
        assert again == plan and again.hash == plan.hash and again.chunks() == plan.chunks()
        assert pq.read_table(store.folder / "design.parquet").num_rows == len(plan.design.rows)


def test_a_half_finished_sweep_can_be_read_and_resumed(made: Path, copy: Path) -> None:
    whole = sweep_tools.rows(made)
    files = sorted((copy / "runs").glob("*.parquet"))
    files[1].unlink()
    (copy / "runs" / f".{files[1].name}.{host()}.999999999.tmp").write_bytes(b"begun")
    found = open_sweep(copy)
    assert [chunk.number for chunk in found.missing] == [1] and not found.corrupt
    left = whole[whole["run"].isin(found.runs["run"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.runs.drop(columns="seconds"), left)
    outcome = sweep(PLAN, copy, engine="serial", resume=True)
    assert outcome.complete and outcome.lived == whole.shape[0] - left.shape[0]
    assert not list(copy.rglob("*.tmp"))
    pd.testing.assert_frame_equal(sweep_tools.rows(copy), whole)
    pd.testing.assert_frame_equal(open_sweep(copy).series, open_sweep(made).series)


@pytest.mark.parametrize("state", ["missing", "empty", "begun", "finished"])
def test_resume_works_on_every_folder_of_the_same_sweep(state: str, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    if state == "empty":
        folder.mkdir()
    elif state == "begun":
        stores.Store(folder).begin(PLAN)
        (folder / "provenance.json").unlink()  # killed before it was written
    elif state == "finished":
        shutil.copytree(made, folder)
    outcome = sweep(PLAN, folder, engine="serial", resume=True)
    assert outcome.complete and outcome.lived == (0 if state == "finished" else 6)
    pd.testing.assert_frame_equal(sweep_tools.rows(folder), sweep_tools.rows(made))


def test_a_sweep_is_not_begun_over_another_or_over_other_things(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(SweepError, match="holds a sweep already") as wrong:
        sweep(PLAN, copy, engine="serial")
    assert f"samspil sweep {copy} --resume" in wrong.value.advice[0]
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to_mother.txt").write_text("Dear mother")
    for resume in (False, True):
        with pytest.raises(SweepError, match="is not empty, and is no sweep: it holds to_mother"):
            sweep(PLAN, tmp_path / "letters", engine="serial", resume=resume)
    with pytest.raises(SweepError, match="is a file"):
        sweep(PLAN, tmp_path / "letters/to_mother.txt", engine="serial")
    assert os.listdir(tmp_path / "letters") == ["to_mother.txt"]


def test_changed_settings_are_named_and_nothing_is_touched(copy: Path) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in copy.rglob("*"))
    cases = {
        "months": (sweep_tools.plan(detail="series", months=3), "months=2", "months=3"),
        "seeds": (sweep_tools.plan(detail="series", seeds=[1, 2]), "seeds=[1, 2, 3]", "seeds=[1, 2]"),
        "values": (sweep_tools.plan([0.1, 0.7], detail="series"), "listening=0.1,0.5", "listening=0.1,0.7"),
        "detail": (sweep_tools.plan(), "detail=series", "detail=runs"),
        "policy": (sweep_tools.plan(detail="series", policy="spin"), "policy=open_invitation", "policy=spin"),
    }  # fmt: skip
    for plan, was, now in cases.values():
        with pytest.raises(SweepError, match="the settings changed") as wrong:
            sweep(plan, copy, engine="serial", resume=True)
        said = wrong.value.advice
        assert said[0].endswith(was) and "was made with" in said[0]
        assert said[1].endswith(now) and "you now ask for" in said[1]
        assert not said[2].endswith(now), "nothing else differs"
    assert sorted((path.name, path.stat().st_mtime_ns) for path in copy.rglob("*")) == before


def test_another_version_of_the_code_refuses_to_go_on(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "code_version", lambda: "9.9.9+abc")
    with pytest.raises(SweepError, match="the version of samspil changed") as wrong:
        sweep(PLAN, copy, engine="serial", resume=True)
    assert any("9.9.9+abc" in line for line in wrong.value.advice)
    assert any("config.yaml --out NEW_FOLDER" in line for line in wrong.value.advice)


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """A folder that cannot be written, for root neither."""
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    if os.name == "posix" and os.geteuid() != 0:
        yield folder
        return
    words = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("root may write anywhere here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_cannot_be_written_is_refused(shut: Path) -> None:
    for folder in (shut, shut / "sweep"):
        with pytest.raises(SweepError, match="cannot be written") as wrong:
            sweep(PLAN, folder, engine="serial")
        assert not wrong.value.begun


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SweepError, match="cannot be written"):
        sweep(PLAN, tmp_path / "file/sweep", engine="serial")


# ---------------------------------------------------------------------- damage


def test_every_changed_byte_that_matters_is_found_out(made: Path, tmp_path: Path) -> None:
    good, path = read_part(_first(made)), tmp_path / "part.parquet"
    content = _first(made).read_bytes()
    for at in [*range(0, len(content), len(content) // 150), len(content) - 6, 2]:
        spoilt = bytearray(content)
        spoilt[at] ^= 0x40
        path.write_bytes(spoilt)
        try:
            part = read_part(path)
        except DamagedError:
            continue
        assert part.head == good.head and part.names == good.names
        assert part.table.to_pandas().equals(good.table.to_pandas()), f"byte {at} was changed, and nobody noticed"
    for length in (0, 4, 100, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(DamagedError):
            read_part(path)


@pytest.mark.parametrize("harm", ["cut", "flipped", "another's", "series"])
def test_a_damaged_chunk_is_told_left_out_and_lived_again(harm: str, made: Path, copy: Path) -> None:
    files = sorted((copy / "runs").glob("*.parquet"))
    content = files[0].read_bytes()
    series = copy / "series" / files[0].name
    if harm == "cut":
        files[0].write_bytes(content[: len(content) // 2])
    elif harm == "flipped":
        at = content.index(read_part(files[0]).table.column("result_hash")[0].as_py().encode())
        files[0].write_bytes(content[:at] + b"#" + content[at + 1 :])
    elif harm == "another's":
        files[0].write_bytes(files[1].read_bytes())
    else:
        series.write_bytes(series.read_bytes()[:-9] + bytes(9))
    found = open_sweep(copy)
    if harm == "series":
        assert found.series["run"].nunique() == 6 - read_part(files[0]).table.num_rows
    else:
        assert len(found.missing) == 1
    assert found.corrupt or harm == "another's"
    told: list[str] = []
    outcome = sweep(PLAN, copy, engine="serial", resume=True, progress=lambda *news: told.append(news[3]))
    assert outcome.complete and outcome.lived > 0
    assert any("chunk 0 is damaged" in line for line in told)
    assert (copy / "corrupt" / files[0].name).is_file()
    pd.testing.assert_frame_equal(sweep_tools.rows(copy), sweep_tools.rows(made))
    assert verify(copy, sample=1).well


def test_files_of_another_kind_are_left_out(copy: Path) -> None:
    pq.write_table(pa.table({"run": [99]}), copy / "runs/aaa.parquet")
    found = open_sweep(copy)
    assert len(found.runs) == 6 and "not written by a sweep" in found.corrupt["runs/aaa.parquet"]


def test_what_is_no_sweep_is_said_to_be_none(tmp_path: Path, copy: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SweepError, match="is no sweep"):
            open_sweep(folder)
    said = json.loads((copy / "provenance.json").read_text())
    (copy / "provenance.json").write_text(json.dumps(said | {"schema": 99}))
    with pytest.raises(SweepError, match="form 99"):
        open_sweep(copy)


# ---------------------------------------------------------------------- the lock

_HOLD = """
import sys
from collections.abc import Iterator
from pathlib import Path
from sim.lab.sweep.lock import locked
with locked(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(folder: Path, part: str = "") -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", _HOLD, str(folder), part], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert child.stdout is not None and child.stdout.readline() == "held\n"
    return child


def test_one_at_a_time_and_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    with _holder(tmp_path) as child:
        for part in ("", "1of2"):
            with pytest.raises(SweepError, match=f"process {child.pid}"), locked(tmp_path, part):
                pass
        child.kill()
        child.wait()
        assert (tmp_path / "lock").exists()
        with locked(tmp_path) as left:
            assert left
    with locked(tmp_path) as left:
        assert not left
    assert not (tmp_path / "lock").exists()


def test_parts_work_beside_each_other_and_not_beside_the_whole(tmp_path: Path) -> None:
    with _holder(tmp_path, "1of2") as child:
        with locked(tmp_path, "2of2"):
            pass
        for part in ("", "1of2"):
            with pytest.raises(SweepError, match="at work"), locked(tmp_path, part):
                pass
        child.kill()


def test_a_lock_that_only_says_so_holds_while_its_process_lives(tmp_path: Path) -> None:
    """As on file systems without locks: what the file says is all there is."""
    lock, parent = tmp_path / "lock", os.getppid()
    lock.write_text(json.dumps({"pid": parent, "host": host(), "started": "2026-01-01"}))
    with pytest.raises(SweepError, match=f"process {parent}"), locked(tmp_path):
        pass
    for said in ({"pid": 999999999, "host": host()}, {"pid": parent, "host": host(), "birth": "-1"}):
        lock.write_text(json.dumps(said))
        with locked(tmp_path) as left:
            assert left
    for broken in ("", "{", "[]"):
        lock.write_text(broken)
        with locked(tmp_path):
            pass
    lock.write_text(json.dumps({"pid": 1, "host": "elsewhere", "started": "2026-01-01"}))
    with pytest.raises(SweepError, match="on elsewhere") as wrong, locked(tmp_path):
        pass
    assert f"rm {lock}" in wrong.value.advice[1]


# ---------------------------------------------------------------------- replay and verify


def test_a_row_is_replayed_and_its_hash_agrees(made: Path) -> None:
    again = replay(made, 4)
    assert again.same is True and again.promise == "exact" and again.row is not None
    assert again.run.result_hash == again.row["result_hash"]
    early = replay(made, 4, until=1)
    assert early.same is None and early.run.model.month == 1
    with pytest.raises(SweepError, match="has no run 6"):
        replay(made, 6)


def test_verify_finds_a_row_that_is_not_what_comes_out(made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify(made).checked == tuple(range(6)) and verify(made, sample=2).checked == (0, 3)
    from sim.lab.sweep import opened, parts

    assert opened.read_part is parts.read_part
    whole = verify(made)
    assert whole.well and whole.promise == "exact" and whole.missing == 0
    found = open_sweep(made).runs
    found.loc[2, "result_hash"] = "0" * 64
    monkeypatch.setattr(opened, "assemble", lambda *_: found)
    unlike = verify(copy)
    assert unlike.unlike == (2,) and not unlike.well and unlike.promise == "exact"


def test_verify_says_which_version_differs_and_what_is_promised(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.lab.sweep import replay as module

    now = stores.made_with()
    other = {**now, "versions": {**now["versions"], "numpy": "9.9"}, "platform": {**now["platform"], "cpu": "z80"}}
    monkeypatch.setattr(sys.modules["sim.lab.sweep.replay"], "made_with", lambda: other)
    found = verify(made, sample=1)
    assert found.promise == "statistical" and len(found.differ) == 2 and callable(module)
    assert any(line.startswith("versions.numpy: 9.9, and then ") for line in found.differ)
    assert any(line.startswith("platform.cpu: z80") for line in found.differ)
