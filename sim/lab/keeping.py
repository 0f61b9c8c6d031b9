"""What a run records, written down as it goes, so that a run that is stopped or killed leaves what there is.

From the moment at which a run has taken longer than PATIENCE, its records lie in a folder beside the one that its
results are to be in: `DIR.unfinished`, or `DIR/unfinished` where DIR is there already. A month is one line of
`series.csv`, written when the rest of it is: a month that `series.csv` has is complete in every file. At the end the
complete folder takes its place.
"""

from __future__ import annotations

import csv
import io
import shlex
import shutil
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

from sim.lab.folder import unfinished, write_scenario
from sim.lab.lines import Line, heads, lines
from sim.model import DemocracyModel
from sim.scenario import Scenario

PATIENCE = 3.0
"""Seconds that a run may take before anything is kept: what is shorter is soon done again."""

WORDS = """\
{title}: unfinished

This run of samspil was stopped, or is still going on. What it has recorded so far is here and can be read; the last
month of series.csv says how far it came. A month in series.csv is complete in the other files, too.

series.csv        a row a recorded month (0 = at rest, before the first), a column a measure
groups.csv        measures by citizen type, resource quintile and municipality, month by month
chain.csv         the influence chain: citizens at each stage by resource quintile
strain.csv        strain of the four roles, four components each
config.yaml       the complete scenario

A run does not go on where it was stopped. From the beginning, with the same results:

    {again}
"""


class Keeping:
    """Keeps what a run records as it goes.

    Args:
        folder: where the results are to be at the end: empty, or not there yet.
        scenario, seed: what is run.

    Attributes:
        place: where the records lie; None as long as nothing is kept.
    """

    def __init__(self, folder: Path, scenario: Scenario, seed: int) -> None:
        self.place: Path | None = None
        self._folder, self._scenario, self._seed = folder, scenario, seed
        self._begun, self._kept, self._broken = time.monotonic(), 0, False

    def take(self, model: DemocracyModel) -> None:
        """Write down what has been recorded since the last time, if the run is a long one.

        A disk that is full does not end the run: it is said in a warning, and nothing more is kept.
        """
        if self._broken or time.monotonic() - self._begun < PATIENCE:
            return
        record = model.record
        try:
            if self.place is None:
                self._begin(model)
            while self._kept < len(record.months):
                for name, rows in lines(record, self._kept, self._scenario).items():
                    self._add(name, rows)
                self._kept += 1
        except OSError as error:
            self._broken = True
            warnings.warn(f"nothing more is kept of the run as it goes: {error}", RuntimeWarning, stacklevel=3)

    def _begin(self, model: DemocracyModel) -> None:
        place = unfinished(self._folder)
        place.mkdir(parents=True)
        self.place = place
        write_scenario(place / "config.yaml", self._scenario)
        title = f"{self._scenario.municipality}, {self._scenario.policy}, seed {self._seed}"
        (place / "README.txt").write_text(WORDS.format(title=title, again=self._again), encoding="utf-8")
        for name, head in heads(model.record).items():
            self._add(name, [head])

    @property
    def _again(self) -> str:
        words = ["samspil", "run", f"{self.place}/config.yaml", "--seed", str(self._seed), "--out", str(self._folder)]
        return shlex.join(words)

    def _add(self, name: str, rows: Iterable[Line]) -> None:
        """Lines at the end of a file, at one stroke."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        with (self.place or self._folder).joinpath(f"{name}.csv").open("ab", buffering=0) as file:
            left = memoryview(text.getvalue().encode())
            while left:
                left = left[file.write(left) or 0 :]

    @property
    def words(self) -> str:
        """What there is, and how to run it again; empty where nothing is kept."""
        if self.place is None or not self._kept:
            return ""
        return f"What was recorded lies in {self.place} (series.csv and others). From the beginning:   {self._again}"

    def remove(self) -> None:
        """Take the folder away: the complete one is there."""
        if self.place is not None:
            shutil.rmtree(self.place, ignore_errors=True)
            self.place = None
