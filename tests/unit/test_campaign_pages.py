"""The generated pages of docs are what the package prints now."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sinews.campaign.outcomes import OUTCOMES
from sinews.campaign.pages import HALF
from sinews.campaign.report import REPORT
from sinews.cli import app

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["equations", "elasticities", "report"])
def test_a_generated_page_is_the_one_in_docs(page):
    printed = CliRunner().invoke(app, ["campaign", "equations", "--page", page])
    assert printed.exit_code == 0, printed.output
    assert printed.stdout == (DOCS / f"model-{page}.md").read_text(encoding="utf-8"), (
        f"write it again: sinews campaign equations --page {page} > docs/model-{page}.md"
    )


def test_less_than_half_of_what_is_accounted_rests_on_assumed_inputs():
    """Under every strategy, and the page says how near to half the worst comes."""
    page = (DOCS / "model-report.md").read_text(encoding="utf-8")
    sentence = next(x for x in page.splitlines() if x.startswith("Assumed inputs carry"))
    shares = {
        (s.label, o.label): s.assumed[o.id]
        for s in REPORT.load().strategies.values()
        for o in OUTCOMES
        if o.layer == "accounted"
    }
    assert len(shares) == 14 * 10
    (strategy, outcome), most = max(shares.items(), key=lambda x: x[1])
    assert 0 < most < HALF
    assert f"the most is {100 * most:.0f} % ({outcome} under {strategy})" in sentence
