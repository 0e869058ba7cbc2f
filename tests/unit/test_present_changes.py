"""The opening of a brief after an update: tables, figures and verdicts that moved, in words."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from sinews.core.figure import Figure
from sinews.present.brief import changes
from sinews.present.text.words import read_words
from sinews.update.changes import Changes, FigureChange, TableChange, VerdictChange

ID = "support.allocated.us.military.y2024"
FIGURE = Figure(
    id=ID,
    label="Military allocations of the United States, 2024",
    value=20.5,
    unit="EUR bn",
    grade="counted",
    as_of=date(2026, 5, 31),
    sources=("kiel_tracker@30",),
    method="m",
)
TABLE = TableChange(
    table="support_monthly",
    old=("kiel_tracker@29",),
    new=("kiel_tracker@30",),
    new_periods=("2026-05", "2026-06"),
    revised=(),
    revised_cells=3,
    small=0,
    added_rows=10,
    removed_rows=0,
)
FOUND = Changes(
    since=date(2026, 8, 4),
    tables=(TABLE,),
    figures=(FigureChange(id=ID, label=FIGURE.label, unit="EUR bn", old=20.1, new=20.5),),
    verdicts=(VerdictChange(number=7, statement="x", old="supported", new="not_supported"),),
)


def view(monkeypatch, found, language="en"):
    monkeypatch.setattr(changes, "describe_changes", lambda _: found)
    study = SimpleNamespace(
        evidence=None, words=read_words(language), figures={ID: FIGURE}, figure=lambda id: FIGURE
    )
    return changes.view_changes(study)


def test_what_moved_is_told_with_its_value_before(monkeypatch):
    found = view(monkeypatch, FOUND)
    said = [line.replace("\u00a0", " ") for line in found.lines]
    assert found.title.replace("\u00a0", " ") == "What changed since 4 August 2026"
    assert said == [
        "support_monthly (kiel_tracker@30): May 2026 to June 2026 came in, and 3 earlier numbers "
        "changed.",
        "1 published number moved; those that moved most:",
        f"Military allocations of the United States, 2024: [[{ID}]], before EUR 20.1 bn.",
        "Statement 7: now not supported, before supported.",
    ]


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_a_change_below_what_is_written_is_left_out(language, monkeypatch):
    alike = replace(FOUND, figures=(replace(FOUND.figures[0], old=20.52),))
    found = view(monkeypatch, alike, language)
    assert not [line for line in found.lines if ID in line]
    assert len(found.lines) == 3


def test_a_released_change_below_what_is_written_names_no_figure(monkeypatch):
    row = {"date": "2026-11-29", "changed": "5", "new": "0", "gone": "0", "figure": ID}
    study = SimpleNamespace(words=read_words("en"), figures={ID: FIGURE}, figure=lambda id: FIGURE)
    assert ID in changes._say_row(study, {**row, "old": "20.1", "now": "20.5"})
    assert ID not in changes._say_row(study, {**row, "old": "20.48", "now": "20.5"})


@pytest.mark.parametrize("language", ["de", "uk"])
def test_other_languages_say_it_too(language, monkeypatch):
    found = view(monkeypatch, FOUND, language)
    assert len(found.lines) == 4
    assert "changed" not in "".join(found.lines)


def test_nothing_is_said_where_nothing_changed(monkeypatch):
    assert view(monkeypatch, Changes()) is None
