"""Results of the forecasts that travel with the package: scores of rolling origins."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from io import BytesIO
from multiprocessing import get_context
from typing import Final

import numpy as np
import polars as pl

from sinews.core.artifact import Artifact, Contents
from sinews.data.evidence.evidence import open_shipped
from sinews.errors import EstimationError
from sinews.front.forecast.scores import list_origins, score_origin

REPORTED_FROM: Final = date(2024, 1, 1)
"""First origin whose scores are reported: the settings were chosen on months before."""
CHECKED: Final = date(2024, 6, 1)
_FILE: Final = "front/reference/scores.parquet"


def _read_scores(contents: Contents) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(contents[_FILE])).with_columns(
        pl.col("series", "model").cast(pl.String), pl.col("horizon").cast(pl.Int64)
    )


def _score(origin: date) -> pl.DataFrame:
    return score_origin(open_shipped(), origin)


def make_scores(tell: Callable[[str], None]) -> dict[str, bytes]:
    """Score all origins on the shipped tables; a few minutes."""
    parts = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for part in pool.map(_score, list_origins(open_shipped())):
            parts.append(part)
            tell(f"{part['origin'][0]:%Y-%m}")
    small = pl.concat(parts).with_columns(
        pl.col("crps", "observed", "pit", "width_90").cast(pl.Float32),
        pl.col("horizon").cast(pl.UInt8),
        pl.col("series", "model").cast(pl.Categorical),
    )
    buffer = BytesIO()
    small.write_parquet(buffer, compression="zstd", compression_level=15, statistics=False)
    return {_FILE: buffer.getvalue()}


def check_scores(shipped: pl.DataFrame) -> str:
    """Score one origin again and compare every row.

    Raises
    ------
    EstimationError
        A score came out otherwise.
    """
    keys = ["series", "horizon", "model"]
    again = _score(CHECKED).sort(keys)
    before = shipped.filter(pl.col("origin") == CHECKED).sort(keys)
    if again.height != before.height or not np.allclose(again["crps"], before["crps"], rtol=1e-5):
        raise EstimationError(f"The origin {CHECKED:%Y-%m} gives other scores than the shipped.")
    return f"{again.height} scores of the origin {CHECKED:%Y-%m}, equal to 1e-5"


SCORES: Final = Artifact(
    id="front.scores",
    label="Scores of forecasts of national series over rolling monthly origins",
    files=(_FILE,),
    make="sinews.front.shipped:make_scores",
    check="sinews.front.shipped:check_scores",
    read=_read_scores,
    inputs=(
        "data/reference/front_monthly.parquet",
        "data/reference/losses_vintages.parquet",
        "front/series/breaks.csv",
        "front/series/series.csv",
        "front/forecast/settings.toml",
    ),
)
