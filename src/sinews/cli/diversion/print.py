"""How the diversion commands print: rows for people, records for programs."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sinews.diversion.corridors.unit_values import UNKNOWN
from sinews.diversion.trade.schema import is_calm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sinews.diversion.corridors.unit_values import UnitValue
    from sinews.diversion.published.change import ChangeTable
    from sinews.diversion.published.growth_rule import Flagged
    from sinews.diversion.trade.harmonise import Joined

MIX_NOTE = (
    "EUR/kg: at a constant mix of goods, over markets whose weight is known in both windows; "
    "a weight that is missing is never estimated."
)


def check_target(path: "Path") -> None:
    """Refuse to write a file over a folder, before any work is done.

    Raises
    ------
    UsageError
        The path is a folder.
    """
    from sinews.errors import UsageError

    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it.")


def change_json(table: "ChangeTable", routes: str) -> dict[str, object]:
    """Return the record of a change table."""
    return {
        "goods": table.goods.id,
        "window": table.window.id,
        "base": table.base.id,
        "placebo": f"{table.base.id} on {table.placebo.id}"
        if table.placebo is not None and is_calm(table.base)
        else None,
        "year_before": None if table.placebo is None else f"{table.base.id} on {table.placebo.id}",
        "rows": [
            asdict(r) | {"change_pct": r.change_pct, "like_for_like_pct": r.like_for_like_pct}
            for r in table.rows
        ],
        "unit_values": _weights_known(r.unit_value is not None for r in table.rows),
        "late_reporters": list(table.late),
        "late_rule": table.late_rule,
        "store_passed_over": table.passed_over,
        "sources": list(table.sources),
        "note": routes,
    }


def _weights_known(known: "Iterable[bool]") -> str:
    """Say whether value per kilogram is known for all rows, some, or none."""
    seen = list(known)
    return "known" if seen and all(seen) else "known for some" if any(seen) else UNKNOWN


def change_rows(
    table: "ChangeTable", routes: str
) -> tuple[list[str], list[tuple[Any, ...]], str, list[str]]:
    """Return header, rows, title and notes of a change table."""
    rows: list[tuple[Any, ...]] = [
        (r.label, r.base_eur / 1e6, r.now_eur / 1e6, r.change_pct, r.placebo_pct)
        for r in table.rows
    ]
    calm = "placebo %" if is_calm(table.base) else "year before %"
    header = ["to", "base EUR m", "window EUR m", "change %", calm]
    weighed = any(r.unit_value for r in table.rows)
    if weighed:
        header += ["EUR/kg change %", calm, "of value weighed %"]
        rows = [
            row + _unit_value_cells(r.unit_value, r.unit_value_placebo)
            for row, r in zip(rows, table.rows, strict=True)
        ]
    title = f"EU exports, {table.goods.label}: {table.window.id} against {table.base.id}"
    if not table.placebo:
        placebo = "No placebo: the data do not reach a year before the base."
    elif is_calm(table.base):
        placebo = f"Placebo: {table.base.id} against {table.placebo.id}."
    else:
        placebo = (
            f"No placebo: {table.base.id} lies in the war. Year before: {table.base.id} against "
            f"{table.placebo.id}, which says how the war itself went on."
        )
    notes = [placebo, MIX_NOTE if weighed else UNKNOWN, routes]
    if any(r.like_now_eur is not None for r in table.rows):
        header.append("without late %")
        rows = [
            (*row, "-" if r.like_for_like_pct is None else r.like_for_like_pct)
            for row, r in zip(rows, table.rows, strict=True)
        ]
    if table.late_rule:
        notes.append(f"Late, missing and not zero: {table.late_rule}.")
    if table.passed_over:
        notes.append(f"Note: {table.passed_over}.")
    return header, rows, title, notes


def _unit_value_cells(
    found: "UnitValue | None", placebo: "UnitValue | None"
) -> tuple[float | str, float | str, float | str]:
    """Return change, placebo and coverage; what is missing is called so."""
    if found is None:
        return ("missing", "missing", 0.0)
    calm = "missing" if placebo is None else placebo.change_pct
    return (found.change_pct, calm, 100 * found.covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """A rule with its placebo, on codes as published and on families.

    Attributes
    ----------
    published, joined
        What the rule flags, and what it flags a year earlier (None where the data end before).
    like
        What it flags in the window without late reporters; None where nobody was late.
    late_rule
        What was done about late reporters; empty where nobody was late.
    """

    published: "tuple[Flagged, Flagged | None]"
    joined: "tuple[Flagged, Flagged | None]"
    families: "Joined"
    like: "Flagged | None" = None
    late_rule: str = ""


def rule_json(found: Twice, routes: str) -> dict[str, object]:
    """Return the record of a rule with its placebo, on codes as published and on families."""
    from sinews.diversion.published.growth_rule import compare_codes

    war, calm = found.published
    flows = found.families.flows
    placebos = [None if c is None else c.to_json() for c in (calm, found.joined[1])]
    return {
        **war.to_json(),
        "placebo": placebos[0],
        "codes_joined": {
            **found.joined[0].to_json(),
            "placebo": placebos[1],
            "rule": found.families.rule,
            "families": {k: list(v) for k, v in found.families.members.items()},
        },
        "markets_flagged": compare_codes(war, found.joined[0], found.families).to_dicts(),
        "unit_values": _weights_known(war.markets["unit_value_change_pct"].is_not_null()),
        "late_reporters": [*flows.late_in(war.window), *flows.late_in(war.base)],
        "late_rule": found.late_rule,
        "store_passed_over": flows.passed_over,
        "without_late": None if found.like is None else found.like.to_json(),
        "sources": list(flows.sources),
        "note": routes,
    }


def rule_rows(found: Twice, routes: str) -> tuple[list[str], list[tuple[Any, ...]], list[str]]:
    """Return header, rows and notes of a rule with its placebo."""
    header = ["windows", "markets", "to Russia", "to six neighbours", "code is new", "EUR m"]
    war, calm = found.published
    before = "placebo year" if is_calm(war.base) else "year before, in the war: no placebo"
    rows = [
        _rule_row(name, one)
        for name, one in (
            ("war", war),
            (before, calm),
            ("war, without late reporters", found.like),
            ("war, codes joined", found.joined[0]),
            (f"{before}, codes joined", found.joined[1]),
        )
        if one is not None
    ]
    known = war.markets["unit_value_change_pct"].drop_nulls()
    codes = sum(len(c) for c in found.families.members.values())
    notes = [
        "A flag is a market that grew, not a finding: the placebo line shows how many grow so in "
        "a year without war.",
        f"Joined: {codes} codes in {len(found.families.members)} families; {found.families.rule}. "
        "A code that is born in January has no past and looks like a boom; where its old code is "
        "not on the list it stays new.",
        f"Value per kilogram rose in {(known > 0).sum()} of the {known.len()} flagged markets "
        f"whose weights are known; {war.count() - known.len()} have none."
        if known.len()
        else UNKNOWN,
        routes,
    ]
    if found.late_rule:
        notes.append(f"Late, missing and not zero: {found.late_rule}.")
    if found.families.flows.passed_over:
        notes.append(f"Note: {found.families.flows.passed_over}.")
    if calm is None:
        notes.insert(0, "No placebo: the data do not reach a year before the base.")
    return header, rows, notes


def _rule_row(name: str, found: "Flagged") -> tuple[Any, ...]:
    r = found.to_json()
    return (
        f"{name}: {found.window.id} on {found.base.id}",
        r["markets"],
        r["to_russia"],
        r["to_six_neighbours"],
        r["with_new_code"],
        float(found.markets["now_eur"].sum() or 0) / 1e6,
    )
