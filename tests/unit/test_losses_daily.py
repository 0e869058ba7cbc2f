"""The daily claims as producers publish them: JSON or CSV, with counters that are new."""

import json
from datetime import date

import polars as pl
import pytest
from reader_fixtures import FIXTURES

from sinews.data.compile.losses import monthly
from sinews.data.compile.tables import all_kinds
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.read.releases import Arrival
from sinews.data.sources import READERS
from sinews.data.store.add import add_files
from sinews.data.store.store import Store
from sinews.data.store.vintage import find_vintage
from sinews.errors import EvidenceError

NAMES = ("equipment", "personnel", "corrections")


def records(name):
    return json.loads(FIXTURES[f"losses_{name}"]())


def read(folder, content, name="file.json"):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    file = RawFile(path)
    return find_reader(file, READERS).read(file)


def frames(folder, **other):
    given = {n: other.get(n, records(n)) for n in NAMES}
    found = {}
    for name, content in given.items():
        found |= read(folder, content, f"{name}.json").tables
    return {id: f.sort(f.columns[0]) for id, f in found.items()}


def test_a_new_counter_is_kept_apart_with_a_note(tmp_path):
    longer = records("equipment")
    for i, r in enumerate(longer[-3:]):
        r["ground robotic systems"] = 1000 + i
    parsed = read(tmp_path, longer)
    assert parsed.tables["losses_other_daily"]["total"].to_list() == [1000, 1001, 1002]
    assert parsed.notes[0].startswith("counter 'ground robotic systems' is new and kept apart (3 ")
    assert parsed.tables["losses_equipment_daily"].equals(
        read(tmp_path, records("equipment")).tables["losses_equipment_daily"]
    )


def test_a_counter_has_no_upper_bound(tmp_path):
    raised = [r | {"drone": r["drone"] + 700_000} for r in records("equipment")]
    assert read(tmp_path, raised).tables["losses_equipment_daily"]["uav"].min() >= 700_000


def test_a_counter_that_was_renamed_inside_the_file_is_refused(tmp_path):
    spoilt = records("equipment")
    for r in spoilt[-5:]:
        r["vehicles"] = r.pop("vehicles and fuel tanks")
    with pytest.raises(EvidenceError, match=r"'vehicles and fuel tanks': ends on .* renamed"):
        read(tmp_path, spoilt)


def test_a_file_without_the_counters_that_ended_is_read_only_after_their_end(tmp_path):
    late = [r for r in records("equipment") if r["date"] >= "2024-01-01"]
    assert read(tmp_path, late).tables["losses_equipment_daily"]["fuel_tank"].null_count() == len(
        late
    )
    early = [{k: v for k, v in r.items() if k != "fuel tank"} for r in records("equipment")]
    with pytest.raises(EvidenceError, match="'fuel tank': is missing before 2022-05-01"):
        read(tmp_path, early)


KAGGLE = """\
date,day,aircraft,helicopter,tank,APC,field artillery,MRL,military auto,fuel tank,drone,naval ship,\
anti-aircraft warfare,special equipment,mobile SRBM system,greatest losses direction,\
vehicles and fuel tanks,cruise missiles,submarines
2024-01-02,678,10,20,30,40,50,60,,,70,1,5,10.0,,,100.0,11.0,1.0
2024-01-01,677,10,20,29,39,49,60,,,69,1,5,10.0,,,99.0,11.0,1.0
"""


def test_the_csv_form_is_read_as_the_json(tmp_path):
    table = read(tmp_path, KAGGLE, "losses.csv").tables["losses_equipment_daily"]
    assert table["vehicles"].to_list() == [99, 100]
    assert table["date"].to_list() == [date(2024, 1, 1), date(2024, 1, 2)]
    assert table["military_auto"].null_count() == 2


def test_a_fraction_of_an_item_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match=r"'10\.5' is not a whole number"):
        read(tmp_path, KAGGLE.replace("10.0", "10.5", 1), "losses.csv")


