"""Totals in any window, and refusals: no window, name or year is answered by a silent zero."""

import polars as pl
import pytest

from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError, UsageError
from sinews.support.prices import price_factor, price_levels
from sinews.support.totals import Question, attribute_eu_share, sum_support


def value(evidence, key, **question):
    frame = sum_support(evidence, Question(**question)).frame
    return frame.filter(pl.col("key") == key)["value"].item()


@pytest.mark.parametrize("type", ["total", "military", "financial", "humanitarian"])
@pytest.mark.parametrize("window", ["to_date", "2025", "2023:2024", "last_12m"])
def test_every_grouping_adds_up_to_the_same_sum(evidence, window, type):
    window = window.replace("2023:2024", "2023-01:2024-12")
    sums = [
        sum_support(evidence, Question(by=by, window=window, type=type)).frame["value"].sum()
        for by in ("donor", "group", "month", "quarter")
    ]
    assert sums == pytest.approx([sums[0]] * 4, abs=1e-6)


def test_types_add_up_to_the_total(evidence):
    parts = sum_support(evidence, Question(by="type", window="2024")).frame["value"].sum()
    whole = sum_support(evidence, Question(by="group", window="2024")).frame["value"].sum()
    assert parts == pytest.approx(whole, abs=1e-6)


def test_the_producers_own_total_to_date(evidence):
    total = sum_support(evidence, Question(by="group")).frame["value"].sum()
    assert total == pytest.approx(358.400, abs=0.001)


@pytest.mark.parametrize("by", ["donor", "group", "type", "quarter"])
def test_attributing_the_eu_share_moves_money_and_makes_none(evidence, by):
    window = "2024"
    plain = sum_support(evidence, Question(by=by, window=window)).frame
    shared = sum_support(evidence, Question(by=by, window=window, eu_share=True)).frame
    assert shared["value"].sum() == pytest.approx(plain["value"].sum(), abs=1e-6)
    assert "eu_institutions" not in shared["key"].to_list()


def test_the_eu_share_to_date_is_the_producers(evidence):
    donors = evidence.frame("donors")
    share = donors.filter(pl.col("donor") == "DE")["eu_share_eur_bn"].item()
    own = value(evidence, "DE", by="donor")
    assert value(evidence, "DE", by="donor", eu_share=True) == pytest.approx(own + share, abs=1e-5)


def test_eu_share_of_one_donor_is_that_of_all(evidence):
    alone = value(evidence, "military", by="type", window="2024", of="FR", eu_share=True)
    among = value(evidence, "FR", by="donor", window="2024", type="military", eu_share=True)
    assert alone == pytest.approx(among, abs=1e-9)


def test_per_gdp_and_head(evidence):
    donors = evidence.frame("donors").filter(pl.col("donor") == "DK").row(0, named=True)
    own = value(evidence, "DK", by="donor", window="2025")
    per_gdp = value(evidence, "DK", by="donor", window="2025", per="gdp")
    per_head = value(evidence, "DK", by="donor", window="2025", per="head")
    assert per_gdp == pytest.approx(100 * own / donors["gdp_2021_eur_bn"])
    assert per_head == pytest.approx(1e9 * own / donors["population"])
    listed = sum_support(evidence, Question(by="donor", per="gdp")).frame["key"].to_list()
    assert "eu_institutions" not in listed


def test_gdp_of_another_year_is_refused_and_says_why(evidence):
    with pytest.raises(UsageError, match="2021 only"):
        sum_support(evidence, Question(by="donor", per="gdp", gdp_year=2024))


def test_constant_prices_chain_the_yearly_changes(evidence):
    assert price_factor(2021, 2023) == pytest.approx(1.084 * 1.054)
    assert price_factor(2025, 2025) == 1
    now = value(evidence, "us", by="group", window="2022")
    real = value(evidence, "us", by="group", window="2022", prices=2025)
    assert real / now == pytest.approx(price_levels()[2025] / price_levels()[2022])


def test_years_without_a_price_level_are_refused(evidence):
    with pytest.raises(UsageError, match="2026"):
        sum_support(evidence, Question(window="to_date", prices=2024))
    with pytest.raises(UsageError, match="1999"):
        sum_support(evidence, Question(window="2024", prices=1999))


