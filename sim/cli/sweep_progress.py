"""Progress of a sweep on stderr: one line where somebody watches, a plain line now and then where nobody does."""

from __future__ import annotations

import io
import shutil
import sys
import time
from typing import TextIO

from sim.cli.sweep_texts import SWEEP

PATIENCE = 1.0
"""Seconds before the line is first shown."""
OFTEN = 0.1
"""Seconds between two states of the line at least."""
EVERY = 30.0
"""Seconds between two plain lines at most, as long as runs are done."""
PART = 0.05
"""Share of the runs after which a plain line comes, too, if PATIENCE has passed since the last."""


class SweepProgress:
    """Shows how far a sweep is; what is said with it is shown at once.

    Args:
        language: "en" or "da".
        silent: True to show only what is said.
        out: where to; None: stderr.
    """

    def __init__(self, language: str = "en", *, silent: bool = False, out: TextIO | None = None) -> None:
        self._t, self._silent, self._out = SWEEP[language], silent, out or sys.stderr
        self._live = self._out.isatty()
        self._start = self._shown = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._begun: int | None = None
        self._last = 0
        self._drawn = False

    def __call__(self, done: int, total: int, failed: int, said: str) -> None:
        """Take in runs done, runs in all, runs not well, and something to say at once."""
        try:
            self._take_in(done, total, failed, said)
        except (OSError, ValueError):  # nobody reads any more: no reason to end a sweep
            self._silent, self._drawn, self._out = True, False, io.StringIO()

    def _take_in(self, done: int, total: int, failed: int, said: str) -> None:
        if said:
            self._wipe()
            print(said, file=self._out, flush=True)
        now = time.monotonic()
        if self._begun is None:
            self._begun = self._last = done
        if self._first is None and done > self._begun:
            self._first = now, done  # the pace counts from the first run on: before it workers start and rules compile
        since, before = self._first or (now, done)
        if self._silent or now - self._start < PATIENCE:
            return
        rate = (done - before) / (now - since) if now > since else 0.0
        if self._live:
            if now - self._shown >= OFTEN or done == total:
                self._shown, self._drawn = now, True
                line = f" {_bar(done / total)}  {self._state(done, total, failed, rate)}"
                width = shutil.get_terminal_size().columns - 1
                self._out.write(f"\r{line[:width]}\x1b[K")
                self._out.flush()
        elif done > self._last and (now - self._shown > EVERY or (done - self._last) / total >= PART or done == total):
            if now - self._shown < PATIENCE and done < total:
                return
            self._shown, self._last = now, done
            print(self._state(done, total, failed, rate), file=self._out, flush=True)

    def close(self) -> None:
        """Leave no half line behind."""
        self._wipe()

    def _wipe(self) -> None:
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._drawn = False

    def _state(self, done: int, total: int, failed: int, rate: float) -> str:
        t = self._t
        parts = [f"{done:,}/{total:,}", f"{done / total:.0%}".replace("%", " %")]
        if rate > 0:
            fast = f"{rate:.0f} {t['rate']}" if rate >= 10 else f"{rate:.1f} {t['rate']}"
            if rate < 0.1:
                fast = f"{60 * rate:.2g} {t['runs']}/{t['minute']}"
            parts += [fast, t["left"].format(time=clock((total - done) / rate))]
        if failed:
            parts.append(t["failed"].format(n=failed))
        return "   ".join(parts)


def _bar(share: float, width: int = 20) -> str:
    full = int(share * width)
    return "█" * full + "░" * (width - full)


def clock(seconds: float) -> str:
    """A duration as people read it off a clock: 04:57, 1:02:03, 3 days 02 h."""
    s = round(seconds)
    if s < 3600:
        return f"{s // 60:02d}:{s % 60:02d}"
    if s < 48 * 3600:
        return f"{s // 3600}:{s % 3600 // 60:02d}:{s % 60:02d}"
    return f"{s // 86400} d {s % 86400 // 3600:02d} h"


def about(seconds: float) -> str:
    """A duration that is not known to the second: 40 s, 21 min, 37 hours, 12 days."""
    for least, unit, name in ((3 * 86400, 86400, "days"), (5400, 3600, "hours"), (90, 60, "min")):
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.2g} s"


def size(number: float) -> str:
    """Bytes as people say them: 800 KB, 4.2 MB, 9 GB."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if number >= unit:
            return f"{number / unit:.2g} {name}" if number < 10 * unit else f"{number / unit:.0f} {name}"
    return f"{number:.0f} bytes"
