"""Charts: a table, a title that states the finding, and a drawing for wide and narrow pages."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from sinews.core.estimate import Grade
from sinews.present.brief.study import Study
from sinews.present.figures.drawer import draw_svg
from sinews.present.figures.theme import Spec, config
from sinews.present.text.prose import plain
from sinews.present.text.words import Said, Words

if TYPE_CHECKING:
    import altair as alt

T = TypeVar("T")
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_SENTENCES = ("title", "subtitle", "note", "alt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What a drawing function is given besides its table.

    Attributes
    ----------
    narrow
        True for pages below 640 px: labels move inside, panels stack.
    """

    narrow: bool
    words: Words
    chart: str

    @property
    def width(self) -> int:
        """Width of the whole drawing in pixels."""
        return 358 if self.narrow else 700

    def pick(self, wide: T, narrow: T) -> T:
        """Return the first value on wide pages, the second on narrow ones."""
        return narrow if self.narrow else wide

    def label(self, name: str, **said: str) -> str:
        """Return the label ``charts.<id>.label.<name>``, or the common ``labels.<name>``."""
        own = f"charts.{self.chart}.label.{name}"
        return self.words.say(own if self.words.has(own) else f"labels.{name}", said)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as this language writes it."""
        return self.words.numbers.number(value, decimals)


def _nothing(study: Study, frame: pl.DataFrame) -> Said:  # noqa: ARG001
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart of the brief.

    Its sentences are in ``words/<lang>/*.toml`` under ``charts.<id>``: title (the finding),
    subtitle (measure, unit, period, basis), note (what a reader may mistake) and alt (the result
    in one sentence).

    Attributes
    ----------
    grade
        The weakest grade of anything drawn.
    sources
        The compiled tables behind it, or parts of them (`drawing.releases_in`); their releases
        become the source line.
    table
        Returns what is drawn, and what is written to CSV and Parquet: column names end in basis
        and unit.
    draw
        Returns the chart for a canvas; colours only through `theme.ink`.
    say
        Values that fill the sentences.
    command
        The command that prints the same numbers, or nothing.
    """

    id: str
    grade: Grade
    sources: tuple[str, ...]
    table: Callable[[Study], pl.DataFrame]
    draw: Callable[[pl.DataFrame, Canvas], "alt.Chart | Spec"]
    say: Callable[[Study, pl.DataFrame], Said] = _nothing
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart with its table, sentences and both drawings, ready for a page."""

    chart: Chart
    frame: pl.DataFrame
    title: str
    subtitle: str
    note: str
    alt: str
    wide: str
    narrow: str


def spec_of(drawn: "alt.Chart", datasets: Spec) -> Spec:
    """Return a chart as a specification without theme, its rows filed in `datasets`.

    Rows are written here: Altair asks of every table what it is, which takes longer than all
    the rest.
    """
    import altair as alt

    copy = drawn.copy(deep=False)
    if isinstance(copy.data, pl.DataFrame):
        dates = pl.selectors.date().cast(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S")
        copy.data = alt.InlineData(copy.data.with_columns(dates).rows(named=True))
    context = {"datasets": datasets, "top_level": False}
    spec: Spec = copy.to_dict(validate=False, context=context)
    return spec


def specify(chart: Chart, frame: pl.DataFrame, canvas: Canvas) -> Spec:
    """Return the Vega-Lite specification of a chart in the house theme."""
    from altair.utils.schemapi import debug_mode

    # Altair would check each part of each chart as it is made; the contract tests check the whole.
    with debug_mode(False):
        drawn = chart.draw(frame, canvas)
        datasets: Spec = {}
        spec = dict(drawn) if isinstance(drawn, dict) else spec_of(drawn, datasets)
    spec.setdefault("datasets", datasets)
    spec["$schema"] = SCHEMA
    spec["config"] = {**config(), "locale": canvas.words.chart_locale}
    if "width" not in spec and ("layer" in spec or "mark" in spec):
        spec["width"] = canvas.width
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return spec


def draw_chart(chart: Chart, study: Study) -> Drawn:
    """Return a chart drawn for both widths, with its sentences filled in."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return start_chart(chart, study, pool)()


def start_chart(chart: Chart, study: Study, pool: Executor) -> Callable[[], Drawn]:
    """Start to draw a chart and return what waits for it.

    In the pool of `open_drawer` one process draws while the next charts are prepared.
    """
    frame, words = chart.table(study), study.words
    said = chart.say(study, frame)
    text = {k: plain(study, words.say(f"charts.{chart.id}.{k}", said)) for k in _SENTENCES}
    wide, narrow = (
        pool.submit(draw_svg, specify(chart, frame, Canvas(narrow=n, words=words, chart=chart.id)))
        for n in (False, True)
    )

    def finish() -> Drawn:
        return Drawn(chart=chart, frame=frame, wide=wide.result(), narrow=narrow.result(), **text)

    return finish
