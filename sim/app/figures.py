"""The charts of a report, as SVG inside the page: they need no script, print as they are, and weigh little.

Colours are Okabe and Ito's; what colour says is said by dashes or hatching, too. Styles stand in
`report.css`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

WIDE, HIGH = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 26, 30
LABEL, BAR, TALLY = 112, 122, 106
"""Widths of the three columns of a bar chart: who, the bar, the numbers."""
ROW = 18
FLOOR = 0.1
"""Where a logarithmic axis begins: fewer than this of a thousand are not drawn."""


class Line(NamedTuple):
    """A line: points (x, y), and the band about it where there is one; what is not a number is left out."""

    style: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


class Bar(NamedTuple):
    """Shares who gain and lose, and how both are written; a head begins a new group of bars."""

    who: str
    gain: float
    lose: float
    tally: tuple[str, str]
    head: str = ""


def _sheet(width: float, height: float, says: str) -> Element:
    sheet = Element("svg", {"viewBox": f"0 0 {width:g} {height:g}", "role": "img", "aria-label": says})
    return sheet


def _write(sheet: Element, x: float, y: float, text: str, style: str = "") -> None:
    SubElement(sheet, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "class": style}).text = text


def _stroke(sheet: Element, points: Sequence[tuple[float, float]], style: str, tag: str = "polyline") -> None:
    SubElement(sheet, tag, {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points), "class": style})


def over_time(title: str, line: Line, tick: Sequence[tuple[float, str]], end: str) -> str:
    """A difference over time with its band, about zero.

    Args:
        title: what differs.
        line: the difference by month.
        tick: where the axis is marked, and with what.
        end: what stands under the last month.
    """
    sheet = _sheet(WIDE, HIGH, title)
    ends = [value for value, _ in tick]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    last = max(line.x) or 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + (WIDE - LEFT - RIGHT) * x / last, TOP + (HIGH - TOP - BOTTOM) * (high - y) / span

    _write(sheet, 0, 13, title, "title")
    for value, text in tick:
        _stroke(sheet, [at(0, value), at(last, value)], "zero" if value == 0 else "grid")
        _write(sheet, LEFT - 5, at(0, value)[1] + 4, text, "end")
    known = [n for n, y in enumerate(line.y) if not math.isnan(y)]
    banded = [n for n in known if not math.isnan(line.low[n])]
    edge = [at(line.x[n], line.high[n]) for n in banded] + [at(line.x[n], line.low[n]) for n in reversed(banded)]
    if len(banded) > 1:
        _stroke(sheet, edge, "band", "polygon")
    _stroke(sheet, [at(line.x[n], line.y[n]) for n in known], line.style)
    for n in known:
        x, y = at(line.x[n], line.y[n])
        SubElement(sheet, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "2.5", "class": f"dot {line.style}"})
    _write(sheet, LEFT, HIGH - 10, "0", "middle")
    _write(sheet, WIDE - RIGHT, HIGH - 10, end, "end")
    return tostring(sheet, encoding="unicode")


def chain(title: str, stages: Sequence[str], lines: Sequence[Line], behind: Sequence[Line]) -> str:
    """The influence chain of one fifth: of 1,000 invited, how many reach each stage; a step down is a tenth.

    Args:
        title: which fifth.
        stages: their names.
        lines: a policy each, at most 1,000.
        behind: the lines of all fifths, drawn thin behind these.
    """
    high = HIGH + 58
    sheet = _sheet(WIDE, high, title)
    decades = math.log10(1000.0 / FLOOR)
    step = (WIDE - LEFT - RIGHT - 30) / (len(stages) - 1)

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + 12 + step * x, TOP + (HIGH - TOP - BOTTOM) * math.log10(1000.0 / max(y, FLOOR)) / decades

    _write(sheet, 0, 13, title, "title")
    for value, text in ((1000, "1\u202f000"), (100, "100"), (10, "10"), (1, "1")):
        _stroke(sheet, [(LEFT, at(0, value)[1]), (WIDE - RIGHT, at(0, value)[1])], "grid")
        _write(sheet, LEFT - 5, at(0, value)[1] + 4, text, "end")
    for n, stage in enumerate(stages):
        x = at(n, FLOOR)[0]
        turned = f"translate({x + 4:.1f} {HIGH - BOTTOM + 14}) rotate(-38)"
        SubElement(sheet, "text", {"class": "end", "transform": turned}).text = stage
    for line in behind:
        _stroke(sheet, [at(x, y) for x, y in zip(line.x, line.y, strict=True) if y >= FLOOR], "behind")
    for line in lines:
        known = [n for n, y in enumerate(line.y) if y >= FLOOR]
        _stroke(sheet, [at(line.x[n], line.y[n]) for n in known], line.style)
        for n in known:
            x, y = at(line.x[n], line.y[n])
            box = {"class": f"dot {line.style}"}
            if line.style == "a":
                SubElement(sheet, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3.5", **box})
            else:
                SubElement(
                    sheet, "rect", {"x": f"{x - 3:.1f}", "y": f"{y - 3:.1f}", "width": "6", "height": "6", **box}
                )
    return tostring(sheet, encoding="unicode")


def winners(title: str, bars: Sequence[Bar], heads: tuple[str, str]) -> str:
    """Who gains, stays and loses, a bar a group, each as long as all of the group; `heads` stand over the numbers."""
    groups = sum(bool(bar.head) for bar in bars)
    sheet = _sheet(LABEL + BAR + TALLY, TOP + ROW * (len(bars) + groups), title)
    columns = (LABEL + BAR + TALLY / 2, LABEL + BAR + TALLY)
    for x, head in zip(columns, heads, strict=True):
        _write(sheet, x, 13, f"{head} %", "end")
    _write(sheet, 0, 13, title, "title")
    y = TOP
    for bar in bars:
        if bar.head:
            _write(sheet, 0, y + 13, bar.head, "head")
            y += ROW
        _write(sheet, LABEL - 6, y + 12, bar.who, "end")
        left = float(LABEL)
        for style, share in (("gain", bar.gain), ("stay", 1.0 - bar.gain - bar.lose), ("lose", bar.lose)):
            box = {"x": f"{left:.2f}", "y": f"{y + 2}", "width": f"{max(share, 0.0) * BAR:.2f}", "height": f"{ROW - 4}"}
            SubElement(sheet, "rect", {**box, "class": style})
            if style == "lose" and share > 0.0:  # hatched, so that grey print tells it from a gain
                SubElement(sheet, "rect", {**box, "fill": "url(#hatch)"})
            left += max(share, 0.0) * BAR
        for x, tally in zip(columns, bar.tally, strict=True):
            _write(sheet, x, y + 12, tally, "end")
        y += ROW
    return tostring(sheet, encoding="unicode")
