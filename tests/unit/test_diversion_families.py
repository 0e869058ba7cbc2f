"""Families: births, deaths and splits by a correlation table, and the cautious rule without."""

from datetime import date

import polars as pl
import pytest

from sinews.diversion.published.growth_rule import Rule, apply_rule, compare_codes
from sinews.diversion.trade.families import (
    Link,
    build_families,
    infer_links,
    label_families,
    read_concordance,
)
from sinews.diversion.trade.goods import EVERY, Goods
from sinews.diversion.trade.harmonise import find_concordance, join_families
from sinews.diversion.trade.schema import COLUMNS, Flows, read_window
from sinews.errors import EvidenceError

FIRST, LAST = date(2020, 1, 1), date(2022, 11, 1)


def families(codes, *links, digits=6):
    return build_families(codes, links, digits=digits, first=FIRST, last=LAST)


def test_a_split_and_a_merger_become_one_family():
    codes = ["851712", "851713", "851714", "870310"]
    found = families(
        codes,
        Link(old="851712", new="851713", year=2022),
        Link(old="851712", new="851714", year=2022),
    )
    assert found["851712"] == found["851713"] == found["851714"]
    assert found["870310"] == "870310"


def test_changes_outside_the_window_do_not_join():
    assert families(["851712", "851713"], Link(old="851712", new="851713", year=2020)) == {
        "851712": "851712",
        "851713": "851713",
    }


def test_cn8_links_are_cut_to_the_level_of_the_panel():
    found = families(["851712", "851713"], Link(old="85171200", new="85171300", year=2022))
    assert len(set(found.values())) == 1


def test_without_a_table_births_and_deaths_of_one_heading_are_joined_and_others_are_not():
    first = {"851712": FIRST, "851713": date(2022, 1, 1), "870390": date(2022, 1, 1)}
    last = {"851712": date(2021, 12, 1), "851713": LAST, "870390": LAST}
    links = infer_links(first, last, first=FIRST, last=LAST)
    assert links == (Link(old="851712", new="851713", year=2022),)


def test_a_late_first_sale_is_no_birth():
    links = infer_links(
        {"851712": FIRST, "851713": date(2022, 6, 1)},
        {"851712": date(2021, 12, 1), "851713": LAST},
        first=FIRST,
        last=LAST,
    )
    assert links == ()


def test_a_family_is_named_after_its_code_with_most_trade():
    found = label_families({"a": "a", "b": "a"}, {"a": 1.0, "b": 5.0})
    assert found == {"a": "b", "b": "b"}


def test_reading_refuses_what_is_no_table(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("from,to,year\n8517 12,851713,2022\n")
    assert read_concordance(path) == (Link(old="851712", new="851713", year=2022),)
    path.write_text("from,to\n851712,851713\n")
    with pytest.raises(EvidenceError, match="year"):
        read_concordance(path)
    path.write_text("from,to,year\n12,851713,2022\n")
    with pytest.raises(EvidenceError, match="row 2"):
        read_concordance(path)


def renumbered():
    """Trade that only changes its code in January 2022, beside trade that truly grows."""
    cells = [
        *(("87012010", m, 9e6) for m in ("2021-03", "2021-12")),
        ("87012110", "2022-01", 4e6),
        *(("87012110", m, 11e6) for m in ("2022-03", "2022-12")),
        *(("84295199", m, 2e6) for m in ("2021-03", "2021-12")),
        *(("84295199", m, 12e6) for m in ("2022-03", "2022-12")),
        ("88062210", "2022-03", 20e6),
    ]
    frame = pl.DataFrame(cells, schema=("product", "month", "exports_eur"), orient="row")
    return Flows(
        frame=frame.with_columns(
            reporter=pl.lit("DE"),
            partner=pl.lit("KG"),
            month=(pl.col("month") + "-01").str.to_date(),
            quantity_kg=pl.lit(None, dtype=pl.Float64),
        ).select(COLUMNS),
        digits=8,
        windows_only=False,
        late=(),
        sources=("made@1",),
    )


def rule_on(flows, goods):
    march, before = read_window("2022-03:2022-03"), read_window("2021-03:2021-03")
    rule = Rule(goods=goods, window=march, base=before, min_eur=10e6, min_growth=1.0)
    return apply_rule(flows, rule)[0]


def test_a_renumbered_code_is_no_boom_once_codes_are_joined():
    flows = renumbered()
    published, joined = rule_on(flows, EVERY), join_families(flows, EVERY)
    assert joined.members == {"87012110": ("87012010", "87012110")}
    again = rule_on(joined.flows, EVERY)
    assert (published.count(), again.count()) == (3, 2)
    table = compare_codes(published, again, joined).rows_by_key("product", named=True)
    assert table["87012110"][0]["new_code"]
    assert table["87012110"][0]["family"] == "87012010+87012110"
    assert not table["87012110"][0]["flagged_joined"]
    assert table["84295199"][0]["family"] is None
    assert table["84295199"][0]["flagged_joined"]
    assert table["88062210"][0]["flagged_joined"], "born without a death beside it: stays new"


def test_a_family_is_kept_when_the_list_names_one_of_its_codes():
    listed = Goods(id="list", label="", prefixes=("87012110",))
    joined = join_families(renumbered(), listed)
    assert joined.flows.frame["product"].unique().to_list() == ["87012110"]
    assert joined.flows.frame["exports_eur"].sum() == 2 * 9e6 + 4e6 + 2 * 11e6


def test_a_table_replaces_the_cautious_rule():
    links = (Link(old="84295199", new="88062210", year=2022),)
    joined = join_families(renumbered(), EVERY, links)
    assert list(joined.members.values()) == [("84295199", "88062210")]
    assert "table" in joined.rule


def test_a_correlation_table_is_found_beside_the_data(tmp_path):
    data = tmp_path / "cells.parquet"
    (tmp_path / "treated.csv").write_text("product,date\n870120,2022-03\n")
    assert find_concordance(data) is None
    (tmp_path / "cn.csv").write_text("From,To,Year\n87012010,87012110,2022\n")
    assert find_concordance(data) == (Link(old="87012010", new="87012110", year=2022),)
    (tmp_path / "cn2.csv").write_text("from,to,year\n")
    with pytest.raises(EvidenceError, match="several"):
        find_concordance(tmp_path)
