"""Every registered chart: complete sentences, a clean table, two drawings in house colours."""

import json
import re

import altair as alt
import polars as pl
import pytest

from sinews.errors import ProvenanceError
from sinews.present.brief.brief import open_study
from sinews.present.figures.chart import (
    Canvas,
    Drawn,
    draw_chart,
    specify,
)
from sinews.present.figures.charts import CHARTS
from sinews.present.figures.drawing import releases_of, table_of
from sinews.present.figures.render import inline_svg
from sinews.present.figures.theme import tokens

_DRAWN: dict[str, Drawn] = {}
VAGUE = re.compile(r"^(overview|development|figures?|data) ", re.IGNORECASE)


@pytest.fixture(scope="module")
def study(evidence):
    return open_study(evidence)


@pytest.fixture(params=list(CHARTS), ids=lambda c: c.id)
def chart(request, study):
    missing = [t for t in map(table_of, request.param.sources) if t not in study.evidence.manifest]
    if missing:
        pytest.skip(f"not compiled yet: {missing}")
    return request.param


@pytest.fixture
def drawn(chart, study):
    if chart.id not in _DRAWN:
        _DRAWN[chart.id] = draw_chart(chart, study)
    return _DRAWN[chart.id]


def test_table_is_clean_and_names_basis_and_unit(chart, study):
    frame = chart.table(study)
    assert frame.height > 0
    for name, kind in frame.schema.items():
        assert name == name.lower()
        if kind.is_float():
            assert not frame[name].is_nan().any()
            assert "_" in name, f"{name} names no unit"
    again = chart.table(study)
    assert frame.equals(again)
    assert all(isinstance(c, pl.Series) for c in frame)


def test_sentences_state_a_finding(drawn):
    assert any(c.isdigit() for c in drawn.title), "the title carries no number"
    assert not VAGUE.match(drawn.title)
    assert len(drawn.title) <= 120
    assert drawn.alt.endswith(".")
    for text in (drawn.title, drawn.subtitle, drawn.note, drawn.alt):
        assert text
        assert "{" not in text
        assert "[[" not in text


def test_drawings_fit_their_width_and_use_roles_of_colour(drawn):
    known = {f"var(--{role})" for role in tokens()["light"]}
    for svg, width in ((drawn.wide, 700), (drawn.narrow, 358)):
        drawn_width = float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1])
        assert drawn_width <= width + 2, f"{drawn_width} px in a column of {width}"
        clean = inline_svg(svg, "x-")
        painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', clean)) - {"none", "transparent"}
        assert painted <= known, f"colours outside the theme: {painted - known}"
        sizes = [float(s) for s in re.findall(r'font-size="([\d.]+)px"', clean)]
        assert all(s >= 13 for s in sizes)


def test_ids_of_two_drawings_never_meet(chart, study, drawn):
    frame = chart.table(study)
    canvas = Canvas(narrow=False, words=study.words, chart=chart.id)
    assert specify(chart, frame, canvas)["config"]["aria"] is False
    ids = [
        re.findall(r'\bid="([^"]+)"', inline_svg(s, p))
        for s, p in ((drawn.wide, "w-"), (drawn.narrow, "n-"))
    ]
    assert not set(ids[0]) & set(ids[1])


def test_specifications_are_valid_vega_lite(chart, study):
    canvas = Canvas(narrow=False, words=study.words, chart=chart.id)
    spec = specify(chart, chart.table(study), canvas)
    alt.Chart.from_dict(json.loads(json.dumps(spec)), validate=True)


def test_a_part_of_a_table_names_its_own_releases(study):
    line = [r.source for r in releases_of(study, ("front_monthly:control_areas",))]
    assert line == ["control_areas"]
    newest = releases_of(study, ("losses_vintages:claimed_losses@newest",))
    assert [r.id for r in newest] == [str(study.frame("losses_vintages")["vintage"].max())]
    with pytest.raises(ProvenanceError, match="no release of 'wrong'"):
        releases_of(study, ("front_monthly:wrong",))


def test_charts_of_the_front_name_only_what_they_draw(study):
    sources = {c.id: {r.source for r in releases_of(study, c.sources)} for c in CHARTS}
    assert sources["front_ground"] == {"control_areas"}
    assert sources["front_strikes"] == {"strike_bulletins"}
    assert sources["front_casualties"] == {"claimed_losses", "russian_deaths"}
    for id in ("front_ground", "front_strikes", "front_casualties", "front_skill"):
        assert not sources[id] & {"named_dead", "photographed_losses", "wealth_fund"}
