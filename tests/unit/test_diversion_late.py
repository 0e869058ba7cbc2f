"""Late reporters: who counts as late, and that their months are in no estimate of any command."""

import json
from datetime import date

import numpy as np
import polars as pl
import pytest
from synthetic_trade import make_gravity
from synthetic_trade.panel import write_comext
from typer.testing import CliRunner

from sinews.cli import app
from sinews.core.periods import add_months
from sinews.diversion.detect import Request, detect
from sinews.diversion.panel.aggregate import aggregate_exports, list_reported
from sinews.diversion.panel.rows import read_rows
from sinews.diversion.published.change import year_before
from sinews.diversion.trade.late_reporters import (
    TYPICAL,
    find_late,
    leave_out_late,
    mark_late,
    name_late,
)
from sinews.diversion.trade.schema import COLUMNS, Flows, read_window

WAR = read_window("2022-03:2022-11")
NOVEMBER = date(2022, 11, 1)
MONTHS = [add_months(date(2020, 3, 1), i) for i in range(33)]


def flows_of(cells, late=(), windows_only=False):
    schema = {"reporter": pl.String, "month": pl.Date, "exports_eur": pl.Float64}
    frame = pl.DataFrame(cells, schema=schema, orient="row").with_columns(
        partner=pl.lit("KG"),
        product=pl.lit("87032319"),
        quantity_kg=pl.lit(None, dtype=pl.Float64),
    )
    return Flows(
        frame=frame.select(COLUMNS),
        digits=8,
        windows_only=windows_only,
        late=late,
        sources=("made@1",),
    )


