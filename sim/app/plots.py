"""The figures of an analysis as plain data for Plotly, drawn by the JavaScript that stands in the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from sim.lab.analysis.boxes import Boxes
from sim.lab.analysis.names import short
from sim.lab.analysis.sentences import number
from sim.lab.analysis.study import Studied

if TYPE_CHECKING:
    import pandas as pd

FIRST, SECOND, GREY = "#0072b2", "#b34700", "#6b7480"
"""Okabe and Ito's blue, their vermilion made dark enough to be read on white, and what luck is drawn in."""
MOST = 14
"""Factors in a figure, at most; the table has all."""
CURVES = 6
ROW = 26

Figure = dict[str, Any]


def indices(table: pd.DataFrame, names: tuple[str, str]) -> Figure:
    """Sobol indices: total as bars, first-order as points, each with its interval."""
    top = _top(table, "ST")
    keys = _keys(top["factor"])
    figure = go.Figure([
        go.Bar(x=top["ST"], y=keys, orientation="h", name=names[0], marker={"color": FIRST, "opacity": 0.55},
               error_x=_error(top, "ST", FIRST)),
        go.Scatter(x=top["S1"], y=keys, mode="markers", name=names[1], error_x=_error(top, "S1", SECOND),
                   marker={"color": SECOND, "symbol": "square", "size": 8}),
    ])  # fmt: skip
    return _plain(figure, len(top), legend=True)


def sizes(table: pd.DataFrame, column: str, floor: float = 0.0) -> Figure:
    """One number a factor as bars with intervals, and a line at what luck alone would give."""
    top = _top(table, column)
    bars = go.Bar(x=top[column], y=_keys(top["factor"]), orientation="h", marker={"color": FIRST, "opacity": 0.55},
                  error_x=_error(top, column, FIRST))  # fmt: skip
    figure = go.Figure([bars])
    if floor > 0.0:
        figure.add_vline(x=floor, line={"color": GREY, "dash": "dash", "width": 2})
    return _plain(figure, len(top))


def curves(table: pd.DataFrame, order: Sequence[str]) -> Figure:
    """What the surrogate predicts as one factor crosses its range, for those that move it most."""
    styles = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
    colours = (FIRST, SECOND, "#007a5e", "#8f3a84", "#6d5a00", GREY)
    figure = go.Figure()
    for n, key in enumerate(order[:CURVES]):
        mine = table[table["factor"] == key]
        figure.add_trace(go.Scatter(x=mine["at"], y=mine["mean"], mode="lines", name=short(key),
                                    line={"color": colours[n], "dash": styles[n], "width": 2.5}))  # fmt: skip
    figure.update_xaxes(tickvals=[0, 0.5, 1], range=[0, 1])
    return _plain(figure, 11, legend=True)


def ranges(found: Boxes, at: int, spans: dict[str, tuple[float, float]], language: str) -> Figure:
    """A box: the part of each restricted factor's range that it holds, with the whole range as its ground."""
    figure, keys = go.Figure(), []
    for limit in found.boxes[at].limits:
        if limit.factor not in spans:
            continue
        low, high = spans[limit.factor]
        ends = (low if limit.low is None else limit.low, high if limit.high is None else limit.high)
        places = [(end - low) / ((high - low) or 1.0) for end in ends]
        key = short(limit.factor)
        keys.append(key)
        figure.add_trace(go.Scatter(x=[0, 1], y=[key, key], mode="lines", line={"color": "#d9dde1", "width": 12},
                                    hoverinfo="skip"))  # fmt: skip
        figure.add_trace(go.Scatter(x=places, y=[key, key], mode="lines+text", line={"color": FIRST, "width": 12},
                                    text=[f"{number(end, language)}<br> " for end in ends], cliponaxis=False,
                                    textposition=["top right", "top left"]))  # fmt: skip
    figure.update_xaxes(tickvals=[0, 1], range=[-0.05, 1.05])
    return _plain(figure, 1.8 * len(keys), keys=keys)


def levels(table: pd.DataFrame, factor: str) -> Figure:
    """The mean of a measure at each value of a factor."""
    mine = table[table["factor"] == factor]
    words = mine["value"].map(lambda value: isinstance(value, str)).any()
    x = [str(value) for value in mine["value"]] if words else list(mine["value"])
    error = {"type": "data", "symmetric": True, "array": _list(mine["hi"] - mine["mean"]), "color": FIRST}
    figure = go.Figure([go.Scatter(x=x, y=mine["mean"], mode="markers" if words else "lines+markers", error_y=error,
                                   marker={"color": FIRST, "size": 9}, line={"color": FIRST})])  # fmt: skip
    return _plain(figure, 9)


def seeds(table: pd.DataFrame) -> Figure:
    """The mean over all settings and its interval, as seeds are added."""
    x = [int(n) for n in table["seeds"]]
    figure = go.Figure([
        go.Scatter(x=[*x, *x[::-1]], y=[*_list(table["hi"]), *_list(table["lo"])[::-1]], fill="toself", mode="lines",
                   line={"width": 0}, fillcolor="rgba(0,114,178,0.2)", hoverinfo="skip"),
        go.Scatter(x=x, y=table["mean"], mode="lines+markers", line={"color": FIRST}),
    ])  # fmt: skip
    figure.update_xaxes(dtick=max(1, round(len(x) / 10)))
    return _plain(figure, 9)


def curved(made: Studied) -> list[str]:
    """The columns whose curves are drawn, those that move the surrogate most first."""
    return [] if made.surrogate is None else [str(key) for key in made.surrogate.table["factor"][:CURVES]]


def _top(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.sort_values(column, ascending=False).head(MOST).iloc[::-1]


def _keys(factors: Any) -> list[str]:
    return [short(str(key)) for key in factors]


def _list(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _error(table: pd.DataFrame, column: str, colour: str) -> dict[str, Any]:
    high, low = table[f"{column}_hi"] - table[column], table[column] - table[f"{column}_lo"]
    return {"type": "data", "symmetric": False, "array": _list(high), "arrayminus": _list(low), "color": colour,
            "thickness": 1.5}  # fmt: skip


def _plain(figure: go.Figure, rows: float, legend: bool = False, keys: Sequence[str] | None = None) -> Figure:
    """The figure as plain data, in the dress of the house."""
    figure.update_layout(
        showlegend=legend, paper_bgcolor="#fff", plot_bgcolor="#fff", template="none", autosize=True, dragmode=False,
        margin={"l": 8, "r": 14, "t": 8 if not legend else 34, "b": 34}, height=int(70 + ROW * max(rows, 2)),
        font={"family": "system-ui, 'Segoe UI', Helvetica, Arial", "size": 12},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )  # fmt: skip
    figure.update_xaxes(gridcolor="#e4e4e4", zerolinecolor=GREY, fixedrange=True, automargin=True)
    figure.update_yaxes(gridcolor="#f0f0f0", zeroline=False, fixedrange=True, automargin=True, ticksuffix=" ")
    if keys is not None:
        figure.update_yaxes(categoryorder="array", categoryarray=list(keys)[::-1], range=[-0.5, len(keys) - 0.2])
    plain: Figure = json.loads(figure.to_json())
    return plain
