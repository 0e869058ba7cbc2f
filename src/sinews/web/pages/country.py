"""Countries: one donor's record, up to four side by side, and the list of all."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sinews.errors import UsageError
from sinews.present.country.record import CountryRecord
from sinews.present.country.view import MOST, compare_countries, open_record, view_country
from sinews.present.text.prose import link
from sinews.web.page import PageRoute, Reader, read_request, render

ROUTER: Final = APIRouter(route_class=PageRoute)


@ROUTER.get("/country", response_class=HTMLResponse)
def countries(request: Request) -> HTMLResponse:
    """List every donor with its key numbers, largest share of its economy first."""
    reader = read_request(request)
    records = sorted(all_records(reader), key=lambda r: _share(reader, r), reverse=True)
    columns = ("pledged", "allocated", "share", "year", "asked")
    return render(
        reader,
        "countries",
        columns=columns,
        rows=[
            {
                "name": reader.words.donor(r.donor, r.donor),
                "to": reader.link(f"/country/{r.donor}"),
                "cells": [_cell(reader, getattr(r, c)) for c in columns],
            }
            for r in records
        ],
    )


@ROUTER.get("/country/{name}", response_class=HTMLResponse)
def country(request: Request, name: str) -> HTMLResponse:
    """Show one donor, and others beside it where the address names some."""
    reader = read_request(request, ("with",))
    record = open_record(reader.study, name)
    others = read_others(reader, record)
    compared = [record, *others]
    return render(
        reader,
        "country",
        view=reader.shelf.once.get(
            (reader.language, "country", record.donor),
            lambda: view_country(reader.study, record),
        ),
        donors=sorted(
            (reader.words.donor(r.donor, r.donor), r.donor)
            for r in all_records(reader)
            if r.donor != record.donor
        ),
        chosen=[r.donor for r in others] + [""] * (MOST - len(compared)),
        heads=[
            (reader.words.donor(r.donor, r.donor), reader.link(f"/country/{r.donor}"))
            for r in compared
        ],
        rows=compare_countries(reader.study, compared) if others else (),
    )


def all_records(reader: Reader) -> tuple[CountryRecord, ...]:
    """Return the record of every donor, made once."""

    def make() -> tuple[CountryRecord, ...]:
        donors = reader.study.frame("donors")["donor"]
        return tuple(open_record(reader.study, d) for d in donors)

    return reader.shelf.once.get(("countries",), make)


def read_others(reader: Reader, record: CountryRecord) -> list[CountryRecord]:
    """Return the donors of ``with=DE,PL``, each once, without the one that the page is about.

    Raises
    ------
    UnknownNameError
        There is no such donor.
    UsageError
        Too many are named.
    """
    names = [n for text in reader.request.query_params.getlist("with") for n in text.split(",")]
    found = {r.donor: r for r in (open_record(reader.study, n) for n in names if n.strip())}
    found.pop(record.donor, None)
    if len(found) >= MOST:
        raise UsageError(f"{len(found)} countries are named to compare with; name {MOST - 1}.")
    return list(found.values())


def _share(reader: Reader, record: CountryRecord) -> float:
    return reader.study.figure(record.share).value if record.share else 0.0


def _cell(reader: Reader, figure: str | None) -> tuple[float, object]:
    """Return what a column is sorted by, and the number as a link to its origin."""
    if figure is None:
        return float("-inf"), "–"
    study = reader.study
    return study.figure(figure).value, link(study, figure, study.bare(figure))
