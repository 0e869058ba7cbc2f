"""The chapters of one country's page and brief, made from its record."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlencode

from sinews.core.estimate import weakest
from sinews.diversion.trade.exports import late_in_goods
from sinews.present.brief.chapter import Align, Block, Cell, Chapter, Grid, Passage
from sinews.present.brief.study import Study
from sinews.present.country.record import WEAPONS, YEARS, CountryRecord
from sinews.present.text.prose import describe_goods, name_country
from sinews.present.text.statements import say_claim
from sinews.present.text.words import Said, Words
from sinews.support.replace import BURDENS, DEFINITIONS

Rows = tuple[tuple[Cell, ...], ...]
PAGE: Final = "country"


def say_record(record: CountryRecord, study: Study) -> Said:
    """Return the values and cases that fill the sentences of a country."""
    words, figure = study.words, study.figure
    value = {k: figure(id).value for k, id in (("open", record.open), ("year", record.year))}
    trend = None if record.trend is None else figure(record.trend).value
    shared = record.share and figure(record.share).value != figure(str(record.share_alone)).value
    return {
        "cc": record.key,
        "name": words.donor(record.donor, record.donor),
        "month": words.month(figure(record.allocated).as_of),
        "speed_id": record.speed or "",
        "of": words.numbers.number(record.of),
        "claims_count": words.count(len(record.claims)),
        "gdp": "none" if record.share is None else "shared" if shared else "alone",
        "trend": "none" if trend is None else "up" if trend >= 0 else "down",
        "speed": record.speed_is,
        "open": "over" if value["open"] < 0 else "some" if record.age else "nothing",
        "weapons": "listed" if record.weapons else "none",
        "asked": "asked" if record.asked else _not_asked(record),
        "trade": _trade(record, study),
    }


def _trade(record: CountryRecord, study: Study) -> str:
    """Return how its trade is told: with a past, with a month it had not reported, or without."""
    if not record.corridors:
        return "quiet" if record.trade else "none"
    late = {reporter for reporter, _ in late_in_goods(study.evidence)}
    return "late" if record.donor in late else "some"


def _not_asked(record: CountryRecord) -> str:
    special = {"us": "replaced", "eu_institutions": "institutions"}
    return special.get(record.group, "outside")


def country_chapters(record: CountryRecord) -> tuple[Chapter, ...]:
    """Return the chapters of one country in reading order."""
    say = partial(say_record, record)
    columns: dict[str, tuple[tuple[str, Align], ...]] = {
        "years": (("line", "head"), *_numbers(YEARS)),
        "weapons": (("line", "head"), *_numbers(WEAPONS)),
        "replace": (("key", "head"), *_numbers(f"{d}_{p}" for d, p in _EFFORTS)),
        "trade": (("to", "head"), ("goods", "text"), *_numbers(("excess", "between"))),
        "claims": (("statement", "head"), ("verdict", "verdict")),
    }
    grids = {
        name: Grid(
            id=f"country_{name}",
            grade=_GRADES[name],
            sources=_TABLES[name],
            columns=columns[name],
            rows=partial(rows, record),
            say=say,
            command=f"sinews {_COMMANDS[name].format(cc=record.key)}",
            wide=name in ("years", "replace"),
        )
        for name, rows in _ROWS.items()
    }
    blocks: dict[str, tuple[Block, ...]] = {
        "years": (grids["years"],),
        "promises": (Passage(text="speed"), Passage(text="open"), grids["weapons"]),
        "replace": (Passage(text="opening"), grids["replace"]),
        "trade": (Passage(text="opening"), grids["trade"]),
        "claims": (grids["claims"],),
    }
    return tuple(
        Chapter(id=f"country_{id}", page=PAGE, blocks=parts, say=say)
        for id, parts in blocks.items()
    )


def _numbers(names: Iterable[str]) -> tuple[tuple[str, Align], ...]:
    return tuple((name, "number") for name in names)


_EFFORTS: Final = tuple((d, part) for d in DEFINITIONS.ids for part in ("more", "then"))
_GRADES: Final = {
    "years": weakest(("counted", "planned")),
    "weapons": weakest(("counted",)),
    "replace": weakest(("counted", "assumed")),
    "trade": weakest(("counted", "estimated")),
    "claims": weakest(("counted", "estimated")),
}
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "years": ("support_by_donor", "support_commitments_by_donor"),
    "weapons": ("weapons_by_donor",),
    "replace": ("support_by_donor", "donors"),
    "trade": ("trade_sanctioned_cn8_windows",),
    "claims": ("facts", "support_by_donor"),
}
_COMMANDS: Final = {
    "years": "figures support.allocated.{cc}",
    "weapons": "figures support.weapons.{cc}",
    "replace": "figures support.replace.us.d1.burden",
    "trade": "figures diversion.exporter.{cc}",
    "claims": "claims",
}


def _years(record: CountryRecord, study: Study) -> Rows:
    said = study.words.say
    return tuple(
        (
            Cell(text=said(f"country.line.{line}")),
            *(Cell(text=f"[[{id}|bare]]") for id in ids),
        )
        for line, ids in record.years
    )


def _weapons(record: CountryRecord, study: Study) -> Rows:
    if not record.weapons:
        return ()
    cells = (record.weapons.get(w) for w in WEAPONS)
    line = Cell(text=study.words.say("country.line.weapons"))
    return ((line, *(Cell(text=f"[[{id}]]" if id else "–") for id in cells)),)


def _efforts(record: CountryRecord, study: Study) -> Rows:
    if not record.burdens:
        return ()
    short = study.words.say("country.not_enough")

    def cells(key: str) -> list[Cell]:
        found = [record.burdens.get((d, key)) for d in DEFINITIONS.ids]
        texts = [(f"[[{p[0]}|bare]]", f"[[{p[1]}|bare]]") if p else (short, "–") for p in found]
        return [Cell(text=t) for pair in texts for t in pair]

    return tuple((Cell(text=study.words.say(f"country.share_by.{k}")), *cells(k)) for k in BURDENS)


def _corridors(record: CountryRecord, study: Study) -> Rows:
    words, rows = study.words, []
    for id in record.corridors:
        partner, code = id.split(".")[3].split("_")
        asked = {"from": record.donor, "to": partner.upper(), "goods": code}
        goods, own = describe_goods(words, code)
        rows.append(
            (
                Cell(
                    text=f"{name_country(words, partner.upper())}, {code}",
                    link=_link(words, "circumvention/dossier", asked),
                ),
                Cell(text=goods, foreign=not own),
                Cell(text=f"[[{id}]]"),
                Cell(text=words.numbers.interval(study.figure(id))),
            )
        )
    return tuple(rows)


def _link(words: Words, path: str, parameters: Mapping[str, str]) -> str:
    own = {} if words.language == "en" else {"lang": words.language}
    return f"{path}?{urlencode({**parameters, **own})}" if parameters or own else path


def _claims(record: CountryRecord, study: Study) -> Rows:
    return tuple(
        (
            Cell(
                text=f"{j.claim.number}. {say_claim(study.words, j.claim, 'statement')}",
                link=f"{_link(study.words, 'claims', {})}#{j.claim.id}",
            ),
            Cell(text=study.words.say(f"verdicts.{j.verdict}"), code=j.verdict),
        )
        for j in study.judged
        if j.claim.id in record.claims
    )


_ROWS: Final[Mapping[str, Callable[[CountryRecord, Study], Rows]]] = {
    "years": _years,
    "weapons": _weapons,
    "replace": _efforts,
    "trade": _corridors,
    "claims": _claims,
}
