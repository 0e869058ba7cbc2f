"""Results of the losses model that travel with the package, so that nobody has to sample first."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import polars as pl

from sinews.core.artifact import Artifact, Contents

SEED: Final = 1
"""Of all that is shipped."""
_FOLDER: Final = "materiel/reference"
_MODEL: Final = (
    "data/reference/losses_fitted.parquet",
    "data/reference/losses_confirmed.parquet",
    "materiel/depletion/priors.csv",
    "materiel/depletion/drivers.csv",
)
_FACTS: Final = {"facts of drivers.csv": "sinews.materiel.depletion.drivers:digest_knots"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """The losses model fitted at the end of the data.

    Attributes
    ----------
    posterior
        One row a category and draw: parameters, stocks, month in which storage ends.
    stock_paths, claim_paths
        Bands by month, prior and posterior, past and ahead.
    diagnostics
        One row a free parameter.
    """

    posterior: pl.DataFrame
    stock_paths: pl.DataFrame
    claim_paths: pl.DataFrame
    diagnostics: pl.DataFrame


def encode_result(name: str, frame: pl.DataFrame) -> dict[str, bytes]:
    """Return the file of one table of results."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=15, statistics=False)
    return {f"{_FOLDER}/{name}.parquet": buffer.getvalue()}


def _read_tables(contents: Contents) -> Mapping[str, pl.DataFrame]:
    return {
        n.rpartition("/")[2].removesuffix(".parquet"): pl.read_parquet(BytesIO(c))
        for n, c in contents.items()
    }


def _read_posterior(contents: Contents) -> Posterior:
    return Posterior(**_read_tables(contents))


def _read_ranks(contents: Contents) -> pl.DataFrame:
    return _read_tables(contents)["sbc"]


POSTERIOR: Final = Artifact(
    id="materiel.posterior",
    label="Losses model fitted at the end of the data",
    files=tuple(f"{_FOLDER}/{n}.parquet" for n in Posterior.__slots__),
    make="sinews.materiel.depletion.posterior:make_posterior",
    read=_read_posterior,
    inputs=_MODEL,
    selections=_FACTS,
)
CALIBRATION: Final = Artifact(
    id="materiel.calibration",
    label="Ranks of true values among draws of the sampler on synthetic data",
    files=(f"{_FOLDER}/sbc.parquet",),
    make="sinews.materiel.scoring.sbc:make_calibration",
    check="sinews.materiel.scoring.sbc:check_calibration",
    read=_read_ranks,
    inputs=tuple(i for i in _MODEL if not i.endswith("priors.csv")),
    selections={**_FACTS, "priors of tanks": "sinews.materiel.scoring.sbc:digest_priors"},
)
