"""The commands of `sinews support`: answers as JSON, refusals with the nearest name."""

import json

import pytest
from typer.testing import CliRunner

from sinews.cli import app
from sinews.errors import UnknownNameError, UsageError

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.setenv("SINEWS_EVIDENCE", "shipped")


def ask(*words):
    result = RUN.invoke(app, ["support", *words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_totals_by_donor_in_a_year():
    record = ask("totals", "--by", "donor", "--window", "2025", "--type", "military")
    rows = {r["key"]: r["value"] for r in record["rows"]}
    assert rows["DE"] == pytest.approx(9.014, abs=0.001)
    assert record["unit"] == "EUR bn"
    assert record["window"] == {"id": "y2025", "from": "2025-01-01", "to": "2025-12-01"}
    assert record["sources"] == ["kiel_tracker@29"]


def test_replace_us_as_in_the_figures(evidence):
    from sinews.catalogue import find_figure

    record = ask("replace", "us", "--burden", "gdp")
    rows = {r["definition"]: r for r in record["rows"]}
    for d in ("d1", "d2", "d3"):
        for part in ("increment", "level", "missing"):
            figure = find_figure(evidence, f"support.replace.us.{d}.{part}_eur_bn_year")
            assert rows[d][part] == pytest.approx(figure.value)
    assert sum(r["extra_eur_bn"] for r in record["burden"]["rows"]) == pytest.approx(
        rows["d1"]["missing"]
    )


def test_pledge_on_a_day():
    record = ask("pledge", "million-shells", "--as-of", "2023-12-31")
    assert record["probability"] <= 0.01
    assert record["grade"] == "assumed"
    assert all(m["known"] <= "2023-12-31" for m in record["milestones"])
    assert [p["id"] for p in ask("pledge")["rows"]] == [
        "czech-initiative",
        "f-16-denmark",
        "million-shells",
        "patriot-germany",
        "two-million-shells",
    ]


def test_conversion_says_which_release_the_curves_are_from():
    record = ask("conversion")
    sets = {s["set"]: s for s in record["sets"]}
    assert sets["us_military"]["half_life_months"] == 4
    assert sets["europe31_military"]["half_life_months"] == 17
    assert record["sources"] == ["kiel_activities@28"]
    assert record["origin"].startswith("Shipped curves")
    curve = ask("conversion", "us_military")["curve"]
    assert [p["months_since"] for p in curve] == list(range(37))


def test_disbursed_shows_the_unknown_as_such():
    rows = {r["donor"]: r for r in ask("disbursed")["rows"]}
    assert rows["GB"]["state"] == "more paid than allocated"
    assert rows["GB"]["unknown_eur_bn"] is None
    paid = sum(r["disbursed_eur_bn"] or 0 for r in rows.values())
    assert paid == pytest.approx(125.96, abs=0.01)
    assert any(r["state"] == "unknown" and r["disbursed_eur_bn"] is None for r in rows.values())


def test_weapons_of_one_class_and_donor():
    rows = ask("weapons", "--class", "tank", "--donor", "Poland")["rows"]
    assert [(r["donor"], r["units"]) for r in rows] == [("PL", 318)]


def test_forecast_gives_scenarios_where_history_tells_nothing():
    rows = {r["group"]: r for r in ask("forecast")["rows"]}
    assert rows["us"]["state"] == "stopped"
    assert rows["us"]["value"] is None
    assert [s["id"] for s in rows["us"]["scenarios"]] == ["stays", "half", "full"]
    assert rows["eu_institutions"]["state"] == "never"
    assert rows["eu27"]["low"] < rows["eu27"]["value"] < rows["eu27"]["high"]


def test_backtest_shows_every_group_with_or_without_skill():
    rows = ask("backtest", "--type", "military", "--groups")["rows"]
    groups = {r["group"] for r in rows if r["method"] == "pool"}
    assert groups == {"every", "us", "eu27", "gb_no_ch_is", "other", "unseen"}


def test_revisions_compare_the_two_releases():
    record = ask("revisions")
    assert sum(r["earlier_eur_bn"] for r in record["rows"]) == pytest.approx(348.39, abs=0.005)
    assert sum(r["later_eur_bn"] for r in record["rows"]) == pytest.approx(349.61, abs=0.005)
    assert record["last"] == "2026-02"


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("totals", "--donor", "Germny", "--by", "type"), "Germany"),
        (("replace", "Nowhere"), "donor"),
        (("replace", "us", "--burden", "gdpp"), "gdp"),
        (("replace", "us", "--definition", "d4"), "d1"),
        (("pledge", "milion-shells"), "million-shells"),
        (("conversion", "us_militry"), "us_military"),
        (("weapons", "--class", "tanks"), "tank"),
        (("forecast", "--method", "kernl"), "kernel"),
        (("forecast", "--type", "militry"), "military"),
        (("backtest", "--type", "militry"), "military"),
    ],
)
def test_wrong_names_get_the_nearest(words, near):
    with pytest.raises(UnknownNameError) as error:
        RUN.invoke(app, ["support", *words], catch_exceptions=False)
    assert near in str(error.value)


@pytest.mark.parametrize(
    "words",
    [
        ("totals", "--window", "2031"),
        ("totals", "--window", "spring"),
        ("pledge", "million-shells", "--as-of", "2023"),
        ("forecast", "--as-of", "2019-01"),
        ("weapons", "--donor", "Malta"),
    ],
)
def test_what_cannot_be_answered_is_refused(words):
    with pytest.raises(UsageError):
        RUN.invoke(app, ["support", *words], catch_exceptions=False)


@pytest.mark.parametrize(
    "words",
    [
        ("totals", "--by", "quarter"),
        ("conversion",),
        ("conversion", "us_military"),
        ("disbursed",),
        ("weapons",),
        ("replace", "GB", "--burden", "gdp_cap"),
        ("pledge",),
        ("pledge", "two-million-shells"),
        ("forecast",),
        ("backtest",),
        ("revisions",),
    ],
)
def test_every_command_prints_a_table_for_people(words):
    result = RUN.invoke(app, ["support", *words], catch_exceptions=False)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 4


def test_pledges_are_listed_with_the_chance_of_each(evidence):
    from sinews.catalogue import list_figures

    chances = {
        f.id: f.value
        for f in list_figures(evidence, "support.pledge")
        if f.id.endswith(".probability")
    }
    rows = ask("pledge")["rows"]
    assert len(rows) > 3
    for r in rows:
        day = r["known"].replace("-", "_")
        assert (
            r["chance"] == chances[f"support.pledge.{r['id'].replace('-', '_')}.{day}.probability"]
        )
    assert RUN.invoke(app, ["support", "pledge", "--as-of", "2024-01-01"]).exit_code == 2
    shown = RUN.invoke(app, ["support", "pledge"]).stdout
    assert "assumed" in shown
    assert "78.4%" in shown
