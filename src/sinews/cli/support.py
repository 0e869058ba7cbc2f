"""`sinews support`: who promised, allocated and delivered what, and what would replace a donor."""

from typing import Annotated, Any

import typer

from sinews.cli import support_outlook
from sinews.cli.options import App, Json, count, number
from sinews.cli.output import print_json, print_notes, print_table

app = App(
    help="Who promised, allocated and delivered what, how fast, and what would replace a donor."
)
Donor = Annotated[str | None, typer.Option(help="One donor (DE, Germany) or group (europe).")]


def _rows(frame: Any) -> list[dict[str, object]]:  # noqa: ANN401
    return [dict(r) for r in frame.iter_rows(named=True)]


def _print_frame(frame: Any, title: str = "") -> None:  # noqa: ANN401
    print_table(frame.columns, frame.iter_rows(), title=title)


def _print_notes(notes: tuple[str, ...], sources: tuple[str, ...]) -> None:
    print_notes(*notes, f"Source: {', '.join(sources)}")


@app.command()
def totals(
    by: Annotated[str, typer.Option(help="donor, group, type, month or quarter.")] = "group",
    window: Annotated[
        str, typer.Option(help="2025, 2025-Q1, 2025-03:2025-11, last_12m, to_date.")
    ] = "to_date",
    type: Annotated[
        str, typer.Option(help="total, military, financial or humanitarian.")
    ] = "total",
    donor: Donor = None,
    with_eu_share: Annotated[
        bool, typer.Option("--with-eu-share", help="Attribute EU institutions to members.")
    ] = False,
    constant_prices: Annotated[int | None, count("In prices of this year.", 2000, 2100)] = None,
    per: Annotated[str | None, typer.Option(help="gdp or head.")] = None,
    gdp_year: Annotated[int, count("Year of the GDP, with --per gdp.", 1990, 2100)] = 2021,
    json: Json = False,
) -> None:
    """Allocations by donor, group, type, month or quarter in any window."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.totals import Question, sum_support

    question = Question(
        by=by,
        window=window,
        type=type,
        of=donor,
        eu_share=with_eu_share,
        prices=constant_prices,
        per=per,
        gdp_year=gdp_year,
    )
    answer = sum_support(open_evidence(), question)
    if json:
        print_json(
            {
                "by": by,
                "type": type,
                "window": {
                    "id": answer.window.id,
                    "from": answer.window.start.isoformat(),
                    "to": answer.window.end.isoformat(),
                },
                "unit": answer.unit,
                "sources": list(answer.sources),
                "notes": list(answer.notes),
                "rows": _rows(answer.frame),
            }
        )
        return
    print_table(["", "", answer.unit], answer.frame.iter_rows())
    _print_notes(answer.notes, answer.sources)


@app.command()
def conversion(
    set: Annotated[str | None, typer.Argument(help="One set of pledges, for its curve.")] = None,
    json: Json = False,
) -> None:
    """How fast pledges turn into allocations, and how old the open ones are."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.conversion import (
        METHOD,
        describe_origin,
        find_conversion,
        list_conversions,
        list_donor_shares,
        list_open,
    )

    evidence = open_evidence()
    notes = (METHOD, describe_origin(evidence))
    if set is not None:
        one = find_conversion(evidence, set)
        if json:
            record = {"set": one.id, "label": one.label, "summary": one.summary}
            curve = {"curve": _rows(one.curve), "sources": list(one.sources)}
            print_json(record | curve | {"method": METHOD, "origin": notes[1]})
            return
        _print_frame(one.curve, one.label)
        _print_notes(notes, one.sources)
        return
    found, open_ = list_conversions(evidence), list_open(evidence)
    if json:
        sets = [{"set": c.id, "label": c.label, **c.summary} for c in found]
        shares = {"open": _rows(open_), "european_military": _rows(list_donor_shares(evidence))}
        origin = {"method": METHOD, "origin": notes[1], "sources": list(found[0].sources)}
        print_json({"sets": sets} | shares | origin)
        return
    bounds = ["low", "high"]
    print_table(
        ["set", "packages", "EUR bn", "open", "half-life", *bounds, "12 months", *bounds],
        [(c.id, *(v for k, v in c.summary.items() if k != "announced_eur_bn")) for c in found],
        title="Conversion of pledges (half-life in months; - is never)",
    )
    _print_frame(
        list_donor_shares(evidence), "European military pledges: allocated within 12 months, shrunk"
    )
    _print_frame(open_, "Open pledges: oldest first, and as linked")
    _print_notes(notes, found[0].sources)


