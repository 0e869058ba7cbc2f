"""Generated pages: equations, what every lever does alone, ranges that runs reach."""

from collections.abc import Iterable, Mapping
from typing import Any

from sinews.campaign.matching.diagnose import LEARNED
from sinews.campaign.model.declared import campaign_model
from sinews.campaign.run.binding import INPUTS, MEANING, SIDES
from sinews.campaign.run.grades import GROUPS
from sinews.engine import write_equations

INERT_KM2 = 100.0
"""Below this median change of ground a lever is called almost inert on that outcome."""
REASONS = {
    "stock_draw": "donors' stocks and their release bind, not the share that is asked for",
    "eu_shell_speed": "European output is a part of the rounds on offer, and arrives late",
    "us_shell_sales": "US output is already open on the base path but for 2025",
    "enforcement": "a list at five corridors cuts about 6 % of former supply; parts in store "
    "outlast it, and other suppliers refill",
    "north_korea_pressure": "the North Korean reserve empties by itself; rounds bind Russian fire "
    "in about half of the futures only",
    "military_support_other": "other donors give about a twentieth of the sum",
    "priority_armour": "what armour gains, shells and drones lose",
    "priority_long_range": "the cap on deep strikes, and money taken from other classes",
    "durability_signal": "words count for part of the signal, and belief moves slowly; people and "
    "rounds bind, not will",
}


def write_equation_page() -> str:
    """Return the page of all declarations of the model."""
    return write_equations(campaign_model())


def write_history_page(record: Mapping[str, Any]) -> str:
    """Return the page of the matching and of the hold-out from the shipped record."""
    d, held = record["diagnosis"], record["holdout"]
    head = (
        "# How the model was matched, and how it did on data it had not seen\n\n"
        "Generated from the shipped record (`sinews campaign history`).\n\n"
    )
    checks = _table(
        ("check", "value"),
        (
            ("draws", f"{d['draws']:,}"),
            ("effective sample size", f"{d['effective']:,.0f}"),
            ("largest R-hat over all parameters", f"{d['largest_rhat']:.3f}"),
            ("acceptance of the last moves", f"{d['acceptance']:.2f}"),
            ("tempering steps", str(d["steps"])),
            *(
                (f"prior draws inside all bands: {k}", f"{v:.4f}")
                for k, v in d["prior_inside"].items()
            ),
            (
                "parameters that keep less than 95 % of their spread",
                str(sum(v < LEARNED for v in d["spread"].values())),
            ),
        ),
    )
    bands = _table(
        ("band", "share of matched draws inside"),
        ((k, f"{v:.2f}") for k, v in d["matched_inside"].items()),
    )
    scored = _table(
        ("figure", "unit", "published", "5 %", "median", "95 %", "naive", "inside"),
        (
            (
                b["id"],
                b["unit"],
                *(_short(b[k]) for k in ("published", "low", "median", "high", "naive")),
                "yes" if b["inside"] else "no",
            )
            for b in held["bands"]
        ),
    )
    return (
        f"{head}{checks}\n## Bands\n\n{bands}\n## Hold-out: matched to {held['matched_to']}\n\n"
        f"Naive is the latest pace known then.\n\n{scored}"
    )


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write_effects_page(report: Mapping[str, Any]) -> str:
    """Return the page of lever effects, of what binds and of ranges from the shipped report."""
    head = (
        "# What levers do alone, what binds, and what runs reach\n\n"
        "Generated from the shipped report (`sinews campaign effects`). Matched draws, January "
        f"2024 to {report['until']}; each lever is held at one end throughout, all others stay "
        "neutral. Differences to the base path: 5 %, median, 95 %. Grade: assumed.\n\n"
    )
    return head + "\n".join(
        (_write_levers(report), _write_binding(report), _write_grounds(report), _write_ends(report))
    )


def _write_levers(report: Mapping[str, Any]) -> str:
    header = (
        "lever",
        "setting",
        "Russian gains, km2",
        "rounds received, k",
        "missiles leaked",
        "belief",
        "channel",
        "Ukraine: rounds / money / people bind, %",
        "Russia",
        "why so little",
    )
    return _table(header, (_lever_row(x) for x in report["levers"]))


