"""Codes of goods: Harmonized System and Combined Nomenclature, by level."""

import re
from typing import Final

_LEVELS: Final = {"total": 5, "hs2": 2, "hs4": 4, "hs6": 6, "cn8": 8}
LEVELS: Final = tuple(_LEVELS)
"""Product levels from the coarsest; each contains the next."""
_PRODUCT = re.compile(r"TOTAL|\d{2}|\d{4}|\d{6}|\d{2}[0-9A-Z]{6}")


def find_level(product: str) -> str | None:
    """Return the level of a product code, None where it is no product code.

    The last six characters of a CN8 code may be letters (special codes of chapters 98 and 99).
    """
    if not _PRODUCT.fullmatch(product):
        return None
    if product == "TOTAL":
        return "total"
    return next(level for level, n in _LEVELS.items() if n == len(product))
