"""How the diversion commands print: rows for people, records for programs."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sinews.diversion.change import ChangeTable
    from sinews.diversion.flows import Flows
    from sinews.diversion.rule import Flagged

ROUTES_NOTE = (
    "EU exporters' data do not see goods that reach Russia through China, Hong Kong, Turkey or "
    "the Emirates: `sinews diversion routes`."
)


def change_json(table: "ChangeTable") -> dict[str, Any]:
    """Return the record of a change table."""
    return {
        "goods": table.goods.id,
        "window": table.window.id,
        "base": table.base.id,
        "placebo": None if table.placebo is None else f"{table.base.id} on {table.placebo.id}",
        "rows": [asdict(r) | {"change_pct": r.change_pct} for r in table.rows],
        "late_reporters": list(table.late),
        "sources": list(table.sources),
        "note": ROUTES_NOTE,
    }


def change_rows(
    table: "ChangeTable",
) -> tuple[list[str], list[tuple[Any, ...]], str, list[str]]:
    """Return header, rows, title and notes of a change table."""
    rows = [
        (r.label, r.base_eur / 1e6, r.now_eur / 1e6, r.change_pct, r.placebo_pct)
        for r in table.rows
    ]
    header = ["to", "base EUR m", "window EUR m", "change %", "placebo %"]
    title = f"EU exports, {table.goods.label}: {table.window.id} against {table.base.id}"
    placebo = (
        f"Placebo: {table.base.id} against {table.placebo.id}."
        if table.placebo
        else "No placebo: the data do not reach a year before the base."
    )
    notes = [placebo, ROUTES_NOTE]
    if table.late:
        notes.append("Not reported at the time, missing and not zero: " + ", ".join(table.late))
    return header, rows, title, notes


def rule_json(war: "Flagged", calm: "Flagged | None", flows: "Flows") -> dict[str, Any]:
    """Return the record of a rule with its placebo."""
    return {
        **war.to_json(),
        "placebo": None if calm is None else calm.to_json(),
        "markets_flagged": war.markets.to_dicts(),
        "late_reporters": list(flows.late_in(war.window)),
        "sources": list(flows.sources),
        "note": ROUTES_NOTE,
    }


def rule_rows(
    war: "Flagged", calm: "Flagged | None"
) -> tuple[list[str], list[tuple[Any, ...]], list[str]]:
    """Return header, rows and notes of a rule with its placebo."""
    header = ["windows", "markets", "to Russia", "to six neighbours", "EUR m"]
    rows = []
    for name, found in (("war", war), ("placebo year", calm)):
        if found is not None:
            r = found.to_json()
            rows.append(
                (
                    f"{name}: {found.window.id} on {found.base.id}",
                    r["markets"],
                    r["to_russia"],
                    r["to_six_neighbours"],
                    float(found.markets["now_eur"].sum() or 0) / 1e6,
                )
            )
    notes = [
        "A flag is a market that grew, not a finding: the placebo line shows how many grow so in "
        "a year without war.",
        ROUTES_NOTE,
    ]
    if calm is None:
        notes.insert(0, "No placebo: the data do not reach a year before the base.")
    return header, rows, notes
