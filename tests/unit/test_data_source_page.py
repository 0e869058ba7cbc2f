"""docs/sources.md is what the generator prints."""

from pathlib import Path

from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.source_page import write_source_page


def test_the_page_of_sources_is_up_to_date():
    page = Path(__file__).parents[2] / "docs" / "sources.md"
    remedy = "run `sinews data sources > docs/sources.md`"
    assert page.read_text(encoding="utf-8") == write_source_page(all_kinds()), remedy