@app.command()
def disbursed(json: Json = False) -> None:
    """Budget support paid against allocated; what is unknown is shown as unknown."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.disbursement import UNKNOWN, compare_disbursed

    answer = compare_disbursed(open_evidence())
    if json:
        print_json({"rows": _rows(answer.frame), "note": UNKNOWN, "sources": list(answer.sources)})
        return
    _print_frame(answer.frame)
    _print_notes((UNKNOWN,), answer.sources)


@app.command()
def delivered(donor: Donor = None, json: Json = False) -> None:
    """Pieces allocated and delivered, from an imported workbook; unknown stays unknown."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.disbursement import list_delivered
    from sinews.support.groups import find_donor

    evidence = open_evidence()
    code = find_donor(donor, evidence.frame("donors")) if donor else None
    answer = list_delivered(evidence, code)
    if json:
        print_json({"rows": _rows(answer.frame), "sources": list(answer.sources)})
        return
    _print_frame(answer.frame)
    _print_notes(("unknown: rows without a delivery; missing is not zero.",), answer.sources)


@app.command()
def weapons(
    weapon_class: Annotated[str | None, typer.Option("--class", help="One class.")] = None,
    donor: Donor = None,
    json: Json = False,
) -> None:
    """Heavy weapons allocated, by class and donor; without dates and without delivery."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.disbursement import STOCKS, UNKNOWN, list_weapons
    from sinews.support.groups import find_donor

    evidence = open_evidence()
    code = find_donor(donor, evidence.frame("donors")) if donor else None
    frame = list_weapons(evidence, weapon_class=weapon_class, donor=code)
    sources = evidence.table("weapons_by_donor").sources
    if json:
        print_json({"rows": _rows(frame), "note": f"{UNKNOWN} {STOCKS}", "sources": list(sources)})
        return
    _print_frame(frame)
    _print_notes((UNKNOWN, STOCKS), sources)


@app.command()
def replace(
    donor: Annotated[str, typer.Argument(help="The donor to replace: us, Germany, GB, ...")],
    burden: Annotated[
        str | None, typer.Option(help="Who pays what is missing: gdp, current or gdp_cap.")
    ] = None,
    definition: Annotated[str, typer.Option(help="The definition shared out: d1, d2, d3.")] = "d1",
    cap: Annotated[
        float | None, number("For gdp_cap: per cent of GDP; 0.25 when left out.", 0, 100)
    ] = None,
    json: Json = False,
) -> None:
    """Show what Europe needs to replace a donor, under three definitions."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.groups import find_donor
    from sinews.support.replace import DEFINITIONS, measure_replacement, share_burden

    evidence = open_evidence()
    code = find_donor(donor, evidence.frame("donors"))
    answers = [measure_replacement(evidence, code, d) for d in DEFINITIONS]
    chosen = measure_replacement(evidence, code, DEFINITIONS[definition])
    shares = share_burden(evidence, chosen, burden, cap_pct=cap) if burden else None
    rows = [
        (a.definition.id, a.increment, a.level, a.now, a.missing, a.pct_of_gdp(a.missing))
        for a in answers
    ]
    names = ("definition", "increment", "level", "now", "missing", "missing_pct_gdp")
    sources = evidence.table("support_by_donor").sources
    if json:
        record = {
            "donor": code,
            "unit": "EUR bn/year",
            "rows": [dict(zip(names, r, strict=True)) for r in rows],
            "definitions": {d.id: d.label for d in DEFINITIONS},
            "sources": list(sources),
        }
        shared = {"definition": definition, "key": burden, "rows": _rows(shares)} if burden else {}
        print_json(record | ({"burden": shared} if shared else {}))
        return
    print_table(names, rows, title=f"To replace {code}, EUR bn a year")
    if shares is not None:
        _print_frame(shares, f"Who would pay what is missing under {definition}, by {burden}")
    notes = tuple(f"{d.id}: {d.label}." for d in DEFINITIONS)
    _print_notes((*notes, "Current prices; loans at face value; GDP of 2021."), sources)


@app.command()
def revisions(json: Json = False) -> None:
    """Show what the newer release changed in months that the earlier one had."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.support.revisions import compare_releases

    found = compare_releases(open_evidence())
    if json:
        record = {"rows": _rows(found.frame), "last": f"{found.last:%Y-%m}"}
        print_json(record | {"earlier": list(found.earlier), "later": list(found.later)})
        return
    names = f"{', '.join(found.earlier)} against {', '.join(found.later)}"
    _print_frame(found.frame, f"Allocations to {found.last:%Y-%m}: {names}")
    print_notes("moved: sum of the absolute changes of single months.")


app.command()(support_outlook.pledge)
app.command()(support_outlook.forecast)
app.command()(support_outlook.backtest)
