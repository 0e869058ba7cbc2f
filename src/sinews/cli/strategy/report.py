"""`sinews strategy report`: make the shipped comparison of all strategies again."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def report(
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it the shipped one is checked.")
    ] = None,
    futures: Annotated[int, typer.Option(min=50, max=100_000)] = 10_000,
    split_draws: Annotated[int, typer.Option(min=64, help="Draws of the variance split.")] = 1_024,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])] = datetime(2028, 12, 31),
) -> None:
    """Compare all strategies with the actual path and write what the brief shows."""
    import json

    from sinews.data.evidence.evidence import open_evidence
    from sinews.decision.report.shipped import load_report, make_report
    from sinews.errors import ProvenanceError

    if out is None:
        if not load_report().fresh:
            raise ProvenanceError(
                "The shipped comparison is older than the model, tables, draws or strategies of "
                "this version; run `sinews strategy report --out "
                "src/sinews/decision/report/report.json`."
            )
        print("The shipped comparison belongs to the inputs of this version.")
        return
    made = make_report(
        open_evidence(), futures=futures, split_draws=split_draws, seed=seed, until=until.date()
    )
    text = json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False)
    out.write_text(text + "\n", encoding="utf-8")
    print(f"Wrote {out}: {len(made['labels'])} strategies on {futures:,} futures.")
