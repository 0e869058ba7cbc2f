"""Which release a file belongs to, which release is the newest, and what is taken out of use."""

import gzip
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from store_toys import KINDS, ROWS, write_toy

from sinews.core.provenance import Release
from sinews.core.registry import Registry
from sinews.data.compile.compiled import Compiled, Kinds
from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.read.archives import read_archive_day
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files, retire_vintages
from sinews.data.store.listing import list_tables
from sinews.data.store.releases import is_later
from sinews.data.store.store import Store
from sinews.data.store.vintage import find_vintage
from sinews.errors import ContradictionError, UnknownNameError, UsageError

DAY = date(2026, 8, 5)
EASY = "REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD,VALUE_IN_EUR\n"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


def add(store, *paths, kinds=None, **options):
    return add_files(paths, store, kinds or all_kinds(), Arrival(retrieved=DAY, **options))


def write_easy(folder, name, *rows):
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'"{r}","Kyrgyzstan","Total","EXPORT","Total","{p}",{v}\n' for r, p, v in rows]
    (folder / name).write_text(EASY + "".join(lines))
    return folder / name


FIRST = ("Croatia", "Aug. 2024", 1410), ("Portugal", "Aug. 2024", 213334)
SECOND = ("Croatia", "Jan. 2018", 15), ("Portugal", "Aug. 2024", 213335)


def test_the_moment_of_extraction_in_the_producers_name_is_the_release(store, tmp_path):
    path = write_easy(tmp_path, "Relational_View_2026-11-16T06_38_12.719Z.csv", *FIRST)
    assert {s.vintage.label for s in add(store, path).raw} == {"2026-11-16"}


def test_a_file_that_tells_nothing_is_of_the_day_of_retrieval_and_says_so(store, tmp_path):
    (stored,) = add(store, write_easy(tmp_path, "mine.csv", *FIRST)).raw
    assert stored.vintage.label == "2026-08-05"
    assert any("day of retrieval" in n for n in stored.vintage.notes)
    (named,) = add(store, tmp_path / "mine.csv", release="2024-11").raw
    assert named.vintage.label == "2024-11"


def test_extractions_of_several_days_add_up_and_the_later_cell_counts(store, tmp_path):
    late = write_easy(tmp_path, "Relational_View_2024-11-17T08_31_12.748Z.csv", *SECOND)
    early = write_easy(tmp_path, "Relational_View_2024-11-16T06_00_34.120Z.csv", *FIRST)
    assert [s.status for s in add(store, late).raw] == ["new"]
    assert [s.status for s in add(store, early).raw] == ["new"]
    spec = next(s for r in all_kinds().readers for s in r.specs if s.id == "easy_comext_monthly")
    table = store.read_current("easy_comext_monthly", spec)
    assert sorted(table.frame["value_eur"].to_list()) == [15, 1410, 213335]
    assert [r.id for r in table.releases] == ["2024-11-16", "2024-11-17"]
    again = write_easy(
        tmp_path, "Relational_View_2024-11-17T09_00_00.000Z.csv", ("Malta", "Jan. 2018", 4)
    )
    (stored,) = add(store, again).raw
    assert (stored.status, stored.vintage.rows) == ("extended", 3)


@pytest.mark.parametrize("kind", ["zip", "gz", "old"])
def test_the_date_inside_an_archive_is_read_where_it_is_set(tmp_path, kind):
    path = tmp_path / f"full.{kind}"
    if kind == "gz":
        with path.open("wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=1_760_000_000) as g:
            g.write(b"x")
    else:
        day = (1980, 1, 1, 0, 0, 0) if kind == "old" else (2025, 10, 9, 1, 2, 4)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("full.dat", day), "x")
    assert read_archive_day(path) == (None if kind == "old" else date(2025, 10, 9))


def test_pins_are_for_the_projects_own_originals_alone(store, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sinews.data.read.releases.load_pins", lambda: pytest.fail("pins were read")
    )
    add(store, write_easy(tmp_path, "mine.csv", *FIRST))


def kiel(folder, release, published, last="2026-04", period=None):
    folder.mkdir(parents=True)
    year, month = last.split("-")
    period = period or f"{month}/{year}"
    (folder / "release_info.csv").write_text(
        f'"release","period","date","label"\n"{release}","{period}","{published}",'
        f'"Ukraine Support Tracker, Release {release} ({period})"\n'
    )
    months = [(y, m) for y in range(2022, 2027) for m in range(1, 13) if f"{y}-{m:02}" <= last]
    body = "".join(f"{y},{m},{release}.0,1,0,0\n" for y, m in months)
    head = '"year","month","stockpile","procurement","unspecified","nato_purl"\n'
    (folder / "procurement_trends.csv").write_text(head + body)
    return folder


def test_a_release_published_later_replaces_a_higher_number(store, tmp_path):
    add(store, kiel(tmp_path / "r31", 31, "2026-07-15", "2026-06"))
    added = add(store, kiel(tmp_path / "r29", 29, "2026-08-04"))
    assert "sourcing_monthly@29" in {s.vintage.id for s in added.compiled}
    known = store.vintages()
    assert find_vintage("sourcing_monthly", known).label == "29"
    assert find_vintage("kiel_sourcing", known).label == "29"
    again = add(store, kiel(tmp_path / "r30", 30, "2026-09-04", "2026-06"))
    assert again.compiled[0].vintage.label == "30"


