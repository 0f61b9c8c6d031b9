"""What the measures ask of their arguments, and what they say to people where it isn't so.

Every function takes the argument's name, so that the message can name it, and gives back an array that may be counted
on: of the right shape, not empty, finite, and within its bounds. Nothing is ever mended silently.
"""

from __future__ import annotations

import math
import operator
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHARES_TOLERANCE = 1e-6
"""How far from 1 the sum of shares may be: rounding of single precision, not of a printed table."""

_SHAPES = {1: "(n,)", 2: "(rows, columns)"}


def numbers(
    name: str, x: ArrayLike, low: float = -math.inf, high: float = math.inf, dimensions: int = 1
) -> NDArray[np.float64]:
    """Finite numbers within bounds.

    Args:
        name: what the argument is called.
        x: array-like of numbers, (n,) or, with two `dimensions`, (rows, columns).
        low: smallest number allowed.
        high: largest number allowed.
        dimensions: 1 or 2.

    Returns:
        The numbers in double precision; `x` itself where it is such an array, so never to be written to.

    Raises:
        ValueError: it is empty, of another shape, not numbers, missing, infinite or out of bounds.
    """
    raw = _array(name, x, dimensions)
    if raw.dtype.kind not in "buifO":
        raise ValueError(f"{name} must be numbers, not {raw.dtype}")
    try:
        values = np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must be numbers, none of them missing: {error}") from error
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite numbers, but {_first(name, values, ~np.isfinite(values))}")
    if values.min() < low or values.max() > high:
        bounds = f"{low:g} or more" if high == math.inf else f"between {low:g} and {high:g}"
        raise ValueError(f"{name} must be {bounds}, but {_first(name, values, (values < low) | (values > high))}")
    return values


def shares(name: str, x: ArrayLike, atleast: int = 1) -> NDArray[np.float64]:
    """Shares of a whole: numbers of 0 or more that sum to 1.

    Args:
        name: what the argument is called.
        x: (g,) shares; their sum may miss 1 by SHARES_TOLERANCE.
        atleast: how many there must be.

    Returns:
        (g,) the shares divided by their sum.

    Raises:
        ValueError: as `numbers`; or they are too few, or don't sum to 1.
    """
    values = numbers(name, x, low=0.0)
    if len(values) < atleast:
        raise ValueError(f"{name} must have at least {atleast} shares, but has {len(values)}")
    total = float(values.sum())
    if abs(total - 1.0) > SHARES_TOLERANCE:
        raise ValueError(
            f"{name} must be shares that sum to 1 (to within {SHARES_TOLERANCE:g}), but they sum to {total:g}: "
            "divide them by their sum"
        )
    return values / total


def paired_shares(a_name: str, a: ArrayLike, b_name: str, b: ArrayLike) -> tuple[NDArray, NDArray]:
    """Two lists of shares over the same groups: (g,) each, see `shares`."""
    first, second = shares(a_name, a), shares(b_name, b)
    same_length(b_name, second, len(first), a_name)
    return first, second


def flags(name: str, x: ArrayLike, dimensions: int = 1) -> NDArray[np.bool_]:
    """Yes or no: an array of booleans, or of numbers that are all 0 or 1; shape and errors as `numbers`."""
    raw = _array(name, x, dimensions)
    if raw.dtype.kind == "b":
        return np.asarray(raw, dtype=np.bool_)
    values = numbers(name, raw, dimensions=dimensions)
    wrong = (values != 0.0) & (values != 1.0)
    if wrong.any():
        raise ValueError(f"{name} must be yes or no (booleans, or 0 and 1), but {_first(name, values, wrong)}")
    return np.not_equal(values, 0.0)


def labels(name: str, x: ArrayLike) -> tuple[NDArray[np.intp], int]:
    """Labels of any kind (numbers, texts) as numbers from 0, none left out.

    Args:
        name: what the argument is called.
        x: (n,) labels.

    Returns:
        (n,) the number of each one's label, and how many labels there are.

    Raises:
        ValueError: it is empty, of another shape, or a label is missing or not a number or a text.
    """
    # A list is taken as it is: numpy would make the text "nan" of a missing value among texts.
    raw = _array(name, x if hasattr(x, "dtype") else np.array(x, dtype=object), 1)
    kind = raw.dtype.kind
    if kind in "bui":
        return dense(raw)
    if kind == "O":
        return _in_order_of_appearance(name, raw)
    if kind not in "fSU":
        raise ValueError(f"{name} must be labels (numbers or texts), not {raw.dtype}")
    if kind == "f" and not np.isfinite(raw).all():
        raise ValueError(f"{name} must be labels, none of them missing, but {_first(name, raw, ~np.isfinite(raw))}")
    return _in_sorted_order(raw)


