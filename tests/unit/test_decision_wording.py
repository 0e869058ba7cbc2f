"""Wording rules: good sentences pass, bad ones are refused, labels are treated alike."""

from dataclasses import replace

import pytest
from wording_lint import lint

from sinews.decision.report.sentences import (
    Contrast,
    describe_contrast,
    format_to_interval,
)

SPLIT = Contrast(
    a="plan A",
    b="plan B",
    outcome="an invented outcome",
    unit="points",
    futures=10_000,
    grade="assumed",
    per_theory={"x": (0.12, 0.1, 0.14), "y": (-0.03, -0.05, -0.01), "z": (0.0, -0.02, 0.02)},
    mixed=(0.03, 0.02, 0.04),
    share_better=0.61,
    assumed_share=0.82,
    assumptions=("first", "second", "third", "fourth"),
    turn=0.21,
    weights={"x": 1 / 3, "y": 1 / 3, "z": 1 / 3},
)
CASES = [
    SPLIT,
    replace(SPLIT, per_theory={"x": (0.1, 0.05, 0.2)}, turn=None),
    replace(SPLIT, per_theory={"x": (-0.1, -0.2, -0.05), "y": (0.0, -1.0, 1.0)}),
    replace(SPLIT, per_theory={"x": (0.0, -1.0, 1.0)}, weights={}),
    replace(SPLIT, matters=0.5),
]


@pytest.mark.parametrize("contrast", CASES)
def test_generated_sentences_pass_the_linter(contrast):
    assert lint(describe_contrast(contrast), "assumed") == ()


def test_assumptions_come_first_and_theories_before_numbers():
    text = describe_contrast(SPLIT)
    assert text.startswith("This ordering comes mainly from assumptions")
    assert "fourth" not in text
    assert text.index("depends on the theory") < text.index("weights chosen by the reader")
    unknown = describe_contrast(replace(SPLIT, assumed_share=None))
    assert unknown.startswith("This ordering is taken to come from assumptions")
    assert lint(unknown, "assumed") == ()
    data = describe_contrast(replace(SPLIT, assumed_share=0.3))
    assert "comes mainly from assumptions" not in data


def test_inside_the_interval_or_below_what_matters_nothing_is_ranked():
    assert "does not separate plan A from plan B" in describe_contrast(replace(SPLIT, matters=0.5))


def test_swapping_the_labels_swaps_the_text():
    flipped = {k: (-d, -h, -low) for k, (d, low, h) in SPLIT.per_theory.items()}
    a = describe_contrast(replace(SPLIT, weights={}))
    b = describe_contrast(replace(SPLIT, a="plan B", b="plan A", per_theory=flipped, weights={}))
    for text in (a, b):
        assert "plan A ahead under x" in text or "plan A under x" in text
        assert "plan B ahead under y" in text or "plan B under y" in text


GOOD = [
    ("If recruits fall by a tenth, the model gives fewer losses (range 1 to 3).", "assumed"),
    ("Allocations were EUR 0.5 bn in 2025 (release 29).", "counted"),
    ("For a reader who gives the first theory 35 %, the model puts A first.", "assumed"),
    (
        "Under one theory 4 of 10 futures end by 2028; the base rate of an end is 28 % a year.",
        "assumed",
    ),
]
BAD = [
    ("The simulation shows that more support ends the war sooner.", "assumed"),
    ("If money doubles, this is the best strategy.", "assumed"),
    ("The chance of an end to the war is 63 %.", "estimated"),
    ("Enforcement leads to less output.", "estimated"),
    ("A settlement is likely under pressure.", "assumed"),
    ("Under this plan peace is possible.", "assumed"),
    ("Output is estimated at 11.47 % of capacity.", "estimated"),
    ("Losses rise with shells.", "assumed"),
]


@pytest.mark.parametrize(("text", "grade"), GOOD)
def test_good_sentences_pass(text, grade):
    assert lint(text, grade) == ()


@pytest.mark.parametrize(("text", "grade"), BAD)
def test_bad_sentences_are_refused(text, grade):
    assert lint(text, grade)


def test_digits_follow_the_interval():
    assert format_to_interval(1234.567, 1100, 1400) == "1,200"
    assert format_to_interval(0.0312, 0.02, 0.04) == "0.03"
    assert format_to_interval(0, 0, 0) == "0"
