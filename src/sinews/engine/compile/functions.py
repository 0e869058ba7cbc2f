"""Branch-free exp, log, tanh, min and max in float64, which LLVM turns into vector instructions.

Wheels of numba carry no vector mathematics library, and calls of libm keep a loop scalar. Ranges
are reduced as in Cody and Waite (1980); the coefficients of log are those of Sun's fdlibm, those of
exp a Chebyshev fit of (exp(r) - 1 - r) / r^2 with relative error 1.3e-17.
Measured against numpy: at most 2 units in the last place (tanh 3). What differs: exp(x) is 2.2e-308
where it would be smaller, subnormal numbers have the logarithm -inf, and that of inf is nan.
"""

from typing import Any

import numba as nb
import numpy as np

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROUND = 6755399441055744.0
"""1.5 * 2**52: adding it rounds to an integer, which then is in the lowest bits."""
LARGEST, SMALLEST, TINY = 710.0, -708.0, 2.2250738585072014e-308
MANTISSA, ROOT_HALF_BITS, ONE_BITS = (1 << 52) - 1, 0x3FE6A09E667F3BCD, 1023 << 52
E2, E3, E4, E5 = 0.5, 0.16666666666666669, 0.04166666666662399, 0.008333333333330051
E6, E7, E8 = 0.0013888888917281794, 0.00019841269863105968, 2.480152119021773e-05
E9, E10, E11 = 2.7557268378684192e-06, 2.7620138719733994e-07, 2.5100424157005067e-08
L1, L2, L3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
L4, L5, L6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
L7 = 1.479819860511658591e-01

_inline: Any = nb.njit(error_model="numpy", fastmath={"contract"}, forceinline=True)


@_inline
def _reduce(x):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the bits that hold the multiple of log 2 nearest to x, and exp(rest) - 1."""
    shifted = x * LOG2_E + ROUND
    k = shifted - ROUND
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (E2 + r * E3) + r2 * (E4 + r * E5)
    high = (E6 + r * E7) + r2 * (E8 + r * E9) + r4 * (E10 + r * E11)
    return np.float64(shifted).view(np.int64), r + r2 * (low + r4 * high)


@_inline
def exp(x):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return e to the x."""
    x = LARGEST if x > LARGEST else x
    x = SMALLEST if x < SMALLEST else x
    bits, p = _reduce(x)
    half = np.int64((bits + np.int64(1022)) << np.int64(52)).view(np.float64)
    y = half + p * half
    return y + y


@_inline
def log(x):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the natural logarithm; nan below 0."""
    bits = np.float64(x).view(np.int64) + np.int64(ONE_BITS - ROOT_HALF_BITS)
    e = np.float64((bits >> np.int64(52)) - np.int64(1023))
    m = np.int64((bits & np.int64(MANTISSA)) + np.int64(ROOT_HALF_BITS)).view(np.float64)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    r = z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6))
    h = 0.5 * f * f
    y = e * LN2_HIGH - ((h - (s * (h + r) + e * LN2_LOW)) - f)
    outside = np.nan if x < 0.0 else -np.inf
    inside = y if x >= TINY else outside
    return inside + (x - x)


@_inline
def tanh(x):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the hyperbolic tangent, exact in relative terms near 0 as well."""
    a = 22.0 if abs(x) > 22.0 else abs(x)
    bits, p = _reduce(2.0 * a)
    scale = np.int64((bits + np.int64(1023)) << np.int64(52)).view(np.float64)
    t = scale * p + (scale - 1.0)
    y = t / (t + 2.0)
    return -y if x < 0.0 else y


@_inline
def lesser(a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the smaller; nan when either is, unlike the built-in min."""
    y = a if a < b else b
    return y if a == a else a


@_inline
def greater(a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the larger; nan when either is, unlike the built-in max."""
    y = a if a > b else b
    return y if a == a else a
