"""How a step of the month runs: in Python, calling kernel after kernel, or compiled whole, in one call.

A step names columns and calls kernels; arithmetic is the kernels' alone, so both ways give the same bits. Where a crew
of threads shares out the blocks, Python goes through the step and waits for each kernel. Where one thread lives the
month alone, as in every run of a sweep, Python would take longer than a small municipality's month itself: there the
whole step is compiled, and reads from the state no more than where its columns lie; and steps that follow one another
are gone through in one call (`Course`).

What numba has to be told of states and tables for this stands in `sim.addresses`.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial, update_wrapper
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from sim.addresses import AddressType, group_places, group_type, rules, view
from sim.blocks import can_be_kept, compiled_before, inlined, keeping_garbage, kernel, threads_wanted

_WHOLE = """
def {name}_whole(state, k):
    step(view(state), rules(k))
    return 0
"""
"""A compiled step as it is called: with two addresses, which say where a state and the coefficients lie."""

MOST_PACKED = 64
"""Sets of coefficients that a step, called by itself, remembers."""


class OneCall:
    """A step `step(state, k)` that can run either way; see the head of this file.

    Attributes:
        plain: the step in Python.
    """

    def __init__(self, plain: Callable[[Any, Any], None]) -> None:
        update_wrapper(self, plain)
        self.plain = plain
        self._found: dict[tuple[str, type], tuple[Any, int]] = {}
        self._alone: dict[int, Course] = {}

    def __call__(self, state: Any, k: Any) -> None:
        """One month of a state (a `sim.state.State`) with `k`, a NamedTuple of numbers or of arrays."""
        if not state.whole:
            self.plain(state, k)
            return
        alone = self._alone.get(id(k))
        if alone is None:
            if len(self._alone) >= MOST_PACKED:
                self._alone.clear()
            alone = self._alone[id(k)] = Course([(self, k)])  # which keeps k: its id is not given to another
        alone(state)

    def loaded(self, state: Any, k: Any) -> bool:
        """True if it lies compiled in this process."""
        return (state.kind.name, type(k)) in self._found

    def load(self, state: Any, k: Any) -> int:
        """Where the compiled step lies, to be called with the addresses of a state like this and of `k`."""
        found = self._found.get((state.kind.name, type(k)))
        if found is None:
            whole = self._compiled(AddressType(state.kind), AddressType(group_type(k)))
            address = whole.library.get_pointer_to_function(whole.fndesc.llvm_cfunc_wrapper_name)
            found = self._found[state.kind.name, type(k)] = (whole, address)  # it lies there as long as it is kept
        return found[1]

    def _compiled(self, *given: AddressType) -> Any:
        with keeping_garbage():
            self.whole.compile(given)
        return self.whole.overloads[given]

    @cached_property
    def whole(self) -> Any:
        """The step as a kernel of two addresses, which is compiled for each kind of state and coefficients."""
        known = {**self.plain.__globals__, "step": inlined(self.plain), "view": view, "rules": rules}
        name = self.plain.__name__  # what is kept is found again by file and name
        text = _WHOLE.format(name=name).strip()
        exec(compile(text, self.plain.__code__.co_filename, "exec"), known)  # noqa: S102  # in its file: kept with it
        return kernel(known[f"{name}_whole"], by_kernels=True, by_address=True)


class Course:
    """Steps that follow one another: in Python step by step, or where they are compiled, in one call.

    Args:
        steps: each step and its coefficients; a step is a OneCall or any function of a state and coefficients.
    """

    def __init__(self, steps: Sequence[tuple[Callable[[Any, Any], None], Any]]) -> None:
        self.steps = tuple(steps)
        self._parts: dict[str, list[tuple[Callable[[Any, Any], None], Any]]] = {}
        self._packed: list[NDArray[np.int64]] = []

    def __call__(self, state: Any) -> None:
        """One month of a state (a `sim.state.State`)."""
        for step, k in self._in(state) if state.whole else self.steps:
            step(state, k)

    def _in(self, state: Any) -> list[tuple[Callable[[Any, Any], None], Any]]:
        """The steps for such a state: compiled ones next to one another stand as one."""
        parts = self._parts.get(state.kind.name)
        if parts is None:
            parts = []
            for compiled, together in groupby(self.steps, lambda each: isinstance(each[0], OneCall)):
                among = list(together)
                parts += [(_live, self._places(state, among))] if compiled else among
            self._parts[state.kind.name] = parts
        return parts

    def _places(self, state: Any, steps: list[tuple[Any, Any]]) -> NDArray[np.int64]:
        """(n, 2): where each compiled step lies, and where its coefficients."""
        kept = [group_places(k) for _, k in steps]
        self._packed += kept
        pairs = [(step.load(state, k), numbers.ctypes.data) for (step, k), numbers in zip(steps, kept, strict=True)]
        return np.array(pairs, dtype=np.int64)


def _live(state: Any, steps: NDArray[np.int64]) -> None:
    _one_after_the_other(steps, state.address)


@intrinsic
def _call(_: Any, function: Any, state: Any, k: Any) -> Any:
    """Call the function that lies at an address with two numbers."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        number = context.get_value_type(types.intp)
        kind = ir.FunctionType(number, [number, number])
        return builder.call(builder.inttoptr(given[0], kind.as_pointer()), given[1:])

    return types.intp(types.intp, types.intp, types.intp), generate


@kernel
def _one_after_the_other(steps: Any, state: int) -> None:
    for s in range(steps.shape[0]):
        _call(steps[s, 0], state, steps[s, 1])


def compile_ahead(
    steps: Sequence[tuple[Any, Any]], state: Any, others: Sequence[tuple[Any, Callable[[], Any]]] = ()
) -> None:
    """Compile what no earlier run has compiled on this machine, shared out to all processors.

    Nothing more than time depends on it: what cannot be shared out is compiled when it is first called.

    Args:
        steps: steps and their coefficients; those in Python are called once, by a process with a state of its own.
        state: a state that they will be called with.
        others: kernels that Python calls, each with a function that calls it, and others with it.
    """
    whole = [(step.whole, partial(step.load, state, k)) for step, k in steps if isinstance(step, OneCall)]
    todo: list[tuple[Any, Callable[[], Any]]]
    todo = [job for job in sorted(whole, key=_length) if can_be_kept(job[0]) and not compiled_before(job[0])]
    if todo:
        todo += [(step, partial(step, state, k)) for step, k in steps if not isinstance(step, OneCall)]
    todo += [job for job in others if can_be_kept(job[0]) and not compiled_before(job[0])]
    count = min(threads_wanted(), len(todo))
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return
    fork = multiprocessing.get_context("fork")
    turn = fork.Value("i", 0)
    makers = [make for _, make in reversed(todo)]  # what takes longest first, so that all end together
    workers = [fork.Process(target=_compile, args=(makers, turn), daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _length(job: tuple[Any, Any]) -> int:
    """A guess how long it takes to compile a step: how long its file is."""
    return Path(job[0].py_func.__code__.co_filename).stat().st_size


def _compile(makers: Sequence[Callable[[], Any]], turn: Any) -> None:
    """Compile one thing after another whose turn it is, until none is left; a process of its own."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer: it ends this process, quietly
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        with turn.get_lock():
            at, turn.value = turn.value, turn.value + 1
        if at >= len(makers):
            return
        # what goes wrong here goes wrong again, and is told, where it is called
        with suppress(Exception), warnings.catch_warnings(action="ignore"):
            makers[at]()


def one_call(step: Callable[[Any, Any], None]) -> OneCall:
    """Let a step be compiled whole where one thread lives the month alone."""
    return OneCall(step)
