"""Kiel website, data_explorer.csv: allocations and commitments by donor and month."""

from typing import Final

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel
from sinews.errors import ContradictionError

SPEC = load_spec("kiel_donor_months", donor=kiel.DONORS)
_FIELDS = (
    *kiel.DONOR_FIELDS,
    Field(name="year", kind="integer", headers=("year",)),
    Field(name="month", kind="integer", headers=("month",)),
    Field(name="total_allocated_eur_bn", kind="number", headers=("total",)),
    Field(name="financial_allocated_eur_bn", kind="number", headers=("financial",)),
    Field(name="humanitarian_allocated_eur_bn", kind="number", headers=("humanitarian",)),
    Field(name="military_allocated_eur_bn", kind="number", headers=("military",)),
    Field(name="total_committed_eur_bn", kind="number", headers=("commitments",)),
    Field(name="to_be_allocated", kind="number", headers=("to_be_allocated",)),
    Field(name="gdp_2021_eur_bn", kind="number", headers=("gdp",)),
    Field(name="pct_gdp", kind="number", headers=("pct_gdp",), missing=("inf", "NA")),
)
_TOTAL = pl.col("total_allocated_eur_bn")
_IDENTITIES: Final = (
    (
        "total is not financial + humanitarian + military",
        _TOTAL,
        pl.sum_horizontal(f"{t}_allocated_eur_bn" for t in kiel.TYPES),
    ),
    (
        "to_be_allocated is not commitments - total",
        pl.col("to_be_allocated"),
        pl.col("total_committed_eur_bn") - _TOTAL,
    ),
)
_RATIO: Final = (
    "pct_gdp is not 100 total / gdp",
    pl.col("pct_gdp"),
    pl.when(pl.col("gdp_2021_eur_bn") > 0).then(100 * _TOTAL / pl.col("gdp_2021_eur_bn")),
)
_FEW: Final = 3
"""So many rows may break an identity (a slip of the producer); more is a wrong column."""


def parse(file: RawFile) -> Parsed:
    """Read data_explorer.csv.

    The identities between its columns hold in every row of the producer's releases. A few rows that
    break them are kept and marked, so that `data diff` can show them; more are refused.
    """
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    kiel.check_codes(raw, lines, problems)
    for identity in (*_IDENTITIES, _RATIO):
        if kiel.differs(raw, identity).sum() > _FEW:
            kiel.check_equal(raw, lines, problems, identity)
    _check_donors(raw, lines, problems)
    raw = raw.with_columns(month=kiel.month_column(raw, lines, problems))
    broken = [kiel.differs(raw, i) for i in _IDENTITIES]
    institutions = pl.col("donor") == "eu_institutions"
    frame = raw.with_columns(
        gdp_2021_eur_bn=pl.when(~institutions).then(pl.col("gdp_2021_eur_bn")),
        consistent=~(broken[0] | broken[1]),
    )
    return close_table(SPEC, frame, problems, sort=SPEC.key)


def _check_donors(raw: pl.DataFrame, lines: tuple[int, ...], problems: Problems) -> None:
    """Raise unless all donors are there, each with one GDP."""
    without = (pl.col("gdp_2021_eur_bn") == 0) | pl.col("pct_gdp").is_null()
    odd = raw.select(without != (pl.col("donor") == "eu_institutions")).to_series()
    for i in odd.arg_true().to_list():
        problems.add("only EU institutions have no GDP", row=lines[i], column="gdp")
    for name in set(kiel.donor_groups()) - set(raw["donor"]):
        problems.add(f"holds no row of {kiel.donor_names()[name]}")
    if raw.select("donor", "gdp_2021_eur_bn").unique().height != raw["donor"].n_unique():
        problems.add("a donor has two values", column="gdp")
    problems.raise_if_any()


def require_consistent(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table without the mark.

    Raises
    ------
    ContradictionError
        A row is marked: nothing may be computed from it.
    """
    broken = frame.filter(~pl.col("consistent"))
    if not broken.is_empty():
        donor, month, total, *types = broken.select(
            "donor", "month", _TOTAL, *(f"{t}_allocated_eur_bn" for t in kiel.TYPES)
        ).row(0)
        raise ContradictionError(
            f"Kiel, data_explorer.csv: {broken.height} rows contradict themselves, first "
            f"{donor} {month:%Y-%m}: its total is {total:.6g} EUR bn and the sum of its types "
            f"{sum(types):.6g}; where these agree, what is to be allocated is not commitments less "
            "allocations. Nothing is computed from this release: it is set aside, and the one "
            "before stays in use. Get the file again; if it is the same, ask the producer which "
            "value is right, and leave the release out or add the next one.",
            tables=(SPEC.id,),
        )
    return frame.drop("consistent")


READER = Reader(
    id="kiel_donor_months",
    label="Kiel tracker website, data_explorer.csv",
    source=kiel.TRACKER,
    specs=(SPEC,),
    recognises=has_columns("country", "iso", "commitments", "to_be_allocated", "gdp"),
    parse=parse,
    asks_release=True,
)
