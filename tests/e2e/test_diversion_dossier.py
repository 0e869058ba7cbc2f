"""The dossier page: self-contained, names no verdict, shows what speaks against."""

import re

import pytest

from sinews.diversion.dossier import open_dossier
from sinews.diversion.figures_screen import shipped_screen
from sinews.diversion.windows import read_window
from sinews.present.dossier import render_dossier

pytestmark = pytest.mark.e2e


def test_page_of_german_cars_to_kyrgyzstan(evidence):
    window = read_window("2022-03:2022-11")
    d = open_dossier(
        evidence, shipped_screen(evidence), corridor=("DE", "KG", "8703"), window=window
    )
    assert d.row["now_eur"] == 125_035_532
    assert {s.speaks_for for s in d.statements} == {True, False}
    page = render_dossier(d, "sinews diversion dossier DE KG 8703 --html FILE")
    assert not re.search(r"(?:src|href)=\"https?:", page)
    assert "pending" in page
    assert "Against, or open" in page
    assert page.count("<figure") == 6
    assert len(page) < 1_500_000
