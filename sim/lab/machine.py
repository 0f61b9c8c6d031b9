"""The machine that a run is on: how much memory it can still give."""

from __future__ import annotations

import os
from pathlib import Path

PROC, GROUPS = Path("/proc"), Path("/sys/fs/cgroup")


def free_memory(proc: Path = PROC, groups: Path = GROUPS) -> int | None:
    """Bytes that this process may still take: what the machine has free, or its control group where that is less.

    Args:
        proc, groups: where Linux shows these.

    Returns:
        None where the system does not say.
    """
    known = [size for size in (_of_machine(proc), *_of_groups(proc, groups)) if size is not None]
    return min(known, default=None)


def _of_machine(proc: Path) -> int | None:
    for line in _read(proc / "meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    try:  # not Linux: what is free where that is said, else what there is at all
        page = os.sysconf("SC_PAGE_SIZE")
        for name in ("SC_AVPHYS_PAGES", "SC_PHYS_PAGES"):
            if name in os.sysconf_names:
                return page * os.sysconf(name)
    except (AttributeError, OSError, ValueError):
        pass
    return None


def _of_groups(proc: Path, groups: Path) -> list[int]:
    """What is left in the process's control group (version 2) and in those that it lies in."""
    left = []
    for line in _read(proc / "self" / "cgroup").splitlines():
        number, _, path = line.split(":", 2)
        if number != "0":
            continue
        own = groups / path.lstrip("/")
        for place in (own, *own.parents):
            limit, used = _read(place / "memory.max").strip(), _read(place / "memory.current").strip()
            if limit.isdecimal() and used.isdecimal():
                left.append(max(0, int(limit) - int(used) + _reclaimable(place)))
            if place == groups:
                break
    return left


def _reclaimable(place: Path) -> int:
    """Pages of files that the group would give back when it needs room."""
    for line in _read(place / "memory.stat").splitlines():
        if line.startswith("inactive_file "):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