def test_a_window_without_data_is_an_error_and_not_zero(evidence):
    for by in ("donor", "group", "type", "month", "quarter"):
        with pytest.raises(UsageError, match="holds no month"):
            sum_support(evidence, Question(by=by, window="2031"))


def test_a_window_that_ends_after_the_data_is_cut_and_says_so(evidence):
    answer = sum_support(evidence, Question(window="2026"))
    assert answer.window.end.month == 4
    assert "2026-04" in answer.notes[0]


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ({"of": "Germny"}, "Germany"),
        ({"of": "eurpe"}, "europe"),
        ({"type": "militry"}, "military"),
        ({"by": "donors"}, "donor"),
        ({"per": "GDP"}, "gdp"),
    ],
)
def test_wrong_names_get_the_nearest(evidence, question, near):
    with pytest.raises(UnknownNameError) as error:
        sum_support(evidence, Question(**{"by": "donor", **question}))
    assert near.casefold() in str(error.value).casefold()


def test_a_country_that_is_no_donor_is_no_zero(evidence):
    with pytest.raises(UnknownNameError, match="donor"):
        sum_support(evidence, Question(by="type", of="Brazil"))


def test_months_of_a_donor_need_an_imported_release(evidence):
    shipped = Evidence(evidence.folder, None, "shipped")
    with pytest.raises(UsageError, match="sinews data add"):
        sum_support(shipped, Question(by="month", of="DE"))
    with pytest.raises(UsageError, match="sinews data add"):
        sum_support(shipped, Question(by="donor", window="2025-Q2"))


@pytest.mark.release
def test_months_of_a_donor_from_an_imported_release(evidence, shared, tmp_path):
    from datetime import date

    from sinews.data.compile.tables import all_kinds
    from sinews.data.read.releases import Arrival
    from sinews.data.store.add import add_files
    from sinews.data.store.store import Store

    store = Store(tmp_path)
    folder = shared / "kiel" / "release-29"
    arrival = Arrival(retrieved=date(2026, 8, 8))
    add_files(sorted(folder.glob("*.csv")), store, all_kinds(), arrival)
    mine = Evidence(evidence.folder, store)
    months = sum_support(mine, Question(by="month", of="DE", window="2024")).frame
    assert months["value"].sum() == pytest.approx(value(evidence, "DE", by="donor", window="2024"))
    quarter = sum_support(mine, Question(by="donor", window="2024-Q1"))
    assert quarter.frame["value"].sum() == pytest.approx(
        sum_support(mine, Question(by="group", window="2024-Q1")).frame["value"].sum(), abs=1e-6
    )


@pytest.mark.release
def test_months_that_nothing_confirms_are_not_used(evidence, shared, tmp_path):
    """Without total_allocations.csv a file with two columns swapped would be taken as it is."""
    from datetime import date

    from sinews.data.compile.tables import all_kinds
    from sinews.data.read.releases import Arrival
    from sinews.data.store.add import add_files
    from sinews.data.store.store import Store

    folder = shared / "kiel" / "release-29"
    text = (folder / "data_explorer.csv").read_text()
    swapped = text.replace('"humanitarian","military"', '"military","humanitarian"', 1)
    (tmp_path / "data_explorer.csv").write_text(swapped)
    files = [tmp_path / "data_explorer.csv"]
    arrival = Arrival(retrieved=date(2026, 8, 8), release="30")
    assert add_files(files, Store(tmp_path), all_kinds(), arrival).raw
    with pytest.raises(UsageError, match="total_allocations"):
        sum_support(Evidence(evidence.folder, Store(tmp_path)), Question(by="month", of="DE"))


def test_attribution_keeps_rows_whose_donor_is_not_told(evidence):
    flows = pl.DataFrame(
        {
            "donor": [None, "eu_institutions"],
            "base_group": ["other", "eu_institutions"],
            "period": [None, None],
            "type": ["total", "total"],
            "eur_bn": [3.0, 2.0],
        },
        schema_overrides={"period": pl.Date(), "donor": pl.String()},
    )
    out = attribute_eu_share(flows, evidence.frame("donors"))
    assert out["eur_bn"].sum() == pytest.approx(5.0)
    assert out.filter(pl.col("base_group") == "other")["eur_bn"].sum() == 3.0
