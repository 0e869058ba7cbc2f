"""`sinews strategy report`: make the shipped comparison of all strategies again."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sinews.cli.options import Seed, count, until


def report(
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it the shipped one is checked.")
    ] = None,
    futures: Annotated[int, count("Futures.", 50, 100_000)] = 10_000,
    split_draws: Annotated[int, count("Draws of the variance split.", 64, 100_000)] = 1_024,
    seed: Seed = 1,
    until: Annotated[date, until()] = date(2028, 12, 31),
) -> None:
    """Compare all strategies with the actual path and write what the brief shows."""
    import json

    from sinews.data.evidence.evidence import open_evidence
    from sinews.data.store.parquet import write_file
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
        open_evidence(), futures=futures, split_draws=split_draws, seed=seed, until=until
    )
    text = json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False)
    write_file(out, f"{text}\n".encode())
    print(f"Wrote {out}: {len(made['labels'])} strategies on {futures:,} futures.")
