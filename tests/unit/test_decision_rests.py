"""First lines of a comparison: what rests on assumptions, from the record to the page."""

from dataclasses import replace

import pytest
from wording_lint import lint

from sinews.decision.compare.argument import load_statements
from sinews.decision.explore.assumption_dependence import (
    Conclusion,
    describe_rests,
    read_conclusions,
)
from sinews.present.brief.brief import open_study
from sinews.present.brief.chapters import decision as chapter
from sinews.present.figures.chart import draw_chart
from sinews.present.figures.charts import CHARTS

HERE = Conclusion(
    strategy="a",
    outcome="o",
    share=0.8,
    computed=True,
    under={"x": "ahead"},
    gain=1.0,
    other_gain=1.0,
)


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


def test_counts_follow_shares_intervals_and_anchorings():
    found = [
        HERE,
        replace(HERE, share=0.6, under={"x": "ahead", "y": "behind"}),
        replace(HERE, share=0.2, under={"x": "open"}, other_gain=-1.0),
    ]
    text = " ".join(describe_rests(found))
    assert "all 3 comparisons" in text
    assert "In 2 of 3 the result comes mainly from assumptions" in text
    assert "60 to 80 %" in text
    assert "In 1 of 3 the model puts one side ahead" in text
    assert "in 1 the model does not separate them" in text
    assert "order changes in 1 of 3" in text
    assert lint(text, "assumed") == ()
    none = " ".join(describe_rests([replace(HERE, share=0.1)]))
    assert "In 0 of 1" in none
    assert lint(none, "assumed") == ()


def test_a_share_that_was_not_computed_counts_as_all():
    row = {
        "id": "a",
        "shares": None,
        "per_theory": {"x": {"difference": {"low": -2.0, "high": -1.0}}},
        "mixture": {"difference": {"mean": -1.5}},
        "other_anchoring": {"mixture": {"difference": {"mean": -1.0}}},
    }
    outcome = {"id": "ground_km2", "better": "less", "strategies": [row]}
    (found,) = read_conclusions({"baseline": "b", "outcomes": [outcome]})
    assert (found.share, found.under, found.gain) == (1.0, {"x": "ahead"}, 1.5)
    assert found.count_sides() == (1, 0)
    text = " ".join(describe_rests([found]))
    assert "share of assumptions not computed" in text
    assert "%" not in text, "no share is said that nobody computed"
    assert lint(text, "assumed") == ()


def test_the_page_says_first_what_rests_on_assumptions_and_passes_the_linter(study):
    said, words = chapter.say(study), study.words
    texts = [words.say(f"chapters.decision.{t}", said) for t in ("rests", "sides", "opening")]
    texts += [row[2].text for row in chapter.threshold_rows(study)]
    texts += [words.say("chapters.decision.title", said)]
    texts += [row[2].text for row in chapter.argument_rows(study)]
    texts += [draw_chart(CHARTS[c], study).title for c in ("decision_differences",)]
    for text in texts:
        assert lint(text.replace("**", ""), "assumed") == (), text
    assert chapter.CHAPTER.blocks[0].text == "need"
    assert "mainly from assumptions" in texts[0]
    for case in ("all", "some", "none"):
        text = words.say("chapters.decision.rests", {**said, "case": case})
        assert lint(text.replace("**", ""), "assumed") == ()


def test_the_words_of_the_argument_are_those_of_its_table(study):
    for s in load_statements():
        assert study.words.say(f"arguments.claim.{s.id}") == s.claim
        assert study.words.say(f"arguments.if_true.{s.id}") == s.if_true
