"""The contracts in columns.csv, tables.csv and producers.csv, and who takes them."""

import csv
from pathlib import Path

import pytest

from sinews.data.compile.tables import COMPILED
from sinews.data.contracts import load_source, load_spec
from sinews.data.sources import READERS
from sinews.errors import UnknownNameError

DATA = Path(__file__).parents[2] / "src" / "sinews" / "data"


def read(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_every_contract_is_taken_by_a_reader_or_a_compiled_table():
    taken = {s.id for r in READERS for s in r.specs} | {c.spec.id for c in COMPILED}
    assert {r["table"] for r in read("tables")} - taken == set()
    assert {r["id"] for r in read("producers")} == {r.source.id for r in READERS}


def test_every_table_has_columns_and_every_column_a_table():
    tables = read("tables")
    assert len({r["table"] for r in tables}) == len(tables)
    own = {r["table"] for r in tables if not r["columns"]}
    assert {r["table"] for r in read("columns")} == own
    assert {r["columns"] for r in tables if r["columns"]} <= own


def test_a_row_is_read_as_it_is_written():
    spec = load_spec("kiel_items", donor=("DE", "US"))
    assert spec.column("donor").allowed == ("DE", "US")
    gdp = load_spec("gdp_yearly").column("gdp_usd_bn")
    assert (gdp.kind, gdp.unit, gdp.low, gdp.high) == ("number", "USD bn", 100, 100_000)
    assert gdp.required
    assert gdp.allowed is None


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(UnknownNameError, match="gdp_yearly"):
        load_spec("gdp_yearli")
    with pytest.raises(UnknownNameError, match="un_comtrade"):
        load_source("un_comtrad")


def test_labels_that_the_reader_has_to_pass_are_not_guessed():
    with pytest.raises(KeyError, match="donor"):
        load_spec("kiel_items")
