"""The command line: parse, call, print. Exit 2 for misuse, 1 for broken data."""

import errno
import os
import sys
from typing import Annotated, NoReturn

import typer

from sinews import __version__
from sinews.cli import (
    brief,
    campaign,
    claims,
    data,
    demo,
    figures,
    front,
    materiel,
    results,
    serve,
    support,
    update,
)
from sinews.cli.diversion import change as diversion
from sinews.cli.options import App
from sinews.cli.strategy import (
    compare as strategy,
)
from sinews.cli.strategy import (
    explore as strategy_explore,
)
from sinews.cli.strategy import (
    search as strategy_search,
)
from sinews.errors import SinewsError

app = App(
    help="Support for Ukraine, measured: evidence, estimates, futures and a brief.",
    name="sinews",
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command("brief")(brief.brief)
app.command("rerun")(brief.rerun)
app.command()(serve.serve)
app.add_typer(campaign.app, name="campaign")
app.command()(claims.claims)
app.command()(demo.demo)
app.add_typer(data.app, name="data")
app.add_typer(diversion.app, name="diversion")
app.command()(figures.figures)
app.command()(figures.explain)
app.add_typer(front.app, name="front")
app.command()(results.results)
app.command()(update.update)
for command in (
    strategy_explore.discover,
    strategy_explore.thresholds,
    strategy_explore.learn,
    strategy_search.search,
):
    strategy.app.command()(command)
app.add_typer(strategy.app, name="strategy")
app.add_typer(strategy.decision, name="decision")
app.add_typer(materiel.app, name="materiel")
app.add_typer(support.app, name="support")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"sinews {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and end.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Support for Ukraine, measured: evidence, estimates, futures and a brief."""


def main() -> None:
    """Run the command line; what a user can meet becomes one message and a code."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SinewsError as error:
        _end(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            where = f" for {error.filename}" if error.filename else ""
            _end(f"There is no space left{where}. Free some, or name another place.", 2)
        if error.filename is None:
            raise
        _end(f"{error.filename}: {error.strerror}. Name another place.", 2)


def _end(message: str, code: int) -> NoReturn:
    print(f"sinews: {message}", file=sys.stderr)
    sys.exit(code)
