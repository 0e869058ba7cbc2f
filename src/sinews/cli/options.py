"""Options that commands share: bounded numbers, months and days, files, and help in plain words."""

import inspect
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup

from sinews.core.periods import last_day, parse_month
from sinews.errors import UsageError

_Call = TypeVar("_Call", bound=Callable[..., Any])
_METAVARS = {float: "NUMBER", int: "N", Path: "FILE", str: "TEXT", date: "DATE", datetime: "DATE"}


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number between two ends, both included; ``nan`` and ``inf`` are refused."""

    low: float
    high: float

    def __call__(self, text: str | float) -> float:
        """Return the number.

        Raises
        ------
        typer.BadParameter
            The text is no number, is not finite, or is outside the ends.
        """
        try:
            value = float(text)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not a number.") from None
        if math.isfinite(value) and self.low <= value <= self.high:
            return value
        raise typer.BadParameter(f"{text} is not between {self.low:,.15g} and {self.high:,.15g}.")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month, which means its first or its last day."""

    end: bool

    def __call__(self, text: str | date) -> date:
        """Return the day.

        Raises
        ------
        typer.BadParameter
            The text is neither a month nor a day.
        """
        if isinstance(text, datetime):
            return text.date()
        if isinstance(text, date):
            return text
        if len(text.strip()) == len("2026-12"):
            try:
                month = parse_month(text)
            except UsageError as error:
                raise typer.BadParameter(str(error)) from None
            return last_day(month) if self.end else month
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            wanted = "write a month like 2026-12 or a day like 2026-12-31."
            raise typer.BadParameter(f"{text!r} is not a date; {wanted}") from None


def number(help: str, low: float, high: float, *names: str) -> Any:  # noqa: ANN401
    """Return the declaration of an option for a finite number between two ends."""
    words = f"{help} {low:,.15g} to {high:,.15g}."
    return typer.Option(*names, parser=Number(low, high), metavar="NUMBER", help=words)


def count(help: str, low: int, high: int, *names: str) -> Any:  # noqa: ANN401
    """Return the declaration of an option for a whole number between two ends."""
    return typer.Option(*names, min=low, max=high, metavar="N", help=help)


def until(help: str = "Last month, or last day.") -> Any:  # noqa: ANN401
    """Return the declaration of an option for an end: a month means its last day."""
    return typer.Option(parser=Day(end=True), metavar="YYYY-MM[-DD]", help=help)


def since(help: str) -> Any:  # noqa: ANN401
    """Return the declaration of an option for a start: a month means its first day."""
    return typer.Option(parser=Day(end=False), metavar="YYYY-MM[-DD]", help=help)


def table_file(help: str) -> Any:  # noqa: ANN401
    """Return the declaration of `--out` for a table; its ending says how it is written."""
    words = f"{help} Ends in .parquet or .csv."
    return typer.Option("--out", callback=_check_table_file, help=words)


def _check_table_file(path: Path) -> Path:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it.")
    if path.suffix.lower() not in (".parquet", ".csv"):
        raise typer.BadParameter(f"'{path}' must end in .parquet or .csv.")
    return path


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
Seed = Annotated[int, count("Seed; the same seed gives the same numbers.", 0, 2**32 - 1)]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Compute on the Dask cluster of this scheduler."),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", help="Tidy trade data: a Parquet file, or a folder of them."),
]


class Group(TyperGroup):
    """A group of commands; its name alone prints its help on standard output and ends with 0."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the arguments; none is a question for help."""
        return super().parse_args(ctx, args or ["--help"])


class Command(TyperCommand):
    """A command whose help names no Python types, and whose options are never empty."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the arguments; an option that is given must say something."""
        rest = super().parse_args(ctx, args)
        for option in (p for p in self.params if p.param_type_name == "option"):
            given = ctx.params.get(option.name)
            source = ctx.get_parameter_source(option.name)
            texts = given if isinstance(given, list | tuple) else [given]
            if source is not None and source.name == "COMMANDLINE" and not all(map(_says, texts)):
                wanted = "it is empty; name something, or leave the option out."
                raise typer.BadParameter(wanted, ctx=ctx, param_hint=f"'{option.opts[0]}'")
        return rest

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Return the help, columns kept."""
        return re.sub(r" <[^<>]+>", lambda m: " " * len(m[0]), super().get_help(ctx))


class App(typer.Typer):
    """A group whose commands speak of text, numbers and files in their help, not of types."""

    def __init__(self, help: str, **options: Any) -> None:  # noqa: ANN401
        given = {"add_completion": False, **options}
        super().__init__(help=help, cls=Group, rich_markup_mode=None, **given)

    def command(self, *args: Any, **options: Any) -> Callable[[_Call], _Call]:  # noqa: ANN401
        """Register a command, as Typer does, after naming what its options take."""
        register = super().command(*args, cls=Command, **options)

        def name_and_register(function: _Call) -> _Call:
            name_metavars(function)
            return register(function)

        return name_and_register


def _says(value: object) -> bool:
    """Return whether a value is more than blanks and commas."""
    return not isinstance(value, str) or bool(value.strip(" ,+;"))


def name_metavars(function: Callable[..., Any]) -> None:
    """Give every option and argument of a command without a metavar the word for its type."""
    for name, parameter in inspect.signature(function).parameters.items():
        if get_origin(parameter.annotation) is not Annotated:
            continue
        kind, info = get_args(parameter.annotation)[:2]
        inner = next((t for t in (kind, *_flatten(kind)) if t in _METAVARS), None)
        if get_origin(kind) is Literal:
            info.metavar = "|".join(get_args(kind))
        elif info.metavar is None and inner is not None:
            argument = isinstance(info, type(typer.Argument()))
            info.metavar = name.upper() if argument else _METAVARS[inner]


def _flatten(kind: Any) -> list[Any]:  # noqa: ANN401
    """Return the types inside a union or a list, as deep as they go."""
    inside = get_args(kind)
    return [*inside, *(t for i in inside for t in _flatten(i))]
