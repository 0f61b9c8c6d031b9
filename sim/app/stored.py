"""A comparison as it lies in its folder: read, and refused in words where it is not whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import configs
from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.lab.provenance import SCHEMA
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {
    "measures": (("measure",), ("a", "b", "mean", "lo", "hi", "agree", "futures", "more")),
    "series": (("measure",), ("month", "mean", "lo", "hi")),
    "chain": (("policy", "stage"), ("quintile", "count")),
    "winners": (("outcome", "by", "group"), ("gain", "lose", "stay", "mean")),
}
"""The tables that are read: columns of words, columns of numbers."""
SAID = ("command", "config_hash", "scaled_levers", "seeds", "months", "citizens", "same_luck", "meaningful", "versions")
"""What a report needs of the provenance, beside `apart`."""


class FolderError(ValueError):
    """A folder is not a whole comparison.

    Attributes:
        headline: what happened, one line.
        advice: what to do, further lines.
    """

    def __init__(self, headline: str, advice: Iterable[str] = ()) -> None:
        self.headline, self.advice = headline, tuple(advice)
        super().__init__("\n".join([headline, *(f"  {line}" for line in self.advice)]))


@dataclass(frozen=True)
class Stored:
    """A comparison read from its folder.

    Attributes:
        measures, series, chain, winners: its tables, as `sim.lab.compare.Comparison` describes them.
        a, b: the complete scenarios, by full keys.
        provenance: what it was made with.
    """

    measures: pd.DataFrame
    series: pd.DataFrame
    chain: pd.DataFrame
    winners: pd.DataFrame
    a: dict[str, Any]
    b: dict[str, Any]
    provenance: dict[str, Any]

    @property
    def futures(self) -> int:
        """Number of futures compared."""
        return len(self.provenance["seeds"])

    def differing(self) -> list[str]:
        """Keys that are not the same under both, but for the policy's name."""
        keys = dict.fromkeys([*self.a, *self.b])
        return [key for key in keys if key != "policy" and self.a.get(key) != self.b.get(key)]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def read(folder: Path) -> Stored:
    """Read a folder that `samspil compare A B --out` wrote.

    Raises:
        FolderError: if it is not one, is not complete, or is damaged.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise FolderError(f"the folder {folder} {what}", [f"make one:   {_made_by(folder)}"])
    provenance = _provenance(folder)
    tables = {name: _table(folder, name) for name in COLUMNS}
    if unknown := set(tables["measures"]["measure"]) - {measure.id for measure in MEASURES}:
        version = provenance["versions"].get("samspil", "?")
        raise FolderError(
            f"{folder / 'measures.csv'} has a measure that this version does not know: {min(unknown)}",
            [f"it was written by samspil {version}; read it with that version, or compare anew"],
        )
    _whole(folder, tables)
    return Stored(**tables, a=_scenario(folder, "a"), b=_scenario(folder, "b"), provenance=provenance)


def _made_by(folder: Path) -> str:
    return f"samspil compare representative_baseline open_invitation --out {folder}"


def _provenance(folder: Path) -> dict[str, Any]:
    path = folder / "provenance.json"
    if not path.is_file():
        begun = any((folder / f"{name}.csv").exists() for name in COLUMNS)
        what = "is not complete: it has no provenance.json" if begun else "is not the folder of a comparison"
        raise FolderError(f"{folder} {what}", ["compare again into a new folder:   samspil compare A B --out DIR"])
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(said, dict) or said.get("kind") != "comparison":
        kind = said.get("kind", "something else") if isinstance(said, dict) else "something else"
        raise FolderError(
            f"{folder} holds a {kind}, not a comparison", [f"a comparison:   {_made_by(Path('out/first'))}"]
        )
    if said.get("schema") != SCHEMA:
        raise FolderError(
            f"{path} is of form {said.get('schema')}, and this version reads form {SCHEMA}", ["compare anew"]
        )
    if missing := [name for name in SAID if name not in said]:
        raise _damaged(path, f"'{missing[0]}' is missing")
    if not said["same_luck"]:
        raise FolderError(f"{path} says that same luck was broken", ["such differences are not to be trusted"])
    return said


def _table(folder: Path, name: str) -> pd.DataFrame:
    import pandas as pd

    path = folder / f"{name}.csv"
    words, numbers = COLUMNS[name]
    types = dict.fromkeys(words, "str") | dict.fromkeys(numbers, "float64")
    if name == "measures":
        types["survives"] = "bool"
    try:
        table = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    except FileNotFoundError as error:
        raise FolderError(
            f"{folder} is not complete: it has no {name}.csv", ["compare again into a new folder"]
        ) from error
    except (OSError, ValueError) as error:  # pandas' own errors of parsing are values
        raise _damaged(path, str(error).splitlines()[0]) from error
    if missing := [column for column in types if column not in table.columns]:
        raise _damaged(path, f"the column '{missing[0]}' is missing")
    if table.empty or table[list(words)].isna().to_numpy().any():
        raise _damaged(path, "rows are missing or cut off")
    return table


def _whole(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Refuse tables that lack rows which every comparison has."""
    links = {(policy, stage, q) for policy in "ab" for stage in STAGES for q in range(1, QUINTILES + 1)}
    groups = {(outcome.id, by) for outcome in OUTCOMES for by in ("all", "quintile")}
    have = {
        "chain": links <= {(row["policy"], row["stage"], row["quintile"]) for row in records(tables["chain"])},
        "winners": groups <= {(row["outcome"], row["by"]) for row in records(tables["winners"])},
        "measures": set(tables["measures"]["measure"]) == set(tables["series"]["measure"]),
    }
    for name, complete in have.items():
        if not complete:
            raise _damaged(folder / f"{name}.csv", "rows are missing")


def _scenario(folder: Path, name: str) -> dict[str, Any]:
    path = folder / f"{name}.yaml"
    try:
        said = configs.read(path)
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if missing := [key for key in ("municipality", "policy", "towns") if key not in said]:
        raise _damaged(path, f"'{missing[0]}' is missing")
    return said


def _damaged(path: Path, why: str) -> FolderError:
    return FolderError(
        f"{path} cannot be read: {why}", ["compare again into a new folder:   samspil compare A B --out DIR"]
    )
