"""What analysts published, from the shipped tables; the originals give the same (release)."""

import pytest

from sinews.diversion.published.change import (
    Question,
    default_base,
    flows_for,
    measure_change,
)
from sinews.diversion.published.claim import judge_claim, war_window
from sinews.diversion.published.growth_rule import Rule, apply_rule
from sinews.diversion.trade.exports import open_flows
from sinews.diversion.trade.families import official_links
from sinews.diversion.trade.goods import EVERY, parse_goods
from sinews.diversion.trade.harmonise import join_families
from sinews.diversion.trade.schema import read_window
from sinews.errors import UnknownNameError, UsageError

WAR = read_window("2022-03:2022-11")


def ask(evidence, goods="sanctioned", window=WAR, base=None, **who):
    return Question(
        goods=parse_goods(goods, evidence),
        window=window,
        base=base or default_base(window),
        **who,
    )


def rows_of(evidence, question, data=None):
    table = measure_change(flows_for(evidence, question, data), question)
    return {r.label: r for r in table.rows}, table


@pytest.fixture(params=["shipped", pytest.param("tidy", marks=pytest.mark.release)])
def data(request):
    if request.param == "shipped":
        return None
    return request.getfixturevalue("shared") / "comext" / "sanctioned_cn8.parquet"


def test_sanctioned_goods_to_russia_and_the_six_neighbours(evidence, data):
    rows, table = rows_of(evidence, ask(evidence), data)
    assert rows["RU"].change_pct == pytest.approx(-71.57, abs=0.005)
    assert rows["six neighbours"].change_pct == pytest.approx(94.59, abs=0.005)
    assert "NL 2022-11" in table.late
    assert table.placebo is not None


def test_rule_flags_86_markets_in_a_year_without_war(evidence, data):
    question = ask(evidence)
    wanted = Rule(
        goods=question.goods, window=WAR, base=question.base, min_eur=10e6, min_growth=1.0
    )
    flows = open_flows(evidence, (WAR, question.base), data=data)
    war, calm = apply_rule(flows, wanted)
    assert (war.count(), war.count("RU")) == (118, 25)
    assert (calm.count(), calm.to_json()["to_six_neighbours"]) == (86, 22)


def test_joined_codes_leave_the_rule_as_blind_as_before(evidence, data):
    question = ask(evidence)
    flows = open_flows(evidence, (WAR, question.base), data=data)
    joined = join_families(flows, question.goods, official_links(evidence))
    wanted = Rule(goods=EVERY, window=WAR, base=question.base, min_eur=10e6, min_growth=1.0)
    war, calm = apply_rule(joined.flows, wanted)
    if data is None:
        assert (war.count(), war.count("RU"), calm.count()) == (117, 24, 86)
        assert war.to_json()["with_new_code"] == 17
    assert calm.to_json()["to_six_neighbours"] == 22


def test_german_cars_to_kyrgyzstan(evidence, data):
    rows, _ = rows_of(evidence, ask(evidence, "8703", reporter="DE", partner="KG"), data)
    assert rows["KG"].change_pct == pytest.approx(6467, abs=0.5)
    assert rows["KG"].placebo_pct == pytest.approx(177, abs=0.5)


def test_totals_of_2022(evidence):
    question = ask(evidence, "all", read_window("2022"), read_window("2021"))
    rows, _ = rows_of(evidence, question)
    assert rows["KG"].change_pct == pytest.approx(344.8, abs=0.05)
    assert rows["AM"].change_pct == pytest.approx(148.9, abs=0.05)
    assert "six neighbours" not in rows, "totals of this vintage have no Belarus"


def test_claim_holds_for_cars_alone(evidence):
    found = {r.id: r for r in judge_claim(evidence, window=war_window(evidence))}
    assert [i for i, r in found.items() if r.verdict == "holds"] == ["cars"]
    assert found["machinery"].change_pct == pytest.approx(563, abs=0.5)
    assert found["vehicles"].change_pct == pytest.approx(4513, abs=0.5)
    assert found["both"].change_pct == pytest.approx(3052, abs=0.5)


def test_monthly_windows_work_for_the_union_and_refuse_member_states(evidence):
    summer = read_window("2022-06:2022-08")
    rows, table = rows_of(evidence, ask(evidence, window=summer))
    assert rows["RU"].change_pct < -50
    assert table.late == ()
    with pytest.raises(UsageError, match="sinews data add"):
        rows_of(evidence, ask(evidence, window=summer, reporter="DE"))


def test_unknown_goods_name_the_choices(evidence):
    with pytest.raises(UnknownNameError, match="sanctioned"):
        parse_goods("sanctionned", evidence)


def test_windows_of_different_length_are_refused(evidence):
    question = ask(evidence, window=WAR, base=read_window("2021"))
    with pytest.raises(UsageError, match="months"):
        rows_of(evidence, question)
