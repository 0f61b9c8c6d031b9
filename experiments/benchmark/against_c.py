"""The network pass against the same loop in C, compiled with `gcc -O3 -march=native`, with the same random numbers.

python experiments/benchmark/against_c.py [CITIZENS [TIMES]]        default 100000 15
"""

from __future__ import annotations

import ctypes
import inspect
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from references import seconds
from settled import RULES, on_threads, settled
from tables import Part, number

from sim.blocks import Blocks
from sim.processes import influence
from sim.state import State

HERE = Path(__file__).parent
FLAGS = ("-O3", "-march=native")
AHEAD = 32
"""Neighbours ahead that C asks memory for, in the variant that does."""

COLUMNS = {
    "offsets": np.int64, "neighbours": np.int32, "met": np.int32, "visible": np.int16, "uid": np.int32,
    "voice": np.uint8, "positions": np.float32, "leanings": np.float32, "open_minded": np.float32,
    "near_trust": np.float32, "near_social": np.float32, "near_volunteering": np.float32, "near_habit": np.float32,
    "near_attendance": np.float32, "facilitation": np.float32,
}  # fmt: skip
"""Arguments of `_meet` that are arrays, in the order of meet.c, and what meet.c takes them for."""

WRITTEN = ("positions", "near_trust", "near_social", "near_volunteering", "near_habit", "near_attendance")


class _Rules(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_double)
        for name in ("meetings", "pull", "anchor", "wavering", "tolerance", "openness", "facilitation")
    )


class _Overheard:
    """A state that notes what the step gives the network pass."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.given: Sequence[Any] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def run(self, work: Any, *columns: Any) -> None:
        if work is influence._meet:
            self.given = columns
        self._state.run(work, *columns)


def arguments(state: State) -> dict[str, Any]:
    """What the step of `influence` gives its kernel `_meet`, by name; a month of it has passed then."""
    overheard = _Overheard(state)
    influence.step.plain(overheard, RULES["influence"])
    names = list(inspect.signature(influence._meet.kernel.py_func).parameters)[3:]
    return dict(zip(names, overheard.given, strict=True))


def compiled(folder: Path, ahead: int = 0) -> ctypes.CDLL:
    """meet.c as a library.

    Raises:
        FileNotFoundError: there is no gcc.
        subprocess.CalledProcessError: it does not compile.
    """
    gcc = shutil.which("gcc")
    if gcc is None:
        raise FileNotFoundError("gcc")
    made = folder / f"meet{ahead}.so"
    asked = [gcc, *FLAGS, f"-DAHEAD={ahead}", "-shared", "-fPIC", "-o", str(made), str(HERE / "meet.c"), "-lm"]
    subprocess.run(asked, check=True)  # noqa: S603
    library = ctypes.CDLL(str(made))
    library.meet.restype = None
    return library


def in_c(library: ctypes.CDLL, given: dict[str, Any], blocks: Blocks, ahead: int = 0) -> Callable[..., None]:
    """The network pass in C, to be called as the kernel is.

    Raises:
        TypeError: if a column is of another type than meet.c was written for.
    """
    arrays = []
    for name, dtype in COLUMNS.items():
        array = given[name]
        if array.dtype != dtype or not array.flags.c_contiguous:
            raise TypeError(f"meet.c was written for {np.dtype(dtype)} in '{name}', which is {array.dtype} now")
        if name == "neighbours" and ahead:
            array = np.append(array, np.zeros(ahead, dtype))  # what is asked for ahead of the last one
        arrays.append(array)
    k, now = given["k"], given["now"]
    rules = _Rules(*(getattr(k, name) for name, _ in _Rules._fields_))
    sums = given["sums"]
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (blocks.edge, blocks.home, *arrays)]
    rest = (
        ctypes.c_double(given["pace"]), ctypes.c_uint64(int(now.seed)), ctypes.c_int64(now.month),
        ctypes.c_int64(influence.OPINION), ctypes.byref(rules), ctypes.c_void_p(sums.ctypes.data),
    )  # fmt: skip

    def work(first: int, last: int, *_: Any) -> None:
        library.meet(ctypes.c_int64(first), ctypes.c_int64(last), *pointers, *rest)

    work.keeps = arrays  # type: ignore[attr-defined]
    return work


def agreement(state: State, given: dict[str, Any], work: Callable[..., None]) -> tuple[float, float]:
    """Run both from the same state: the share of numbers that have the same bits, and the largest difference."""
    before = {name: given[name].copy() for name in WRITTEN}

    def after(run: Callable[..., None]) -> dict[str, Any]:
        for name in WRITTEN:
            given[name][...] = before[name]
        state.run(run, *given.values())
        return {name: given[name].copy() for name in WRITTEN}

    ours, theirs = after(influence._meet), after(work)
    same = np.concatenate([(ours[name] == theirs[name]).ravel() for name in WRITTEN])
    gap = max(float(np.abs(ours[name] - theirs[name]).max()) for name in WRITTEN)
    return float(same.mean()), gap


def part(sizes: Sequence[int], times: int) -> Part:
    """The table: a pass of each, at every size, on one thread and two."""
    table = Part(
        "The network pass against C",
        "The loop over citizens and those they know, `_meet` in `sim/processes/influence.py`, beside the same loop in "
        f"C (`experiments/benchmark/meet.c`, `gcc {' '.join(FLAGS)}`), on the same citizens and with the same random "
        f"numbers, in turns; the least of {times}. *C, asking ahead* also asks memory for neighbours {AHEAD} places "
        "before they are needed.",
        ("citizens", "threads", "here, ns a citizen", "C, ns", "C, asking ahead, ns", "speed of C reached"),
    )
    if shutil.which("gcc") is None:
        table.notes.append("Skipped: there is no gcc on this machine.")
        return table
    same, gap = 1.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        libraries = {ahead: compiled(Path(folder), ahead) for ahead in (0, AHEAD)}
        for citizens in sizes:
            alone = settled(citizens, threads=1)
            for threads in (1, 2):
                state = on_threads(alone, threads)
                given = arguments(state)
                blocks = state.crew.blocks
                rivals = {ahead: in_c(library, given, blocks, ahead) for ahead, library in libraries.items()}
                for work in rivals.values():
                    equal, apart = agreement(state, given, work)
                    same, gap = min(same, equal), max(gap, apart)
                best = dict.fromkeys((-1, *rivals), float("inf"))
                columns = tuple(given.values())
                for _ in range(times):
                    for which, work in ((-1, influence._meet), *rivals.items()):
                        took = seconds(lambda state=state, work=work, columns=columns: state.run(work, *columns))
                        best[which] = min(best[which], took)
                ours, c, ahead = (best[which] / citizens * 1e9 for which in (-1, 0, AHEAD))
                cells = (f"{citizens:,}", str(threads), number(ours), number(c), number(ahead), f"{c / ours:.2f}")
                table.rows.append(cells)
                state.crew.close()
            del alone, state, given, rivals, columns, work
    table.notes.append(
        f"{same:.2%} of what both write have the same bits; the largest difference is {gap:.0e}. (gcc may round a "
        "product and a sum at once. The model does not, so as to give the same bits on every machine.)"
    )
    return table


def main() -> None:
    """Print the table."""
    given = [int(word) for word in sys.argv[1:]]
    citizens, times = given + [100_000, 15][len(given) :]
    print(part((citizens,), times).plain())


if __name__ == "__main__":
    main()