def _write_binding(report: Mapping[str, Any]) -> str:
    meaning = "".join(
        f"- {side.title()}, {k}: {text}.\n"
        for side, rows in MEANING.items()
        for k, text in rows.items()
    )
    table = _table(
        ("strategy", "month", *(f"{s}: {k}, %" for s in SIDES for k in INPUTS)),
        _binding_rows(report),
    )
    return (
        "## Which input binds\n\nShare of futures at the end of a month. Inputs are judged one by "
        f"one: several may bind at once, or none.\n\n{meaning}\n{table}"
    )


def _write_grounds(report: Mapping[str, Any]) -> str:
    rows = (
        (
            s,
            o,
            *(f"{100 * max(0.0, split['total'][g]):.0f}" for g in GROUPS),
            ", ".join(f"{n} ({v:+.2f})" for n, v in report["assumptions"][s][o]) or "none",
        )
        for s, outcomes in report["shares"].items()
        for o, split in outcomes.items()
    )
    return (
        "## What each published difference rests on\n\nShare of its variance by grade of input "
        "(total shares on the prior, per cent; they overlap), and every assumed parameter that "
        "moves it by more than a tenth of its spread: in brackets the mean difference with the "
        "parameter in its upper half less that in its lower half, in spreads.\n\n"
        + _table(("strategy", "difference", *(f"{g}, %" for g in GROUPS), "assumptions"), rows)
    )


def _write_ends(report: Mapping[str, Any]) -> str:
    censored = _table(
        ("strategy", "share of futures that left the range"),
        ((s, f"{100 * x['censored']:.2f} %") for s, x in report["strategies"].items()),
    )
    units = campaign_model().units()
    first, *others = report["stock_ranges"]
    stocks = _table(
        ("stock", "unit", "lowest as it went", "highest", "lowest of all strategies", "highest"),
        (
            (
                k,
                units[k],
                *(f"{v:.4g}" for v in ends),
                f"{min(report['stock_ranges'][s][k][0] for s in (first, *others)):.4g}",
                f"{max(report['stock_ranges'][s][k][1] for s in (first, *others)):.4g}",
            )
            for k, ends in report["stock_ranges"][report["baseline"]].items()
        ),
    )
    ranges = _table(
        ("strategy", "outcome", "least", "most"),
        (
            (s, o, f"{low:.4g}", f"{high:.4g}")
            for s, rows in report["ranges"].items()
            for o, (low, high) in rows.items()
            if o.startswith(("end_", "now_", "net_"))
        ),
    )
    return (
        f"## Runs that were censored\n\n{censored}\n## Ranges of every stock over all futures\n\n"
        f"{stocks}\n## Ranges of outcomes over all futures\n\n{ranges}"
    )


def _lever_row(record: Mapping[str, Any]) -> tuple[str, ...]:
    effects = record["effects"]
    ground = effects["net_ground_km2"]
    inert = abs(ground[1]) < INERT_KM2 or bool(find_reason(record["lever"]))
    return (
        record["lever"],
        f"{record['setting']:g}",
        *(
            _span(effects[o])
            for o in ("net_ground_km2", "rounds_received", "total_missiles_leaked", "end_belief")
        ),
        record["channel"],
        *(" / ".join(f"{100 * record['binding'][s][k]:.0f}" for k in INPUTS) for s in SIDES),
        find_reason(record["lever"]) if inert else "",
    )


def find_reason(lever: str) -> str:
    """Return why a lever does little, or nothing where no reason is on record."""
    found = [v for k, v in REASONS.items() if lever == k or lever.startswith(f"{k}_")]
    return found[0] if found else ""


def _binding_rows(report: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    """Yield the shares at the end of each December, strategy by strategy."""
    months = report["months"]
    ends = [k for k, m in enumerate(months) if m[5:7] == "12" or k == len(months) - 1]
    for strategy, sides in report["binding"].items():
        for k in ends:
            shares = [f"{100 * sides[s][i][k]:.0f}" for s in SIDES for i in INPUTS]
            yield (strategy, months[k][:7], *shares)


def _span(values: list[float]) -> str:
    return " / ".join(f"{v:,.0f}" if abs(v) >= 10 else f"{v:.2g}" for v in values)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join(lines) + "\n"
