"""Libraries that analyses need and a simulation doesn't: loaded here, and asked for by name where they are missing."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

EXTRA = 'pip install "samspil[explore]"'


class AnalysisError(Exception):
    """Something stands in the way of an analysis.

    Attributes:
        headline: what happened.
        advice: what to do, a line each.
        danish: what happened, in Danish, where it may stand on a page.
    """

    def __init__(self, headline: str, advice: Sequence[str] = (), danish: str = "") -> None:
        super().__init__(headline)
        self.headline, self.advice, self.danish = headline, list(advice), danish or headline

    def said(self, language: str) -> str:
        """What happened, in "en" or "da"."""
        return self.danish if language == "da" else self.headline


def need(module: str) -> Any:
    """A module of the extra `explore`.

    EMA workbench warns of optional libraries that it can do without; that is of no use to anybody here.

    Raises:
        AnalysisError: if it is not installed, with the command that installs it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ImportWarning)
            warnings.filterwarnings("ignore", message=".*(ipyparallel|altair|netlogo|mpi4py).*")
            return import_module(module)
    except ModuleNotFoundError as error:
        wanted = str(error.name).partition(".")[0]
        raise AnalysisError(
            f"this analysis needs {wanted}, which is not installed",
            [EXTRA],
            f"analysen kræver {wanted}, som ikke er installeret",
        ) from error


@contextmanager
def old_ways() -> Iterator[None]:
    """While a library works: EMA workbench calls pandas in ways that pandas means to drop. Its results are right."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield
