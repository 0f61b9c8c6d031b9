"""The rows of a design as they are kept beside a sweep, so that they need not be drawn again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.lab.sweep.plan import Plan


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
