"""Figures kept under the digest of their inputs: never stale, damage is computed over."""

import pytest

from sinews.catalogue import list_figures
from sinews.present.cache.figures import digest_code, key_of, recall_figures


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path))
    return tmp_path / "figures"


def recall(evidence, code="a"):
    asked = []

    def compute(e):
        asked.append(True)
        return list_figures(e, "support.replace")

    return recall_figures(evidence, code, compute), bool(asked)


def test_the_second_time_the_same_figures_come_from_the_folder(evidence, home):
    first, computed = recall(evidence)
    assert computed
    again, computed = recall(evidence)
    assert not computed
    assert again == first


def test_a_changed_code_is_computed_anew_and_the_old_file_leaves(evidence, home):
    recall(evidence)
    _, computed = recall(evidence, code="b")
    assert computed
    assert len(list(home.glob("*.json"))) == 1


@pytest.mark.parametrize("damage", [b"", b"x\n[]", None])
def test_a_damaged_file_is_computed_over(evidence, home, damage):
    first, _ = recall(evidence)
    path = next(home.glob("*.json"))
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content) if damage is None else damage)
    again, computed = recall(evidence)
    assert computed
    assert again == first
    assert not recall(evidence)[1]


def test_a_folder_that_cannot_be_written_costs_time_only(evidence, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "file"))
    figures, computed = recall(evidence)
    assert computed
    assert figures


def test_the_key_names_every_table_and_the_code(evidence):
    assert key_of(evidence, "a") != key_of(evidence, "b")
    other = type(evidence).__new__(type(evidence))
    changed = {id: dict(entry) for id, entry in evidence.manifest.items()}
    changed["facts"]["sha256"] = "0" * 64
    other.__dict__["manifest"] = changed
    assert key_of(other, "a") != key_of(evidence, "a")
    assert len(digest_code()) == 64


@pytest.mark.slow
def test_a_brief_is_recalled_bit_by_bit_and_damage_is_computed_over(
    evidence, monkeypatch, tmp_path
):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path))
    from sinews.data.store.files import home_folder
    from sinews.present.brief import brief
    from sinews.present.brief.brief_options import read_order
    from sinews.present.cache.briefs import recall_brief

    made = []
    compute, order = brief.gather, read_order()
    monkeypatch.setattr(brief, "gather", lambda *a, **k: made.append(1) or compute(*a, **k))
    first = recall_brief(evidence, order)
    again = recall_brief(evidence, order)
    assert again.files == dict(first.files)
    assert again.run == first.run
    assert len(made) == 1
    (kept,) = (home_folder() / "briefs").glob("*.zip")
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(bytes(content))
    assert recall_brief(evidence, order).files == dict(first.files)
    assert len(made) == 2
    recall_brief(evidence, order, afresh=True)
    assert len(made) == 3
