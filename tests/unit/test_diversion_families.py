"""Families: births, deaths and splits by a correlation table, and the cautious rule without."""

from datetime import date

import pytest

from sinews.diversion.families import (
    Link,
    build_families,
    infer_links,
    label_families,
    read_concordance,
)
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
