"""Generated pages of the campaign are those in docs; almost inert levers say why."""

from pathlib import Path

from sinews.campaign.draws import matched_record
from sinews.campaign.levers import LEVERS
from sinews.campaign.pages import (
    INERT_KM2,
    REASONS,
    write_effects_page,
    write_equation_page,
    write_history_page,
)
from sinews.campaign.report import BASELINE, load_report
from sinews.campaign.strategy import shipped_strategies
from sinews.present.words import read_words

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
        assert most >= INERT_KM2 or lever in REASONS, (lever, most)


def test_the_report_covers_every_strategy_with_its_assumptions_and_shares():
    report = load_report()
    assert set(report["strategies"]) == set(shipped_strategies().ids)
    for s in shipped_strategies().ids:
        if s == BASELINE:
            continue
        assert set(report["shares"][s]["net_ground_km2"]["total"]) == {
            "assumed",
            "estimated",
            "measured",
            "latent",
        }
        assert report["assumptions"][s]["net_ground_km2"], s


def test_the_assumptions_that_the_brief_names_have_words():
    words = read_words("en")
    named = load_report()["assumptions"]["full_offensive"]["net_ground_km2"]
    assert len(named) >= 3
    for name, _ in named:
        assert words.has(f"assumptions.{name}"), name
