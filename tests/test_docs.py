"""Documents that stay true: what they show is run, what is generated is up to date, what they point to exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "write_docs.py"), "--check"],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


def _blocks(path: Path, language: str) -> list[str]:
    """What stands between fences of a language; "" for fences that name none."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [text for named, text in fences if named == language]


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "docs" / "extending.md"], ids=lambda p: p.name)
def test_python_in_the_documents_runs(path: Path) -> None:
    for block in _blocks(path, "python"):
        exec(compile(block, str(path), "exec"), {})  # noqa: S102 - the documents are ours


def test_the_example_of_ones_own_process_runs_as_written(tmp_path: Path) -> None:
    (script,) = re.findall(
        r"<<'END'\n(.*?)END\n", (ROOT / "docs" / "extending.md").read_text(encoding="utf-8"), re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT / "experiments" / "activists",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, last = (float(number) for number in done.stdout.splitlines()[0].split())
    assert last > first > 0.0


def test_commands_in_the_readme_are_understood() -> None:
    import shlex

    from sim.cli.main import COMMANDS, grammar
    from sim.scenario import Scenario

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for block in _blocks(ROOT / "README.md", "") for line in block.splitlines()]
    commands += re.findall(r"`(samspil [^`]+)`", text)
    seen = 0
    for line in commands:
        words = shlex.split(line.partition("#")[0])
        if words[:1] == ["samspil"]:
            seen += 1
            assert words[1] in COMMANDS
            asked = grammar(words[1]).parse_intermixed_args(words[2:])
            if words[1] == "run":
                Scenario.load(overrides=asked.settings)
    assert seen >= 5
