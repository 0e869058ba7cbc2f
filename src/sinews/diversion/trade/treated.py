"""Which products are banned from when, as a user gives it."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.diversion.trade.schema import INVASION
from sinews.errors import EvidenceError, UsageError

_HALF_MONTH: Final = 15
_PRODUCT: Final = ("product", "hs6", "cn8", "code")
_DATE: Final = ("date", "banned_from", "ban_date", "from")


def read_treated(path: Path) -> dict[str, date]:
    """Read a CSV of product (HS6 or CN8) and the date from which its export to Russia is banned.

    Returns
    -------
    dict
        HS6 to the first of the month of the earliest ban of any code below it.

    Raises
    ------
    UsageError
        There is no such file.
    EvidenceError
        A column is missing, or a code or date is none; every such row is counted.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            names = {(n or "").strip().lower(): n for n in reader.fieldnames or ()}
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvidenceError(f"{path.name} cannot be read as CSV: {error}") from error
    product = next((names[n] for n in _PRODUCT if n in names), None)
    when = next((names[n] for n in _DATE if n in names), None)
    if product is None or when is None:
        raise EvidenceError(
            f"{path.name} needs a column for the product ({', '.join(_PRODUCT)}) and one for the "
            f"date of the ban ({', '.join(_DATE)}); it has {', '.join(names) or 'no header'}."
        )
    found: dict[str, date] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows, start=2):
        code = re.sub(r"[ .]", "", row[product] or "")
        month = _month(row[when] or "")
        if not re.fullmatch(r"\d{6}|\d{2}[0-9A-Z]{6}", code) or month is None:
            wrong.append(f"row {number}: {row[product]!r}, {row[when]!r}")
            continue
        found[code[:6]] = min(month, found.get(code[:6], month))
    if wrong or not found:
        first = wrong[0] if wrong else "no row at all"
        raise EvidenceError(
            f"{path.name}: {len(wrong)} rows without an HS6 or CN8 code and a date like "
            f"2022-03-15, first {first}. Codes keep their leading zeros."
        )
    return found


def _month(text: str) -> date | None:
    match = re.match(r"(\d{4})-(\d{2})(?:-\d{2})?", text.strip())
    if not match or not 1 <= int(match[2]) <= 12:
        return None
    return date(int(match[1]), int(match[2]), 1)


def default_treated(
    evidence: Evidence, *, editions: tuple[int, ...] = (2017, 2022)
) -> dict[str, date]:
    """Return HS6 to the month from which its export to Russia is banned, to the tenth package.

    A ban of the second half of a month counts from the next one. Codes of both editions of the
    Harmonized System are named, so that trade of any year meets its own.

    Parameters
    ----------
    editions
        Of the Harmonized System.
    """
    bans = evidence.frame("eu_export_bans").filter(pl.col("edition").is_in(editions))
    day = pl.col("ban_date")
    month = pl.when(day.dt.day() > _HALF_MONTH).then(day.dt.offset_by("1mo")).otherwise(day)
    first = bans.group_by("hs6").agg(month.dt.truncate("1mo").min().alias("month")).sort("hs6")
    return dict(first.iter_rows())


def listed_treated(evidence: Evidence) -> dict[str, date]:
    """Return the goods of the sanctions list of October 2022, all from the first month of war.

    The list does not say which package banned which good; kept to compare with.
    """
    codes = evidence.frame("trade_sanctioned_hs6_monthly")["hs6"].unique().sort()
    return dict.fromkeys(codes, INVASION)
