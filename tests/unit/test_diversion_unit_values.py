"""Value per kilogram: a change of mix is no change of price, and a missing weight stays missing."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.diversion.corridors.unit_values import (
    COLUMNS,
    compare_unit_values,
    unit_value_columns,
    weigh_markets,
)

SCHEMA = {"product": pl.String, "exports_eur": pl.Float64, "quantity_kg": pl.Float64}


def rows(*cells):
    frame = pl.DataFrame(cells, schema=SCHEMA, orient="row")
    return frame.with_columns(reporter=pl.lit("DE"), partner=pl.lit("KG"))


def test_one_market_moves_by_its_ratio():
    found = compare_unit_values(weigh_markets(rows(("a", 300.0, 10.0)), rows(("a", 100.0, 5.0))))
    assert (found.base_eur_kg, found.now_eur_kg) == (20.0, 30.0)
    assert found.change_pct == pytest.approx(50)
    assert found.covered == 1.0


def test_a_change_of_mix_is_no_change_of_price():
    base = rows(("cheap", 100.0, 100.0), ("dear", 100.0, 1.0))
    now = rows(("cheap", 10.0, 10.0), ("dear", 1000.0, 10.0))
    found = compare_unit_values(weigh_markets(now, base))
    assert found.now_eur_kg > 10 * found.base_eur_kg
    assert found.change_pct == pytest.approx(0, abs=1e-9)


def test_missing_and_zero_weights_are_not_guessed():
    now = rows(("a", 100.0, 10.0), ("a", 900.0, None), ("b", 1000.0, None), ("c", 500.0, 0.0))
    base = rows(("a", 50.0, 10.0), ("b", 10.0, 1.0), ("c", 10.0, 1.0))
    weighed = weigh_markets(now, base)
    found = compare_unit_values(weighed)
    assert found.change_pct == pytest.approx(100)
    assert found.covered == pytest.approx(100 / 2500)
    table = unit_value_columns(weighed).select("product", *COLUMNS).rows_by_key("product")
    assert table["b"] == [(10.0, None, None)]
    assert table["c"] == [(10.0, None, None)]
    assert compare_unit_values(weigh_markets(rows(("b", 1.0, None)), base)) is None


def test_commands_print_it_and_say_where_it_is_missing(tmp_path):
    cells = [
        ("DE", "KG", "87032410", "2021-03", 1e6, 1e5),
        ("DE", "KG", "87032410", "2022-03", 30e6, 1.5e6),
        ("DE", "KZ", "84295199", "2021-03", 2e6, None),
        ("DE", "KZ", "84295199", "2022-03", 40e6, None),
        ("DE", "RU", "84295199", "2020-03", 5e6, 5e5),
    ]
    names = ("reporter", "partner", "product", "period", "value_eur", "quantity_kg")
    path = tmp_path / "trade.parquet"
    frame = pl.DataFrame(cells, schema=names, orient="row")
    frame.with_columns(flow=pl.lit("export")).write_parquet(path)
    shared = ["--data", str(path), "--window", "2022-03:2022-03"]

    def run(*words):
        done = CliRunner().invoke(app, ["diversion", *words, *shared])
        assert done.exit_code == 0, done.output
        return done.output

    change = json.loads(run("change", "--goods", "84+87", "--json"))
    by = {r["label"]: r for r in change["rows"]}
    assert by["KG"]["unit_value"]["change_pct"] == pytest.approx(100)
    assert by["KZ"]["unit_value"] is None
    assert change["unit_values"] == "known for some"
    rule = json.loads(run("rule", "--goods", "84+87", "--json"))
    growth = {r["partner"]: r["unit_value_change_pct"] for r in rule["markets_flagged"]}
    assert growth["KZ"] is None
    assert growth["KG"] == pytest.approx(100)
    assert "missing" in run("change", "--goods", "84+87")
    text = run("change", "--goods", "84", "--partner", "KZ")
    assert "No weights in these data" in text
