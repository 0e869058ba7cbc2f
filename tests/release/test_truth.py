"""docs/definitions.md answers every finding, with its value."""

import re
from pathlib import Path

import pytest

from sinews.catalogue import find_figure
from sinews.claims.judge import judge_all
from sinews.core.places import EU27

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (figure|test) (\S+) \|$", re.M)
ROWS = ROW.findall((ROOT / "docs" / "definitions.md").read_text(encoding="utf-8"))


def test_the_table_is_read_whole():
    lines = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| ") for line in lines) - 1
    assert len(ROWS) > 40


@pytest.mark.parametrize(("value", "id"), [(v, id) for _, v, kind, id in ROWS if kind == "figure"])
def test_the_figure_has_the_value_of_the_table(value, id, evidence):
    found = find_figure(evidence, id).value
    digits = len(value.partition(".")[2])
    assert f"{found:.{digits}f}" == value


@pytest.mark.parametrize("place", [id for *_, kind, id in ROWS if kind == "test"])
def test_the_test_exists(place):
    file, _, name = place.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_the_mirror_tells_who_is_missing(evidence):
    figure = find_figure(evidence, "diversion.mirror.eu27.uz.y2022")
    assert "leaves Slovakia out" in figure.rows
    arrived = evidence.frame("trade_mirror_yearly").filter(importer="UZ", year=2022)
    slovak = arrived.filter(exporter="SK")["imports_eur"].sum()
    whole = arrived.filter(arrived["exporter"].is_in(EU27))["imports_eur"].sum()
    assert 0.003 < slovak / whole < 0.01


def test_no_marker_is_left_in_the_claims(evidence):
    for judged in judge_all(evidence):
        record = judged.to_json()
        for field in ("statement", "then", "since", "why"):
            assert not re.search(r"\[\[|\]\]|[{}]|\*\*", str(record[field])), judged.claim.id
