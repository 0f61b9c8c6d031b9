"""`samspil`: what is asked is read here and done in the file of that name. Light, so that help is there at once."""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import sim

OK, BAD_INPUT, SOME_FAILED, DIFFERS, NOT_THE_SAME_LUCK, STOPPED = 0, 2, 3, 4, 5, 130

COMMANDS = {
    "demo": "the ten-second tour, with one finding and its uncertainty",
    "run": "run one scenario:  samspil run municipality=vejle policy=open_invitation months=120",
    "compare": "what B changes for whom:  samspil compare representative_baseline open_invitation --pairs 20",
    "sweep": "many runs after a plan, kept so that nothing is lost:  samspil sweep listening=0,0.5,1 citizens=1000",
    "analyse": "what a sweep says: which factors matter, where a goal is reached:  samspil analyse out/study",
    "replay": "one run of a sweep again:  samspil replay out/study#1734",
    "verify": "are the results of a sweep what they were, and do they come again?",
    "report": "a comparison as a page to read and print:  samspil report out/first",
    "show": "one run as a page to play in class, offline:  samspil show open_invitation",
    "list": "what there is: policies, cards, measures, levers, municipalities",
    "explain": "what a lever, condition, coefficient, policy, card, process or measure means",
    "doctor": "is this installation well?",
}
LATER = ("calibrate", "validate", "web", "site")
"""Commands that are promised and not there yet."""

LISTS = ("policies", "cards", "measures", "levers", "municipalities")


ABOUT = "What happens to democracy when a welfare municipality makes its solutions together with its citizens?"


def overview() -> str:
    """What `samspil` alone and `samspil --help` say."""
    lines = [ABOUT, "A model for thinking, not a forecast.", "", "usage: samspil COMMAND ...", ""]
    lines += [f"  {name:9s} {text}" for name, text in COMMANDS.items()]
    return "\n".join([*lines, "", "samspil COMMAND --help says more of each; samspil --version, which this is."])


def grammar(command: str) -> argparse.ArgumentParser:
    """What one command may be asked."""
    p = argparse.ArgumentParser(prog=f"samspil {command}", description=COMMANDS[command], allow_abbrev=False)
    if command in ("demo", "run", "compare", "show"):
        p.add_argument("--seed", type=_seed, default=7, metavar="N", help="the run's luck (default 7)")
    if command in ("demo", "run", "compare"):
        p.add_argument("--threads", type=_threads, metavar="N", help="threads to use (default: all processors)")
    if command == "compare":
        p.add_argument("a", metavar="A", help="a policy or card: its name, or a file of a policy")
        p.add_argument("b", metavar="B", help="the policy or card to compare it with")
        p.add_argument("--pairs", type=_pairs, default=20, metavar="N", help="futures to try both in (default 20)")
    if command == "show":
        p.add_argument("name", metavar="NAME", help="a policy: its name, or a file")
        p.add_argument("--measure", action="append", default=[], metavar="ID",
                       help="a line beside trust in politicians; two at most (default: what differs most)")  # fmt: skip
        p.add_argument("--out", metavar="FILE", help="the page to write (default ./NAME.html)")
    if command in ("run", "compare", "show"):
        p.add_argument("settings", nargs="*", metavar="KEY=VALUE",
                       help="settings, see samspil explain; a FILE.yaml gives many at once")  # fmt: skip
    if command in ("run", "compare"):
        p.add_argument("--out", metavar="DIR", help="write every table and the provenance there")
        p.add_argument("--strict", action="store_true", help="an idle or unpaid lever is an error")
    if command in ("sweep", "replay", "verify"):
        from sim.cli import sweep_grammar

        sweep_grammar.add(p, command)
    if command == "report":
        p.add_argument("folder", metavar="DIR", help="a folder that samspil compare A B --out DIR wrote")
        p.add_argument("--out", metavar="FILE", help="the page to write (default DIR/report.html, or report.da.html)")
    if command == "analyse":
        p.add_argument("folder", metavar="DIR", help="a folder that samspil sweep wrote, finished or not")
        p.add_argument("--measure", action="append", default=[], metavar="ID",
                       help="what to look at, several times if need be (default: a usual handful)")  # fmt: skip
        p.add_argument("--goal", type=float, metavar="NUMBER",
                       help="the value to be reached, with one --measure (default: what a quarter of the runs reach)",
                       )  # fmt: skip
        p.add_argument("--out", metavar="FILE", help="the page to write (default DIR/report.html, or report.da.html)")
    if command == "list":
        p.add_argument("what", choices=LISTS, metavar="WHAT", help=", ".join(LISTS))
    if command in ("run", "compare", "list", "sweep", "analyse", "replay", "verify"):
        p.add_argument("--json", action="store_true", help="print JSON and nothing else")
    if command == "explain":
        p.add_argument("name", nargs="?", help="what to explain; without it, everything there is")
    if command in ("demo", "explain", "compare", "report", "show", "sweep", "analyse"):
        p.add_argument("--lang", choices=("en", "da"), default=_language(), help="en or da")
    return p


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**64:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to 2^64 - 1")
    return int(text)


