"""`sinews figures` and `sinews explain`: ids, values that add up, and whole chains."""

import json
import re
from datetime import date

import pytest
from typer.testing import CliRunner

from sinews.catalogue import (
    FAMILIES,
    find_figure,
    list_figures,
)
from sinews.claims.published import explain_published
from sinews.cli import app, main
from sinews.core.figure import Figure
from sinews.data.evidence.chain import trace_figure
from sinews.errors import UnknownNameError

WINDOWS = ("to_date", "y2022", "y2023", "y2024", "y2025", "y2026", "last_12m")
GROUPS = ("all", "us", "eu27", "eu_institutions", "eu", "europe31", "europe", "other")
TYPES = ("total", "military", "financial", "humanitarian")
KEYS = [
    "id",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "grade",
    "said_by",
    "as_of",
    "sources",
    "method",
]
KEYS += ["tested", "interval_note"]


@pytest.fixture(scope="module")
def support(evidence):
    return {
        f.id: f
        for f in list_figures(evidence, "support.allocated")
        + list_figures(evidence, "support.committed")
    }


def run(*words):
    return CliRunner().invoke(app, words)


@pytest.mark.parametrize("basis", ["allocated", "committed"])
def test_every_group_type_and_window_has_a_figure(support, basis):
    for group in (*GROUPS, "de", "gb", "jp"):
        for type in TYPES:
            for window in WINDOWS:
                assert support[f"support.{basis}.{group}.{type}.{window}"].unit == "EUR bn"


def value(support, *parts):
    return support[".".join(("support", *parts))].value


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("basis", ["allocated", "committed"])
def test_groups_add_up(support, basis, window):
    for type in TYPES:
        of = {g: value(support, basis, g, type, window) for g in GROUPS}
        norway = sum(value(support, basis, d, type, window) for d in ("gb", "no", "ch", "is"))
        assert of["eu"] == pytest.approx(of["eu27"] + of["eu_institutions"], abs=1e-9)
        assert of["europe31"] == pytest.approx(of["eu27"] + norway, abs=1e-9)
        assert of["europe"] == pytest.approx(of["europe31"] + of["eu_institutions"], abs=1e-9)
        assert of["all"] == pytest.approx(of["europe"] + of["us"] + of["other"], abs=1e-9)


def test_types_and_years_add_up(support):
    parts = sum(value(support, "allocated", "all", t, "to_date") for t in TYPES[1:])
    assert parts == pytest.approx(value(support, "allocated", "all", "total", "to_date"), abs=1e-6)
    years = sum(value(support, "allocated", "us", "military", f"y{y}") for y in range(2022, 2027))
    assert years == pytest.approx(
        value(support, "allocated", "us", "military", "to_date"), abs=1e-9
    )


def test_an_unfinished_year_says_so(support):
    f = support["support.allocated.all.total.y2026"]
    assert "January to April 2026" in f.label
    assert f.as_of == date(2026, 4, 30)
    older = support["support.committed.all.military.y2026"]
    assert "January to February 2026" in older.label
    assert older.as_of == date(2026, 2, 28)
    assert "release 28" in older.method
    assert older.sources == ("kiel_activities@28",)
    assert support["support.committed.all.total.y2026"].sources == ("kiel_tracker@29",)


def test_reported_losses_to_date_are_the_published_total(evidence):
    found = {f.id: f for f in list_figures(evidence, "materiel.reported")}
    assert found["materiel.reported.personnel.to_date"].value == 1_207_910
    assert found["materiel.reported.personnel.to_date"].unit == "persons"
    assert "December 2025" in found["materiel.reported.personnel.to_date"].label
    assert "2022-05-01" in found["materiel.reported.cruise_missiles.y2022"].method


def test_figures_as_json():
    result = run("figures", "support.allocated.us.military", "--json")
    record = json.loads(result.output)
    assert [list(f) for f in record["figures"]] == [KEYS] * 7
    assert record["run"]["command"] == "figures"
    assert record["run"]["settings"] == {"prefix": "support.allocated.us.military"}
    assert len(record["run"]["releases"]["kiel_tracker@29"]) == 64


def test_explain_shows_the_whole_chain():
    result = run("explain", "support.allocated.us.military.y2024")
    assert result.exit_code == 0
    for part in (
        "support.allocated.us.military.y2024 = 20.1",
        "Method: Sum of the tracker's allocations",
        "Rows: Table support_by_donor, column allocated_eur_bn, where donor is US",
        "Release kiel_tracker@29: Ukraine Support Tracker",
        "Kiel Institute for the World Economy, published 2026-08-04",
        "https://github.com/UkraineSupportTrackerWebsite",
        "licence:",
        "sha256 ",
        "Caution: Allocated means earmarked for a purpose, not delivered.",
    ):
        assert part in result.output


def test_explain_names_only_the_files_behind_the_figure(evidence):
    chain = explain_published(evidence, "support.committed.de.military.to_date")
    assert [r.source for r, _ in chain.releases] == ["kiel_activities"]
    pinned = evidence.table("support_commitments_by_donor").releases
    assert [r for r, _ in chain.releases] == list(pinned)


def test_explain_follows_facts_and_inputs(evidence):
    figure = Figure(
        id="a.b",
        label="x",
        value=1.0,
        unit="ratio",
        grade="estimated",
        as_of=date(2024, 1, 1),
        sources=("F175", "kiel_tracker@29"),
        method="m",
        inputs=("support.allocated.us.total.y2024",),
    )
    record = trace_figure(evidence, figure, lambda id: find_figure(evidence, id)).to_json()
    assert record["facts"][0]["url"].startswith("http")
    assert record["facts"][0]["publisher"]
    assert record["inputs"][0]["figure"]["id"] == "support.allocated.us.total.y2024"
    assert record["inputs"][0]["releases"]
    assert any("published statements" in c for c in record["cautions"])


@pytest.mark.parametrize("command", ["explain", "figures"])
def test_an_unknown_id_is_misuse_and_gets_the_nearest(command):
    result = run(command, "support.allocated.us.militry.y2024")
    assert isinstance(result.exception, UnknownNameError)
    assert result.exception.exit_code == 2
    assert "support.allocated.us.military.y2024" in str(result.exception)


def test_every_figure_has_a_release_or_fact_that_is_at_hand(evidence):
    facts = set(evidence.frame("facts")["fact"])
    keys = set(evidence.releases())
    for family in FAMILIES:
        for f in family.build(evidence):
            assert f.id.startswith(family.id)
            assert set(f.sources) <= keys | facts, f.id


def test_a_place_that_cannot_be_written_to_is_one_message(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("sinews.cli.app", lambda: (tmp_path / "file" / "inside").mkdir())
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert re.fullmatch(
        r"sinews: .*inside: Not a directory. Name another place.\n", capsys.readouterr().err
    )
