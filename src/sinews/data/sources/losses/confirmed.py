"""Visually confirmed losses of both sides by category, cumulative (CSV)."""

from itertools import pairwise

import polars as pl

from sinews.core.provenance import Source
from sinews.core.table import Column, TableSpec
from sinews.data.read.cells import Field
from sinews.data.read.grid import has_columns, read_csv_grid, select_fields
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE = Source(
    id="confirmed_losses",
    title="Visually confirmed equipment losses of both sides, totals by category and day",
    producer="Oryx; who collected the daily totals is not recorded",
    url="https://www.oryxspioenkop.com/2022/02/attack-on-europe-documenting-equipment.html",
    licence="none stated; cite Oryx",
    cautions=("lower_bound", "revised"),
)
REMEDY = (
    "get the file again from the producer; a slip on one day is a dated entry in "
    "sinews/data/read/corrections.toml."
)
CATEGORIES = {
    "tank": "tank",
    "afv": "afv",
    "artillery": "artillery",
    "mrl": "mrl",
    "air_defence": "aa",
    "aircraft": "aircraft",
    "helicopter": "helicopter",
    "vehicles": "vehicles",
}
SPEC = TableSpec(
    id="losses_confirmed_daily",
    description="Visually confirmed losses by side, cumulative, on the days that were scraped. "
    "Small falls are reclassifications.",
    key=("side", "date"),
    columns=(
        Column(
            name="side",
            kind="text",
            unit="code",
            description="side that lost",
            allowed=("RU", "UA"),
        ),
        Column(name="date", kind="date", unit="date", description="day of the scrape"),
        *(
            Column(
                name=n,
                kind="number",
                unit="units",
                description="confirmed since 2022-02-24, cumulative; null where not scraped",
                required=False,
                low=0,
                high=100_000,
            )
            for n in CATEGORIES
        ),
    ),
    min_rows=1232,
)
_FIELDS = (
    Field(name="side", kind="text", headers=("country",), labels={"Russia": "RU", "Ukraine": "UA"}),
    Field(name="date", kind="date", headers=("date",)),
    *(Field(name=n, kind="number", headers=(h,), missing=()) for n, h in CATEGORIES.items()),
)


def parse(file: RawFile) -> Parsed:
    """Read the confirmed totals; numbers of things must be whole."""
    problems = Problems(file.name, remedy=REMEDY)
    grid = read_csv_grid(file, problems)
    frame = select_fields(grid, _FIELDS, problems)
    for name, header in CATEGORIES.items():
        broken = (frame[name] != frame[name].round()).fill_null(value=False)
        for i in broken.arg_true().to_list():
            problems.add(
                f"{frame[name][i]} is not whole",
                row=pl.Series(grid.lines, dtype=pl.Int64)[i],
                column=header,
            )
    problems.raise_if_any()
    last = str(frame["date"].max())
    return Parsed(tables={SPEC.id: frame.sort(SPEC.key)}, release=last, notes=problems.notes)


def check_slips(frame: pl.DataFrame, *, share: float = 0.25) -> list[str]:
    """Return the falls too large to be a reclassification, in words.

    Parameters
    ----------
    share
        A fall by more than this share of a total above 20 is a slip of the source.
    """
    slips = []
    for (side,), part in frame.sort("date").group_by(["side"], maintain_order=True):
        for name in CATEGORIES:
            known = part.select("date", name).drop_nulls().rows()
            slips += [
                f"{side} {name} falls from {a:.0f} ({d}) to {b:.0f} ({e})"
                for (d, a), (e, b) in pairwise(known)
                if a > 20 and b < (1 - share) * a
            ]
    return slips


READER = Reader(
    id="losses_confirmed",
    label="visually confirmed losses of both sides by category, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("country", "date", "tank", "afv", "mrl", "aa"),
    parse=parse,
)
