"""Options that both searches for plans share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import number, since, until

Budget = Annotated[float, number("All donors, military, EUR bn a year.", 0, 10_000)]
Until = Annotated[date, until("Last month of plans.")]
First = Annotated[date, since("First half-year of plans.")]
State = Annotated[Path | None, typer.Option(metavar="FILE", help="JSON file to go on from.")]
