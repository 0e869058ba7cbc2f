"""A thousand factor and swapped columns against what was known; revisions are no breaks."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from reader_fixtures import FIXTURES

from sinews.core.table import Column, TableSpec
from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import open_shipped
from sinews.data.read.history import find_breaks
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.data.store.vintage import find_vintage

SPEC = TableSpec(
    id="toy",
    description="toy",
    key=("month", "category"),
    columns=(
        Column(name="month", kind="date", unit="date", description="month"),
        Column(name="category", kind="text", unit="code", description="category"),
        Column(name="value", kind="number", unit="EUR", description="value"),
        Column(name="weight", kind="number", unit="kg", description="weight"),
    ),
    min_rows=1,
)


def toy(seed=0):
    rng = np.random.default_rng(seed)
    months = [date(2024, m, 1) for m in range(1, 13)]
    rows = [(m, c, *rng.uniform(10, 1000, 2)) for m in months for c in ("a", "b", "c", "d")]
    return pl.DataFrame(rows, schema={c.name: c.type for c in SPEC.columns}, orient="row")


def scaled(frame, column, factor, category=None):
    here = pl.lit(True) if category is None else pl.col("category") == category
    return frame.with_columns(pl.when(here).then(pl.col(column) * factor).otherwise(pl.col(column)))


def test_a_revision_is_no_break():
    known = toy()
    revised = known.with_columns(pl.col("value") * 1.3)
    assert find_breaks(SPEC, known, known) == []
    assert find_breaks(SPEC, revised, known) == []
    assert find_breaks(SPEC, scaled(known, "value", 2.0, "b"), known) == []


@pytest.mark.parametrize("factor", [1e3, 1e-3, 1e6])
def test_another_unit_is_a_break_of_the_column_or_of_one_category(factor):
    known = toy()
    (whole,) = find_breaks(SPEC, scaled(known, "value", factor), known)
    assert whole == f"value is {factor:g} times what it was (48 of 48 cells)"
    (part,) = find_breaks(SPEC, scaled(known, "weight", factor, "c"), known)
    assert part == f"weight of c is {factor:g} times what it was (12 of 12 cells)"


def test_swapped_columns_and_categories_are_breaks():
    known = toy()
    swapped = known.rename({"value": "weight", "weight": "value"}).select(known.columns)
    assert find_breaks(SPEC, swapped, known) == ["value and weight have each other's former values"]
    labels = known.with_columns(pl.col("category").replace({"a": "d", "d": "a"}))
    assert find_breaks(SPEC, labels, known) == [
        f"{v} of a and of d have each other's former values" for v in ("value", "weight")
    ]


def test_few_common_cells_tell_nothing():
    known = toy().head(4)
    assert find_breaks(SPEC, scaled(known, "value", 1e3), known) == []


SHIPPED = open_shipped()
COMPILED = [c for c in all_kinds().compiled if c.id in SHIPPED.ids]


@pytest.mark.parametrize("compiled", COMPILED, ids=[c.id for c in COMPILED])
def test_no_shipped_table_breaks_with_itself(compiled):
    frame = SHIPPED.frame(compiled.id)
    if set(frame.columns) == {c.name for c in compiled.spec.columns}:
        assert find_breaks(compiled.spec, frame, frame) == []


def test_a_release_in_another_unit_is_set_aside_and_the_one_before_stays(tmp_path):
    store = Store(tmp_path / "home")
    good = FIXTURES["kiel_donor_months"](), FIXTURES["kiel_month_totals"]()
    for name, release, contents in (
        ("first", "30", good),
        ("second", "31", tuple(scale_all(c) for c in good)),
    ):
        (tmp_path / name).mkdir()
        for file, made in zip(("a.csv", "b.csv"), contents, strict=True):
            (tmp_path / name / file).write_bytes(made)
        arrival = Arrival(retrieved=date(2026, 9, 1), release=release)
        added = add_files([tmp_path / name], store, all_kinds(), arrival)
    assert any("times what it was" in why for why in added.set_aside.values())
    used = find_vintage("kiel_donor_months", store.vintages())
    assert used.id == "kiel_donor_months@30"


def scale_all(made):
    """Every amount in million instead of billion euros: all identities of the file still hold."""
    header, *rows = [line.split(",") for line in made.decode().splitlines()]
    amounts = {"total", "financial", "humanitarian", "military", "commitments", "to_be_allocated"}
    amounts |= {"total_allocations"}
    changed = [
        [str(float(c) / 1000) if h in amounts else c for h, c in zip(header, r, strict=True)]
        for r in rows
    ]
    at = {h: i for i, h in enumerate(header)}
    if "pct_gdp" in at:
        for r in changed:
            if r[at["pct_gdp"]] != "inf":
                r[at["pct_gdp"]] = repr(100 * float(r[at["total"]]) / float(r[at["gdp"]]))
    return "".join(",".join(r) + "\n" for r in [header, *changed]).encode()
