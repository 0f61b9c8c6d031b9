"""The machine that a figure was measured on, in words."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import sim

NAMED = ("numpy", "numba", "llvmlite", "mesa", "pandas", "pyarrow")


def memory_free() -> int | None:
    """Bytes of memory that can be had without swapping; None where the system does not say."""
    return _memory("MemAvailable")


def peak_memory() -> int | None:
    """Bytes that this process took at its peak; None where the system does not say.

    Linux is asked for the peak of this program's own memory: `resource` would also count what the process that started
    it had taken.
    """
    if sys.platform == "linux":
        return _memory("VmHWM", "/proc/self/status")
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _memory(what: str, where: str = "/proc/meminfo") -> int | None:
    try:
        lines = Path(where).read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), None)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


def _family() -> str:
    """Which processor exactly, where the system says: a model name is often that of a whole line of them."""
    wanted = ("cpu family", "model", "stepping")
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    except OSError:
        return ""
    known = {line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in lines}
    return ", ".join(f"{name} {known[name]}" for name in wanted if name in known)


def _gcc() -> str:
    try:
        asked = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return asked.stdout.splitlines()[0]


def _busy() -> str:
    """How many programs waited for a processor lately, where the system says; 0 is an idle machine."""
    try:
        return f"{os.getloadavg()[0]:.1f}"
    except (OSError, AttributeError):
        return "unknown"


def described(command: str) -> list[tuple[str, str]]:
    """What is worth knowing about this machine, to be called before it is put to work."""
    total = _memory("MemTotal")
    return [
        ("command", f"`{command}`"),
        ("date", f"{datetime.now(UTC):%Y-%m-%d}"),
        ("processor", f"{_processor()}, {platform.machine()}" + (f" ({family})" if (family := _family()) else "")),
        ("processors", str(os.cpu_count())),
        ("memory", "unknown" if total is None else f"{total / 1e9:.0f} GB"),
        ("system", f"{platform.system()} {platform.release().partition('-')[0]}"),
        ("load before the start", _busy()),
        ("Python", f"{platform.python_implementation()} {sys.version.split()[0]}"),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in NAMED)),
        ("C compiler", _gcc()),
        ("samspil", sim.__version__),
    ]
