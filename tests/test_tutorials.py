"""Tutorials are done as they are written: their files are made and their commands run, in one folder, in order.

A tutorial is a Markdown file in `docs/tutorials/`. In it

- a block whose fence names a file, "```python study.py", is written to that file;
- in a block "```console", every line that begins with "$ " is run; the other lines are what a reader would see, and
  whatever is named in a line `<!-- shown: ... -->` below the block must be in what comes out;
- `<!-- small: A -> B; C -> D -->` says what is made smaller when it is tested; each A must be there;
- `<!-- needs: module -->` says what must be installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TUTORIALS = sorted((Path(__file__).parent.parent / "docs" / "tutorials").glob("*.md"))
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```\n(?:\s*<!-- shown: (.*?) -->)?", re.DOTALL | re.MULTILINE)


def made_small(text: str) -> str:
    """The tutorial with everything that takes long made small."""
    for pairs in re.findall(r"^<!-- small: (.*?) -->$", text, re.MULTILINE):
        for pair in pairs.split("; "):
            long, _, short = pair.partition(" -> ")
            body = text.replace(f"<!-- small: {pairs} -->", "")
            assert long in body, f"nothing to make small: {long}"
            text = text.replace(long, short)
    return text


@pytest.mark.skipif(shutil.which("bash") is None, reason="the commands are written for bash")
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_can_be_done_as_written(path: Path, tmp_path: Path) -> None:
    original = path.read_text(encoding="utf-8")
    for module in re.findall(r"^<!-- needs: (\S+) -->$", original, re.MULTILINE):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    done = 0
    for language, name, body, shown in FENCE.findall(made_small(original)):
        if name:
            (tmp_path / name).write_text(body, encoding="utf-8")
        elif language == "console":
            for command in re.findall(r"^\$ (.*)$", body, re.MULTILINE):
                out = run(command, tmp_path)
                done += 1
            for part in filter(None, shown.split("; ")):
                assert part in out, f"{part!r} is not in what came out:\n{out}"
    assert done, "no command was run"


def run(command: str, folder: Path) -> str:
    """What a command says; it must end well."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr
