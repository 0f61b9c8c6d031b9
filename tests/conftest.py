"""What all tests share: how hypothesis searches, and where the raw figures lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parent.parent

# The same examples in every run, and no limit in seconds: a test's verdict depends on the code, not on the day or on
# how busy the machine is. To look for new counter-examples: pytest --hypothesis-profile=search
settings.register_profile(
    "samspil",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", parent=settings.get_profile("samspil"), derandomize=False, max_examples=1000)
settings.load_profile("samspil")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the rules once, on all processors, before several workers would each do it."""
    if not hasattr(session.config, "workerinput") and session.config.getoption("numprocesses", default=None):
        subprocess.run([sys.executable, "-c", "from sim.lab.warm import compile_once; compile_once()"], check=True)


@pytest.fixture(scope="session")
def raw_data() -> Path:
    """The shared data folder with the published figures that the package's own tables are derived from.

    It is the folder that SAMSPIL_DATA names, else `../shared/data` seen from the checkout. It is not part of the
    project: a test that needs it skips where it is absent. A SAMSPIL_DATA that leads nowhere is an error, not a skip.
    """
    named = os.environ.get("SAMSPIL_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    if not folder.is_dir():
        if named:
            pytest.fail(f"SAMSPIL_DATA names '{named}', which is not a folder")
        pytest.skip("the raw figures are not here: set SAMSPIL_DATA to the folder that holds them (docs/data.md)")
    return folder
