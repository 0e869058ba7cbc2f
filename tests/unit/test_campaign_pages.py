"""Generated pages of the campaign are those in docs; almost inert levers say why."""

from pathlib import Path

from sinews.campaign.levers import LEVERS
from sinews.campaign.matching.draws import matched_record
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.report.pages import (
    INERT_KM2,
    find_reason,
    write_effects_page,
    write_equation_page,
    write_history_page,
)
from sinews.campaign.report.report import BASELINE, load_report
from sinews.campaign.report.summary import HEADLINES, PUBLISHED
from sinews.campaign.run.binding import INPUTS, SIDES
from sinews.campaign.run.grades import GROUPS
from sinews.campaign.strategy import shipped_strategies
from sinews.present.text.words import read_words

DOCS = Path(__file__).parents[2] / "docs"


def test_pages_are_up_to_date():
    assert (DOCS / "model-equations.md").read_text() == write_equation_page()
    assert (DOCS / "model-effects.md").read_text() == write_effects_page(load_report())
    assert (DOCS / "model-history.md").read_text() == write_history_page(matched_record())


def test_every_lever_moves_an_outcome_and_an_inert_one_says_why():
    rows = load_report()["levers"]
    assert {r["lever"] for r in rows} == set(LEVERS.ids)
    for lever in LEVERS.ids:
        own = [r for r in rows if r["lever"] == lever]
        moved = [e for r in own for e in r["effects"].values() if any(abs(v) > 1e-9 for v in e)]
        assert moved, lever
        most = max(abs(r["effects"]["net_ground_km2"][1]) for r in own)
        assert most >= INERT_KM2 or find_reason(lever), (lever, most)
        for r in own:
            assert {s: set(v) for s, v in r["binding"].items()} == {s: set(INPUTS) for s in SIDES}


def test_the_report_covers_every_strategy_with_its_assumptions_and_shares():
    report = load_report()
    assert set(report["strategies"]) == set(shipped_strategies().ids)
    for s in shipped_strategies().ids:
        if s == BASELINE:
            continue
        for outcome in PUBLISHED:
            assert set(report["shares"][s][outcome]["total"]) == set(GROUPS)
        assert set(report["assumptions"][s]) == set(HEADLINES)
        assert report["assumptions"][s]["net_ground_km2"], s


def test_no_stock_ends_in_nonsense_unseen():
    report, stocks = load_report(), {s.name for s in campaign_model().stocks}
    assert set(report["stock_ranges"]) == set(shipped_strategies().ids)
    for strategy, rows in report["stock_ranges"].items():
        assert set(rows) == stocks, strategy
        assert all(0 <= low <= high for low, high in rows.values()), strategy


def test_shares_of_what_binds_are_shares_month_by_month():
    report = load_report()
    for strategy, sides in report["binding"].items():
        for rows in sides.values():
            for shares in rows.values():
                assert len(shares) == len(report["months"]), strategy
                assert 0 <= min(shares) <= max(shares) <= 1


def test_the_assumptions_that_the_brief_names_have_words():
    words = read_words("en")
    named = load_report()["assumptions"]["full_offensive"]["net_ground_km2"]
    assert len(named) >= 3
    for name, _ in named:
        assert words.has(f"assumptions.{name}"), name
