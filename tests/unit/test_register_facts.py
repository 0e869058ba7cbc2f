"""The fact register: every row has its source, and every breach is named."""

import polars as pl
import pytest
from hostile import cells, read, write

from sinews.data.sources import READERS
from sinews.data.sources.register.common import parse_period
from sinews.errors import EvidenceError


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("id", "F1", "not an id like F012"),
        ("id", "F000", "is in row 2"),
        ("central", "", "neither low nor central nor high"),
        ("low", "999999", "not in order"),
        ("source_url", "a_file.txt", "not a public address"),
        ("source_url", "", "empty"),
        ("source_publisher", "", "empty"),
        ("source_title", "", "empty"),
        ("source_date", "", "empty"),
        ("source_date", "last summer", "not a year, month or day"),
        ("period_end", "2021", "ends .* before it starts"),
        ("period_start", "2022-13", "month must be in 1..12"),
        ("basis", "guess", "unknown label"),
        ("source_kind", "background", "unknown label"),
        ("series", "nato", "unknown label"),
        ("series", "other", "no fire rate|not a fire rate"),
    ],
)
def test_a_row_without_what_a_fact_needs_is_refused(tmp_path, column, value, says):
    header, rows = cells("facts")
    row = next(i for i, r in enumerate(rows) if r[1] == "armour" and not r[7])
    rows[row][header.index(column)] = value
    with pytest.raises(EvidenceError, match=rf"row {row + 2}[^\n]*({says})"):
        read(READERS["facts"], write(header, rows), tmp_path)


def test_a_fire_rate_without_its_family_is_refused(tmp_path):
    header, rows = cells("facts")
    rows[0][header.index("series")] = ""
    with pytest.raises(EvidenceError, match="needs its family"):
        read(READERS["facts"], write(header, rows), tmp_path)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
    ],
)
def test_periods_as_people_write_them(text, first, last):
    assert str(parse_period(text)) == first
    assert str(parse_period(text, end=True)) == last


def test_families_of_fire_rates_differ_and_say_so(evidence):
    """In early 2024 the families differ by a factor of about seven for Russia."""
    rates = evidence.frame("facts").filter(
        pl.col("unit") == "rounds/day",
        pl.col("side") == "RU",
        pl.col("period").str.contains("2024-0[1-5]"),
    )
    by = dict(rates.group_by("series").agg(pl.col("central").max()).rows())
    assert by["ukrainian_command"] / by["rusi_nato"] == pytest.approx(7.0)
    noted = evidence.frame("facts").filter(fact="F167")["note"].item()
    assert "families disagree: F175" in noted


def test_gdp_comes_from_the_register(evidence):
    gdp = evidence.frame("gdp_yearly")
    assert set(gdp["place"]) == {"DE", "EU27", "RU"}
    joined = gdp.join(evidence.frame("facts"), on="fact")
    assert joined["central"].equals(joined["gdp_usd_bn"])
    assert joined.height == 9
