"""The folder of a sweep: begun, found again, written chunk by chunk.

A chunk's file is the truth: it is there whole or not at all, it never changes, and everything else (`failed.jsonl`,
the counts in `provenance.json`) is made from these files. So a sweep that was killed at any moment is resumed by doing
what has no file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sim.lab.sweep.chunk import Lived, Rows
from sim.lab.sweep.code import code_version
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.files import Write, cannot_keep, clear_aside, write_whole
from sim.lab.sweep.parts import (
    DamagedError,
    citizens_bytes,
    read_head,
    read_part,
    rows_bytes,
    series_bytes,
    sha256,
)
from sim.lab.sweep.plan import Chunk, Plan
from sim.lab.sweep.words import README, differences

SCHEMA = 1
"""Version of the form of `provenance.json`."""
RUNS, SERIES, CITIZENS, CORRUPT = "runs", "series", "citizens", "corrupt"
PROVENANCE, CONFIG, DESIGN = "provenance.json", "config.yaml", "design.parquet"
READERS = 4
"""Files that are read at once."""
_OURS = (RUNS, SERIES, CITIZENS, CORRUPT, PROVENANCE, CONFIG, DESIGN, "README.txt", "failed.jsonl", "log.jsonl")


class Kept(NamedTuple):
    """What is kept of a chunk: how many runs, and those that are not well."""

    runs: int
    failures: list[dict[str, Any]]


class Store:
    """Where the results of a sweep are kept.

    Args:
        folder: it; it may be missing yet.
        write: how files are written.
    """

    def __init__(self, folder: Path, write: Write = write_whole) -> None:
        self.folder, self.write = folder, write

    # ------------------------------------------------------------------ beginning, or finding what was begun

    def look(self, plan: Plan, *, resume: bool) -> None:
        """See that a plan can be begun or gone on with here, before anything is written.

        Raises:
            SweepError: if it cannot: other settings, another version, something else in the folder.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise SweepError(f"{self.folder} is a file, not a folder", ["choose another:   --out out/first"])
        try:
            found = sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []
        except OSError as error:
            raise SweepError(f"{self.folder} cannot be read: {error.strerror}") from None
        strange = [n for n in found if n not in _OURS and not n.startswith(("lock", "."))]
        if PROVENANCE not in found and (strange or (found and not resume and _OURS[0] not in found)):
            raise SweepError(
                f"{self.folder} is not empty, and is no sweep: it holds {(strange or found)[0]}",
                ["nothing is overwritten; choose another folder:   --out out/first"],
            )
        if PROVENANCE not in found:
            return
        if not resume:
            raise SweepError(
                f"{self.folder} holds a sweep already",
                [f"go on with it:   samspil sweep {self.folder} --resume", "or choose another folder with --out"],
            )
        self._compare(plan)

    def begin(self, plan: Plan, command: str = "") -> None:
        """Write what a sweep begins with, where it is not there yet; `provenance.json` last.

        Raises:
            SweepError: if it cannot be written.
        """
        try:
            for name in (RUNS, *(() if plan.detail == "runs" else (SERIES,))):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            if plan.detail == "citizens":
                (self.folder / CITIZENS).mkdir(exist_ok=True)
            if (self.folder / PROVENANCE).is_file():
                return
            said = yaml.dump(plan.config(), Dumper=_dumper(), sort_keys=False, allow_unicode=True)
            self.write(self.folder / CONFIG, said.encode())
            self.write(self.folder / DESIGN, design_bytes(plan))
            words = README.format(
                name=plan.name, folder=self.folder, runs=plan.runs, command=command or "(from Python)"
            )
            self.write(self.folder / "README.txt", words.encode())
            self._write_provenance(self._provenance(plan, command))
        except OSError as error:
            raise cannot_keep(error, self.folder) from None

    def _provenance(self, plan: Plan, command: str) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "kind": "sweep",
            "command": command,
            "name": plan.name,
            "plan": plan.hash,
            "code": code_version(),
            "runs": plan.runs,
            "detail": plan.detail,
            **made_with(),
            "started": now(),
            "config": plan.config(),
        }

    def _write_provenance(self, said: Mapping[str, Any]) -> None:
        self.write(self.folder / PROVENANCE, json.dumps(said, indent=1, ensure_ascii=False).encode())

    def provenance(self) -> dict[str, Any]:
        """What `provenance.json` says.

        Raises:
            SweepError: if there is none, or it cannot be used.
        """
        path = self.folder / PROVENANCE
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            form, kind = said["schema"], said["kind"]
        except FileNotFoundError:
            raise SweepError(f"{self.folder} is no sweep: it has no {PROVENANCE}",
                             ["a sweep's folder is what  samspil sweep ... --out DIR  wrote"]) from None  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SweepError(f"{path} cannot be read: {error}") from None
        if kind != "sweep" or form != SCHEMA:
            raise SweepError(f"{path} is that of a {kind} in the form {form}, and this is a sweep's in form {SCHEMA}")
        return dict(said)

    def plan(self) -> Plan:
        """The plan of the sweep in this folder.

        Raises:
            SweepError: if there is none.
            ScenarioError: if it cannot be used any more.
        """
        config = self.provenance()["config"]
        return Plan.from_config(config, design_rows(self.folder / DESIGN, config))

    def _compare(self, plan: Plan) -> None:
        """See that a plan is the one that was begun here, under this version."""
        said = self.provenance()
        if said["plan"] != plan.hash:
            raise SweepError(
                "cannot resume, the settings changed",
                [
                    *differences(str(self.folder), said["config"], plan.config()),
                    f"continue the old one:   samspil sweep {self.folder} --resume",
                    "start a new one:        drop --resume, and choose another folder with --out",
                ],
            )
        if said["code"] != code_version():
            raise SweepError(
                "cannot resume, the version of samspil changed",
                [
                    f"{self.folder} was made with   {said['code']}",
                    f"this is                       {code_version()}",
                    "rows of two versions would stand side by side; what is there stays as it is",
                    f"start a new one:        samspil sweep {self.folder}/{CONFIG} --out NEW_FOLDER",
                ],
            )

    # ------------------------------------------------------------------ what is there

    def path(self, chunk: Chunk, folder: str = RUNS) -> Path:
        """The file of a chunk."""
        return self.folder / folder / f"{chunk.number:06d}-{chunk.name}.parquet"

    def present(self, chunks: Iterable[Chunk]) -> tuple[dict[int, Kept], dict[int, str]]:
        """Which of these chunks are complete, and which have a file that is damaged, with what is wrong."""

        def look(chunk: Chunk) -> Kept | str | None:
            try:
                head = read_part(self.path(chunk), thorough=True).head
            except FileNotFoundError:
                return None
            except DamagedError as error:
                return str(error)
            if head["name"] != chunk.name or head["runs"] != chunk.runs:
                return "it is that of another chunk"
            return Kept(chunk.runs, head["failures"])

        chosen = list(chunks)
        with ThreadPoolExecutor(READERS) as readers:
            found = list(zip(chosen, readers.map(look, chosen), strict=True))
        whole = {chunk.number: kept for chunk, kept in found if isinstance(kept, Kept)}
        return whole, {chunk.number: wrong for chunk, wrong in found if isinstance(wrong, str)}

    def glance(self, chunks: Iterable[Chunk]) -> dict[int, Kept]:
        """Which of these chunks have a file; whether it is as it was written is not looked at."""
        heads = ((chunk, read_head(self.path(chunk))) for chunk in chunks)
        return {chunk.number: Kept(chunk.runs, head["failures"]) for chunk, head in heads if head is not None}

    def set_aside(self, chunks: Iterable[Chunk]) -> None:
        """Move the files of damaged chunks to `corrupt/`, so that they are lived again."""
        for chunk in chunks:
            try:
                (self.folder / CORRUPT).mkdir(exist_ok=True)
                os.replace(self.path(chunk), self.folder / CORRUPT / self.path(chunk).name)
            except OSError as error:
                raise cannot_keep(error, self.folder) from None

    def clear(self) -> None:
        """Remove what processes of this machine began to write before they were killed."""
        with suppress(OSError):  # what cannot be removed does no harm
            for name in ("", RUNS, SERIES, CITIZENS):
                clear_aside(self.folder / name)

    # ------------------------------------------------------------------ what is written

    def keep(self, rows: Rows, lived: Sequence[Lived]) -> None:
        """Write a chunk's files, that of its runs last.

        Args:
            rows: the chunk.
            lived: all its runs, in any order.

        Raises:
            StoreError: if it cannot be written.
        """
        ordered = sorted(lived, key=lambda one: one.run)
        made, beside = made_with(), {}
        try:
            if rows.plan.detail != "runs":
                content = series_bytes(rows, ordered, made)
                self.write(self.path(rows.chunk, SERIES), content)
                beside[SERIES] = sha256(content)
            if rows.plan.detail == "citizens":
                content = citizens_bytes(rows, ordered, made)
                self.write(self.path(rows.chunk, CITIZENS), content)
                beside[CITIZENS] = sha256(content)
            self.write(self.path(rows.chunk), rows_bytes(rows, ordered, made, beside))
        except OSError as error:
            raise cannot_keep(error, self.folder) from None

    def note_failures(self, failures: Iterable[Mapping[str, Any]]) -> None:
        """Add lines to `failed.jsonl` while a sweep goes on."""
        self._append("failed.jsonl", failures)

    def list_failures(self, failures: Iterable[Mapping[str, Any]]) -> None:
        """Write `failed.jsonl` anew, in the order of runs."""
        lines = [json.dumps(one, ensure_ascii=False, default=str) for one in sorted(failures, key=lambda f: f["run"])]
        try:
            self.write(self.folder / "failed.jsonl", "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            raise cannot_keep(error, self.folder) from None

    def log(self, **said: Any) -> None:
        """Add a line to `log.jsonl`: when a sweep was begun, gone on with, and finished, and by whom."""
        self._append("log.jsonl", [{"at": now(), **said}])

    def finish(self, counts: Mapping[str, int], *, again: bool) -> None:
        """Note in the provenance that every run is there; where that stands there already, only if `again`."""
        said = self.provenance()
        if "finished" in said and not again:
            return
        try:
            self._write_provenance({**said, "finished": now(), **counts})
        except OSError as error:
            raise cannot_keep(error, self.folder) from None

    def _append(self, name: str, lines: Iterable[Mapping[str, Any]]) -> None:
        content = "".join(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines)
        if content:
            try:
                with open(self.folder / name, "ab") as file:
                    file.write(content.encode())
            except OSError as error:
                raise cannot_keep(error, self.folder) from None


def _dumper() -> Any:
    return getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def now() -> str:
    """The time, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def made_with() -> dict[str, Any]:
    """Versions and machine that results are made with."""
    from sim.lab.provenance import machine

    return machine()


def design_bytes(plan: Plan) -> bytes:
    """The rows of a design: `row`, and a column a factor; what is neither number nor word is written as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {"row": pa.array(range(len(plan.design.rows)), pa.int64())}
    for at, factor in enumerate(plan.design.factors):
        values = [row[at] for row in plan.design.rows]
        kinds = {type(value) for value in values if value is not None}
        if not (len(kinds) == 1 and kinds <= {int, float, bool, str}):
            values = [None if value is None else json.dumps(value) for value in values]
        columns[factor.key] = pa.array(values)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink, write_page_checksum=True)
    return bytes(sink.getvalue())


def design_rows(path: Path, config: Mapping[str, Any]) -> tuple[tuple[Any, ...], ...] | None:
    """The rows of a drawn design as they were kept; None where they are written down in `config`, or not kept."""
    if config["design"]["kind"] in ("list", "grid") or not path.is_file():
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
        lists = [table.column(factor["key"]).to_pylist() for factor in config["design"]["factors"]]
    except (OSError, KeyError, pa.ArrowException):
        return None
    return tuple(zip(*lists, strict=True))
