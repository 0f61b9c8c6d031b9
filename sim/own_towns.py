"""Towns of one's own, read from a CSV or YAML file and checked with the words of a person."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.towns import GROUPS, Town, TownError, group_columns, identifier, national_means

FIRST_CODE = 900
"""Code of the first town of one's own; official codes are below."""


def read_towns(path: str | Path) -> tuple[Town, ...]:
    """Towns of one's own, from a CSV file (a row a town) or a YAML file (a town, or a list of towns).

    Columns are those of `Town`. `name` and `adults` are needed. What is left out is taken from the nation:
    the adults' mean over the 98 municipalities (a group of shares, such as `edu_*`, is given whole or not at
    all); `title` is the name, `region` is empty, codes are 900 and up in the order of the file, seats and
    turnouts are unknown.

    Raises:
        TownError: the file cannot be read; says the row, the column, the value and what is allowed.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TownError(f"{path.name} is not UTF-8 text; in Excel, save it as 'CSV UTF-8'") from error
    except OSError as error:
        raise TownError(f"{path} cannot be read: {error.strerror}") from error
    rows = _yaml_rows(path.name, text) if path.suffix in (".yaml", ".yml") else _csv_rows(path.name, text)
    towns = tuple(_own_town(f"{path.name}, {place}", row, FIRST_CODE + k) for k, (place, row) in enumerate(rows))
    if not towns:
        raise TownError(f"{path.name} holds no town")
    for column in ("name", "code"):
        values = [getattr(town, column) for town in towns]
        twice = [value for value in values if values.count(value) > 1]
        if twice:
            raise TownError(f"{path.name}: the {column} {twice[0]!r} is given twice; each town needs its own")
    return towns


def _yaml_rows(file: str, text: str) -> list[tuple[str, dict[str, Any]]]:
    import yaml  # only where a YAML file is read

    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise TownError(f"{file} is not valid YAML: {error}") from error
    rows = content if isinstance(content, list) else [content]
    if not all(isinstance(row, dict) for row in rows):
        raise TownError(f"{file}: a town is written as lines 'column: value', such as 'adults: 30000'")
    return [(f"town {k}", row) for k, row in enumerate(rows, start=1)]


def _csv_rows(file: str, text: str) -> list[tuple[str, dict[str, Any]]]:
    reader = csv.reader(text.splitlines())
    header = [column.strip() for column in next(reader, [])]
    if any(";" in column for column in header):
        raise TownError(
            f"{file} has ';' between its columns, as Excel writes them in Danish; "
            "put ',' between columns and a point in numbers (0.25), or write the towns as YAML"
        )
    lines = [(f"row {reader.line_num}", line) for line in reader if line]
    for place, line in lines:
        if len(line) != len(header):
            raise TownError(
                f"{file}, {place} has {len(line)} values for {len(header)} columns; "
                "a number with a decimal comma counts as two, so write 0.25, not 0,25"
            )
    return [(place, dict(zip(header, line, strict=True))) for place, line in lines]


def _own_town(place: str, row: Mapping[str, Any], code: int) -> Town:
    """A checked town from one row of a file, with what is left out filled in."""
    given = {str(column): value for column, value in row.items() if value not in ("", None)}
    for column in given:
        if column not in Town.model_fields:
            near = difflib.get_close_matches(column, Town.model_fields, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise TownError(f"{place}: there is no column called {column!r}{hint}", near)
    for column in ("name", "adults"):
        if column not in given:
            raise TownError(f"{place}: the column '{column}' is needed")
    for column, value in given.items():
        # These would pass as numbers: yes as 1, and 34.000, meant as thousands, as 34.
        if isinstance(value, bool) or (_is_whole(column) and re.fullmatch(r"\s*\d+\.\d*\s*", str(value))):
            raise TownError(f"{place}: {_complaint(column, value)}")
    means = dict(national_means())
    for prefix in GROUPS:
        columns = group_columns(prefix)
        missing = [column for column in columns if column not in given]
        if 0 < len(missing) < len(columns):
            raise TownError(f"{place}: the columns {prefix}* are given whole or not at all; {missing[0]} is missing")
    try:
        return Town.model_validate({"code": code, "title": given["name"], "region": "", **means, **given})
    except ValidationError as errors:
        error = errors.errors()[0]
        column = ".".join(str(part) for part in error["loc"])
        message = _complaint(column, error["input"]) if column else str(error["ctx"]["error"])
        raise TownError(f"{place}: {message}") from errors


def _is_whole(column: str) -> bool:
    return Town.model_fields[column].annotation in (int, int | None)


def _complaint(column: str, value: Any) -> str:
    """What is wrong with a value, what is allowed, and the likeliest right thing."""
    field = Town.model_fields[column]
    if column == "name":
        return f"{column} is {value!r}; allowed: an identifier such as {identifier(str(value)) or 'midtby'!r}"
    bounds = {name: getattr(rule, name) for rule in field.metadata for name in ("ge", "le") if hasattr(rule, name)}
    if not bounds:
        return f"{column} is {value!r}; allowed: text"
    text = str(value).strip()
    hint = ""
    if re.fullmatch(r"-?\d+,\d+", text):
        hint = f"; write it with a decimal point: {text.replace(',', '.')}"
    elif bounds["le"] > 1 and re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        hint = f"; write it without a mark for the thousands: {text.replace('.', '')}"
    elif _is_whole(column) and isinstance(value, float):
        hint = "; write thousands without a mark, as in 34000"
    elif bounds["le"] == 1 and re.fullmatch(r"\d{1,2}(\.\d+)? ?%?", text):
        hint = f"; {text.rstrip('% ')} per cent is written {float(text.rstrip('% ')) / 100:g}"
    kind = "a whole number" if _is_whole(column) else "a number"
    unit = Town.model_json_schema()["properties"][column]["unit"]
    return f"{column} is {value!r}; allowed: {kind} from {bounds['ge']:,} to {bounds['le']:,} ({unit}){hint}"
