"""Relational views and national tables: periods, procedures, sums, and files that are refused."""

import pytest

from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.sources import READERS
from sinews.data.sources.trade.eurostat import easy_comext
from sinews.data.sources.trade.eurostat.easy_comext import parse_period
from sinews.data.sources.trade.national import imports_by_origin
from sinews.errors import EvidenceError

HEADER = "REPORTER,PARTNER,PRODUCT,FLOW,STAT_PROCEDURE,PERIOD,VALUE_IN_EUR"


def write(folder, *rows):
    path = folder / "view.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return RawFile(path)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Aug. 2024", (2024, 8)),
        ("May. 2024", (2024, 5)),
        ("Août 2024", (2024, 8)),
        ("202408-Aug. 2024", (2024, 8)),
        ("202402-Févr. 2024", (2024, 2)),
        ("201952-Jan.-Dec. 2019", (2019, 52)),
        ("201652-Janv.-Déc. 2016", (2016, 52)),
        ("Jan.-Dec. 2019", (2019, 52)),
        ("202407-Aug. 2024", None),
        ("202408-Aug. 2023", None),
        ("Jan.-Nov. 2019", None),
        ("Y2019", None),
        ("2024-08", None),
        ("", None),
    ],
)
def test_periods_in_two_languages_and_three_styles(text, period):
    assert parse_period(text) == period


def test_the_total_over_procedures_counts_once(tmp_path):
    file = write(
        tmp_path,
        "Germany,Kyrgyzstan,TOTAL-Total,2-EXPORT,T-Total,Aug. 2024,100",
        "Germany,Kyrgyzstan,TOTAL-Total,2-EXPORT,1-Normal,Aug. 2024,90",
        "Germany,Kyrgyzstan,TOTAL-Total,2-EXPORT,3-Outward,Aug. 2024,10",
    )
    assert easy_comext.parse(file).tables["easy_comext_monthly"]["value_eur"].to_list() == [100]


def test_parts_are_added_up_where_no_total_is_given(tmp_path):
    file = write(
        tmp_path,
        "Germany,Kyrgyzstan,TOTAL-Total,2-EXPORT,1-Normal,Aug. 2024,90",
        "Germany,Kyrgyzstan,TOTAL-Total,2-EXPORT,3-Outward,Aug. 2024,10",
    )
    assert easy_comext.parse(file).tables["easy_comext_monthly"]["value_eur"].to_list() == [100]


def test_sums_and_members_are_kept_apart(tmp_path):
    file = write(
        tmp_path,
        "Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,60",
        "Greece,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,:",
        "EU27_2020,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,60",
    )
    assert find_reader(file, READERS).id == "easy_comext_csv"
    tables = easy_comext.parse(file).tables
    assert tables["easy_comext_monthly"]["reporter"].to_list() == ["DE"]
    assert tables["easy_comext_sums_monthly"]["reporter"].to_list() == ["EU27"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["Germany,Kyrgyzstan,Cars,EXPORT,Total,Aug. 2024,1"], "with codes"),
        (["Germany,Kyrgyzstan,Total,TRANSIT,Total,Aug. 2024,1"], "TRANSIT"),
        (["Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1.5"], "whole number"),
        (["Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,-1"], "whole number"),
        (["Germany,Kyrgyzstan,Total,EXPORT,4-Sum,Aug. 2024,1"], "STAT_PROCEDURE"),
        (["Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1"] * 2, "repeats a cell"),
        (
            [
                "Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1",
                "Germany,Kyrgyzstan,Total,EXPORT,Total,Jan.-Dec. 2023,1",
            ],
            "mixes whole years",
        ),
        (
            [
                "Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1",
                "Greece,Kyrgyzstan,Total,EXPORT,1-Normal,Aug. 2024,1",
            ],
            "without its total",
        ),
    ],
)
def test_faults_of_a_relational_view_are_named(tmp_path, rows, message):
    with pytest.raises(EvidenceError, match=message):
        easy_comext.parse(write(tmp_path, *rows))


def test_national_imports_keep_sums_apart_and_the_rate_beside(tmp_path):
    file = write(
        tmp_path,
        "Kyrgyzstan,Germany,TOTAL,IMPORT,NORMAL,Y2022,100.5",
        "Kyrgyzstan,World,TOTAL,IMPORT,NORMAL,Y2022,900",
        "Kyrgyzstan,European Union (EU),TOTAL,IMPORT,NORMAL,Y2022,1",
    )
    assert find_reader(file, READERS).id == "national_imports"
    tables = imports_by_origin.parse(file).tables
    assert tables["national_imports"]["exporter"].to_list() == ["DE", "EU_NS"]
    assert tables["national_imports"]["usd_per_eur"].unique().to_list() == [1.05]
    assert tables["national_imports_sums"]["exporter"].to_list() == ["WORLD"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Kyrgyzstan,Germany,TOTAL,IMPORT,NORMAL,Y2031,1", "exchange rate"),
        ("Kyrgyzstan,Germany,TOTAL,EXPORT,NORMAL,Y2022,1", "expected 'IMPORT'"),
        ("World,Germany,TOTAL,IMPORT,NORMAL,Y2022,1", "not a country"),
        ("Kyrgyzstan,Germania,TOTAL,IMPORT,NORMAL,Y2022,1", "Germania"),
        ("Kyrgyzstan,Germany,TOTAL,IMPORT,NORMAL,Y2022,x", "number from 0"),
    ],
)
def test_faults_of_a_national_table_are_named(tmp_path, row, message):
    with pytest.raises(EvidenceError, match=message):
        imports_by_origin.parse(write(tmp_path, row))


def test_an_unknown_partner_is_kept_apart_with_its_count(tmp_path):
    file = write(
        tmp_path,
        "Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1",
        "Germany,Atlantis,Total,EXPORT,Total,Aug. 2024,5",
        "France,Atlantis,Total,EXPORT,Total,Aug. 2024,7",
    )
    parsed = easy_comext.parse(file)
    assert parsed.tables["easy_comext_monthly"]["value_eur"].to_list() == [1]
    apart = parsed.tables["easy_comext_sums_monthly"]
    assert apart.select("partner", "partner_kind", "value_eur").rows() == [
        ("Atlantis", "aggregate", 5),
        ("Atlantis", "aggregate", 7),
    ]
    assert parsed.notes == (
        "PARTNER 'Atlantis' is unknown and kept apart with the producer's sums (2 rows)",
    )


def test_labels_of_another_language_are_refused_together(tmp_path):
    rows = [
        f"Germany,{x},Total,EXPORT,Total,Aug. 2024,1"
        for x in ("Qaqa", "Wewe", "Rtrt", "Zuzu", "Oman")
    ]
    with pytest.raises(EvidenceError, match="4 of 5 labels are unknown, first 'Qaqa'"):
        easy_comext.parse(write(tmp_path, *rows))


def test_a_label_that_may_spell_a_country_of_weight_is_named_with_its_row(tmp_path, monkeypatch):
    monkeypatch.setenv("SINEWS_HOME", str(tmp_path / "home"))
    file = write(
        tmp_path,
        "Germany,Kyrgyzstan,Total,EXPORT,Total,Aug. 2024,1",
        "Germany,Kirgistan,Total,EXPORT,Total,Aug. 2024,1",
    )
    with pytest.raises(
        EvidenceError, match=r"""row 3, column 'PARTNER': .*alias add "Kirgistan" KG"""
    ):
        easy_comext.parse(file)
