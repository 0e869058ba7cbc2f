"""The command line: parse, call, print. Exit 2 for misuse, 1 for broken data."""

import sys

import typer

from sinews.cli import (
    brief,
    campaign,
    claims,
    data,
    figures,
    materiel,
    serve,
    support,
)
from sinews.cli.diversion import change as diversion
from sinews.cli.strategy import (
    compare as strategy,
)
from sinews.cli.strategy import (
    explore as strategy_explore,
)
from sinews.cli.strategy import (
    front as strategy_front,
)
from sinews.cli.strategy import (
    report as strategy_report,
)
from sinews.cli.strategy import (
    search as strategy_search,
)
from sinews.errors import SinewsError

app = typer.Typer(
    name="sinews",
    help="Support for Ukraine, measured: evidence, estimates, futures and a brief.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("brief")(brief.brief)
app.command("rerun")(brief.rerun)
app.command()(serve.serve)
app.add_typer(campaign.app, name="campaign")
app.command()(claims.claims)
app.add_typer(data.app, name="data")
app.add_typer(diversion.app, name="diversion")
app.command()(figures.figures)
app.command()(figures.explain)
for command in (
    strategy_explore.discover,
    strategy_explore.turn,
    strategy_explore.learn,
    strategy_report.report,
    strategy_front.search,
    strategy_search.plan,
):
    strategy.app.command()(command)
app.add_typer(strategy.app, name="strategy")
app.add_typer(strategy.decision, name="decision")
app.add_typer(materiel.app, name="materiel")
app.add_typer(support.app, name="support")


@app.callback()
def root() -> None:
    """Support for Ukraine, measured: evidence, estimates, futures and a brief."""


def main() -> None:
    """Run the command line; a SinewsError or a path of no use becomes one message and a code."""
    try:
        app()
    except SinewsError as error:
        print(f"sinews: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"sinews: {error.filename}: {error.strerror}. Name another place.", file=sys.stderr)
        sys.exit(2)
