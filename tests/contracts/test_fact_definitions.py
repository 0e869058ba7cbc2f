"""A fact that can be counted in several ways is used only as what it counts."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from sinews.data.sources.register.facts import load_definitions

SRC = Path(str(files("sinews")))
TABLE = SRC / "data" / "sources" / "register" / "definitions.toml"
USES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["uses"]
FACT = re.compile(r"\b[Ff](\d{3})\b(?:-F(\d{3}))?")
OWN = ("data/reference", "data/sources/register", "data/evidence", "present/text/words")
"""The register itself, its reader, the grades of its rows; translations of sentences judged."""
FIRST_MODEL = ("campaign/matching", "campaign/parameters.csv")
"""The first campaign model mixes Kursk into its ground bands; issue 16 replaces it. Its files are
left out as long as it is there, and the files of its successor are not."""


def named_facts(text):
    """The ids in a text; a run like F446-F475 names all of them."""
    found = set()
    for first, last in FACT.findall(text):
        found |= {f"F{n:03d}" for n in range(int(first), int(last or first) + 1)}
    return found


def speaking_files():
    left_out = OWN + (FIRST_MODEL if (SRC / "campaign" / "matching").is_dir() else ())
    for path in sorted(p for e in ("py", "toml", "csv") for p in SRC.rglob(f"*.{e}")):
        name = path.relative_to(SRC).as_posix()
        if not name.startswith(left_out):
            yield name, named_facts(path.read_text(encoding="utf-8"))


def judge(defined, uses, places):
    """Every use that is not declared, or is declared under another definition, in words."""
    wrong = []
    for place, facts in places:
        for fact in sorted(facts & defined.keys()):
            meant = uses.get(place, {}).get(fact)
            if meant != defined[fact]:
                said = f"as {meant}" if meant else "without a definition (definitions.toml)"
                wrong.append(f"{place} uses {fact} {said}; it counts {defined[fact]}")
    return wrong


@pytest.fixture(scope="module")
def defined(evidence):
    rows = evidence.frame("facts").select("fact", "definition").drop_nulls().rows()
    return dict(rows)


def test_every_use_means_what_the_row_counts(defined):
    assert judge(defined, USES, speaking_files()) == []


def test_another_definition_is_refused(defined):
    assert defined["F460"] == "gain_with_kursk"
    band = [("bands.csv", {"F460"})]
    assert "without a definition" in judge(defined, {}, band)[0]
    other = {"bands.csv": {"F460": "gain_in_ukraine"}}
    assert "as gain_in_ukraine; it counts gain_with_kursk" in judge(defined, other, band)[0]
    assert judge(defined, {"bands.csv": {"F460": "gain_with_kursk"}}, band) == []


def test_mixed_rows_have_their_definition(defined):
    assert {defined[f] for f in ("F356", "F358", "F359", "F360")} == {"listed_goods_hs4_and_cn8"}
    assert defined["F447"] == "gain_with_kursk"
    assert set(defined.values()) <= set(load_definitions())


def test_ground_of_the_register_has_a_definition(evidence, defined):
    rows = evidence.frame("facts").filter(theme="territory")
    ground = rows.filter(rows["unit"].str.starts_with("km2"))["fact"].to_list()
    assert [f for f in ground if f not in defined] == []


def test_what_is_weakly_published_says_so_in_its_chain(evidence):
    from sinews.data.evidence.fact_figures import figure_of_fact, list_facts

    rows = list_facts(evidence)
    weak = [f for f, r in rows.items() if r.weakly_published]
    assert {"F077", "F108", "F397", "F442"} <= set(weak)
    for fact in weak:
        assert "Weakly published" in figure_of_fact(rows[fact]).method
    assert "Weakly" not in figure_of_fact(rows["F439"]).method
    assert "Kursk" in figure_of_fact(rows["F460"]).method
