"""The list of planted faults does not rot: every patch applies and names what has to notice it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from planting import FAILED, ROOT, copy_tree, is_caught, is_quiet, read_faults

from sinews.results import list_results

FAULTS = read_faults()
by_id = pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.id)


@by_id
def test_the_patch_applies(fault):
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1
    assert fault.old != fault.new


@by_id
def test_what_has_to_notice_it_is_there(fault):
    assert bool(fault.test) != bool(fault.stale)
    if fault.stale:
        assert fault.stale in list_results()
        return
    file, _, name = fault.test.partition("::")
    assert (ROOT / file).is_file()
    assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_there_are_enough_and_each_is_another_one():
    assert len(FAULTS) >= 12
    assert len({f.id for f in FAULTS}) == len(FAULTS)
    assert FAILED == 1


@pytest.mark.slow
@by_id
def test_it_is_caught(fault, tmp_path):
    copy_tree(tmp_path)
    assert is_quiet(fault, tmp_path)
    assert is_caught(fault, tmp_path)[0], fault.what
