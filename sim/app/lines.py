"""The lines beside the town, as Plotly figures: a measure with the policy, and without it under the same luck."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.offline import get_plotlyjs

from sim.measures import Measure

WITH, WITHOUT = "#0072b2", "#b34700"
"""Okabe and Ito's blue, and their vermilion made dark enough to be read on white."""
SPAN = 10.0
"""Points of 100 that an axis shows at the least, so that noise does not look like news."""
POINTS = 100.0


def library() -> str:
    """plotly.js as the installed package brings it."""
    return str(get_plotlyjs())


def in_points(measure: Measure, values: NDArray[np.float64]) -> list[float | None]:
    """A measure's values as they are shown, shares in points of 100; None where it is not defined."""
    factor = POINTS if measure.unit == "share" else 1.0
    return [None if np.isnan(value) else round(factor * float(value), 2) for value in values]


def lines(measure: Measure, ours: NDArray[np.float64], base: NDArray[np.float64], start: int = 0) -> dict[str, Any]:
    """The figure of one measure, as plain data for Plotly; its axes are those of the whole run.

    Args:
        measure: what is drawn.
        ours, base: (months + 1,) its values with and without the policy.
        start: month after which the policy begins; marked where it is not the first.
    """
    months = list(range(len(ours)))
    figure = go.Figure(
        [
            go.Scatter(x=months, y=in_points(measure, base), mode="lines",
                       line={"color": WITHOUT, "width": 2.5, "dash": "dash"}),
            go.Scatter(x=months, y=in_points(measure, ours), mode="lines", line={"color": WITH, "width": 4}),
            go.Scatter(x=[0], y=in_points(measure, ours[:1]), mode="markers", cliponaxis=False,
                       marker={"color": WITH, "size": 13, "line": {"color": "#fff", "width": 2}}),
        ]
    )  # fmt: skip
    last = len(ours) - 1
    step = 12 * max(1, round(last / 60))
    figure.update_layout(
        showlegend=False, paper_bgcolor="#fff", plot_bgcolor="#fff", template="none", autosize=True,
        margin={"l": 52, "r": 14, "t": 8, "b": 30}, font={"family": "system-ui, 'Segoe UI', Helvetica, Arial"},
        xaxis={"range": [0, last * 1.015], "tickvals": list(range(0, last + 1, step)), "gridcolor": "#e4e4e4",
               "ticktext": [f"{month // 12}" for month in range(0, last + 1, step)], "zeroline": False,
               "fixedrange": True},
        yaxis={"range": _range(measure, np.concatenate([ours, base])), "gridcolor": "#e4e4e4", "nticks": 5,
               "zeroline": False, "fixedrange": True},
    )  # fmt: skip
    if start > 0:
        figure.add_vline(x=start, line={"color": "#555", "width": 2, "dash": "dot"})
    plain: dict[str, Any] = json.loads(figure.to_json())
    return plain


def _range(measure: Measure, values: NDArray[np.float64]) -> list[float]:
    """From a little below the least to a little above the greatest, and within what is possible for the measure."""
    known = [value for value in in_points(measure, values) if value is not None] or [0.0]
    least, greatest = min(known), max(known)
    factor = POINTS if measure.unit == "share" else 1.0
    span = max(1.16 * (greatest - least), SPAN if measure.unit == "share" else 0.0, 1e-6 * factor)
    low = (least + greatest - span) / 2.0
    if measure.low is not None and low < factor * measure.low <= least:
        low = factor * measure.low
    high = low + span
    if measure.high is not None and high > factor * measure.high >= greatest:
        low, high = factor * measure.high - span, factor * measure.high
    room = 0.03 * span  # for the line's own width
    return [round(low - room, 3), round(high + room, 3)]
