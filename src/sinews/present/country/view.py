"""What a country's page and brief show: title, key numbers, chapters, and a comparison."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from sinews.present.brief.compose import ChapterView, Composer
from sinews.present.brief.content import Content, KeyView
from sinews.present.brief.study import Study
from sinews.present.country.chapters import country_chapters, say_record
from sinews.present.country.record import CountryRecord, read_record
from sinews.present.text.prose import link, rich
from sinews.present.text.words import Said
from sinews.support.groups import find_donor

MOST: Final = 4
"""Countries that are compared side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryView:
    """One country, ready for a template."""

    record: CountryRecord
    name: str
    title: str
    lede: Markup
    keys: tuple[KeyView, ...]
    chapters: tuple[ChapterView, ...]
    used: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One measure over the countries that are compared; a dash where one has no such number."""

    label: Markup
    cells: tuple[Markup, ...]


def open_record(study: Study, name: str) -> CountryRecord:
    """Return the record of a donor named by code or name.

    Raises
    ------
    UnknownNameError
        No donor is called so; the nearest are suggested.
    """
    donors = study.frame("donors")
    return read_record(study.figures, donors, find_donor(name, donors))


def view_country(study: Study, record: CountryRecord) -> CountryView:
    """Return one country in the language of the study."""
    said = say_record(record, study)
    composer = Composer(study=study, drawn={})
    chapters = enumerate(country_chapters(record), start=1)
    return CountryView(
        record=record,
        name=said["name"],
        title=_title(study, record, said),
        lede=rich(study, study.words.say("country.lede", said)),
        keys=tuple(_key(study, said, id, figure) for id, figure in _keys(record)),
        chapters=tuple(composer.compose(c, i) for i, c in chapters),
        used=composer.used,
    )


def _title(study: Study, record: CountryRecord, said: Said) -> str:
    written = {"allocated": study.written(record.allocated)}
    for name, id in (("share", record.share), ("alone", record.share_alone)):
        written[name] = study.written(id) if id else ""
    return study.words.say("country.title", {**said, **written})


def _keys(record: CountryRecord) -> tuple[tuple[str, str | None], ...]:
    return (
        ("pledged", record.pledged),
        ("allocated", record.allocated),
        ("share", record.share),
        ("year", record.year),
        ("open", record.open),
        ("asked", record.asked),
    )


def _key(study: Study, said: Said, id: str, figure: str | None) -> KeyView:
    words = study.words
    return KeyView(
        id=id,
        label=rich(study, words.say(f"country.key.{id}", said)),
        number=_number(study, figure),
        sub=rich(study, words.say(f"country.key.{id}_sub", said)),
        grade=study.figure(figure).grade if figure else "",
    )


def _number(study: Study, figure: str | None) -> Markup:
    if figure is None:
        return Markup("–")
    return link(study, figure, study.written(figure), css="num big")


def compare_countries(study: Study, records: Sequence[CountryRecord]) -> tuple[ComparedRow, ...]:
    """Return one row a measure: the same figures that the countries' own pages show."""
    measures: dict[str, list[str | None]] = {
        "pledged": [r.pledged for r in records],
        "allocated": [r.allocated for r in records],
        "share": [r.share for r in records],
        "share_alone": [r.share_alone for r in records],
        "rank": [r.rank for r in records],
        "year": [r.year for r in records],
        "trend": [r.trend for r in records],
        "speed": [r.speed for r in records],
        "open": [r.open for r in records],
        "age": [r.age for r in records],
        "asked": [r.asked for r in records],
        "then": [r.burdens[("d1", "gdp")][1] if r.asked else None for r in records],
        "excess": [r.trade.get("excess_positive") for r in records],
    }
    return tuple(
        ComparedRow(
            label=rich(study, study.words.say(f"country.compare.{name}")),
            cells=tuple(_compared(study, id) for id in ids),
        )
        for name, ids in measures.items()
    )


def _compared(study: Study, figure: str | None) -> Markup:
    if figure is None:
        return Markup("–")
    interval = study.words.numbers.interval(study.figure(figure))
    written = study.written(figure)
    return link(study, figure, f"{written} ({interval})" if interval else written)


def gather_country(study: Study, name: str) -> Content:
    """Return what the brief of one country shows.

    Raises
    ------
    UnknownNameError
        No donor is called so; the nearest are suggested.
    """
    record = open_record(study, name)
    settings = {"language": study.words.language, "country": record.donor}
    own = replace(study, run=replace(study.run, settings=settings))
    view = view_country(own, record)
    return Content(
        study=own,
        heading=view.title,
        lede=str(view.lede.striptags()),
        keys=view.keys,
        chapters=view.chapters,
        findings=(),
        used=view.used,
        drawn={},
        files={},
        only=record.figures(),
    )


def gather_countries(study: Study) -> Iterator[tuple[str, Content]]:
    """Yield every donor with what its brief shows."""
    for donor in study.frame("donors")["donor"]:
        yield donor, gather_country(study, donor)
