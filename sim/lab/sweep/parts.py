"""The files of a chunk: a row a run, complete, in one Parquet file; beside it series and citizens where asked for.

Most columns of a sweep hold one value, since most settings are fixed. They are real columns for every reader of
Parquet. What is constant in a file stands in its head, too, so that `open_sweep` need not read hundreds of columns to
learn it. The head also holds a digest of everything that `open_sweep` takes from the file: a file whose bytes have
changed is found out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.catalogue import PARAMETERS, SETTINGS, SWITCHES
from sim.lab.sweep.chunk import OK, Lived, Rows
from sim.lab.sweep.code import code_version

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1
"""Version of the form of these files."""
HEAD, DIGEST = b"samspil", b"samspil.digest"
ENDS = ("status", "error", "seconds", "result_hash", "config_hash")
"""The last columns of a row."""


class DamagedError(ValueError):
    """A file is not as it was written."""


class Part(NamedTuple):
    """What is known of a chunk's file.

    Attributes:
        head: what stands in its head: schema, plan, chunk, name, code, made, runs, failures, constants, beside.
        names: its columns, in order.
        table: the columns that are not constant.
    """

    head: dict[str, Any]
    names: tuple[str, ...]
    table: pa.Table

    @property
    def number(self) -> int:
        """The number of its chunk."""
        return int(self.head["chunk"])

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Runs that are not well, as `failed.jsonl` has them."""
        found: list[dict[str, Any]] = self.head["failures"]
        return found


def rows_bytes(rows: Rows, lived: Sequence[Lived], made: Mapping[str, Any], beside: Mapping[str, str]) -> bytes:
    """The file of a chunk.

    Args:
        rows: the chunk.
        lived: every run of it, in the order of their numbers.
        made: what it was made with, and on what.
        beside: SHA-256 of the chunk's files of series and citizens.
    """
    import pyarrow as pa

    settings = [rows.settings(row) for row in rows.chunk.rows]
    names = list(settings[0][0])
    times = len(rows.chunk.seeds)
    constants: dict[str, Any] = {}
    columns: dict[str, Any] = {
        "run": pa.array([one.run for one in lived], pa.int64()),
        "row": pa.array([one.row for one in lived], pa.int64()),
    }
    for name in names:
        values = [row[name] for row, _ in settings]
        if all(value == values[0] for value in values):
            constants[name] = values[0]
        columns[name] = pa.array([value for value in values for _ in range(times)], kind(name))
    columns["seed"] = pa.array([one.seed for one in lived], pa.uint64())
    numbers = np.array([one.measures for one in lived], dtype=np.float64).reshape(len(lived), len(rows.measures))
    for at, measure in enumerate(rows.measures):
        columns[measure.id] = pa.array(numbers[:, at])  # not-a-number stays what it is
    columns["status"] = pa.array([one.status for one in lived], pa.string())
    columns["error"] = pa.array([one.error for one in lived], pa.string())
    columns["seconds"] = pa.array([one.seconds for one in lived], pa.float64())
    columns["result_hash"] = pa.array([one.result_hash for one in lived], pa.string())
    columns["config_hash"] = pa.array([hashed for _, hashed in settings for _ in range(times)], pa.string())
    head = {
        **_head(rows, made),
        "runs": len(lived),
        "failures": [failure(rows, one) for one in lived if one.status != OK],
        "constants": constants,
        "beside": dict(beside),
    }
    return _written(pa.table(columns), head, plain=True, few=[*constants, "status", "error", "config_hash"])


def series_bytes(rows: Rows, lived: Sequence[Lived], made: Mapping[str, Any]) -> bytes:
    """The months of a chunk's runs: run, month, and every measure; runs that failed have none."""
    import pyarrow as pa

    kept = [(one.run, one.series) for one in lived if one.series is not None]
    width = 1 + len(rows.measures)
    values = np.concatenate([np.empty((0, width)), *(series for _, series in kept)])
    run = np.repeat([run for run, _ in kept], [len(series) for _, series in kept]).astype(np.int64)
    columns: dict[str, Any] = {"run": pa.array(run), "month": pa.array(values[:, 0].astype(np.int64))}
    for at, measure in enumerate(rows.measures):
        columns[measure.id] = pa.array(values[:, at + 1])
    return _written(pa.table(columns), _head(rows, made), plain=False, few=["run", "month"])


def citizens_bytes(rows: Rows, lived: Sequence[Lived], made: Mapping[str, Any]) -> bytes:
    """The citizens of a chunk's runs at the end: run, and every column of `Run.citizens`; failed runs have none."""
    import pyarrow as pa

    kept = [(one.run, one.citizens) for one in lived if one.citizens is not None]
    columns: dict[str, Any] = {}
    if kept:
        run = np.repeat([run for run, _ in kept], [len(citizens["uid"]) for _, citizens in kept]).astype(np.int64)
        columns["run"] = pa.array(run)
        for name in kept[0][1]:
            columns[name] = pa.array(np.concatenate([citizens[name] for _, citizens in kept]))
    few = [name for name in ("run", "municipality", "type") if name in columns]
    return _written(pa.table(columns), _head(rows, made), plain=False, few=few)


