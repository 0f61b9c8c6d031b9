"""A process that does one thing after the other for the head of a sweep, and ends when its head ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any


def serve(work: Any, head: Connection) -> None:
    """Do what the head asks until it hangs up.

    Args:
        work: the sweep's `Work`.
        head: sends ("do", chunk), ("alone", chunk, run), ("died", chunk, run, how), ("keep", chunk, lived), and is sent
            "ready", `Step`, `Done`, `Lived`, or the `SweepError` that stops it.
    """
    end_with_parent()
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the head's: it ends its workers
    from sim.lab.sweep.engines.work import unexpected

    try:
        head.send("ready")
        while True:
            asked, *about = head.recv()
            try:
                if asked == "do":
                    for news in work.do(*about):
                        head.send(news)
                elif asked == "keep":
                    chunk, lived = about
                    head.send(work.keep(work.rows(chunk), lived))
                else:
                    head.send(getattr(work, asked)(*about))
            except (EOFError, BrokenPipeError, ConnectionError):
                return
            except Exception as error:
                head.send(unexpected(error))
    except (EOFError, OSError):
        return  # the head has hung up


def end_with_parent() -> None:
    """End this process when the one that started it ends, even if that is killed.

    On Linux the system sees to it; everywhere a thread watches. A worker that lives on for a moment does no harm: what
    it writes has the name and the content that anybody else would write.
    """
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent.pid:  # it ended before we asked
            os._exit(1)
    sentinel: Any = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
