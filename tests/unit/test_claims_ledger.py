"""The ledger of claims: 67 statements, each checked on shipped data; the checks themselves."""

import json
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from sinews.catalogue import list_figures
from sinews.claims.check import Desk
from sinews.claims.checks import CHECKS
from sinews.claims.claim import WRITTEN
from sinews.claims.judge import judge_all, open_desk
from sinews.cli import app
from sinews.cli.claims import write_table
from sinews.core.figure import Figure
from sinews.errors import EvidenceError, UnknownNameError, UsageError


@pytest.fixture(scope="module")
def figures(evidence):
    return {f.id: f for f in list_figures(evidence)}


@pytest.fixture(scope="module")
def desk(evidence, figures):
    return open_desk(evidence, figures)


@pytest.fixture(scope="module")
def judged(evidence, figures):
    return judge_all(evidence, figures)


def test_all_67_statements_are_there_in_order(judged):
    assert [j.claim.number for j in judged] == list(range(1, 68))
    assert all(j.claim.id == f"c{j.claim.number:02}" for j in judged)


def test_at_least_35_are_computed_and_the_rest_say_why_not(judged):
    assert sum(j.computed for j in judged) >= 35
    typed = [j.claim for j in judged if not j.computed]
    assert all(len(c.why) > 40 for c in typed)
    assert {c.kind for c in typed} <= {"causal", "normative"}, "measured and forecast are computed"


def test_many_are_computed_from_more_than_a_record_of_an_event(judged):
    weighed = [
        j
        for j in judged
        if any(r.test.check not in {"recorded", "events", "elapsed"} for r in j.readings)
    ]
    assert len(weighed) >= 35


def test_a_number_known_then_is_dated_no_later_than_the_article(judged):
    for j in judged:
        for r in j.readings:
            if r.test.when == "then":
                assert r.figure.as_of <= WRITTEN, r.figure.id
            else:
                assert r.figure.as_of > WRITTEN, r.figure.id


def test_every_fact_and_figure_that_is_named_exists(evidence, judged, figures):
    facts = set(evidence.frame("facts")["fact"])
    known = set(figures) | {r.figure.id for j in judged for r in j.readings}
    for j in judged:
        cited = re.findall(r"\[\[([^\]]+)\]\]", f"{j.claim.then} {j.claim.since}")
        assert set(cited) <= known, j.claim.id
        assert set(j.claim.facts) <= facts, j.claim.id
        stated = {i.removeprefix("fact.").upper() for i in cited if i.startswith("fact.")}
        assert stated <= set(j.claim.facts), j.claim.id


def test_then_names_no_fact_that_came_later(judged, figures):
    for j in judged:
        for id in re.findall(r"\[\[([^\]]+)\]\]", j.claim.then):
            if id in figures:
                assert figures[id].as_of <= WRITTEN, f"{j.claim.id} says {id} in `then`"


def test_the_forecasts_asked_for_are_scored(judged):
    scored = {j.claim.id: j for j in judged if j.claim.id in {"c11", "c33", "c54", "c29", "c26"}}
    found = {id: j.verdict for id, j in scored.items()}
    assert found == {
        "c11": "supported",
        "c26": "partly",
        "c29": "partly",
        "c33": "partly",
        "c54": "supported",
    }
    assert all(j.claim.kind == "forecast" for j in scored.values())
    assert all("since" in j.claim.decided_by for j in scored.values())


def test_the_page_holds_the_table_that_the_ledger_gives(evidence, figures, judged):
    page = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    table = write_table(judge_all(evidence, figures, known=WRITTEN), judged)
    assert table in page, "put the output of `sinews claims --page` into docs/claims.md"


def test_the_command_prints_verdicts_as_of_a_month():
    run = CliRunner()
    found = run.invoke(app, ["claims", "c33", "--as-of", "2024-01", "--json"])
    (claim,) = json.loads(found.stdout)["claims"]
    assert {"id", "section", "kind", "computed", "verdict"} <= set(claim)
    assert claim["verdict"] == "supported"
    assert [r["when"] for r in claim["readings"]] == ["then"]
    late = json.loads(run.invoke(app, ["claims", "c33", "--json"]).stdout)["claims"][0]
    assert late["verdict"] == "partly"


def made(id: str, value: float, day: date) -> Figure:
    return Figure(
        id=id,
        label=id,
        value=value,
        unit="units",
        grade="counted",
        as_of=day,
        sources=("F001",),
        method="made up for a test",
    )


def toy(*figures: Figure, **frames: pl.DataFrame) -> Desk:
    found = {f.id: f for f in figures}
    return Desk(figure=found.__getitem__, frame=frames.__getitem__, releases=lambda t: (t,))


