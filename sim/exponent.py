"""The exponential function, for loops over citizens.

    x = n·ln 2 + r,  n whole, |r| ≤ ½·ln 2;  e^x = 2^n·e^r,  e^r = (A(r²) + r·B(r²)) / (A(r²) − r·B(r²))
    A(q) = 665280 + 75600·q + 840·q² + q³,  B(q) = 332640 + 10080·q + 42·q²

The quotient is the Padé approximant of degree six: whole numbers, right to 2·10⁻¹⁹, so that only rounding is left. The
mathematical library's own function works on one number at a time, and a loop that calls it does the same with all
else; this one is plain arithmetic, of which a processor does four or eight at once. It also gives the same bits with
any library. n is found by adding a number so great that a double next to it has no room for a fraction: n then stands
in its last bits, from where it is put into the exponent of 2^n.

Source    Padé 1892; the table of approximants stands in any book on numerical analysis
"""

from __future__ import annotations

import math
from typing import Any

from numba import types
from numba.extending import intrinsic

from sim.blocks import inlined

MOST = 600.0
"""Beyond ±MOST the exponential function is held at its value there: 10^±260."""

_A_UNIT = 1.0 / math.log(2.0)
_LN2 = float.fromhex("0x1.62e42feep-1")
"""The logarithm of 2 without its last bits, so that a whole number times it is exact."""
_LN2_REST = float.fromhex("0x1.a39ef35793c76p-33")
_NO_FRACTION = 1.5 * 2.0**52
_BIAS, _FRACTION = 1023, 52


@intrinsic
def _bits(_: Any, x: Any) -> Any:
    """The bits of a 64-bit float, as a whole number."""
    return types.int64(types.float64), lambda context, builder, signature, given: builder.bitcast(
        given[0], context.get_value_type(types.int64)
    )


@intrinsic
def _float(_: Any, bits: Any) -> Any:
    """The 64-bit float that has these bits."""
    return types.float64(types.int64), lambda context, builder, signature, given: builder.bitcast(
        given[0], context.get_value_type(types.float64)
    )


@inlined
def as_ratio(x: Any) -> Any:
    """Two numbers above 0, of which the first is e^x times the second; for `x` a float."""
    held = min(max(x, -MOST), MOST)
    moved = held * _A_UNIT + _NO_FRACTION
    n = moved - _NO_FRACTION
    r = (held - n * _LN2) - n * _LN2_REST
    q = r * r
    even = 665280.0 + q * (75600.0 + q * (840.0 + q))
    odd = r * (332640.0 + q * (10080.0 + q * 42.0))
    return _float((_bits(moved) + _BIAS) << _FRACTION) * (even + odd), even - odd


@inlined
def exp(x: Any) -> Any:
    """e^x, within 3 units of the last place; for `x` a float."""
    over, under = as_ratio(x)
    return over / under
