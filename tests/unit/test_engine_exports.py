"""The same model as XMILE, as tables, as a picture and as a tutorial."""

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from engine_zoo import model
from test_engine_simulate import make_study

from sinews.engine import (
    Sampling,
    Study,
    draw_graph,
    draw_noise,
    draw_parameters,
    write_equations,
    write_xmile,
)
from sinews.engine.declare.language import read_text
from sinews.engine.declare.place import Place
from sinews.engine.export.xmile import translate
from sinews.engine.verify import stock_paths
from sinews.errors import UsageError

ROOT = Path(__file__).parents[2]


def run_pysd(study: Study, strategy: str, tmp_path: Path) -> dict[str, np.ndarray]:
    """Return the stocks of run 0, shape (n_periods,), as PySD computes them from XMILE."""
    pysd = pytest.importorskip("pysd", reason="PySD comes with the extra explore")
    parameters = draw_parameters(study.model, study.sampling, 0, 1)[:, 0]
    noise = draw_noise(study.model, study.sampling.seed, study.periods, 0, 1)[:, :, 0]
    path = tmp_path / "model.xmile"
    path.write_text(write_xmile(study.model, parameters, study.strategies[strategy], noise=noise))
    names = [s.name for s in study.model.stocks]
    frame = pysd.read_xmile(str(path)).run(return_columns=names)
    return {n: frame[n].to_numpy()[1:] for n in names}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pysd_computes_the_same_run_from_xmile(tmp_path):
    study = make_study(runs=1)
    found = run_pysd(study, "some", tmp_path)
    for name, path in stock_paths(study, "some").items():
        np.testing.assert_allclose(found[name], path[:, 0], rtol=1e-7)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pysd_computes_the_reference_model(tmp_path, reference_model):
    neutral = np.array([[i.neutral] * 260 for i in reference_model.inputs])
    neutral[:, 100:] *= 1.2
    study = Study(
        model=reference_model, strategies={"base": neutral}, runs=1, sampling=Sampling(seed=5)
    )
    found = run_pysd(study, "base", tmp_path)
    for name, path in stock_paths(study, "base").items():
        scale = np.abs(path).max()
        np.testing.assert_allclose(found[name], path[:, 0], rtol=1e-7, atol=1e-7 * scale)


def test_xmile_is_well_formed_and_complete():
    study = make_study(runs=1)
    parameters = draw_parameters(model, study.sampling, 0, 1)[:, 0]
    noise = draw_noise(model, 3, 60, 0, 1)[:, :, 0]
    text = write_xmile(model, parameters, study.strategies["none"], noise=noise)
    found = {e.get("name") for e in ElementTree.fromstring(text).iter() if e.get("name")}
    assert found == {v.name for v in model.quantities()}
    with pytest.raises(UsageError, match="have shapes"):
        write_xmile(model, parameters, study.strategies["none"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("min(a, b, c)", "MIN(MIN(a, b), c)"),
        ("a ** 2 + sqrt(b) + c ** 0.5", "a ^ 2 + SQRT(b) + SQRT(c)"),
        ("log(a) - exp(b)", "LN(a) - EXP(b)"),
    ],
)
def test_expressions_are_translated(text, wanted):
    assert translate(read_text(text, Place("here", 1))) == wanted


def test_the_equation_table_names_every_declaration():
    text = write_equations(model)
    for v in (*model.quantities(), *model.outcomes):
        assert f"`{v.name}`" in text
    assert "from 6 to 60" in text
    assert "first time that `evenness` is below -0.3" in text
    assert all(line.count("|") >= 3 for line in text.splitlines() if line.startswith("|"))


def test_the_graph_shows_every_variable_once_and_what_changes_the_stocks():
    lines = [line.strip() for line in draw_graph(model).splitlines()]
    shown = [
        m[1] for line in lines if (m := re.fullmatch(r"(\w+)\W.*:::(stock|input|aux|flow)", line))
    ]
    constants = {p.name for p in model.parameters}
    assert sorted(shown) == sorted(v.name for v in model.quantities() if v.name not in constants)
    for rule in model.rules:
        assert (f"{rule.name} ==> {rule.into}" in lines) == bool(rule.into)
        assert (f"{rule.out_of} ==> {rule.name}" in lines) == bool(rule.out_of)
        for read in set(rule.formula.reads) & set(shown):
            assert f"{read} --> {rule.name}" in lines


def test_the_tutorial_runs(capsys):
    runpy.run_path(str(ROOT / "docs" / "tutorials" / "reservoir.py"), run_name="__main__")
    shares = [
        int(line.split(" in ")[1].split("%")[0]) for line in capsys.readouterr().out.splitlines()
    ]
    assert len(shares) == 2
    assert shares[0] > shares[1]
