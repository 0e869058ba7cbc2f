"""Options that both searches for plans share."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Budget = Annotated[float, typer.Option(help="All donors, military, EUR bn a year.")]
Month = Annotated[datetime, typer.Option(formats=["%Y-%m"])]
First = Annotated[datetime, typer.Option(formats=["%Y-%m"], help="First half-year of plans.")]
State = Annotated[Path | None, typer.Option(help="JSON file to resume from.")]
