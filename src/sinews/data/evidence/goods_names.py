"""Short plain names of goods, in our own words, by the first digits of their code."""

import csv
from functools import cache
from importlib.resources import files

from sinews.data.read.products import find_level
from sinews.errors import UnknownNameError


def name_goods(code: str) -> str:
    """Return the name under the longest known beginning of an HS or CN code.

    The names are for reading; the official texts of the nomenclature decide what a code covers.

    Raises
    ------
    UnknownNameError
        The text is no product code, or nothing is named under its chapter.
    """
    names = _load_names()
    if code == "TOTAL":
        return "all goods"
    if find_level(code) is not None:
        for n in range(len(code), 1, -1):
            if code[:n] in names:
                return names[code[:n]]
    raise UnknownNameError("goods", code, names)


@cache
def _load_names() -> dict[str, str]:
    with (files("sinews.data") / "reference" / "goods_names.csv").open(encoding="utf-8") as f:
        return {row["code"]: row["name"] for row in csv.DictReader(f)}