def test_a_pace_is_the_growth_of_daily_means():
    totals = (
        made("a.x", 10, date(2023, 1, 1)),
        made("a.y", 20, date(2023, 1, 11)),
        made("a.z", 60, date(2023, 1, 31)),
    )
    settings = {"totals": [f.id for f in totals]}
    assert CHECKS["pace"].run(settings, toy(*totals)).value == pytest.approx(2.0)
    with pytest.raises(EvidenceError, match="in order"):
        CHECKS["pace"].run({"totals": ["a.y", "a.x", "a.z"]}, toy(*totals))
    level = (totals[0], made("a.y", 10, date(2023, 1, 11)), totals[2])
    with pytest.raises(EvidenceError, match="Nothing was added"):
        CHECKS["pace"].run(settings, toy(*level))


TIMELINE = pl.DataFrame(
    {
        "row": [1, 2, 3],
        "day": [date(2022, 2, 24), date(2023, 5, 1), date(2024, 2, 24)],
        "event": ["War begins", "Talks fail", "Talks fail again"],
    }
)


def test_events_are_counted_inside_their_period_and_words_must_exist():
    desk = toy(timeline=TIMELINE)
    run = CHECKS["events"].run
    assert run({"words": "talks FAIL", "first": date(2023, 1, 1)}, desk).value == 2
    early = {"words": "talks", "first": date(2023, 1, 1), "last": date(2023, 12, 31)}
    assert run(early, desk).value == 1
    assert run(early, desk).as_of == date(2023, 12, 31)
    absent = {"words": "landing", "first": date(2023, 1, 1)}
    with pytest.raises(EvidenceError, match="landing"):
        run(absent, desk)
    assert run({**absent, "none_yet": True}, desk).value == 0


def test_months_since_an_event_need_exactly_one_event():
    desk = toy(timeline=TIMELINE)
    assert CHECKS["elapsed"].run({"words": "war begins"}, desk).value == pytest.approx(24, abs=0.1)
    with pytest.raises(EvidenceError, match="2 events"):
        CHECKS["elapsed"].run({"words": "talks"}, desk)


def test_a_record_counts_inside_its_period_only():
    desk = toy(made("a.x", 1, date(2018, 5, 8)))
    run = CHECKS["recorded"].run
    inside = {"figure": "a.x", "first": date(2018, 1, 1), "last": date(2018, 12, 31)}
    assert run(inside, desk).value == 1
    assert run({**inside, "first": date(2018, 6, 1)}, desk).value == 0


def test_monthly_support_refuses_missing_months_and_adds_up_groups():
    months = pl.date_range(date(2023, 1, 1), date(2023, 4, 1), "1mo", eager=True)
    rows = pl.DataFrame({"month": months, "allocated_eur_bn": [1.0, 1.0, 3.0, 3.0]})
    rows = rows.with_columns(base_group=pl.lit("us"), type=pl.lit("military"))
    both = pl.concat([rows, rows.with_columns(base_group=pl.lit("eu27"))])
    desk = toy(support_monthly=both)
    settings = {
        "group": "",
        "type": "military",
        "window": [date(2023, 3, 1), date(2023, 4, 1)],
        "base": [date(2023, 1, 1), date(2023, 2, 1)],
    }
    found = CHECKS["support_pace"].run(settings, desk)
    assert found.value == pytest.approx(3.0)
    assert found.method.startswith("EUR 6.00 bn a month over 2.00")
    assert found.as_of == date(2023, 4, 30)
    longer = {**settings, "window": [date(2023, 3, 1), date(2023, 5, 1)]}
    with pytest.raises(EvidenceError, match="not every month"):
        CHECKS["support_pace"].run(longer, desk)


def test_weapons_refuse_a_donor_that_is_unknown(desk):
    tanks = {"donor": "DE", "weapon_class": "tank"}
    assert CHECKS["weapons"].run(tanks, desk).value == 90
    with pytest.raises(UnknownNameError, match="donor"):
        CHECKS["weapons"].run({**tanks, "donor": "GERMANY"}, desk)


def test_checks_refuse_unknown_settings_and_empty_bases(desk):
    with pytest.raises(UsageError, match="figur"):
        CHECKS["level"].run({"figur": "fact.f115"}, desk)
    settings = {"reporter": "DE", "partner": "KG", "goods": "9999", "window": "mar_nov_2022"}
    with pytest.raises(EvidenceError, match="nothing reported"):
        CHECKS["trade_growth"].run({**settings, "base": "mar_nov_2021"}, desk)
    with pytest.raises(EvidenceError, match="No milestone"):
        CHECKS["deadline"].run(
            {"milestones": ["fact.f117"], "day": desk.figure("fact.f112").as_of, "target": 10},
            desk,
        )
