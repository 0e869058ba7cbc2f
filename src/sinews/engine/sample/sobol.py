"""Scrambled Sobol points, to the last bit those of `scipy.stats.qmc.Sobol`.

Importing scipy.stats takes most of a second, more than thousands of runs do. The direction numbers
of Joe and Kuo (2008) are read from SciPy's file.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinews.core.estimate import FloatArray

BITS: Final = 30
Whole = NDArray[np.uint32]


def draw_sobol(seed: int, n: int, first: int, count: int) -> FloatArray:
    """Return points first, first + 1, ... of the scrambled sequence in [0, 1), shape (n, count).

    Notes
    -----
    Linear matrix scrambling and a digital shift (Matousek 1998). Point i is the shift and the
    directions of the bits of its Gray code, added without carry.
    """
    if not numbers_file().is_file():
        return _draw_by_scipy(seed, n, first, count)
    directions, shift = _scramble(seed, n)
    index = np.arange(first, first + count, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    points = np.repeat(shift[:, None], count, axis=1)
    for k in range(int(first + count).bit_length()):
        chosen = np.flatnonzero((gray >> np.uint32(k)) & np.uint32(1))
        points[:, chosen] ^= directions[:, k, None]
    return points.astype(np.float64) * 0.5**BITS


def _draw_by_scipy(seed: int, n: int, first: int, count: int) -> FloatArray:
    """Return the same points, slower: for a SciPy that keeps its numbers elsewhere."""
    from scipy.stats import qmc

    points = qmc.Sobol(n, scramble=True, bits=BITS, rng=seed)
    if first:
        points.fast_forward(first)
        return np.ascontiguousarray(points.random(count).T)
    # after its first point alone SciPy does not warn of numbers that are no power of two
    start = [points.random(1), *([points.random(count - 1)] if count > 1 else [])]
    return np.ascontiguousarray(np.concatenate(start).T)


@lru_cache(maxsize=4)
def _scramble(seed: int, n: int) -> tuple[Whole, Whole]:
    """Return directions (n, BITS) and shifts (n,) of a seed."""
    (rng,) = np.random.default_rng(seed).spawn(1)
    powers = np.uint32(2) ** np.arange(BITS, dtype=np.uint32)
    shift = rng.integers(2, size=(n, BITS), dtype=np.uint32) @ powers
    lower = np.tril(rng.integers(2, size=(n, BITS, BITS), dtype=np.uint32))
    lower[:, np.arange(BITS), np.arange(BITS)] = 1
    bits = (_directions(n)[:, None, :] >> np.arange(BITS, dtype=np.uint32)[::-1, None]) & 1
    mixed = (lower @ bits.astype(np.uint32)) % 2
    scrambled = (mixed * powers[::-1, None]).sum(axis=1, dtype=np.uint32)
    return scrambled, shift.astype(np.uint32)


def _directions(n: int) -> Whole:
    """Return the direction numbers of the first dimensions, (n, BITS)."""
    polynomials, first = _read_numbers()
    v = np.ones((n, BITS), dtype=np.uint64)
    for d in range(1, n):
        p = int(polynomials[d])
        m = p.bit_length() - 1
        v[d, :m] = first[d, :m]
        for j in range(m, BITS):
            new = int(v[d, j - m])
            for k in range(m):
                if (p >> (m - 1 - k)) & 1:
                    new ^= int(v[d, j - k - 1]) << (k + 1)
            v[d, j] = new
    return (v << np.arange(BITS, dtype=np.uint64)[::-1]).astype(np.uint32)


@lru_cache(maxsize=1)
def numbers_file() -> Path:
    """Return where SciPy keeps its direction numbers."""
    spec = find_spec("scipy")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "stats" / "_sobol_direction_numbers.npz"


@lru_cache(maxsize=1)
def _read_numbers() -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    with np.load(numbers_file()) as numbers:
        return numbers["poly"], numbers["vinit"]
