"""The daily claims as producers publish them: JSON or CSV, with counters that are new."""

import json
from datetime import date

import polars as pl
import pytest
from reader_fixtures import FIXTURES

from sinews.data.compile.losses import monthly
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
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