def test_all_files_are_used_to_their_last_common_day(tmp_path):
    whole = monthly.build(frames(tmp_path))
    shorter = monthly.build(frames(tmp_path, personnel=records("personnel")[:-40]))
    last = date.fromisoformat(records("personnel")[-41]["date"])
    assert shorter["month"].max() < whole["month"].max()
    assert shorter.equals(whole.filter(pl.col("month").dt.month_end() <= last))


def test_wrong_numbers_of_the_war_are_noted_and_shifted_dates_refused(tmp_path):
    slip = records("personnel")
    slip[700]["day"] += 1
    assert "1 days carry a wrong number" in read(tmp_path, slip).notes[0]
    with pytest.raises(EvidenceError, match="the dates are shifted"):
        read(tmp_path, [r | {"day": r["day"] + 1} for r in records("personnel")])


def without(records, first, last):
    return [r for r in records if not first <= r["date"] <= last]


def revised(day, **by_name):
    """The file of revisions with the last one moved to another day."""
    *others, last = records("corrections")
    number = (date.fromisoformat(day) - date(2022, 2, 24)).days + 1
    return [*others, last | {"date": day, "day": number} | by_name]


def month_of(table, category, month):
    names = ("claimed", "corrected", "days_covered")
    return table.filter(category=category, month=month).select(names).row(0)


def test_a_revision_of_a_day_without_a_report_is_booked_with_the_next_report(tmp_path):
    given = {n: without(records(n), "2024-11-10", "2024-11-12") for n in ("equipment", "personnel")}
    given["corrections"] = revised("2024-11-11", tank=-2)
    table = monthly.build(frames(tmp_path, **given))
    assert month_of(table, "tank", date(2024, 11, 1)) == (92, -2, 30)
    assert month_of(table, "afv", date(2024, 11, 1)) == (120, 0, 30)


def test_a_gap_with_a_revision_that_crosses_a_month_costs_its_days_alone(tmp_path):
    given = {n: without(records(n), "2024-11-25", "2024-12-04") for n in ("equipment", "personnel")}
    given["corrections"] = revised("2024-11-30", tank=5)
    table = monthly.build(frames(tmp_path, **given))
    assert month_of(table, "tank", date(2024, 11, 1)) == (72, 0, 24)
    assert month_of(table, "tank", date(2024, 12, 1)) == (78, 33, 26)
    whole = monthly.build(frames(tmp_path, corrections=given["corrections"]))
    apart = pl.col("month").is_between(date(2024, 11, 1), date(2024, 12, 1))
    assert table.filter(~apart).select("claimed").equals(whole.filter(~apart).select("claimed"))
    assert monthly.tell_unexplained(table)[0].startswith("losses_monthly, ")
    assert any("33 more on 2024-12-05 after a gap" in n for n in monthly.tell_unexplained(table))


@pytest.mark.parametrize(("step", "moved"), [(400, 403), (-10, -7)])
def test_a_step_that_no_revision_explains_is_set_aside_and_said_by_data_add(tmp_path, step, moved):
    given = {n: records(n) for n in NAMES}
    for r in given["equipment"]:
        r["tank"] += step if r["date"] >= "2024-05-06" else 0
    for name, content in given.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    files = [tmp_path / f"{name}.json" for name in NAMES]
    store = Store(tmp_path / "home")
    arrival = Arrival(retrieved=date(2026, 8, 5), release="2025-08-07")
    added = add_files(files, store, all_kinds(), arrival)
    said = [n for n in added.notes if "2024-05-06" in n]
    assert said == [
        f"losses_monthly, tank 2024-05: unexplained revision of {moved} on 2024-05-06; this day is "
        "set aside, and the month's cell covers 30 days"
    ]
    table = store.read(find_vintage("losses_monthly", store.vintages()))
    assert month_of(table, "tank", date(2024, 5, 1)) == (90, moved, 30)
    assert len(monthly.tell_unexplained(table)) == 1
