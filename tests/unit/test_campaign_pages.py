"""The generated pages of docs are what the package prints now."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

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


def test_the_report_names_what_rests_mostly_on_assumptions():
    page = (DOCS / "model-report.md").read_text(encoding="utf-8")
    sentence = next(x for x in page.splitlines() if x.startswith("Assumed inputs carry"))
    for s in REPORT.load().strategies.values():
        for outcome, label in (
            ("interceptors_received", "Interceptors"),
            ("total_delivered", "Support that became materiel"),
        ):
            part = next((p for p in sentence.split("; ") if f"{label} under" in p), "")
            named = part.partition(" under ")[2].partition(". For")[0].split(", ")
            assert (s.label in named) == (s.assumed[outcome] > HALF), (s.label, outcome)