def counts(**values):
    rows = [(r, m, n) for r, ns in values.items() for m, n in zip(MONTHS, ns, strict=False) if n]
    schema = {"reporter": pl.String, "month": pl.Date, "values": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_who_usually_has_few_values_is_not_called_late():
    seen = counts(NL=[900, 950, 0, 920], MT=[4, 0, 3, 6], CY=[TYPICAL, 5, 0, TYPICAL + 9])
    assert find_late(seen) == (("CY", MONTHS[2]), ("NL", MONTHS[2]))
    small = counts(NL=[900, 950], CY=[TYPICAL - 1, 0])
    assert find_late(small) == ()
    assert find_late(seen.clear()) == ()


def test_the_tidy_original_has_one_late_reporter_where_months_are_published(shared):
    path = shared / "comext" / "sanctioned_cn8.parquet"
    assert find_late(list_reported([path])) == (("NL", NOVEMBER),)


def test_the_tidy_original_gives_the_documented_changes(shared):
    path = shared / "comext" / "sanctioned_cn8.parquet"
    found = json.loads(run("change", "--data", str(path), "--json"))
    rows = {r["label"]: r for r in found["rows"]}
    for label, published, like in (("RU", -71.57, -71.38), ("six neighbours", 94.59, 95.62)):
        assert rows[label]["change_pct"] == pytest.approx(published, abs=0.005)
        assert rows[label]["like_for_like_pct"] == pytest.approx(like, abs=0.005)


def test_the_same_place_is_left_out_of_every_window():
    cells = [(r, m, 1.0) for r in ("DE", "NL") for m in MONTHS if (r, m) != ("NL", NOVEMBER)]
    flows = flows_of(cells, late=(("NL", NOVEMBER), ("DE", date(2019, 1, 1))))
    windows = (WAR, year_before(WAR))
    masked = leave_out_late(flows, windows)
    assert masked.left_out == ("NL 2022-11",)
    gone = flows.frame.join(masked.flows.frame, on=["reporter", "month"], how="anti")
    assert gone.select("reporter", "month").rows() == [("NL", date(2021, 11, 1))]
    other = (read_window("2022-09:2022-11"), read_window("2021-03:2021-05"))
    shifted = leave_out_late(flows, other).flows.frame
    gone = flows.frame.join(shifted, on=["reporter", "month"], how="anti")
    assert gone["month"].to_list() == [date(2021, 5, 1)], "third month against third month"


def test_late_in_the_base_costs_the_window_too():
    flows = flows_of([("NL", m, 1.0) for m in MONTHS], late=(("NL", date(2021, 4, 1)),))
    masked = leave_out_late(flows, (WAR, year_before(WAR)))
    assert masked.flows.inside(WAR).height == 8
    assert masked.flows.inside(year_before(WAR)).height == 8


def test_nobody_late_changes_nothing():
    flows = flows_of([("NL", m, 1.0) for m in MONTHS], late=(("NL", date(2019, 1, 1)),))
    masked = leave_out_late(flows, (WAR,))
    assert masked.flows is flows
    assert (masked.left_out, masked.how) == ((), "")
    assert leave_out_late(flows_of([], late=(("NL", NOVEMBER),)), (WAR,), "DE").how == ""


def test_sums_cannot_be_mended_and_say_so():
    late = (("NL", NOVEMBER),)
    union = leave_out_late(flows_of([(None, m, 1.0) for m in MONTHS], late), (WAR,))
    assert union.flows.frame.height == len(MONTHS)
    assert (union.left_out, union.kept) == ((), ("NL 2022-11",))
    assert "no reporter can be taken out" in union.how
    cells = [(r, date(y, 3, 1), 1.0) for r in ("DE", "NL") for y in (2021, 2022)]
    windows = leave_out_late(flows_of(cells, late, windows_only=True), (WAR, year_before(WAR)))
    assert set(windows.flows.frame["reporter"]) == {"DE"}
    kept = leave_out_late(flows_of(cells, late, windows_only=True), (WAR,), whole=False)
    assert kept.flows.frame.height == 4
    assert "lower bound" in kept.how
    table = mark_late(pl.DataFrame({"reporter": ["DE", "NL"]}), kept)
    assert table["late"].to_list() == [None, "2022-11"]


def test_many_names_are_cut():
    assert name_late(tuple(("NL", m) for m in MONTHS)).endswith("and 21 more")


# Four member states; IT (of the synthetic reporters) has not reported November 2022.
WORLD = make_gravity(905, products=80, controls=6, scale=3.0)
TREATED = np.array(WORLD.products)[WORLD.treated].tolist()


def shorten(folder, reporter, months):
    path = folder / f"reporter={reporter}" / "cells.parquet"
    rows = pl.read_parquet(path).filter(~pl.col("month").is_in(months))
    rows.write_parquet(path)


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    folder = tmp_path_factory.mktemp("late")
    write_comext(WORLD, folder)
    shorten(folder, "IT", [NOVEMBER])
    return folder


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """The same trade where Italy has no November of any year: what the mask must come to."""
    folder = tmp_path_factory.mktemp("cut")
    write_comext(WORLD, folder)
    shorten(folder, "IT", [date(y, 11, 1) for y in (2020, 2021, 2022)])
    return folder


def order(frame):
    return frame.sort("partner", "product", "month")


def test_the_panel_leaves_that_month_out_of_every_year(evidence, late, cut):
    rows = read_rows(evidence, late)
    assert rows.late == (("IT", NOVEMBER),)
    assert order(rows.frame).equals(order(aggregate_exports(sorted(cut.rglob("*.parquet")))))
    before = read_rows(evidence, late, last=date(2022, 10, 1))
    assert before.late == ()
    whole = aggregate_exports(sorted(late.rglob("*.parquet")))
    assert order(before.frame).equals(order(whole))


def test_detect_is_what_it_is_without_those_months(evidence, late, cut):
    request = Request(treated=dict.fromkeys(TREATED, date(2022, 3, 1)), window=WAR)
    masked, true = detect(evidence, request, data=late), detect(evidence, request, data=cut)
    assert masked.table.equals(true.table)
    said = [n for n in masked.notes if "IT 2022-11" in n]
    assert len(said) == 1
    assert "left out of that month in every year" in said[0]
    unmasked = read_rows(evidence, late, last=date(2022, 10, 1)).frame
    assert not order(unmasked).equals(order(read_rows(evidence, late).frame))


def run(*words):
    done = CliRunner().invoke(app, ["diversion", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def treated(tmp_path_factory):
    path = tmp_path_factory.mktemp("treated") / "treated.csv"
    path.write_text("product,date\n" + "".join(f"{k},2022-03-01\n" for k in TREATED))
    return str(path)


def test_change_compares_like_with_like(late, cut):
    words = ("change", "--goods", "+".join(sorted({k[:2] for k in TREATED})), "--json", "--data")
    found, true = (json.loads(run(*words, str(f))) for f in (late, cut))
    assert found["late_reporters"] == ["IT 2022-11"]
    assert "IT 2022-11 had not been reported" in found["late_rule"]
    pairs = [(a, b) for a, b in zip(found["rows"], true["rows"], strict=True) if b["base_eur"]]
    assert len(pairs) > 5
    for have, want in pairs:
        assert have["like_for_like_pct"] == pytest.approx(want["change_pct"])
        assert want["like_for_like_pct"] == pytest.approx(want["change_pct"]), "nothing is left"
    assert any(have["change_pct"] < want["change_pct"] - 1 for have, want in pairs)


def test_rule_counts_without_late_reporters(late, cut):
    goods = "+".join(sorted({k[:2] for k in TREATED}))
    words = ("rule", "--goods", goods, "--min-eur", "1e5", "--json", "--data")
    found, true = (json.loads(run(*words, str(f))) for f in (late, cut))
    assert found["without_late"]["markets"] == true["markets"]
    assert found["without_late"]["value_eur"] == pytest.approx(true["value_eur"])
    assert found["markets"] < true["markets"], "a missing month hides growth"
    text = run(*(w for w in words if w != "--json"), str(late))
    assert "without late reporters" in text
    assert "IT 2022-11" in text


def test_corridors_and_dossier_leave_those_months_out(late, cut):
    goods = "+".join(sorted({k[:2] for k in TREATED}))
    words = ("corridors", "--goods", goods, "--top", "400", "--json", "--data")
    found, true = (json.loads(run(*words, str(f))) for f in (late, cut))
    assert found["late_reporters"] == ["IT 2022-11"]
    assert found["posterior_grade"] == true["posterior_grade"]
    assert found["summary"] == pytest.approx(true["summary"])
    have, want = (
        {(r["reporter"], r["partner"], r["product"]): r for r in t["corridors"]}
        for t in (found, true)
    )
    assert have.keys() == want.keys()
    for key, row in have.items():
        assert row["excess_eur"] == pytest.approx(want[key]["excess_eur"]), key
        assert row["late"] == ("2022-11" if key[0] == "IT" else None)
    reporter, partner, code = next(k for k in have if k[0] == "IT" and have[k]["base_eur"] > 0)
    words = ("dossier", reporter, partner, code, "--json", "--data")
    found, true = (json.loads(run(*words, str(f))) for f in (late, cut))
    for name in ("base_eur", "now_eur", "excess_eur", "excess_low", "lost_eur"):
        assert found[name] == pytest.approx(true[name]), name
    assert found["codes"] == true["codes"]
    assert any("IT 2022-11" in n for n in found["notes"])
    other = json.loads(run("dossier", "DE", partner, code[:2], "--json", "--data", str(late)))
    assert not any("had not been reported" in n for n in other["notes"])


def test_measure_says_who_is_left_out(late, cut, treated):
    words = ("measure", "--goods", "5", "--draws", "5", "--treated", treated, "--json", "--data")
    found, true = (json.loads(run(*words, str(f))) for f in (late, cut))
    assert found["measure"] == true["measure"]
    assert any("IT 2022-11" in n for n in found["notes"])


def test_routes_hold_no_trade_that_could_be_late():
    assert all("share" in r for r in json.loads(run("routes", "--json"))["rows"])


def test_shipped_sums_say_how_much_is_missing_and_published_numbers_stay():
    found = json.loads(run("change", "--json"))
    rows = {r["label"]: r for r in found["rows"]}
    assert rows["RU"]["change_pct"] == pytest.approx(-71.57, abs=0.01)
    assert rows["RU"]["like_for_like_pct"] == pytest.approx(-70.49, abs=0.01)
    assert rows["six neighbours"]["like_for_like_pct"] == pytest.approx(94.55, abs=0.01)
    months = json.loads(run("change", "--window", "2022-04:2022-11", "--json"))
    assert "no reporter can be taken out" in months["late_rule"]
    assert all(r["like_for_like_pct"] is None for r in months["rows"])
    german = json.loads(run("change", "--reporter", "DE", "--json"))
    assert german["late_rule"] == "", "the Netherlands do not matter to German exports"
    dutch = json.loads(run("corridors", "--top", "3000", "--json"))["corridors"]
    assert {r["late"] for r in dutch if r["reporter"] == "NL"} == {"2022-11"}


def test_a_dossier_that_leans_on_other_trade_says_so(tmp_path):
    cells = [
        ("DE", "KG", "87032319", f"{y}-{m:02d}", 10 * y)
        for y in (2020, 2021, 2022)
        for m in range(3, 12)
    ]
    path = tmp_path / "few.parquet"
    names = ("reporter", "partner", "product", "period", "value_eur")
    frame = pl.DataFrame(cells, schema=names, orient="row").with_columns(flow=pl.lit("export"))
    frame.write_parquet(path)
    page = tmp_path / "page.html"
    words = ("dossier", "DE", "KG", "8703", "--data", str(path))
    found = json.loads(run(*words, "--json", "--html", str(page)))
    (note,) = found["notes"]
    assert note.startswith("few.parquet holds too little for a screen (The panel holds no target")
    assert "eurostat_comext@" in note
    assert any(s.startswith("eurostat_comext@") for s in found["sources"])
    assert "holds too little for a screen" in page.read_text()
    assert "holds too little for a screen" in run(*words)
    assert json.loads(run("dossier", "DE", "KG", "8703", "--json"))["notes"] == []
