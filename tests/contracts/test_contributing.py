"""The map for contributors: every file and folder that it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:src|tests|docs|bench)/[^`\s]+|[A-Z]+\.md)`", TEXT)))


@pytest.mark.parametrize("name", NAMED)
def test_what_the_map_names_exists(name):
    assert list(ROOT.glob(name.rstrip("/"))), f"CONTRIBUTING.md names {name}"


def test_there_are_three_walks():
    assert len(re.findall(r"^### \d\. ", TEXT, re.M)) == 3
    assert len(NAMED) > 30
