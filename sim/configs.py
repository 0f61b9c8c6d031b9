"""Where the settings that come with samspil lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any


@cache
def folder() -> Path:
    """The folder of settings, with `policy/`, `card/` and `town/` in it.

    Raises:
        FileNotFoundError: if the installation is broken.
    """
    here = Path(__file__).resolve().parent
    for place in (here / "configs", here.parent / "configs"):
        if (place / "policy").is_dir():
            return place
    raise FileNotFoundError("the folder of settings is missing; install samspil again")


def policies() -> Mapping[str, Path]:
    """The file of every policy, by its name, in alphabetical order."""
    return _files("policy", (folder() / "policy").stat().st_mtime_ns)


def cards() -> Mapping[str, Path]:
    """The file of every scenario card, by its name, in alphabetical order."""
    return _files("card", (folder() / "card").stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _files(group: str, changed: int) -> Mapping[str, Path]:
    """The files of a group, by name; `changed` is when a file was last added or removed."""
    return {path.stem: path for path in sorted((folder() / group).glob("*.yaml"))}


def described(name: str) -> Path:
    """The file that says in words what a policy is: the one of that name, whatever kind it is, or the one at that path.

    What follows a dot in a name is a variant, and described with the rest.
    """
    return next(iter(sorted(folder().glob(f"*/{name.partition('.')[0]}.yaml"))), Path(name))


def read(path: Path) -> dict[str, Any]:
    """What a YAML file says, as a dictionary.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: if it is not YAML, or not lines `key: value`.
    """
    return deepcopy(_said(path.read_text(encoding="utf-8-sig")))


@lru_cache(maxsize=256)
def _said(text: str) -> dict[str, Any]:
    """What a text says. Kept, since the scenarios of a sweep name the same few files many thousand times."""
    import yaml

    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ValueError(f"it is not valid YAML{where}: {getattr(error, 'problem', None) or error}") from error
    if not isinstance(said, dict):
        raise ValueError("it does not consist of lines  key: value")
    return said
