"""A part of the benchmark: one table, what it measures, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Part:
    """One table.

    Attributes:
        title: what is measured.
        how: in a sentence or three, what was done to measure it.
        heads: the columns.
        rows: the cells, as they are printed.
        notes: sentences below the table: what follows from it, or what was skipped, and why.
    """

    title: str
    how: str
    heads: Sequence[str] = ()
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plain(self) -> str:
        """As it is printed on a terminal."""
        lines = [self.title]
        if self.rows:
            cells = [list(self.heads), *(list(row) for row in self.rows)]
            wide = [max(len(row[at]) for row in cells) for at in range(len(self.heads))]
            for first, *others in cells:
                padded = [cell.rjust(w) for cell, w in zip(others, wide[1:], strict=True)]
                lines.append("  ".join([first.ljust(wide[0]), *padded]))
        return "\n".join([*lines, *self.notes])

    def markdown(self) -> str:
        """As it stands in docs/performance.md."""
        lines = [f"## {self.title}", "", self.how]
        if self.rows:
            lines += ["", _line(self.heads), "|---" + "|--:" * (len(self.heads) - 1) + "|"]
            lines += [_line(row) for row in self.rows]
        for note in self.notes:
            lines += ["", note]
        return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def number(value: float) -> str:
    """About three digits of a number, without powers of ten."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
