"""The data behind every chart are as accepted: a filter or a sign cannot move unnoticed."""

from golden_figures import compare_lines, compute_charts, read_lines


def test_the_data_behind_every_chart_are_as_they_were_accepted():
    kept = {i: line for i, line in read_lines()[0].items() if i.startswith("chart.")}
    changes = compare_lines(kept, compute_charts())
    shown = "\n".join(c.describe() for c in changes[:20])
    assert not changes, (
        f"Columns of {len(changes)} charts differ from tests/golden/figures/chart.csv:\n{shown}\n"
        'If this is meant: make golden TAG=short-name REASON="why, in one sentence"'
    )
