"""The file of a sweep, as it is written: YAML in which nothing is said twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from sim import configs
from sim.errors import ScenarioError


def read(path: Path) -> dict[str, Any]:
    """What a file says.

    Raises:
        ScenarioError: if there is no such file, it is no YAML, or it says something twice.
    """
    example = configs.folder() / "sweep" / "listening.yaml"
    problem = f"there is no file {path}"
    if path.is_file():
        try:
            said = configs.read(path)
            twice = _twice(yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader))
        except UnicodeDecodeError:
            problem = f"the sweep {path} cannot be read: it is not a text in UTF-8"
        except (OSError, ValueError) as error:
            problem = f"the sweep {path} cannot be read: {error}"
        else:
            if not twice:
                return said
            raise ScenarioError("E-FILE", f"{path} says {twice[0]} twice, in line {twice[1]} and in line {twice[2]}",
                                key=twice[0], value=str(path), allowed="each thing once",
                                advice=["only one of them would be heard: write it once"])  # fmt: skip
    raise ScenarioError("E-FILE", problem, key="file", value=str(path), allowed="a file of a sweep",
                        advice=[f"an example:   {example}"])  # fmt: skip


def _twice(node: yaml.Node | None) -> tuple[str, int, int] | None:
    """What is said twice in one place, and in which two lines; of YAML such a place keeps the last."""
    waiting, seen = [node], set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        if isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                name, line = str(key.value), key.start_mark.line + 1
                if name in lines and isinstance(key, yaml.ScalarNode):
                    return name, lines[name], line
                lines[name] = line
                waiting.append(value)
    return None
