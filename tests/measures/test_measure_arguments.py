"""Bad arguments of measures: every one is refused, by name, with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.measures import checks
from sim.measures.affect import affective_index, effective_parties, pedersen, weighted_spread
from sim.measures.inequality import dissimilarity, equal_treatment, exclusion, gini, theil
from sim.measures.networks import assortativity, attribute_assortativity, economic_connectedness
from sim.measures.opinion import congruence, esteban_ray, flache_macy, van_der_eijk
from sim.measures.roles import authority_gap, erlang_c, overload, role_conflict

TIES = [(0, 1), (1, 2), (0, 3)]

GOOD: dict[Callable[..., Any], dict[str, Any]] = {
    gini: {"x": [1.0, 2.0, 3.0]},
    theil: {"x": [1.0, 2.0, 3.0], "groups": [1, 1, 2]},
    dissimilarity: {"a": [0.5, 0.5], "b": [0.1, 0.9]},
    equal_treatment: {"treatment": [0.1, 0.2, 0.9], "need": [0.1, 0.2, 0.9], "groups": ["a", "b", "a"]},
    exclusion: {"deprivations": [[1, 1, 0], [0, 0, 0]]},
    congruence: {"citizens": [0.1, 0.2], "authority": [0.5]},
    flache_macy: {"x": [0.1, 0.2, 0.7]},
    esteban_ray: {"y": [0.1, 0.9], "share": [0.5, 0.5]},
    van_der_eijk: {"counts": [1, 2, 3]},
    weighted_spread: {"likes": [[1, 9], [2, 8]], "share": [0.5, 0.5]},
    affective_index: {"likes": [[9, 1], [2, 8]], "share": [0.5, 0.5]},
    pedersen: {"before": [0.5, 0.5], "after": [0.1, 0.9]},
    effective_parties: {"share": [0.5, 0.5]},
    assortativity: {"values": [0.1, 0.2, 0.3, 0.4], "edges": TIES},
    attribute_assortativity: {"labels": ["a", "a", "b", "b"], "edges": TIES},
    economic_connectedness: {"high": [True, False, True, False], "edges": TIES},
    role_conflict: {"expectations": [0.1, 0.9], "weights": [0.5, 0.5]},
    authority_gap: {"responsibility": [0.5, 0.5], "authority": [0.1, 0.9]},
    overload: {"offered": [5, 6], "capacity": [6, 6]},
}

TWO_DIMENSIONAL = {"deprivations", "likes", "edges"}
LABELS = {"groups", "labels"}
SHARES = {"a", "b", "share", "before", "after", "responsibility", "authority"}
UP_TO_1 = {"treatment", "citizens", "y", "expectations"}
ANY_SIGN = {"need", "values"} | LABELS

ARGUMENTS = [(measure, name) for measure, good in GOOD.items() for name in good]
IDS = [f"{measure.__name__}-{name}" for measure, name in ARGUMENTS]


def spoilt(good: Any, value: Any) -> Any:
    """The same argument with its last element replaced."""
    array = np.array(good, dtype=object)
    array.reshape(-1)[-1] = value
    return array.tolist()


def refused(measure: Callable[..., Any], name: str, value: Any, match: str = "") -> None:
    with pytest.raises(ValueError, match=rf"^{name}\b.*{match}"):
        measure(**(GOOD[measure] | {name: value}))


@pytest.mark.parametrize("measure", GOOD, ids=lambda measure: measure.__name__)
def test_the_examples_are_good_and_stay_as_they_are(measure: Callable[..., Any]) -> None:
    arrays = {name: np.array(value) for name, value in GOOD[measure].items()}
    for array in arrays.values():
        array.flags.writeable = False
    assert measure(**arrays) == measure(**GOOD[measure])
    assert measure(**{name: tuple(value) for name, value in GOOD[measure].items()}) == measure(**arrays)


@pytest.mark.parametrize(("measure", "name"), ARGUMENTS, ids=IDS)
def test_bad_arguments_are_refused_by_name(measure: Callable[..., Any], name: str) -> None:
    good = GOOD[measure][name]
    refused(measure, name, [], "empty")
    refused(measure, name, np.empty((0, 2)), "empty")
    refused(measure, name, 0.5, "shape")
    if measure is not theil or name != "groups":  # may be left out
        refused(measure, name, None, "shape|empty")
    refused(measure, name, np.zeros((2, 2, 2)), "shape")
    refused(measure, name, [good, good], "shape")
    refused(measure, name, [[0.1, 0.2], [0.3]], "shape|labels")
    refused(measure, name, spoilt(good, None))
    refused(measure, name, spoilt(good, float("nan")))
    refused(measure, name, spoilt(good, float("inf")))
    refused(measure, name, np.ma.masked_greater(np.ma.ones(np.shape(good)), 0.5), "masked")
    if name not in TWO_DIMENSIONAL:
        refused(measure, name, np.array(good).reshape(1, -1), "shape")
        refused(measure, name, np.array(good).reshape(-1, 1), "shape")
    if name not in LABELS:
        refused(measure, name, spoilt(good, "much"))
        refused(measure, name, np.array(good, dtype=str), "numbers")
        refused(measure, name, np.array(good, dtype=complex), "numbers")
        refused(measure, name, np.array(good, dtype=float).astype("datetime64[s]"), "numbers")
    if name not in ANY_SIGN:
        refused(measure, name, spoilt(good, -1))
        refused(measure, name, spoilt(good, -1e-9))
    if name in UP_TO_1:
        refused(measure, name, spoilt(good, 1.001), "between 0 and 1")


@pytest.mark.parametrize(("measure", "name"), ARGUMENTS, ids=IDS)
def test_lengths_must_fit(measure: Callable[..., Any], name: str) -> None:
    good = GOOD[measure]
    alone = len(good) == 1 or measure is congruence or name in TWO_DIMENSIONAL
    if alone or "edges" in good:
        return
    longer = [*(np.array(good[name]) * 0.5).tolist(), 0.5] if name not in LABELS else [*good[name], good[name][0]]
    with pytest.raises(ValueError, match=r"must be as long as|square"):
        measure(**(good | {name: longer}))


@pytest.mark.parametrize(
    ("measure", "name"),
    [(measure, name) for measure, name in ARGUMENTS if name in SHARES and measure is not congruence],
)
def test_shares_must_sum_to_1(measure: Callable[..., Any], name: str) -> None:
    refused(measure, name, [0.5, 0.499], "sum to 1 .*1e-06.* 0.999")
    refused(measure, name, [50, 50], "sum to 1")
    refused(measure, name, [0.0, 0.0], "sum to 1")
    close = np.array([0.5, 0.5000004])
    assert measure(**(GOOD[measure] | {name: close})) == measure(**(GOOD[measure] | {name: close / close.sum()}))


@pytest.mark.parametrize(
    ("measure", "arguments", "message"),
    [
        (gini, {"x": [0, 0, 0]}, "x has only zeros"),
        (gini, {"x": [2], "corrected": True}, "x must have two"),
        (gini, {"x": [1, 2, -0.5]}, r"x must be 0 or more, but x\[2\] is -0.5"),
        (theil, {"x": [0, 0], "groups": [1, 2]}, "x has only zeros"),
        (flache_macy, {"x": [0.5]}, "x must have two"),
        (van_der_eijk, {"counts": [1, 2]}, "counts must have 3"),
        (van_der_eijk, {"counts": [0, 0, 0]}, "counts has only zeros"),
        (weighted_spread, {"likes": [[1], [2]], "share": [1]}, "share must have at least 2"),
        (weighted_spread, {"likes": [[1, 11]], "share": [0.5, 0.5]}, r"likes must be between 0 and 10, but"),
        (affective_index, {"likes": [[1, 2]], "share": [0.5, 0.5]}, "likes must be square"),
        (affective_index, {"likes": [[9, 1], [2, 8]], "share": [1, 0]}, "share gives one party all votes"),
        (esteban_ray, {"y": [0, 1], "share": [0.5, 0.5], "alpha": 0}, "alpha must be above 0 and at most 1.6"),
        (esteban_ray, {"y": [0, 1], "share": [0.5, 0.5], "alpha": 1.7}, "alpha"),
        (esteban_ray, {"y": [0, 1], "share": [0.5, 0.5], "alpha": float("nan")}, "alpha"),
        (esteban_ray, {"y": [0, 1], "share": [0.5, 0.5], "alpha": "much"}, "alpha"),
        (exclusion, {"deprivations": [[1, 0]], "cutoff": 0}, "cutoff must be a whole number from 1 to 2, not 0"),
        (exclusion, {"deprivations": [[1, 0]], "cutoff": 3}, "cutoff"),
        (exclusion, {"deprivations": [[1, 0]], "cutoff": 1.5}, "cutoff"),
        (exclusion, {"deprivations": [[1, 0]], "cutoff": True}, "cutoff"),
        (exclusion, {"deprivations": [[1, 0.5]]}, r"deprivations must be yes or no .* deprivations\[0, 1\] is 0.5"),
        (equal_treatment, GOOD[equal_treatment] | {"bins": 0}, "bins must be a whole number of 1 or more"),
        (equal_treatment, GOOD[equal_treatment] | {"bins": 2.5}, "bins"),
        (economic_connectedness, {"high": [1, 1, 1, 1], "edges": TIES}, "high must hold .* all are high"),
        (economic_connectedness, {"high": [0, 0, 0, 0], "edges": TIES}, "high must hold .* all are low"),
        (economic_connectedness, {"high": [1, 1, 0], "edges": [(0, 1)]}, "edges has no tie of a person of low status"),
        (assortativity, {"values": [1, 2], "edges": [(0, 2)]}, r"row numbers from 0 to 1, but edges\[0, 1\] is 2"),
        (assortativity, {"values": [1, 2], "edges": [(0, -1)]}, r"edges\[0, 1\] is -1"),
        (assortativity, {"values": [1, 2], "edges": [(0.0, 1.0)]}, "edges must be row numbers"),
        (assortativity, {"values": [1, 2], "edges": [(False, True)]}, "edges must be row numbers"),
        (assortativity, {"values": [1, 2, 3], "edges": [(0, 1, 2), (1, 2, 0)]}, r"edges must .* edges\.T"),
        (assortativity, {"values": [1, 2, 3], "edges": [(0, 1, 2)]}, r"edges must have the shape \(m, 2\)"),
        (overload, {"offered": [1, 2], "capacity": [1, 0]}, "capacity must be above 0"),
        (role_conflict, {"expectations": [0, 1], "weights": [0, 0]}, "weights has only zeros"),
        (erlang_c, {"load": -1, "servers": 2}, "load must be 0 or more"),
        (erlang_c, {"load": float("inf"), "servers": 2}, "load must be a finite"),
        (erlang_c, {"load": [1], "servers": 2}, "load must be a number"),
        (erlang_c, {"load": 1, "servers": 0}, "servers must be a whole number"),
        (erlang_c, {"load": 1, "servers": 1.5}, "servers must be a whole number"),
    ],
)  # fmt: skip
def test_messages(measure: Callable[..., Any], arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure(**arguments)


# --- what else may be given -------------------------------------------------------------------------------------------


def test_columns_of_a_data_frame_are_fine() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "g": ["a", "b", "b"], "k": pd.Categorical(["a", "b", "b"])})
    expected = theil([1, 2, 3], [1, 2, 2])
    assert theil(frame["x"], frame["g"]) == theil(frame["x"], frame["k"]) == expected
    assert theil(pd.Series([1, 2, 3], dtype="Int64"), frame["g"].astype("string")) == expected
    with pytest.raises(ValueError, match=r"^x\b"):
        gini(pd.Series([1, None, 3], dtype="Int64"))
    with pytest.raises(ValueError, match=r"^groups must be labels"):
        theil(frame["x"], pd.Series(["a", None, "b"], dtype="string"))


@pytest.mark.parametrize(
    "labels",
    [
        [7, 7, -3, 7],
        np.array([7, 7, -3, 7], dtype=np.int8),
        np.array([200, 200, 1, 200], dtype=np.uint8),
        np.array([2**64 - 1, 2**64 - 1, 2**64 - 9, 2**64 - 1], dtype=np.uint64),
        np.array([2**62, 2**62, -(2**62), 2**62]),
        [0.5, 0.5, -0.5, 0.5],
        [True, True, False, True],
        ["ø", "ø", "å", "ø"],
        ["1", "1", 1, "1"],
        np.array(["b", "b", "a", "b"]),
    ],
    ids=str,
)
def test_labels_of_any_kind(labels: Any) -> None:
    codes, count = checks.labels("groups", labels)
    assert count == 2
    assert codes[0] == codes[1] == codes[3] != codes[2]
    assert sorted(set(codes.tolist())) == [0, 1]


@pytest.mark.parametrize(
    "labels",
    [
        ["a", float("nan")],
        ["a", None],
        ["a", float("-inf")],
        [1.0, float("nan")],
        [[1], [2, 3]],
        np.array(["NaT", "2020"], "datetime64[D]"),
    ],
    ids=str,
)
def test_missing_labels_are_no_group_of_their_own(labels: Any) -> None:
    with pytest.raises(ValueError, match=r"^groups must be labels"):
        checks.labels("groups", labels)
