"""The scripts of the tutorial on clusters, as far as they can be tried without one: they are what they claim to be."""

from __future__ import annotations

import inspect
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from sim.cli.sweep_grammar import add

PATH = Path(__file__).parent.parent.parent / "docs" / "tutorials" / "cluster.md"
BLOCKS = re.findall(r"^```(\w+)[^\n]*\n(.*?)^```", PATH.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("language", ["python", "bash", "yaml"])
def test_blocks_can_be_read(language: str) -> None:
    blocks = [body for kind, body in BLOCKS if kind == language]
    assert blocks
    for body in blocks:
        if language == "python":
            compile(body, PATH.name, "exec")
        elif language == "bash":
            subprocess.run(["bash", "-n"], input=body, text=True, check=True)
        else:
            assert all(isinstance(part, dict) for part in yaml.safe_load_all(body))


def test_every_option_that_is_named_exists() -> None:
    import argparse

    grammar = argparse.ArgumentParser()
    add(grammar, "sweep")
    known = {option for action in grammar._actions for option in action.option_strings}
    said = " ".join(body.replace("\\\n", " ") for _, body in BLOCKS)
    lines = [line for line in said.splitlines() if "samspil sweep" in line or '"samspil", "sweep"' in line]
    used = {option for line in lines for option in re.findall(r"--[a-z-]+", line)}
    assert {"--shard", "--engine", "--scheduler"} <= used <= known


def test_what_the_slurm_script_gives_to_dask_jobqueue_is_known_there() -> None:
    pytest.importorskip("dask_jobqueue")
    from dask_jobqueue.core import Job
    from dask_jobqueue.slurm import SLURMJob

    script = next(body for kind, body in BLOCKS if kind == "python" and "SLURMCluster(" in body)
    call = script[script.index("SLURMCluster(") : script.index("cluster.scale")]
    used = set(re.findall(r"^\s+(\w+)=", call, re.MULTILINE))
    known = {*inspect.signature(Job.__init__).parameters, *inspect.signature(SLURMJob.__init__).parameters}
    assert len(used) > 4 and used <= known
