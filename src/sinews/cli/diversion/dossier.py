"""`sinews diversion dossier`: one corridor, with evidence for and against."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sinews.cli.options import Data, Json
from sinews.cli.output import print_json, print_notes, print_table

if TYPE_CHECKING:
    from sinews.core.periods import Window
    from sinews.data.evidence.evidence import Evidence
    from sinews.diversion.corridors.dossier import Dossier
    from sinews.diversion.detect import Detection


def dossier(
    reporter: Annotated[str, typer.Argument(help="Exporting member state, DE.")],
    partner: Annotated[str, typer.Argument(help="Neighbour of Russia, KG.")],
    code: Annotated[str, typer.Argument(help="HS or CN code, 8703.")],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page.")] = None,
    window: Annotated[str, typer.Option(help="Months judged.")] = "2022-03:2022-11",
    data: Data = None,
    lang: Annotated[str, typer.Option(help="Language of the page.")] = "en",
    json: Json = False,
) -> None:
    """Gather what is known of one corridor, evidence for and against, and what is not seen."""
    from dataclasses import replace

    from sinews.core.places import find_country
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.corridors.dossier import NoCorridorError, open_dossier
    from sinews.diversion.panel.panel import NEIGHBOURS
    from sinews.diversion.trade.schema import read_window

    _check_page(html, lang)
    evidence, span = open_evidence(), read_window(window)
    found, fallback = _screen(evidence, span, data)
    corridor = (find_country(reporter), find_country(partner), code)
    try:
        d = open_dossier(evidence, found, corridor=corridor, window=span, data=data)
    except NoCorridorError as error:
        if html is not None or corridor[1] in NEIGHBOURS:
            raise
        _show_totals(evidence, corridor, error, json=json)
        return
    if fallback:
        sources = tuple(dict.fromkeys((*d.sources, *found.sources)))
        d = replace(d, notes=(fallback, *d.notes), sources=sources)
    if html is not None:
        _write_page(d, html, lang)
    if json:
        print_json(_record(d))
        return
    _print(d)
    if html is not None:
        print(f"The page is in {html}.")


def _check_page(html: Path | None, lang: str) -> None:
    """Refuse a target or a language that would fail after the work is done."""
    from sinews.cli.diversion.print import check_target
    from sinews.errors import UsageError
    from sinews.present.text.words import read_words

    read_words(lang)
    if html is not None:
        check_target(html)
    elif lang != "en":
        raise UsageError(f"--lang {lang} is the language of the page; give --html FILE as well.")


def _write_page(d: "Dossier", html: Path, lang: str) -> None:
    from sinews.data.store.files import write_file
    from sinews.present.dossier.dossier import render_dossier

    command = f"sinews diversion dossier {d.reporter} {d.partner} {d.goods.prefixes[0]}"
    spoken = "" if lang == "en" else f" --lang {lang}"
    page = render_dossier(d, f"{command} --html {html.name}{spoken}", lang)
    write_file(html, page.encode())


def _screen(evidence: "Evidence", window: "Window", data: Path | None) -> "tuple[Detection, str]":
    """Screen the data given; where they hold too little for a screen, the trade available.

    Returns
    -------
    tuple
        The screen, and what must be said where it is not of the data given.
    """
    from sinews.diversion.detect import Request, detect
    from sinews.errors import EstimationError, UsageError

    request = Request(window=window)
    try:
        return detect(evidence, request, data=data), ""
    except (EstimationError, UsageError) as error:
        if data is None or not data.exists():
            raise
        why = str(error).rstrip(".")
    found = detect(evidence, request)
    return found, (
        f"{data.name} holds too little for a screen ({why}): posterior, expected level and "
        f"allocation are of other trade, {', '.join(found.sources)}."
    )


def _record(d: "Dossier") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "reporter": d.reporter,
        "partner": d.partner,
        "goods": d.goods.id,
        "window": d.window.id,
        **d.row,
        "placebo_ratio": d.placebo_ratio,
        "other_goods_ratio": d.other_goods_ratio,
        "to_russia_ratio": d.to_target_ratio,
        "posterior_eu27": {k: p for k, p in d.posterior},
        "posterior_grade": d.grade,
        "unit_value": None if d.unit_value is None else asdict(d.unit_value),
        "unit_value_placebo": None
        if d.unit_value_placebo is None
        else asdict(d.unit_value_placebo),
        "allocation_eu27": asdict(d.allocation),
        "other_codes_of_family": list(d.family),
        "statements": [asdict(s) for s in d.statements],
        "codes": d.codes.to_dicts(),
        "late_reporters": list(d.late),
        "notes": list(d.notes),
        "sources": list(d.sources),
    }


def _print(d: "Dossier") -> None:
    r = d.row
    print_notes(
        f"{d.reporter} to {d.partner}, {d.goods.label}, {d.window.id}: EUR {r['now_eur']:,.0f}, "
        f"mean of two years before {r['base_eur']:,.0f}."
    )
    print_notes(
        f"Excess EUR {r['excess_eur']:,.0f} ({r['excess_low']:,.0f} to {r['excess_high']:,.0f}, "
        "range of changes in a year without war)."
    )
    print_notes(_say_posterior(d))
    rows = [("for" if s.speaks_for else "against", s.strength, s.text) for s in d.statements]
    print_table(["", "strength", "evidence"], rows)
    shown = [(k, *(v / 1e6 for v in rest)) for k, *rest in d.codes.head(8).iter_rows()]
    header = ["CN8", "before", "now", "Russia before", "Russia now"]
    print_table(header, shown, title="EUR m")
    if d.late:
        print_notes("Not reported at the time, missing and not zero: " + ", ".join(d.late))
    print_notes(*d.notes)


def _say_posterior(d: "Dossier") -> str:
    if not d.posterior:
        return "Probability of diversion: none, these goods or this partner were not screened."
    code, value = d.posterior[0]
    return (
        f"Probability of diversion, EU27 exports of HS6 {code} to {d.partner}: {value:.3f}, as "
        f"`sinews diversion detect` has it (grade {d.grade})."
    )


def _show_totals(
    evidence: "Evidence", corridor: tuple[str, str, str], error: Exception, *, json: bool
) -> None:
    """Show what all goods say of a partner; the goods asked for are not in the trade at hand."""
    from dataclasses import asdict

    from sinews.diversion.totals.permutation import open_totals_dossier, say_standing
    from sinews.errors import UnknownNameError

    reporter, partner, code = corridor
    try:
        d = open_totals_dossier(evidence, partner)
    except UnknownNameError:
        raise error from None
    if json:
        print_json(
            {
                "level": "totals",
                "why": str(error),
                "partner": partner,
                "standing": asdict(d.standing),
                "yearly": d.yearly.to_dicts(),
                "sources": list(d.sources),
            }
        )
        return
    print_notes(
        f"{reporter} to {partner}, {code}: no trade by product is at hand, so this speaks of all "
        f"goods of the EU27 to {partner}, not of {code} and not of {reporter} alone.",
        say_standing(d.standing, partner),
    )
    rows = [(y, v / 1e6) for y, v in d.yearly.filter(d.yearly["year"] >= 2018).iter_rows()]
    print_table(["year", "EUR m"], rows, title=f"EU27 exports of all goods to {partner}")
    print_notes("Trade by product: `sinews data add` or --data, see docs/trade-data.md.")
