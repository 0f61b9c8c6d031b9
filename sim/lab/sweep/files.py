"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

from sim.lab.sweep.errors import StoreError

Write = Callable[[Path, bytes], None]
"""Writes a file so that it is there whole or not at all."""

_ASIDE = re.compile(r"^\..+\.([^.]+)\.(\d+)\.tmp$")


def host() -> str:
    """This machine's name, without points."""
    return socket.gethostname().partition(".")[0] or "here"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside, see it safely on disk, and give it its name.

    Two that write the same file at the same time do each other no harm: each writes aside, and the last name given
    holds. The name aside begins with a point and ends with `.tmp`, so that nobody takes it for a finished file.

    Raises:
        OSError: if that fails; nothing is left behind, and a file of that name stays as it was.
    """
    aside = path.parent / f".{path.name}.{host()}.{os.getpid()}.tmp"
    try:
        with open(aside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See the names in a folder safely on disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network file systems refuse, and keep names by themselves
    finally:
        os.close(handle)


def clear_aside(folder: Path) -> int:
    """Remove files that a process of this machine began and did not live to finish; returns how many."""
    found = 0
    if not folder.is_dir():
        return 0
    for path in folder.iterdir():
        match = _ASIDE.match(path.name)
        if match and match[1] == host() and not is_alive(int(match[2])):
            path.unlink(missing_ok=True)
            found += 1
    return found


def is_alive(pid: int) -> bool:
    """Is there a process of this number on this machine? One that has ended and is not yet buried counts as gone."""
    if pid <= 0:
        return False
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return False
    except OSError:
        pass
    if os.name != "posix":
        return True  # there, asking would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def birth(pid: int) -> str:
    """What tells a process from a later one of the same number; "" where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def cannot_keep(error: OSError, folder: Path) -> StoreError:
    """What to say where a file of a sweep could not be written."""
    import errno

    go_on = f"then go on:   samspil sweep {folder} --resume"
    kept = "everything that was complete is kept"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return StoreError(f"the disk is full: {folder}", [kept, "make room,", go_on], begun=True)
    said = error.strerror or str(error)
    return StoreError(f"{folder} could not be written: {said}", [kept, "mend that,", go_on], begun=True)