def _pairs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to 10000")
    return int(text)


def _threads(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)


def _language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "da" if spoken.startswith("da") else "en"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; returns the exit code: 0 well, 2 bad input, 3 some runs failed, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows a question mark, no more
            stream.reconfigure(errors="replace")
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview())
        return OK
    if words[0] == "--version":
        print(f"samspil {sim.__version__}")
        return OK
    command = words[0]
    if command in LATER:
        return fail(f"'samspil {command}' is not there yet", ["what there is:   samspil --help"])
    if command not in COMMANDS:
        from sim.errors import nearest

        best = nearest(command, COMMANDS)
        advice = [f"did you mean  samspil {best}"] if best else []
        return fail(f"there is no command '{command}'", [*advice, "what there is:   samspil --help"])
    threads = os.environ.get("NUMBA_NUM_THREADS", "1")
    if not threads.isdecimal() or int(threads) < 1:
        return fail(
            f"NUMBA_NUM_THREADS is {threads!r}, which is not a whole number from 1",
            ["set it to a number of threads, or not at all"],
        )
    asked = grammar(command).parse_intermixed_args(words[1:])
    try:
        with _ending_well():
            done: int = _loaded(command).do(asked)
            sys.stdout.flush()
    except KeyboardInterrupt as stop:
        print(f"\nStopped. {_left_by(stop) or 'Nothing was written.'}", file=sys.stderr)
        return STOPPED
    except SystemExit as stop:
        if left := _left_by(stop):
            print(f"Stopped. {left}", file=sys.stderr)
        raise
    except BrokenPipeError:  # the reader of our output has gone, as in  samspil list levers | head
        sys.stderr.close()
        return OK
    except OSError as error:  # a full disk behind  samspil run > file
        return fail(f"the output could not be written: {error.strerror}")
    return done


def _left_by(stop: BaseException) -> str:
    """What somebody who was stopped says to have left."""
    return " ".join(getattr(stop, "__notes__", ()))


def _loaded(command: str) -> Any:
    """The module of a command. Nothing that is loaded is garbage: looking for it would take a tenth of the start."""
    gc.disable()
    try:
        return import_module(f"sim.cli.{command}")
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _ending_well() -> Iterator[None]:
    """While a command works, being told to end unwinds it, so that nothing half-written is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def fail(headline: str, advice: Sequence[str] = (), given: str = "", mark: str = "") -> int:
    """Say what is wrong and what to do, on stderr; returns the exit code.

    Args:
        headline: what happened.
        advice: what to do, a line each.
        given: the command that was given, to be shown.
        mark: the part of it to point at.
    """
    print(f"error: {headline}", file=sys.stderr)
    if given:
        print(f"       {given}", file=sys.stderr)
        if mark and mark in given:
            print(" " * (7 + given.rindex(mark)) + "^" * len(mark), file=sys.stderr)
    for line in advice:
        print(f"  {line}", file=sys.stderr)
    return BAD_INPUT


def show_json(value: Any) -> None:
    """One JSON value on stdout; what is not a number is null."""
    print(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value != value:
        return None
    return value
