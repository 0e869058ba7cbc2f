"""Every published figure: a stable id, a known unit, and an origin that is at hand."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from sinews.catalogue import FAMILIES
from sinews.claims.published import explain_published
from sinews.core.estimate import GRADES, weakest
from sinews.core.units import UNITS
from sinews.data.evidence.fact_figures import grade_facts

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


def read_inputs():
    """Every input that cites facts: its name, its grade and the text that cites them."""
    package = ROOT / "src" / "sinews"
    for path, name, cites in (
        ("campaign/parameters.csv", "name", "source"),
        ("campaign/history.csv", "series", "source"),
        ("materiel/depletion/priors.csv", "id", "facts"),
    ):
        with (package / path).open(encoding="utf-8", newline="") as file:
            yield from ((r[name], r["grade"], r[cites]) for r in csv.DictReader(file))
    text = (package / "campaign" / "elasticities.toml").read_text(encoding="utf-8")
    yield from ((e["id"], e["grade"], e["source"]) for e in tomllib.loads(text)["elasticity"])


def test_no_input_is_graded_above_the_facts_it_cites(evidence):
    inputs = [
        (name, grade, re.findall(r"\bF\d{3}\b", cites)) for name, grade, cites in read_inputs()
    ]
    citing = [i for i in inputs if i[2]]
    assert len(citing) > 50
    wrong = [
        f"{name}: {grade}, rests on {found}"
        for name, grade, facts in citing
        if weakest([grade, found := grade_facts(evidence, facts)]) != grade
    ]
    assert wrong == []
