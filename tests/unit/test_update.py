"""`sinews update`: every source, whatever its server does, and what changed in words."""

from dataclasses import replace
from datetime import date

import pytest
from generations import REVISED, SETTINGS, Producers, make_generation

from sinews.core.registry import Registry
from sinews.data.compile.tables import all_kinds
from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.evidence.freshness import list_reach
from sinews.data.fetch.download import Limits
from sinews.data.fetch.fetch import Wish, fetch_source
from sinews.data.store.store import Store
from sinews.data.store.verify import verify_store
from sinews.support.figures import totals
from sinews.update import changes as changes_module
from sinews.update.changes import Changes, changes_from_json, compare_evidence
from sinews.update.report import report_changes, report_update
from sinews.update.run import describe_changes, describe_update, update_all

WISH = Wish(limits=Limits(bytes=10**7, tries=2, silence=0.7, pause=0.01, longest_pause=0.02))
SOURCES = {
    "kiel_tracker",
    "claimed_losses",
    "world_bank_gdp",
    "eurostat_comext",
    "eurostat_comext_api",
    "un_comtrade",
}


@pytest.fixture(scope="module")
def generations(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generations")
    return tuple(make_generation(folder, second=second) for second in (False, True))


@pytest.fixture
def producers(generations):
    server = Producers(*generations)
    yield server
    server.close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture(autouse=True)
def few_figures(monkeypatch):
    """The whole catalogue takes half a minute and is compared in the same way."""
    monkeypatch.setattr(changes_module, "FAMILIES", Registry("figure family", (totals.ALLOCATED,)))


def update(store, producers, **options):
    evidence = Evidence(open_evidence().folder, store)
    return update_all(store, evidence, all_kinds(), producers.endpoints(), WISH, **options)


def fetch_once(store, producers):
    """Fetch what needs settings, as a user did before."""
    for e in producers.endpoints(SETTINGS):
        fetch_source(e, store, all_kinds(), replace(WISH, settings=SETTINGS[e.id]))


def snapshot(store):
    return {p: p.read_bytes() for p in store.home.rglob("*") if p.is_file()}


def states(updated):
    return {s.id: s.status for s in updated.sources}


def test_two_generations_of_every_source_and_then_nothing(store, producers):
    fetch_once(store, producers)
    first = update(store, producers)
    assert set(states(first)) == SOURCES == {e.id for e in producers.endpoints()}
    assert first.whole, [s.why for s in first.sources]
    assert states(first)["kiel_tracker"] == "new"
    assert states(first)["un_comtrade"] == "unchanged"
    producers.files = producers.generations[1]
    second = update(store, producers)
    assert set(states(second).values()) == {"new"}, report_update(second)
    months = next(t for t in second.changes.tables if t.table == "support_monthly")
    assert months.new_periods == ("2026-05", "2026-06")
    assert (months.old, months.new) == (("kiel_tracker@29",), ("kiel_tracker@30",))
    cells = {f"{REVISED[1]:%Y-%m} eu27 {t}" for t in ("military", "total")}
    assert {c.key for c in months.revised} == cells
    assert {round(c.new - c.old, 6) for c in months.revised} == {0.25}
    moved = {f.id: f for f in second.changes.figures}
    german = moved["support.allocated.de.military.y2024"]
    assert german.new - german.old == pytest.approx(0.25)
    assert "support.allocated.de.military.y2023" not in moved
    before = snapshot(store)
    third = update(store, producers)
    assert set(states(third).values()) == {"unchanged"}
    assert not third.changes
    assert snapshot(store) == before
    evidence = Evidence(open_evidence().folder, store)
    assert describe_changes(evidence) == second.changes
    assert describe_update(third)["changes"]["tables"] == ()
    said = report_changes(second.changes)
    assert "new: 2026-05 to 2026-06" in said
    assert f"{len(moved)} figures moved" in said
    assert changes_from_json(second.changes.to_json()) == second.changes


@pytest.mark.parametrize("wrong", ["500", "cut off", "slow", "page"])
def test_a_source_that_fails_costs_only_itself(store, producers, wrong):
    update(store, producers)
    kept = {v.id for v in store.vintages()}
    producers.files = producers.generations[1]
    producers.wrong = {"total_allocations.csv": wrong}
    broken = update(store, producers)
    assert states(broken)["kiel_tracker"] == "failed"
    assert states(broken)["claimed_losses"] == states(broken)["world_bank_gdp"] == "new"
    assert not broken.whole
    assert kept <= {v.id for v in store.vintages()}
    assert not any(v.label == "30" for v in store.vintages())
    assert verify_store(store).damages == ()
    producers.wrong = {}
    mended = update(store, producers)
    assert states(mended)["kiel_tracker"] == "new"
    assert mended.whole


def test_a_dry_run_asks_nobody_and_writes_nothing(store, producers):
    planned = update(store, producers, dry_run=True)
    assert producers.asked == []
    assert not store.home.exists()
    assert states(planned)["kiel_tracker"] == "planned"
    assert states(planned)["un_comtrade"] == "needs settings"
    assert "--set reporter=" in report_update(planned)


def test_what_changed_follows_from_the_vintages_where_no_update_kept_it(store, producers):
    evidence = Evidence(open_evidence().folder, store)
    assert describe_changes(evidence) == Changes()
    update(store, producers)
    producers.files = producers.generations[1]
    second = update(store, producers)
    (store.home / "changes.json").unlink()
    found = describe_changes(Evidence(evidence.folder, store))
    assert found.since == date.today()
    of = {t.table: t for t in found.tables}
    assert of["support_monthly"] == next(
        t for t in second.changes.tables if t.table == "support_monthly"
    )
    assert describe_changes(Evidence(evidence.folder, store, "shipped")) == Changes()


def test_a_flipped_verdict_is_told(store, producers, monkeypatch):
    before = Evidence(open_evidence().folder)
    update(store, producers)
    now = Evidence(before.folder, store)

    class Claim:
        number, statement = 7, "A statement."

    class Judged:
        claim = Claim()

        def __init__(self, verdict):
            self.verdict = verdict

    def judge_all(given, figures):
        return (Judged("partly" if given is now else "supported"),)

    monkeypatch.setattr(changes_module, "judge_all", judge_all)
    found = compare_evidence(before, now)
    (verdict,) = found.verdicts
    assert (verdict.number, verdict.old, verdict.new) == (7, "supported", "partly")
    assert "claim 7: supported -> partly" in report_changes(found)


def test_each_kind_of_data_tells_how_far_it_reaches(store, producers):
    reach = {r.id: r for r in list_reach(Evidence(open_evidence().folder, store))}
    assert reach["support_allocated"].until == "2026-04"
    assert reach["trade_by_product"].until == "2022-11"
    assert reach["trade_by_product"].is_old(date(2026, 11, 29))
    assert not reach["support_allocated"].is_old(date(2027, 4, 30))
    assert reach["support_allocated"].is_old(date(2027, 5, 1))
    producers.files = producers.generations[1]
    updated = update(store, producers)
    assert {r.id: r.until for r in updated.reach}["support_allocated"] == "2026-06"
