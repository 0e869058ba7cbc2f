"""Results of a run as one flat table."""

import json
from typing import Any

import polars as pl


def flatten_results(results: bytes) -> pl.DataFrame:
    """Return one row an outcome, strategy and theory; ``weighted`` is the reader's mixture.

    The difference is to the baseline on the same futures, with its 90 % interval.
    """
    record = json.loads(results)
    rows = [
        _row(o, s["id"], theory, cell)
        for o in record["outcomes"]
        for s in o["strategies"]
        for theory, cell in [*s["per_theory"].items(), ("weighted", s["mixture"])]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(
    outcome: dict[str, Any], strategy: str, theory: str, cell: dict[str, Any]
) -> dict[str, Any]:
    d = cell["difference"]
    return {
        "outcome": outcome["id"],
        "unit": outcome["unit"],
        "better": outcome["better"],
        "strategy": strategy,
        "theory": theory,
        "mean": cell["mean"],
        "difference": d["mean"],
        "difference_low": d["low"],
        "difference_high": d["high"],
        "share_positive": d["share_positive"],
        "grade": "assumed",
    }
