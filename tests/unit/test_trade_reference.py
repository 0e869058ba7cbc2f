"""Reference data of trade: bans carried to another edition, partners by label, cars added up."""

from datetime import date

import polars as pl
import pytest
import trade_reference_fixtures as made

from sinews.data.compile.trade.export_bans import build
from sinews.data.read.reader import RawFile
from sinews.data.sources.trade.comtrade import car_extracts
from sinews.data.sources.trade.goods import correlations, export_bans
from sinews.data.sources.trade.goods.export_bans import GROUPS
from sinews.data.sources.trade.national import armenia_monthly, yearly_by_partner
from sinews.errors import EvidenceError


@pytest.fixture
def write(tmp_path):
    def file(content):
        (tmp_path / "file.csv").write_bytes(content)
        return RawFile(tmp_path / "file.csv")

    return file


def ban(hs6, day=date(2022, 3, 15), threshold=None, end=None, *groups):
    row = {"hs6": hs6, "ban_date": day, "wind_down_end": end, "partly_exempt": False}
    return row | {"threshold_eur": threshold} | {g: g in (groups or ("luxury",)) for g in GROUPS}


def compiled(bans, pairs):
    schema = {c.name: c.type for c in export_bans.SPEC.columns}
    frames = {
        export_bans.SPEC.id: pl.DataFrame(bans, schema=schema),
        correlations.HS_SPEC.id: pl.DataFrame(
            pairs, schema=["hs2022", "hs2017", "relationship"], orient="row"
        ),
    }
    return {(r["edition"], r["hs6"]): r for r in build(frames).iter_rows(named=True)}


def test_a_code_of_2022_takes_the_earliest_date_and_says_whether_all_of_it_is_banned():
    bans = [
        ban("840001", date(2022, 4, 8)),
        ban("840002", date(2022, 2, 25), None, None, "dual_use", "luxury"),
    ]
    pairs = [
        ("849901", "840001", "n:1"),
        ("849901", "840002", "n:1"),
        ("849902", "840001", "n:1"),
        ("849902", "840009", "n:1"),
        ("849903", "840009", "1:1"),
    ]
    found = compiled(bans, pairs)
    assert (2022, "849903") not in found
    both, half = found[2022, "849901"], found[2022, "849902"]
    assert (both["ban_date"], both["covers_whole_code"]) == (date(2022, 2, 25), True)
    assert (both["predecessors"], both["category"]) == ("840001+840002", "dual_use")
    assert both["groups"] == "dual_use+luxury"
    assert (half["predecessors"], half["covers_whole_code"]) == ("840001", False)
    assert found[2017, "840001"]["category"] == "luxury"


def test_doubtful_codes_are_marked_and_a_wind_down_before_the_ban_is_left_out():
    bans = [ban("851712", end=date(2022, 3, 1)), ban("840001", end=date(2022, 5, 1))]
    found = compiled(bans, [("854159", "851712", "conversion"), ("840001", "840001", "1:1")])
    assert found[2017, "851712"]["doubt"].startswith("the source ends the wind-down")
    assert "conversion table" in found[2022, "854159"]["doubt"]
    assert found[2022, "854159"]["wind_down_end"] is None
    assert found[2022, "840001"]["doubt"] is None
    assert found[2022, "840001"]["wind_down_end"] == date(2022, 5, 1)


def test_pairs_of_six_digits_are_not_taken_for_cn8(write):
    six = made.cn8().replace(b"840000", b"8400").replace(b"840001", b"8401")
    assert not correlations.CN_READER.recognises(write(six))


def test_the_other_header_of_a_correlation_is_read(write):
    text = "from_year,from_code,to_year,to_code\n2021,84000001,2022,84000002\n"
    file = write(text.encode())
    assert correlations.CN_READER.recognises(file)
    frame = correlations.parse_cn(file).tables["cn8_correlation_pairs"]
    assert frame.rows() == [("84000001", "84000002", 2022)]


def test_labels_in_two_languages_are_one_partner_and_sums_keep_their_kind(write):
    parsed = yearly_by_partner.parse_partners(write(made.national()))
    frame = parsed.tables["national_trade_by_partner"]
    assert set(frame["partner"]) == {"WORLD", "DE"}
    assert set(frame.filter(partner="WORLD")["partner_kind"]) == {"aggregate"}
    assert set(frame.filter(partner="DE")["reporter"]) == {"KG", "KZ"}


def test_an_unknown_partner_is_refused_with_its_row(write):
    spoilt = made.armenia().replace(b"Faeroe Islands", b"Atlantis", 1)
    with pytest.raises(EvidenceError, match=r"row 3.*country.*Atlantis"):
        armenia_monthly.parse(write(spoilt))


def test_cars_add_up_means_of_transport_and_missing_weights_stay_missing(write):
    frame = car_extracts.parse(write(made.cars())).tables["cars_monthly"]
    assert frame.height == 8
    assert set(frame["value_usd"]) == {80_001.0}
    text = made.cars().decode().splitlines()
    cells = text[1].split(",")
    cells[8] = ""
    spoilt = "\n".join([text[0], ",".join(cells), *text[2:]]) + "\n"
    weights = car_extracts.parse(write(spoilt.encode())).tables["cars_monthly"]["netweight_kg"]
    assert weights.null_count() == 1


def test_a_chapter_label_without_number_is_refused(write):
    spoilt = made.russian_chapters().decode().replace("84-РЕАКТОРЫ", "РЕАКТОРЫ")
    with pytest.raises(EvidenceError, match="starts with no chapter"):
        yearly_by_partner.parse_chapters(write(spoilt.encode()))
