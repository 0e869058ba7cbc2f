"""Shares of product: the table behind the chart and the published figures are the same numbers."""

import pytest

from sinews.support.burden import build, rank_burden


def test_the_table_behind_the_chart_holds_the_published_shares(evidence):
    published = {f.id: f.value for f in build(evidence)}
    rows = list(rank_burden(evidence).iter_rows(named=True))
    assert len(rows) > 30
    for row in rows:
        for basis in ("bilateral", "with_eu_share"):
            figure = published[f"support.gdp_share.{row['donor'].lower()}.{basis}.to_date"]
            assert row[f"{basis}_pct_gdp"] == pytest.approx(figure), (row["donor"], basis)
