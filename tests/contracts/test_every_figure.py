"""Every published figure: a stable id, a known unit, and an origin that is at hand."""

from datetime import date
from pathlib import Path

import pytest

from sinews.catalogue import FAMILIES
from sinews.claims.published import explain_published
from sinews.core.estimate import GRADES, weakest
from sinews.core.units import UNITS

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("family", FAMILIES, ids=FAMILIES.ids)


@pytest.fixture(scope="module")
def figures(evidence):
    return {family.id: family.build(evidence) for family in FAMILIES}


@pytest.fixture(scope="module")
def by_id(figures):
    return {f.id: f for found in figures.values() for f in found}


def test_no_id_is_used_twice(figures, by_id):
    assert len(by_id) == sum(map(len, figures.values()))


@EACH
def test_ids_units_grades_dates_and_words(family, figures, evidence):
    """No figure is of a later date than the newest original behind it was obtained."""
    assert figures[family.id]
    obtained = [r.retrieved for id in evidence.ids for r in evidence.table(id).releases]
    for f in figures[family.id]:
        assert f.id.startswith(f"{family.id}."), f.id
        assert f.unit in UNITS, f.id
        assert f.grade in GRADES, f.id
        assert date(1800, 1, 1) < f.as_of <= max(obtained), f.id
        assert f.label, f.id
        assert f.method, f.id
        assert f.rows or f.inputs, f.id


@EACH
def test_an_interval_counts_as_tested_only_by_a_test_that_exists(family, figures, by_id):
    for f in figures[family.id]:
        if f.low is None:
            assert (f.interval_note == "No interval is given.") == (f.grade == "estimated"), f.id
        elif not f.tested:
            assert f.interval_note.endswith("is not tested."), f.id
        elif "::" in f.tested:
            place, _, name = f.tested.partition("::")
            assert f"def {name}(" in (ROOT / place).read_text(encoding="utf-8"), f.id
        else:
            assert "coverage" in by_id[f.tested].id, f.id


@EACH
def test_every_source_is_at_hand(family, figures, evidence):
    facts = set(evidence.frame("facts")["fact"])
    known = facts | set(evidence.releases())
    for f in figures[family.id]:
        assert set(f.sources) <= known, f.id


@EACH
def test_inputs_exist_and_grade_no_lower(family, figures, by_id):
    for f in figures[family.id]:
        if f.inputs:
            assert weakest([f.grade, *(by_id[i].grade for i in f.inputs)]) == f.grade, f.id


@EACH
def test_the_same_evidence_gives_the_same_figures(family, figures, evidence):
    assert family.build(evidence) == figures[family.id]


@EACH
def test_the_chain_of_a_figure_ends_in_a_release_or_a_fact(family, figures, evidence):
    chain = explain_published(evidence, figures[family.id][0].id)
    assert chain.releases or chain.facts
    for _, source in chain.releases:
        assert source is not None
