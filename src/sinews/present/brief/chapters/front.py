"""Chapter: what national series say month by month, and how good forecasts of them are."""

from dataclasses import dataclass
from typing import Final

from sinews.front.forecast.ledger import Entry, list_entries, read_published, shipped_folder
from sinews.present.brief.chapter import Cell, Chapter, Grid, Passage, Picture
from sinews.present.brief.study import Study
from sinews.present.figures.charts.front.skill import FORECAST_FROM
from sinews.present.text.words import Said

LEDGER: Final = "front_ledger"


def list_next_month(study: Study) -> list[Entry]:
    """Return the first month ahead of every series of the newest published forecast."""
    *_, newest = read_published(shipped_folder())
    entries = list_entries(study.evidence, newest)
    first = min(e.month for e in entries)
    return [e for e in entries if e.month == first]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One month of a published forecast in words; ``observed`` is a dash until it is in."""

    series: str
    interval: str
    observed: str
    state: str


def tell_entry(study: Study, entry: Entry) -> Told:
    """Return the name of the series, the interval published, what came, hit or miss."""
    words, base = study.words, f"tables.{LEDGER}"
    share = entry.series == "oneway.stopped_share"
    low, high, seen = (
        "–" if v is None else words.numbers.number(100 * v if share else v)
        for v in (entry.low, entry.high, entry.observed)
    )
    state = {None: "open", True: "hit", False: "miss"}[entry.hit]
    return Told(
        series=words.say(f"{base}.series.{entry.series.replace('.', '_')}"),
        interval=f"{low} – {high}",
        observed=seen,
        state=words.say(f"{base}.state.{state}"),
    )


def rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return one row a series of the first month ahead."""
    told = (tell_entry(study, e) for e in list_next_month(study))
    return tuple(
        tuple(Cell(text=text) for text in (t.series, t.interval, t.observed, t.state)) for t in told
    )


def say_ledger(study: Study) -> Said:
    """Return the month that was forecast and the last that was known."""
    entry = list_next_month(study)[0]
    return {"month": study.words.month(entry.month), "origin": study.words.month(entry.origin)}


CHAPTER = Chapter(
    id="front",
    page="front",
    needs=("front_monthly", "front_strikes_daily", "front_points", "losses_vintages"),
    dated="front_monthly",
    blocks=(
        Passage(text="opening", side="observers"),
        Picture(chart="front_ground"),
        Passage(text="strikes"),
        Picture(chart="front_strikes"),
        Passage(text="casualties"),
        Picture(chart="front_casualties"),
        Passage(text="skill", side="skill_side"),
        Picture(chart="front_skill"),
        Grid(
            id=LEDGER,
            grade="estimated",
            sources=FORECAST_FROM,
            columns=(
                ("series", "head"),
                ("interval", "number"),
                ("observed", "number"),
                ("state", "text"),
            ),
            rows=rows,
            say=say_ledger,
            command="sinews front ledger",
        ),
    ),
    limits=("limit_front",),
)
