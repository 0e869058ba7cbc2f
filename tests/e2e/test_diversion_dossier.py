"""The dossier page: self-contained, names no verdict, shows what speaks against."""

import re
from dataclasses import replace

import polars as pl
import pytest

from sinews.diversion.corridors.dossier import open_dossier
from sinews.diversion.corridors.dossier_evidence import weigh_evidence
from sinews.diversion.corridors.unit_values import UnitValue
from sinews.diversion.published.estimated import shipped_screen
from sinews.diversion.trade.schema import read_window
from sinews.present.dossier.dossier import render_dossier

pytestmark = pytest.mark.e2e
SIDES = ("For", "Against, or open")


def test_page_of_german_cars_to_kyrgyzstan(evidence):
    window = read_window("2022-03:2022-11")
    d = open_dossier(
        evidence, shipped_screen(evidence), corridor=("DE", "KG", "8703"), window=window
    )
    assert d.row["now_eur"] == 125_035_532
    assert {s.speaks_for for s in d.statements} == {True, False}
    page = render_dossier(d, "sinews diversion dossier DE KG 8703 --html FILE")
    assert not re.search(r"(?:src|href)=\"https?:", page)
    value = d.posterior[0][1]
    assert f"{value:.2f}" in page, "the page gives the posterior of the screen"
    assert "Against, or open" in page
    assert page.count("<figure") == 6
    assert len(page) < 1_500_000
    assert "Passenger cars from Germany to Kyrgyzstan" in page
    assert "China" in page, "routes that exporters do not see stand in every dossier"
    low, middle, high = d.expected
    assert 0 < low < middle < high < 0.1 * float(d.series["exports_eur"][-1])
    titles = re.findall(r"<h3>([^<]*)</h3>", page)
    assert all(re.search(r"\d", t) and len(t) <= 120 for t in titles if t not in SIDES)


def test_reports_of_the_partner_and_weights_speak_where_they_are_known(evidence):
    window = read_window("2022-03:2022-11")
    screen = shipped_screen(evidence)
    known = pl.col("product").str.starts_with("8703") & (pl.col("partner") == "KG")
    excess = pl.when(known).then(pl.col("excess_eur").clip(0))
    table = screen.table.with_columns(
        ghost_eur=0.5 * excess, onward_eur=0.3 * excess, stayed_eur=0.2 * excess
    )
    d = open_dossier(
        evidence, replace(screen, table=table), corridor=("DE", "KG", "8703"), window=window
    )
    said = {s.id: s for s in d.statements}
    assert said["whereabouts"].speaks_for
    assert "50 % never arrived" in said["whereabouts"].text
    assert "onward" not in said
    assert "80 % of the excess never arrived or was seen leaving" in render_dossier(d, "x")
    dearer = UnitValue(base_eur_kg=10.0, now_eur_kg=14.0, change_pct=40.0, covered=0.9)
    weighed = {s.id: s for s in weigh_evidence(replace(d, unit_value=dearer))}
    assert weighed["prices"].speaks_for
    assert "+40 %" in weighed["prices"].text
    calm = replace(d, unit_value=dearer, unit_value_placebo=dearer)
    assert not {s.id: s for s in weigh_evidence(calm)}["prices"].speaks_for
    assert "Change of value per kilogram" in render_dossier(calm, "x")
