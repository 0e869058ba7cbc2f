"""Every result that travels with the package is fresh, and declares all that it is read from."""

import re

import pytest

from sinews.core.artifact import find_changes
from sinews.core.artifact.declare import digest_code, list_input_files
from sinews.core.artifact.syntax import find_root
from sinews.data.compile.tables import COMPILED
from sinews.results import list_results

RESULTS = tuple(list_results())
by_id = pytest.mark.parametrize("artifact", RESULTS, ids=lambda a: a.id)
ELSEWHERE = {
    "facts": "its rows that are read are a selection",
    "priors.csv": "the calibration reads the priors of tanks, a selection",
}
"""Tables and files that change without a change of a result."""


@by_id
def test_it_is_fresh_and_readable(artifact):
    assert find_changes(artifact) == (), f"run `sinews results --confirm {artifact.id}`, or --make"
    assert artifact.load() is not None


@by_id
def test_inputs_are_there(artifact):
    for name, path in list_input_files(artifact).items():
        assert path.is_file(), name


@by_id
def test_every_table_and_file_that_its_code_names_is_an_input(artifact):
    """A text constant of the code that is the name of a table or of a file of the package."""
    texts = digest_code(artifact).texts
    names = {p.name for p in find_root("sinews").rglob("*.*") if p.suffix in {".csv", ".toml"}}
    under = [f for a in artifact.after for f in a.files]
    declared = [*list_input_files(artifact), *artifact.files, *under]
    known = {re.split(r"[/.]", d)[-2] for d in declared} | {d.rsplit("/")[-1] for d in declared}
    used = {t for t in texts if t in COMPILED.ids or t.rsplit("/")[-1] in names}
    used |= {t for t in texts if re.fullmatch(r"[\w.-]+\.(parquet|json)", t)}
    missing = {n for t in used if (n := t.rsplit("/")[-1]) not in known} - set(ELSEWHERE)
    assert missing == set()
    if texts & set(ELSEWHERE):
        assert artifact.selections
