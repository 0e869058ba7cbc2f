"""One declaration computes and explains; a missing cell is an error, never 0."""

import polars as pl
import pytest

from sinews.claims.published import explain_published
from sinews.core.query import Cells, Query, Solver, evaluate
from sinews.errors import EvidenceError, ModelError

FRAMES = {
    "gifts": pl.DataFrame(
        {"donor": ["US", "DE", "DE"], "year": ["1", "1", "2"], "eur": [4.0, 6.0, None]}
    ),
    "donors": pl.DataFrame({"donor": ["US", "DE"], "gdp": [100.0, 40.0]}),
}


def gifts(*donors, year="1"):
    where = (("donor", donors), ("year", (year,)))
    return Cells(table="gifts", column="eur", where=where)


def test_sums_and_formula():
    gdp = Cells(table="donors", column="gdp", where=(("donor", ("DE",)),))
    share = Query(terms=(("gifts", gifts("DE")), ("gdp", gdp)), formula="100 * gifts / gdp")
    assert Solver(FRAMES.__getitem__).solve(share) == 15.0
    both = Query(terms=(("gifts", gifts("US", "DE")),), formula="gifts")
    assert Solver(FRAMES.__getitem__).solve(both) == 10.0
    assert both.describe() == (
        "Table gifts, column eur, where donor is one of US, DE and year is 1."
    )
    assert gifts("US", "DE").read(FRAMES.__getitem__).rows() == [("US", "1", 4.0), ("DE", "1", 6.0)]


@pytest.mark.parametrize("cells", [gifts("DE", year="2"), gifts("FR"), gifts("US", year="2")])
def test_a_missing_cell_is_refused(cells):
    with pytest.raises(EvidenceError, match="missing is not 0"):
        Solver(FRAMES.__getitem__).solve(Query(terms=(("a", cells),), formula="a"))


@pytest.mark.parametrize("formula", ["a ** 2", "f(a)", "a.real", "'x'", "-a", "a if a else 0"])
def test_a_formula_is_arithmetic_alone(formula):
    with pytest.raises(ModelError):
        evaluate(formula, {"a": 1.0})


@pytest.mark.parametrize(
    "id",
    [
        "support.allocated.europe.military.y2024",
        "support.committed.de.total.to_date",
        "support.gdp_share.ee.with_eu_share.to_date",
        "support.gdp_share.us.bilateral.to_date",
    ],
)
def test_the_cells_that_are_explained_give_the_value(evidence, id):
    chain = explain_published(evidence, id)
    sums = {name: cells[cells.columns[-1]].sum() for name, cells in chain.cells}
    value = evaluate(chain.figure.query.formula, sums)
    assert value == pytest.approx(chain.figure.value, rel=1e-12)