def failure(rows: Rows, one: Lived) -> dict[str, Any]:
    """A run that is not well, as `failed.jsonl` has it."""
    return {
        "run": one.run,
        "row": one.row,
        "seed": one.seed,
        "settings": rows.plan.design.settings(one.row),
        "status": one.status,
        "error": one.error,
        "traceback": one.trace,
    }


def kind(name: str) -> pa.DataType:
    """The type of a setting's column."""
    import pyarrow as pa

    group, _, last = name.rpartition(".")
    if name in PARAMETERS or group in PARAMETERS:
        return pa.float64()
    if group == "mechanisms" and last in SWITCHES:
        return pa.bool_()
    return pa.int64() if name in SETTINGS and SETTINGS[name].low is not None else pa.string()


def _head(rows: Rows, made: Mapping[str, Any]) -> dict[str, Any]:
    chunk = rows.chunk
    return {
        "schema": SCHEMA,
        "plan": rows.plan_hash,
        "chunk": chunk.number,
        "name": chunk.name,
        "code": code_version(),
        "made": dict(made),
    }


def _written(table: pa.Table, head: dict[str, Any], *, plain: bool, few: Iterable[str]) -> bytes:
    """A table as the bytes of a Parquet file; columns of `few` values are kept as such, the others as they are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    varying = table.select([name for name in table.column_names if name not in head.get("constants", {})])
    said = json.dumps(head, ensure_ascii=False).encode()
    digest = _digest(said, table.column_names, varying) if plain else ""
    table = table.replace_schema_metadata({HEAD: said, DIGEST: digest.encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        use_dictionary=list(few),
        compression="none" if plain else "zstd",
        write_statistics=False,
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


def _digest(head: bytes, names: Sequence[str], varying: pa.Table) -> str:
    """SHA-256 over the head, the names of the columns, and every value that is not constant."""
    import pyarrow as pa

    digest = hashlib.sha256(head)
    digest.update("\0".join(names).encode())
    for name in varying.column_names:
        column = varying.column(name)
        digest.update(b"\0" + name.encode() + b"\0")
        number = pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
        if number and column.null_count == 0:
            digest.update(np.ascontiguousarray(column.to_numpy()).tobytes())
        else:
            digest.update(repr(column.to_pylist()).encode())
    return digest.hexdigest()


def read_part(path: Path, *, thorough: bool = False) -> Part:
    """Read the file of a chunk.

    Args:
        path: where it is.
        thorough: True to look at the columns that are constant, and at the files beside, too.

    Raises:
        DamagedError: if it is not as it was written.
        FileNotFoundError: if it has gone.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = pa.py_buffer(path.read_bytes())  # at once: many columns would be many small reads
        with pq.ParquetFile(content, page_checksum_verification=True) as file:
            said = file.metadata.metadata or {}
            names = tuple(file.metadata.schema.names)
            if HEAD not in said:
                raise DamagedError("it was not written by a sweep")
            head = json.loads(said[HEAD])
            if head["schema"] != SCHEMA:
                raise DamagedError(f"its form is {head['schema']}, and this version reads {SCHEMA}")
            constants = head["constants"]
            varying = [name for name in names if name not in constants]
            table = file.read(columns=varying, use_threads=False).replace_schema_metadata(None)
            if _digest(said[HEAD], names, table).encode() != said.get(DIGEST):
                raise DamagedError("its content is not what was written")
            if thorough:
                _same(file.read(columns=list(constants), use_threads=False), constants)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise error if isinstance(error, DamagedError) else DamagedError(" ".join(str(error).split())[:200]) from None
    if thorough:
        for folder, hashed in head["beside"].items():
            other = path.parent.parent / folder / path.name
            if not other.is_file() or sha256(other.read_bytes()) != hashed:
                raise DamagedError(f"{folder}/{path.name} does not belong to it")
    return Part(head, names, table)


def read_head(path: Path) -> dict[str, Any] | None:
    """What stands in the head of a chunk's file, without looking at the rest; None where that cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        head = json.loads((pq.read_metadata(path).metadata or {})[HEAD])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    return head if isinstance(head, dict) and head.get("schema") == SCHEMA else None


def _same(table: pa.Table, constants: Mapping[str, Any]) -> None:
    for name, value in constants.items():
        if any(found != value for found in table.column(name).unique().to_pylist()):
            raise DamagedError(f"column {name} is not what was written")


def sha256(content: bytes) -> str:
    """The hash of a file's content."""
    return hashlib.sha256(content).hexdigest()
