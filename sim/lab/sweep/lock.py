"""One sweep at a time in a folder: a lock that goes with its process, however that ends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.files import birth, host, is_alive

LOCK = "lock"


@contextmanager
def locked(folder: Path, part: str = "") -> Iterator[bool]:
    """Hold a sweep's folder, or one part of it.

    The system lets go of the lock when the process ends, however it ends; the file that stays behind then is stale and
    taken over. A part (`lock.1of4`) can be held beside other parts, and not beside the whole.

    Args:
        folder: the sweep, which is there.
        part: "1of4"; "" for the whole.

    Yields:
        True if a lock was left behind by somebody who has gone.

    Raises:
        SweepError: if somebody else is at work.
    """
    path = folder / (f"{LOCK}.{part}" if part else LOCK)
    others = [folder / LOCK] if part else sorted(folder.glob(f"{LOCK}.*"))
    for other in others:
        if (holder := _holder(other)) is not None and _at_work(other, holder):
            raise _held(folder, other, holder)
    handle = _open(folder, path)
    try:
        before = _read(handle)
        if before and _speaks_against(before, part):
            raise _held(folder, path, before)
        _write(handle)
        try:
            yield bool(before)
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _open(folder: Path, path: Path) -> int:
    """The lock's file, open and held by us."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if not _take(handle):
                raise _held(folder, path, _read(handle))
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its holder removed it while we looked: there is a new one, or none


def _take(handle: int) -> bool:
    """Take the system's lock on a file; where the system has none, what the file says must do."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def _speaks_against(before: dict[str, Any], part: str) -> bool:
    """Does what a lock says, which the system does not hold, keep us out all the same?

    On this machine its process must be alive, and be the one that wrote it. Of other machines nothing is known: the
    whole is left to its owner, a part is taken over, since two that write it do each other no harm.
    """
    if before.get("host") == host():
        pid = int(before.get("pid", 0))
        same = before.get("birth", "") in ("", birth(pid))
        return pid != os.getpid() and is_alive(pid) and same
    return not part


def _at_work(path: Path, holder: dict[str, Any]) -> bool:
    """Is the holder of another lock alive?"""
    if holder.get("host") == host():
        return _speaks_against(holder, "")
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def _holder(path: Path) -> dict[str, Any] | None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        return _read(handle)
    finally:
        os.close(handle)


def _read(handle: int) -> dict[str, Any]:
    """What a lock says; empty where it says nothing, or was cut short."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        said = json.loads(os.read(handle, 4096) or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _write(handle: int) -> None:
    said = {
        "pid": os.getpid(),
        "host": host(),
        "birth": birth(os.getpid()),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(said).encode())


def _held(folder: Path, path: Path, holder: dict[str, Any]) -> SweepError:
    who = f"process {holder.get('pid', '?')} on {holder.get('host', '?')}, since {holder.get('started', '?')}"
    here = holder.get("host", host()) == host()
    advice = [f"wait for it, or stop it:   kill {holder.get('pid', 'PID')}"] if here else [
        "that is another machine; whether it still lives cannot be told from here",
        f"if you know that it has gone:   rm {path}",
    ]  # fmt: skip
    return SweepError(f"somebody is at work on {folder}: {who}", advice)
