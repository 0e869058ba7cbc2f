"""How a Comext bulk file is written to Parquet, against the plainest way that checks nothing.

Run `PYTHONPATH=src python bench/comext_bulk.py [ROWS]`. Prints the ratio of the two times and the
peak memory of each, in processes of their own; times alone say little on a shared machine.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
    "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT"
)
_REPORTERS = "AT BE BG CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV NL PL PT RO SE SI SK"
_PARTNERS = "KG KZ AM GE UZ RU BY US CN TR AE RS JP KR IN BR ZA MX CA AU CH NO GB UA QZ"
REPORTERS, PARTNERS = _REPORTERS.split(), _PARTNERS.split()


def write_text(path: Path, rows: int) -> None:
    random.seed(1)
    products = [f"{random.randrange(1, 98):02d}{random.randrange(10**6):06d}" for _ in range(9000)]
    with path.open("w") as f:
        f.write(HEADER + "\n")
        for i in range(rows):
            v = random.randrange(10**6)
            f.write(
                f"{REPORTERS[i % 25]},{random.choice(PARTNERS)},E,{random.choice(products)},77885,"
                f"2712,2712,521,311210,16,{1 + i % 2},{random.choice('1139')},NO_SU,202203,"
                f"{v},{v},{v // 7},0\n"
            )


def run_ours(path: Path, out: Path) -> None:
    from sinews.data.bulk.stream import write_bulk_parquet

    write_bulk_parquet([path], out)


def run_plain(path: Path, out: Path) -> None:
    import polars as pl

    key = ["REPORTER", "PARTNER", "PRODUCT_NC", "FLOW"]
    types = {"PRODUCT_NC": pl.String}
    lazy = pl.scan_csv(path, schema_overrides=types).group_by(key)
    lazy.agg(pl.col("VALUE_EUR", "QUANTITY_KG").sum()).sink_parquet(out)


def measure(kind: str, path: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, __file__, kind, str(path)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def main() -> None:
    if len(sys.argv) == 3:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            run = run_ours if sys.argv[1] == "ours" else run_plain
            run(Path(sys.argv[2]), Path(folder) / "out")
            print(time.perf_counter() - start)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full_202203.dat"
        write_text(path, rows)
        size = path.stat().st_size / 1e6
        plain, ours = measure("plain", path), measure("ours", path)
        plain_again = measure("plain", path)
    least = min(plain[0], plain_again[0])
    print(f"{rows:,} rows, {size:.0f} MB of text")
    print(f"plain {least:.1f} s, {plain[1]:.0f} MB; ours {ours[0]:.1f} s, {ours[1]:.0f} MB")
    print(f"ours / plain = {ours[0] / least:.2f}")


if __name__ == "__main__":
    main()
