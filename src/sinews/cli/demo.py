"""`sinews demo`: the five questions with their numbers as bars in the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sinews.cli.options import Json
from sinews.cli.output import print_json

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from sinews.core.figure import Figure
    from sinews.present.text.words import Words

_BAR: Final = 28
"""Characters of the longest bar; the narrowest terminal has eighty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: its words, the figures that answer it, and the command that tells more."""

    ask: str
    figures: Sequence["Figure"]
    next: str

    def to_json(self) -> dict[str, object]:
        """Return the question as a record."""
        return {
            "question": self.ask,
            "figures": [f.to_json() for f in self.figures],
            "next": self.next,
        }


def demo(
    language: Annotated[str, typer.Option(help="de, en or uk.")] = "en", json: Json = False
) -> None:
    """Show the five questions with their numbers as bars; needs no network and some seconds."""
    from rich.console import Console

    from sinews.present.text.words import read_words

    words = read_words(language)
    asked = _ask(words)
    if json:
        print_json({"questions": [a.to_json() for a in asked]})
        return
    console = Console(highlight=False)
    for a in asked:
        console.print(f"\n[bold]{a.ask}[/bold]")
        console.print(_draw(words, a.figures))
        console.print(f"[dim]{a.next}[/dim]")


def _ask(words: "Words") -> list[Asked]:
    from sinews.catalogue import find_figure
    from sinews.data.evidence.evidence import open_evidence
    from sinews.present.brief.questions import read_questions

    evidence = open_evidence()
    return [
        Asked(
            ask=words.say(f"{q.key}.ask"),
            figures=[find_figure(evidence, id) for id in q.shown],
            next=q.next,
        )
        for q in read_questions()
    ]


def _draw(words: "Words", figures: Sequence["Figure"]) -> "Table":
    """Return bars on one scale, which holds zero; each with its value and interval."""
    from rich.table import Table

    from sinews.present.text.labels import say_label

    table = Table.grid(padding=(0, 2))
    table.add_column(ratio=1)
    table.add_column(width=_BAR)
    table.add_column(justify="right")
    low = min(0.0, *(f.value for f in figures))
    span = max(0.0, *(f.value for f in figures)) - low or 1.0
    numbers = words.numbers
    for f in figures:
        interval = numbers.interval(f)
        value = f"{numbers.value(f)} ({interval})" if interval else numbers.value(f)
        table.add_row(say_label(words, f), _bar(f.value, low, span), value)
    return table


def _bar(value: float, low: float, span: float) -> "RenderableType":
    from rich.bar import Bar

    return Bar(span, min(value, 0.0) - low, max(value, 0.0) - low, width=_BAR)