def dense(codes: NDArray) -> tuple[NDArray[np.intp], int]:
    """Whole numbers (n,) as numbers from 0, none left out, in the same order; and how many there are."""
    low, high = int(codes.min()), int(codes.max())
    if high - low > 4 * len(codes) + 1000:  # too wide a range to count through
        return _in_sorted_order(codes)
    wide = codes.astype(np.uint64 if codes.dtype.kind == "u" else np.int64, copy=False)
    offsets = (wide - wide.dtype.type(low)).astype(np.intp, copy=False)
    place = np.cumsum(np.bincount(offsets) > 0) - 1
    return place[offsets], int(place[-1]) + 1


def edges(name: str, x: ArrayLike, rows: int) -> NDArray[np.integer]:
    """Undirected ties as pairs of row numbers.

    Args:
        name: what the argument is called.
        x: (m, 2) whole numbers from 0 to rows − 1.
        rows: how many rows there are.

    Returns:
        (m, 2) the ties; `x` itself where it is an array of signed integers.

    Raises:
        ValueError: it is empty, of another shape, not whole numbers or names a row that isn't there.
    """
    ties = _array(name, x, 2)
    if ties.shape[1] != 2:
        turn = f": give {name}.T" if ties.shape[0] == 2 else ""
        raise ValueError(f"{name} must have the shape (m, 2), a tie in each row, not {ties.shape}{turn}")
    if ties.dtype.kind not in "ui":
        raise ValueError(f"{name} must be row numbers (whole numbers), not {ties.dtype}")
    if int(ties.min()) < 0 or int(ties.max()) >= rows:
        wrong = (ties < 0) | (ties >= rows)
        raise ValueError(f"{name} must be row numbers from 0 to {rows - 1}, but {_first(name, ties, wrong)}")
    return ties.astype(np.intp) if ties.dtype.kind == "u" else ties


def whole(name: str, value: SupportsIndex, low: int, high: int | None = None) -> int:
    """A whole number from `low` to `high` (no limit where it is None); ValueError for anything else."""
    allowed = f"of {low} or more" if high is None else f"from {low} to {high}"
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number {allowed}, not {value!r}") from None
    if isinstance(value, bool) or number < low or (high is not None and number > high):
        raise ValueError(f"{name} must be a whole number {allowed}, not {value!r}")
    return number


def real(name: str, value: float) -> float:
    """One finite number; ValueError for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a number, not {value!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, not {value!r}")
    return number


def product(a: NDArray, b: NDArray) -> float:
    """Σ a·b, added up in one fixed order.

    Not `a @ b`: that goes to a library which shares long sums out over the machine's processors, so that the last
    digit, and with it a result's hash, would depend on how many there are.
    """
    return float(np.multiply(a, b).sum())


def same_length(name: str, x: NDArray, length: int, other: str) -> None:
    """Raise ValueError where `x` hasn't as many rows as the argument called `other` has."""
    if len(x) != length:
        raise ValueError(f"{name} must be as long as {other}: {len(x)} is not {length}")


def _in_sorted_order(raw: NDArray) -> tuple[NDArray[np.intp], int]:
    kinds, codes = np.unique(raw, return_inverse=True)
    return codes.astype(np.intp, copy=False), len(kinds)


def _in_order_of_appearance(name: str, raw: NDArray) -> tuple[NDArray[np.intp], int]:
    """Labels of mixed kinds, which can be told apart but not sorted."""
    seen: dict[Any, int] = {}
    try:
        found = [-1 if label is None or label != label else seen.setdefault(label, len(seen)) for label in raw]
    except TypeError as error:  # not to be compared (pandas' missing value) or not to be told apart (lists)
        raise ValueError(f"{name} must be labels (numbers or texts), none of them missing: {error}") from error
    codes = np.array(found, dtype=np.intp)
    for infinite in (math.inf, -math.inf):
        codes[codes == seen.get(infinite, -1)] = -1
    if codes.min() < 0:
        raise ValueError(f"{name} must be labels, none of them missing, but {_first(name, raw, codes < 0)}")
    return codes, len(seen)


def _array(name: str, x: ArrayLike, dimensions: int) -> NDArray:
    if np.ma.is_masked(x):
        raise ValueError(f"{name} has masked (missing) values: leave them out first")
    try:
        raw = np.asarray(x)
    except ValueError as error:  # rows of unlike length
        raise ValueError(f"{name} must have the shape {_SHAPES[dimensions]}: {error}") from error
    if raw.ndim != dimensions and raw.size:
        raise ValueError(f"{name} must have the shape {_SHAPES[dimensions]}, not {raw.shape}")
    if not raw.size:
        raise ValueError(f"{name} is empty")
    return raw


def _first(name: str, values: NDArray, wrong: NDArray) -> str:
    """The first wrong value, as `x[3] is nan`."""
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{name}[{', '.join(map(str, at))}] is {values[at]}"
