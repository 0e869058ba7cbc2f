"""Replacing a donor: the known answers, and the keys by which it is paid."""

import pytest

from sinews.errors import EstimationError, UnknownNameError
from sinews.support.figures.replace import build
from sinews.support.replace import DEFINITIONS, measure_replacement, share_burden

KNOWN = {
    "d1": (21.378, 40.66, 31.47, 9.19, 0.117, 0.222, 0.050, 0.147),
    "d2": (38.299, 81.11, 59.82, 21.29, 0.210, 0.444, 0.116, 0.264),
    "d3": (20.53, 39.81, 31.47, 8.34, 0.112, 0.218, 0.046, 0.141),
}


@pytest.mark.parametrize("id", KNOWN)
def test_replacing_the_united_states(evidence, id):
    increment, level, now, missing, inc_pct, level_pct, missing_pct, eu27_pct = KNOWN[id]
    a = measure_replacement(evidence, "US", DEFINITIONS[id])
    assert (a.increment, a.level, a.now, a.missing) == pytest.approx(
        (increment, level, now, missing), abs=0.0051
    )
    shares = [100 * x / a.gdp for x in (a.increment, a.level, a.missing)]
    assert shares == pytest.approx([inc_pct, level_pct, missing_pct], abs=0.00051)
    assert 100 * a.increment / a.gdp_eu27 == pytest.approx(eu27_pct, abs=0.00051)


def test_figures_carry_the_same_numbers_and_their_definitions(evidence):
    figures = {f.id: f for f in build(evidence)}
    assert len([id for id in figures if ".burden." not in id]) == 36
    f = figures["support.replace.us.d1.missing_eur_bn_year"]
    assert f.value == pytest.approx(9.19, abs=0.005)
    assert "2022 to 2024" in f.method
    assert "face value" in f.method
    assert f.unit == "EUR bn/year"
    assert figures["support.replace.us.d2.increment_pct_gdp"].value == pytest.approx(0.21, abs=5e-4)


def test_a_european_donor_is_replaced_by_the_others(evidence):
    a = measure_replacement(evidence, "DE", DEFINITIONS["d1"])
    us = measure_replacement(evidence, "US", DEFINITIONS["d1"])
    assert a.now == pytest.approx(us.now - 12.563767, abs=1e-5)
    assert "DE" not in share_burden(evidence, a, "gdp")["donor"].to_list()


@pytest.mark.parametrize("burden", ["gdp", "current", "gdp_cap"])
def test_shares_pay_exactly_what_is_missing(evidence, burden):
    a = measure_replacement(evidence, "US", DEFINITIONS["d1"])
    shares = share_burden(evidence, a, burden)
    assert shares["extra_eur_bn"].sum() == pytest.approx(a.missing, abs=1e-6)
    assert (shares["extra_eur_bn"] >= 0).all()


def test_under_the_cap_nobody_pays_beyond_it_unless_already_there(evidence):
    a = measure_replacement(evidence, "US", DEFINITIONS["d1"])
    for row in share_burden(evidence, a, "gdp_cap", cap_pct=0.15).iter_rows(named=True):
        assert row["then_pct_gdp"] <= 0.15 + 1e-9 or row["extra_eur_bn"] == 0


def test_a_cap_that_leaves_something_unpaid_is_refused(evidence):
    a = measure_replacement(evidence, "US", DEFINITIONS["d2"])
    with pytest.raises(EstimationError, match="higher cap"):
        share_burden(evidence, a, "gdp_cap", cap_pct=0.01)


def test_an_unknown_key_gets_the_known_ones(evidence):
    a = measure_replacement(evidence, "US", DEFINITIONS["d1"])
    with pytest.raises(UnknownNameError, match="gdp"):
        share_burden(evidence, a, "gdpp")


def test_the_default_cap_is_the_one_with_its_ground(evidence):
    from sinews.support.tables import assumed

    a = measure_replacement(evidence, "US", DEFINITIONS["d1"])
    plain = share_burden(evidence, a, "gdp_cap")
    assert plain.equals(share_burden(evidence, a, "gdp_cap", cap_pct=assumed("cap_pct_gdp")))
    with pytest.raises(UnknownNameError, match="cap_pct_gdp"):
        assumed("cap_pct")
