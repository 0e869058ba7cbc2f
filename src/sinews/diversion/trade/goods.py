"""Which goods a question is about: the sanctions list, the high-priority list, or codes."""

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError

_CODES = re.compile(r"(?:HS|CN)?\s*(\d{2}|\d{4}|\d{6}|\d{8})", re.IGNORECASE)
NAMED = ("sanctioned", "chp", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A choice of goods.

    Attributes
    ----------
    id
        ``sanctioned``, ``chp``, ``all`` (totals), or codes joined by +.
    prefixes
        Codes that select; empty where nothing is filtered.
    is_list
        True for a list of CN8 codes: data by HS6 then keep every HS6 that holds one of them.
    """

    id: str
    label: str
    prefixes: tuple[str, ...]
    is_list: bool = False

    def keep(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose product starts with one of the prefixes."""
        if not self.prefixes:
            return frame
        product = pl.col("product")
        lengths = sorted({len(p) for p in self.prefixes})
        chosen = [
            product.str.head(n).is_in([p for p in self.prefixes if len(p) == n]) for n in lengths
        ]
        if self.is_list:
            chosen.append(product.is_in(sorted({p[:6] for p in self.prefixes})))
        return frame.filter(pl.any_horizontal(chosen))


EVERY: Final = Goods(id="every", label="every code of the table", prefixes=())
"""Keeps what is there: for tables that hold the goods asked for and nothing else."""


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
        return _sanctioned(evidence)
    if name == "all":
        return Goods(id=name, label="all goods", prefixes=())
    if name == "chp":
        codes, covered = list_priority(evidence)
        label = f"the {len(covered)} of {len(codes)} common high-priority codes in the extract"
        return Goods(id=name, label=label, prefixes=codes)
    found = []
    for part in re.split(r"[+,]", text):
        match = _CODES.fullmatch(part.strip())
        if not match:
            raise UnknownNameError("choice of goods", text, (*NAMED, "8703", "84+87"))
        found.append(match[1])
    return Goods(
        id="+".join(found), label="goods of code " + ", ".join(found), prefixes=tuple(found)
    )


def list_priority(evidence: Evidence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the common high-priority list, and those that the extract covers."""
    codes = evidence.frame("goods_high_priority")["hs6"].to_list()
    here = set(evidence.frame("trade_sanctioned_hs6_monthly")["hs6"].unique())
    return tuple(codes), tuple(c for c in codes if c in here)


def _sanctioned(evidence: Evidence) -> Goods:
    """Return the listed CN8 codes that were traded, and HS6 of which the windows hold no CN8."""
    codes = set(evidence.frame("trade_sanctioned_cn8_windows")["cn8"].unique())
    coarse = set(evidence.frame("trade_sanctioned_hs6_monthly")["hs6"].unique())
    alone = coarse - {c[:6] for c in codes}
    return Goods(
        id="sanctioned",
        label="goods of the sanctions list of October 2022",
        prefixes=tuple(sorted(codes | alone)),
        is_list=True,
    )
