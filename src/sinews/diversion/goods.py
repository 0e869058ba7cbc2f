"""Which goods a question is about: the sanctions list, the high-priority list, or codes."""

import re
from dataclasses import dataclass

import polars as pl

from sinews.data.evidence import Evidence
from sinews.errors import UnknownNameError

_CODES = re.compile(r"(?:HS|CN)?\s*(\d{2}|\d{4}|\d{6}|\d{8})", re.IGNORECASE)
NAMED = ("sanctioned", "chp", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A choice of goods.

    Attributes
    ----------
    id
        ``sanctioned`` (every good of the table), ``chp``, ``all`` (totals), or codes joined by +.
    prefixes
        Codes that select; empty where nothing is filtered.
    """

    id: str
    label: str
    prefixes: tuple[str, ...]

    def keep(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose product starts with one of the prefixes."""
        if not self.prefixes:
            return frame
        product = pl.col("product")
        return frame.filter(pl.any_horizontal([product.str.starts_with(p) for p in self.prefixes]))


def parse_goods(text: str, evidence: Evidence) -> Goods:
    """Return the goods that a user named.

    Parameters
    ----------
    text
        ``sanctioned``, ``chp``, ``all``, or codes of 2, 4, 6 or 8 digits, joined by + or comma,
        with or without HS or CN before them.

    Raises
    ------
    UnknownNameError
        The text is none of these.
    """
    name = text.strip().lower()
    if name == "sanctioned":
        return Goods(id=name, label="goods of the sanctions list of October 2022", prefixes=())
    if name == "all":
        return Goods(id=name, label="all goods", prefixes=())
    if name == "chp":
        codes = evidence.frame("goods_high_priority")["hs6"].to_list()
        return Goods(id=name, label="common high-priority goods", prefixes=tuple(codes))
    found = []
    for part in re.split(r"[+,]", text):
        match = _CODES.fullmatch(part.strip())
        if not match:
            raise UnknownNameError("choice of goods", text, (*NAMED, "8703", "84+87"))
        found.append(match[1])
    return Goods(
        id="+".join(found), label="goods of code " + ", ".join(found), prefixes=tuple(found)
    )
