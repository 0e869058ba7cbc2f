"""What docs/security.md promises of files: bombs, made-up names, formulas."""

import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import polars as pl
import py7zr
import pytest

from sinews.core.table import write_csv
from sinews.data.read.archives import check_workbook, read_head, read_packed, unpack
from sinews.data.read.reader import RawFile
from sinews.data.read.workbook import open_workbook
from sinews.errors import EvidenceError

ZEROS = 70_000_000


def pack(path, text, form, name="table.csv"):
    if form == "gz":
        path.write_bytes(gzip.compress(text))
    elif form == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr(name, text)
    else:
        plain = path.with_suffix(".plain")
        plain.write_bytes(text)
        with py7zr.SevenZipFile(path, "w") as z:
            z.write(plain, name)
    return path


@pytest.mark.parametrize("form", ["gz", "zip", "7z"])
def test_an_archive_that_unpacks_to_far_more_than_it_weighs_is_refused(form, tmp_path):
    bomb = pack(tmp_path / f"bomb.{form}", bytes(ZEROS), form)
    assert bomb.stat().st_size < ZEROS / 250
    (tmp_path / "out").mkdir()
    with pytest.raises(EvidenceError, match="unpacks to"):
        unpack(bomb, tmp_path / "out")
    with pytest.raises(EvidenceError, match="unpacks to"):
        read_packed(bomb)


@pytest.mark.parametrize("form", ["gz", "zip", "7z"])
def test_an_honest_archive_is_unpacked_under_a_name_of_ours(form, tmp_path):
    text = b"a,b\n" * 10_000
    path = pack(tmp_path / f"table.{form}", text, form, name="folder/table.csv")
    (tmp_path / "out").mkdir()
    out = unpack(path, tmp_path / "out")
    assert (out.read_bytes(), out.parent) == (text, tmp_path / "out")
    assert read_head(path, 4) == b"a,b\n"
    with pytest.raises(EvidenceError, match="unpacks to"):
        unpack(path, tmp_path / "out", most=100)


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "a/../../../evil.csv"])
@pytest.mark.parametrize("form", ["zip", "7z"])
def test_a_name_inside_an_archive_leads_nowhere(form, name, tmp_path):
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    path = pack(tmp_path / f"x.{form}", b"a,b\n", form, name=name)
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    with suppress(EvidenceError):
        unpack(path, inner)
    new = {p for p in tmp_path.rglob("*") if p.is_file()} - before
    assert all(p.parent == inner for p in new)
    assert not list(tmp_path.parent.rglob("evil.csv"))


def workbook(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b'<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)


def test_a_workbook_of_entities_or_of_nothing_but_zeros_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="declares entities"):
        check_workbook(workbook({"xl/worksheets/sheet1.xml": LAUGHS}))
    huge = workbook({"xl/worksheets/sheet1.xml": bytes(ZEROS)})
    with pytest.raises(EvidenceError, match="unpacks to"):
        check_workbook(huge)
    path = tmp_path / "huge.xlsx"
    path.write_bytes(huge)
    assert open_workbook(RawFile(path)) is None


def test_a_workbook_that_says_less_than_it_holds_is_refused():
    content = bytearray(workbook({"xl/worksheets/sheet1.xml": bytes(1_000_000)}))
    real, said = (1_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    lying = bytes(content).replace(real, said)
    assert lying != bytes(content)
    with pytest.raises(zipfile.BadZipFile):
        check_workbook(lying)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_download_is_a_formula(text):
    frame = pl.DataFrame({"label": [text, "plain", None], "value": [-1.5, 2.0, None]})
    read = pl.read_csv(write_csv(frame))
    assert read["label"].to_list() == [f"'{text}", "plain", None]
    assert read["value"].to_list() == [-1.5, 2.0, None]


def test_every_table_is_written_by_the_one_function_that_guards():
    src = Path(__file__).parents[2] / "src" / "sinews"
    others = [p.name for p in src.rglob("*.py") if ".write_csv(" in p.read_text(encoding="utf-8")]
    assert others == ["table.py"]
