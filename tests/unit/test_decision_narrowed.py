"""A comparison of some strategies: rows of the shipped one, losses to the best that is left."""

import pytest

from sinews.campaign.strategy import BASELINE
from sinews.decision.compare.filter_report import narrow_report
from sinews.decision.report.shipped import load_report
from sinews.present.brief.brief import gather
from sinews.present.brief.brief_options import read_order

CHOSEN = ("incremental", "rollback")


@pytest.fixture(scope="module")
def narrowed():
    return narrow_report(load_report(), CHOSEN).record


def test_all_strategies_are_the_shipped_report_itself():
    report = load_report()
    assert narrow_report(report, tuple(report.record["labels"])) is report


def test_every_part_holds_the_baseline_and_the_chosen(narrowed):
    wanted = {BASELINE, *CHOSEN}
    assert narrowed["labels"].keys() == wanted
    for part in (*narrowed["outcomes"], *narrowed["costs"], narrowed["months_to_both"]):
        assert {s["id"] for s in part["strategies"]} == wanted
    assert {j["id"] for j in narrowed["argument"]} == {"incremental", "rollback"}
    assert not {"text", "cost_per_outcome"} & narrowed.keys()


def test_differences_are_the_shipped_ones(narrowed):
    shipped = {s["id"]: s for s in load_report().outcome("ground_km2")["strategies"]}
    for o in narrowed["outcomes"]:
        if o["id"] == "ground_km2":
            assert all(s == shipped[s["id"]] for s in o["strategies"])


def test_what_is_lost_is_lost_to_the_best_that_is_left(narrowed):
    whole = load_report().record["regret"]
    for outcome, theories in narrowed["regret"].items():
        for theory, row in theories.items():
            assert min(row.values()) == 0
            before = whole[outcome][theory]
            for s in CHOSEN:
                apart = before[s] - before[BASELINE]
                assert row[s] - row[BASELINE] == pytest.approx(apart, abs=1e-9)


def test_the_chapter_compares_the_chosen_strategies(evidence):
    content = gather(evidence, read_order(strategies=CHOSEN))
    labels = {content.study.words.say(f"strategies.{s}") for s in CHOSEN}
    assert set(content.drawn["decision_differences"].frame["label"]) == labels
    assert content.drawn["decision_regret"].frame["strategy"].n_unique() == 3
    assert "best of three" in content.drawn["decision_regret"].title
    chapter = next(c for c in content.chapters if c.id == "decision")
    tables = {b.id: b for b in chapter.blocks if b.kind == "table"}
    assert len(tables["decision_rests"].rows) == len(CHOSEN)
    assert len(tables["decision_argument"].rows) == 2


def test_without_a_contrast_there_is_neither_its_table_nor_its_passage(evidence):
    content = gather(evidence, read_order("uk", strategies=("us_return",)))
    chapter = next(c for c in content.chapters if c.id == "decision")
    last = chapter.blocks[-1]
    assert (last.kind, last.id) == ("chart", "decision_front")
    numbers = [b.number for c in content.chapters for b in c.blocks if b.kind == "table"]
    assert numbers == list(range(1, len(numbers) + 1))