def test_the_shipped_release_replaces_one_that_was_published_before_it(store, tmp_path):
    """Release 31 of July is older than the shipped 29, which was published in August."""
    add(store, kiel(tmp_path / "r31", 31, "2026-07-15", "2026-06"))
    evidence = Evidence(open_evidence().folder, store)
    assert evidence.table("sourcing_monthly").sources == ("kiel_tracker@29",)
    assert "later release" in evidence.passed_over["sourcing_monthly"]
    add(store, kiel(tmp_path / "again", 31, "2026-10-15", "2026-06"))
    evidence = Evidence(open_evidence().folder, store)
    assert evidence.table("sourcing_monthly").sources == ("kiel_tracker@31",)


def test_an_older_release_with_fewer_rows_is_built(store, tmp_path):
    """Whether it is used is decided where it is compared with the shipped table."""
    (totals,) = KINDS.compiled
    wide = replace(totals, spec=replace(totals.spec, min_rows=30))
    kinds = Kinds(readers=KINDS.readers, compiled=Registry("compiled table", (wide,)))
    added = add(store, write_toy(tmp_path / "in", release="28"), kinds=kinds)
    assert added.whole
    assert [(s.vintage.id, s.vintage.rows) for s in added.compiled] == [("toy_totals@28", 2)]


def test_a_release_is_not_inherited_from_a_file_that_ends_earlier(store, tmp_path):
    folder = kiel(tmp_path / "in", 29, "2026-08-04", "2026-06", period="04/2026")
    with pytest.raises(UsageError, match="last entry is of 2026-06-01"):
        add(store, folder)


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        (("29", date(2026, 8, 4)), ("31", date(2026, 7, 15)), True),
        (("30", None), ("29", date(2026, 8, 4)), True),
        (("2025-01", None), ("2024-11-17", None), True),
        (("10", None), ("9", None), True),
    ],
)
def test_publication_orders_releases_else_their_names(one, other, later):
    first, second = (
        Release(source="s", id=i, published=p, retrieved=DAY, sha256="x") for i, p in (one, other)
    )
    assert is_later(first, second) is later
    assert is_later(second, first) is not later


def build_checked(frames):
    months = frames["toy_amounts"]
    if months["amount_eur_bn"].max() > 100:
        raise ContradictionError("totals differ from sums", tables=("toy_amounts",))
    return months


CHECKED = Compiled(
    spec=replace(KINDS.readers["toy_amounts_csv"].specs[0], id="toy_checked"),
    inputs=("toy_amounts",),
    build=build_checked,
)
WITH_CHECK = Kinds(
    readers=KINDS.readers,
    compiled=Registry("compiled table", (*KINDS.compiled, CHECKED)),
)
BAD = (("2024-01-01", "US", 999.0), *ROWS[1:])


def test_what_contradicts_itself_is_used_nowhere_and_the_release_before_stays(store, tmp_path):
    add(store, write_toy(tmp_path / "good"), kinds=WITH_CHECK)
    added = add(store, write_toy(tmp_path / "bad", BAD, release="30"), kinds=WITH_CHECK)
    assert not added.whole
    assert dict(added.rebuilt.quarantined) == {"toy_amounts@30": "totals differ from sums"}
    known = store.vintages()
    assert find_vintage("toy_amounts", known).label == "29"
    assert find_vintage("toy_totals", known).label == "29"
    assert "toy_totals@30" not in {v.id for v in known}
    mended = add(store, write_toy(tmp_path / "mended", release="31"), kinds=WITH_CHECK)
    assert mended.whole
    assert find_vintage("toy_totals", store.vintages()).label == "31"
    assert find_vintage("toy_amounts@30", store.vintages()).quarantined


def test_a_contradiction_found_later_takes_back_what_was_built_from_it(store, tmp_path):
    add(store, write_toy(tmp_path / "bad", BAD, release="30"), kinds=KINDS)
    assert find_vintage("toy_totals", store.vintages()).usable
    add(store, tmp_path / "bad", kinds=WITH_CHECK)
    assert "set aside" in find_vintage("toy_totals", store.vintages()).quarantined
    add(store, write_toy(tmp_path / "good", release="30"), kinds=WITH_CHECK)
    assert find_vintage("toy_totals", store.vintages()).id == "toy_totals@30:2"
    assert find_vintage("toy_totals", store.vintages()).usable


def test_a_release_is_retired_and_taken_back(store, tmp_path, open_store):
    add(store, write_toy(tmp_path / "a"), kinds=KINDS)
    add(store, write_toy(tmp_path / "b", ROWS[:2], release="30"), kinds=KINDS)
    assert find_vintage("toy_totals", store.vintages()).label == "30"
    found, _ = retire_vintages(store, KINDS, "toy@30")
    assert [v.id for v in found] == ["toy_amounts@30"]
    assert find_vintage("toy_totals", store.vintages()).label == "29"
    used = {r["id"]: r["used"] for r in list_tables(open_store(), store)}
    assert used["toy_amounts@30"].startswith("no: retired by the user on ")
    assert used["toy_amounts@29"] == "for compiling"
    retire_vintages(store, KINDS, "toy_amounts@30", undo=True)
    assert find_vintage("toy_totals", store.vintages()).label == "30"
    with pytest.raises(UnknownNameError, match="toy_amounts@30"):
        retire_vintages(store, KINDS, "toy_amounts@3")


@pytest.fixture
def open_store(store):
    return lambda: Evidence(open_evidence().folder, store)


def test_a_file_with_the_name_of_a_known_one_is_refused_not_skipped(store, tmp_path):
    folder = kiel(tmp_path / "in", 29, "2026-08-04")
    (folder / "data_explorer.csv").write_text("country;iso;year\nAustralia;AUS;2022\n")
    (folder / "notes.txt").write_text("hello")
    added = add(store, folder)
    assert [p.name for p in added.skipped] == ["notes.txt"]
    assert [r.files[0].name for r in added.refused] == ["data_explorer.csv"]
    assert not added.whole
