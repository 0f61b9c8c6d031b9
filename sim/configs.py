"""Where the settings that come with samspil lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any


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


def policies() -> dict[str, Path]:
    """The file of every policy, by its name, in alphabetical order."""
    return {path.stem: path for path in sorted((folder() / "policy").glob("*.yaml"))}


def cards() -> dict[str, Path]:
    """The file of every scenario card, by its name, in alphabetical order."""
    return {path.stem: path for path in sorted((folder() / "card").glob("*.yaml"))}


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
    import yaml

    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ValueError(f"it is not valid YAML{where}: {getattr(error, 'problem', None) or error}") from error
    if not isinstance(said, dict):
        raise ValueError("it does not consist of lines  key: value")
    return said
