"""Rows of the tracker's workbook in the CSV form with Norwegian column names (release 28)."""

import polars as pl

from sinews.data.contracts import load_spec
from sinews.data.read.cells import Field
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.sources.kiel import common as kiel

MEASURES = {"Allocation": "allocation", "Commitment": "commitment"}
TYPE_LABELS = {t.title(): t for t in kiel.TYPES}
BANKS = {
    "European Investment Bank": "european_investment_bank",
    "European Peace Facility": "european_peace_facility",
}
GIVERS = kiel.donor_labels() | BANKS


SPEC = load_spec(
    "kiel_activities", giver=tuple(sorted({*kiel.DONORS, *BANKS.values()})), donor=kiel.DONORS
)
_FIELDS = (
    Field(name="giver", kind="text", headers=("giver",), labels=GIVERS),
    Field(name="announced", kind="date", headers=("dato",), missing=()),
    Field(name="type", kind="text", headers=("kategori",), labels=TYPE_LABELS),
    Field(name="measure", kind="text", headers=("maal",), labels=MEASURES),
    Field(name="sub_activity_eur", kind="number", headers=("verdi_eur",)),
    Field(name="allocated_eur", kind="number", headers=("verdi_eur_redistr",)),
    Field(name="committed_eur", kind="number", headers=("verdi_eur_activity",)),
    Field(name="month_number", kind="integer", headers=("maaned_nr",)),
    Field(name="has_month", kind="flag", headers=("maaned_finnes",)),
    Field(name="sub_activity_eur_bn", kind="number", headers=("verdi_eur_mrd",)),
)


def finish(
    raw: pl.DataFrame, lines: tuple[int, ...], problems: Problems, release: str | None = None
) -> Parsed:
    """Return the table from the fields that the CSV form and the workbook share.

    `month_number` counts from 2022-01 = 1; 0 is an undated row.
    """
    number = raw["month_number"]
    for i in (~number.is_between(0, 240)).arg_true().to_list():
        problems.add(f"{number[i]} is no month number from 0 to 240", row=lines[i], column="month")
    problems.raise_if_any()
    month = pl.lit(kiel.FIRST_MONTH).dt.offset_by(
        (pl.col("month_number") - 1).clip(0).cast(pl.String) + "mo"
    )
    frame = raw.with_columns(
        row=pl.int_range(1, raw.height + 1, dtype=pl.Int64),
        donor=pl.when(pl.col("giver").is_in(list(BANKS.values())))
        .then(pl.lit("eu_institutions"))
        .otherwise("giver"),
        month=pl.when(pl.col("month_number") > 0).then(month),
    )
    if "activity" not in frame.columns:
        frame = frame.with_columns(activity=pl.lit(None, dtype=pl.String))
    return close_table(SPEC, frame, problems, release=release)


def parse(file: RawFile) -> Parsed:
    """Read the activity table; no row is merged, sorted or dropped."""
    raw, lines, problems = read_columns(file, _FIELDS, remedy=kiel.REMEDY)
    words = "verdi_eur_mrd is not verdi_eur / 1e9"
    both = (words, pl.col("sub_activity_eur_bn"), pl.col("sub_activity_eur") / 1e9)
    kiel.check_equal(raw, lines, problems, both, tolerance=1e-12)
    return finish(raw, lines, problems)


READER = Reader(
    id="kiel_activities",
    label="Kiel tracker activities, bilateral_activities.csv of marhip97/ukrainastotte",
    source=kiel.ACTIVITIES,
    specs=(SPEC,),
    recognises=has_columns("giver", "dato", "maal", "verdi_eur_redistr", "maaned_nr"),
    parse=parse,
    asks_release=True,
)
