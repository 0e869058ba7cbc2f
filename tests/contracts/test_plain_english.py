"""Help, docs and messages are in plain, common English: some words are refused."""

import re
from pathlib import Path

import pytest
from test_every_command import COMMANDS, GROUPS, RUN

from sinews.cli import app

ROOT = Path(__file__).parents[2]
REFUSED = re.compile(
    r"\b(at hand|mend(?:s|ed|ing)?|stands|lies|hitherto|whence|thereof|naught|lest|betwixt)\b",
    re.IGNORECASE,
)
PAGES = [
    p
    for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    # made from tables and ledgers by commands
    if p.name not in ("sources.md", "claims.md") and not p.name.startswith("model")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_docs_use_common_words(page):
    # Text in backticks is a name, not a word; the rule itself may be quoted.
    text = re.sub(r"`[^`\n]*`|\"[^\"\n]*\"", "", page.read_text(encoding="utf-8"))
    found = [f"{n}: {x}" for n, x in enumerate(text.splitlines(), 1) if REFUSED.search(x)]
    assert found == [], "say is, available, correct"


@pytest.mark.parametrize("words", [*COMMANDS, *GROUPS], ids=" ".join)
def test_help_uses_common_words(words):
    shown = RUN.invoke(app, [*words, "--help"]).output
    assert not REFUSED.search(shown), shown
