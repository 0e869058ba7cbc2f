"""Made-up Comext bulk files: v2 header, real skew, secret partners, letters in codes, revisions.

Run `python bench/bulk_files.py FOLDER ROWS [MONTHS]`: so many rows a month, from January 2020 on,
and one whole year (period 52). Rows are made in batches, so that any number fits into memory.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl


def _words(text: str) -> list[str]:
    return text.split()


HEADER = _words(
    "REPORTER PARTNER TRADE_TYPE PRODUCT_NC PRODUCT_SITC PRODUCT_CPA21 PRODUCT_CPA22 PRODUCT_BEC "
    "PRODUCT_BEC5 PRODUCT_SECTION FLOW STAT_PROCEDURE SUPPL_UNIT PERIOD VALUE_EUR VALUE_NAC "
    "QUANTITY_KG QUANTITY_SUPPL_UNIT"
)
MEMBERS = _words("DE FR NL IT BE ES PL AT CZ SE HU DK RO IE SK PT FI SI GR BG LT LV EE HR LU CY MT")
PARTNERS = [
    *MEMBERS,
    *_words("CN US GB CH TR RU NO JP KR IN UA BR CA MX AE RS TW SA ZA AU VN TH KZ BY UZ GE AM KG"),
    *_words("QZ QY QX QV QW QU QR QS"),
]
PRODUCTS = 9_500
BATCH = 2_000_000


def list_products(seed: int = 1) -> list[str]:
    """Return CN8 codes, some with the letters of chapters 98 and 99."""
    rng = np.random.default_rng(seed)
    chapters = np.sort(rng.integers(1, 98, PRODUCTS - 40))
    digits = rng.choice(10**6, PRODUCTS - 40, replace=False)
    codes = [f"{c:02d}{d:06d}" for c, d in zip(chapters, digits, strict=True)]
    return [*codes, *(f"99SS{i:04d}" for i in range(20)), *(f"9880XX{i:02d}" for i in range(20))]


def skewed(rng: np.random.Generator, n: int, size: int, power: float) -> np.ndarray:
    """Return indices below n whose frequencies fall as a power of the rank (Zipf)."""
    weights = np.arange(1, n + 1) ** -power
    edges = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(edges, rng.random(size)), n - 1)


def make_batches(rows: int, period: str, seed: int, revision: int = 0) -> Iterator[pl.DataFrame]:
    """Yield the rows of one period; none of their keys is there twice.

    A revision changes the values of a fiftieth of the rows.
    """
    products = np.array(list_products())
    batches = max(1, -(-rows // BATCH))
    left = rows
    for b in range(batches):
        rng = np.random.default_rng([seed, b])
        size = int(min(left, BATCH) * 1.6) + 100
        keys = pl.DataFrame(
            {
                "r": skewed(rng, len(MEMBERS), size, 0.8),
                "p": skewed(rng, len(PARTNERS), size, 0.7),
                # batches hold products of their own, so that keys never meet
                "n": (skewed(rng, PRODUCTS // batches, size, 0.35) * batches + b),
                "f": rng.integers(1, 3, size),
                "s": rng.choice([1, 1, 1, 1, 2, 3, 9], size),
            }
        ).unique(maintain_order=True)
        keys = keys.head(min(left, BATCH))
        left -= keys.height
        yield make_rows(keys, products, period, rng, revision)
    if left > 0.2 * rows:
        raise SystemExit(f"{rows:,} rows a period are more than the keys allow.")


def make_rows(
    keys: pl.DataFrame, products: np.ndarray, period: str, rng: np.random.Generator, revision: int
) -> pl.DataFrame:
    """Return whole rows, with all eighteen columns of the header."""
    n = keys.height
    value = np.round(np.exp(rng.normal(9, 2.5, n)), 0).astype(np.int64) + 1
    if revision:
        value = np.where(rng.random(n) < 0.02, value + revision, value)
    weight = value // rng.integers(2, 40, n)
    code = products[keys["n"].to_numpy()]
    columns = {
        "REPORTER": np.array(MEMBERS)[keys["r"].to_numpy()],
        "PARTNER": np.array(PARTNERS)[keys["p"].to_numpy()],
        "TRADE_TYPE": np.where(keys["p"].to_numpy() < len(MEMBERS), "I", "E"),
        "PRODUCT_NC": code,
        "PRODUCT_SITC": np.char.add("7", keys["n"].cast(pl.String).to_numpy().astype(str)),
        "PRODUCT_CPA21": "2712",
        "PRODUCT_CPA22": "2712",
        "PRODUCT_BEC": "521",
        "PRODUCT_BEC5": "311210",
        "PRODUCT_SECTION": "16",
        "FLOW": keys["f"],
        "STAT_PROCEDURE": keys["s"],
        "SUPPL_UNIT": "NO_SU",
        "PERIOD": period,
        "VALUE_EUR": value,
        "VALUE_NAC": value,
        "QUANTITY_KG": weight,
        "QUANTITY_SUPPL_UNIT": 0,
    }
    return pl.DataFrame({k: _column(v, n) for k, v in columns.items()})


def _column(value: object, n: int) -> pl.Series:
    return pl.Series([value] * n) if isinstance(value, str | int) else pl.Series(value)


def write_file(path: Path, rows: int, period: str, *, seed: int = 1, revision: int = 0) -> Path:
    """Write one bulk file as text and return it."""
    with path.open("wb") as f:
        for b, frame in enumerate(make_batches(rows, period, seed, revision)):
            frame.select(HEADER).write_csv(f, include_header=b == 0)
    return path


def list_months(n: int) -> list[str]:
    """Return periods from January 2020 on."""
    return [f"{2020 + i // 12}{i % 12 + 1:02d}" for i in range(n)]


def main() -> None:
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    months = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    folder.mkdir(parents=True, exist_ok=True)
    for i, period in enumerate(list_months(months)):
        write_file(folder / f"full_v2_{period}.dat", rows, period, seed=i)
    write_file(folder / "full_v2_201952.dat", rows, "201952", seed=99)


if __name__ == "__main__":
    main()
