"""Speed of diversion: the three-way fit, the pipeline on shipped tables, the one SQL file.

    PYTHONPATH=src:bench python -m diversion [fit] [pipeline] [sql] [--rows 49000000]

Every figure is a ratio or a sum within one run on one machine.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import polars as pl

THREADS = 2
IN_MEMORY_ROWS = 100_000_000


def timed(act, repeats: int = 1):
    best, out = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        out = act()
        best = min(best, time.perf_counter() - start)
    return best, out


def bench_fit() -> None:
    """60,000 cells: iterative proportional fitting against pyfixest's fepois."""
    from synthetic_trade import make_gravity

    from sinews.diversion.counterfactual.ppml import fit_three_way

    warnings.simplefilter("ignore")
    from pyfixest import fepois

    world = make_gravity(7, products=102, controls=12)
    y = world.exports / 1e3
    used = np.ones(y.shape, dtype=bool)
    used[0, :, 26:] = False
    used[1:6][:, world.treated, 26:] = False
    fit_three_way(y, used)
    ours, fit = timed(lambda: fit_three_way(y, used, tolerance=1e-10, most_rounds=5000), 3)
    p, k, t = np.nonzero(used)
    frame = pl.DataFrame({"y": y[used], "pk": p * 1000 + k, "kt": k * 1000 + t, "pt": p * 1000 + t})
    pandas = frame.to_pandas()
    formula = "y ~ 1 | pk + kt + pt"
    theirs, model = timed(lambda: fepois(formula, data=pandas, fixef_tol=1e-9, iwls_tol=1e-10))
    kept = model._data.index.to_numpy()
    predicted = np.asarray(model.predict(type="response")).ravel()
    mine = fit.expected()[used][kept]
    large = predicted > 1e-3
    worst = float(np.abs(mine[large] / predicted[large] - 1).max())
    print(f"fit: {used.sum():,} cells, ours {ours:.3f} s, fepois {theirs:.2f} s, "
          f"{theirs / ours:.0f}x, largest relative difference {worst:.1e}")  # fmt: skip


def bench_pipeline() -> None:
    """Change, counterfactual and ranking on the shipped tables, warm."""
    from sinews.data.evidence.evidence import open_evidence
    from sinews.diversion.corridors.ranking import rank_corridors
    from sinews.diversion.detect import Request, detect
    from sinews.diversion.published.change import (
        Question,
        default_base,
        flows_for,
        measure_change,
    )
    from sinews.diversion.trade.goods import parse_goods
    from sinews.diversion.trade.schema import read_window
    from sinews.diversion.trade.treated import default_treated

    evidence, window = open_evidence(), read_window("2022-03:2022-11")

    def run():
        goods = parse_goods("sanctioned", evidence)
        question = Question(goods=goods, window=window, base=default_base(window))
        flows = flows_for(evidence, question)
        measure_change(flows, question)
        rank_corridors(flows, goods, window)
        detect(evidence, Request(treated=default_treated(evidence), window=window))

    run()
    seconds, _ = timed(run, 3)
    print(f"pipeline: change + counterfactual + ranking on shipped tables {seconds:.2f} s warm")


def write_rows(folder: Path, rows: int) -> None:
    """Comext-like partitions by month, a few million rows each."""
    rng = np.random.default_rng(0)
    from sinews.core.places import EU27

    reporters = np.array([*sorted(EU27), "GB"])
    partners = np.array([f"{a}{b}" for a in "ABCDEFGHIJKLMNOP" for b in "ABCDEFGHIJKLMNO"])
    products = np.array([f"{c:08d}" for c in rng.choice(10**8, 9500, replace=False)])
    months, size = 36, rows // 36
    for m in range(months):
        month = np.datetime64("2020-01") + m
        frame = pl.DataFrame(
            {
                name: pl.Series(values).gather(rng.integers(0, len(values), size))
                for name, values in (
                    ("reporter", reporters),
                    ("partner", partners),
                    ("product", products),
                    ("flow", np.array(["import", "export"])),
                )
            }
        ).with_columns(
            value_eur=pl.Series(rng.exponential(1e4, size)),
            month=pl.lit(str(month) + "-01").str.to_date(),
        )
        frame.write_parquet(folder / f"{month}.parquet", compression="zstd")


BY_HAND = """SELECT partner, substr(product, 1, 6) p, month, sum(value_eur) v
    FROM read_parquet('{folder}/*.parquet')
    WHERE flow = 'export' AND length(product) = 8 AND reporter IN ({members})
    GROUP BY ALL"""


def run_one(name: str, folder: Path) -> None:
    """One aggregation in a process of its own: seconds and peak memory of nothing else.

    `ours` and `hand` end with the cells in memory, `ours-file` and `hand-file` with a file of
    them: beyond some 40 million cells the result alone is larger than 2 GB.
    """
    from sinews.diversion.panel.aggregate import aggregate_exports, write_exports

    start = time.perf_counter()
    paths, out = sorted(folder.glob("*.parquet")), folder / "out" / f"{name}.parquet"
    if name == "ours":
        cells = aggregate_exports(paths, threads=THREADS).height
    elif name == "ours-file":
        write_exports(paths, out, threads=THREADS)
        cells = count_cells(out)
    else:
        cells = run_by_hand(folder, out if name == "hand-file" else None)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(seconds, peak, cells)


def count_cells(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def run_by_hand(folder: Path, out: Path | None) -> int:
    import duckdb

    from sinews.core.places import EU27

    members = ", ".join(f"'{r}'" for r in sorted(EU27))
    query = BY_HAND.format(folder=folder, members=members)
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit='2GB'; SET threads={THREADS}")
        db.execute(f"SET preserve_insertion_order = false; SET temp_directory='{folder}/out'")
        if out is None:
            return int(db.sql(query).pl().height)
        db.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")
    return count_cells(out)


def bench_sql(rows: int, repeats: int = 3) -> None:
    """The shipped SQL file against the same work written by hand, in turns."""
    names = ("hand-file", "ours-file") if rows > IN_MEMORY_ROWS else ("hand", "ours")
    folder = Path(tempfile.mkdtemp(prefix="sinews-bench-"))
    try:
        write_rows(folder, rows)
        (folder / "out").mkdir()
        found = {name: [] for name in names}
        for _ in range(repeats):
            for name in found:
                done = subprocess.run(
                    [sys.executable, __file__, "--one", name, "--folder", str(folder)],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                found[name].append([float(v) for v in done.stdout.split()])
        hand, ours = (min(r[0] for r in found[n]) for n in names)
        peak = max(r[1] for r in found[names[1]])
        size = sum(p.stat().st_size for p in folder.glob("*.parquet")) / 1e6
        cells = found[names[1]][0][2]
        print(f"sql: {rows:,} rows, {size:,.0f} MB, {cells:,.0f} cells out, peak {peak:.2f} GB")
        print(f"sql: ours {ours:.2f} s, by hand {hand:.2f} s, ratio {ours / hand:.2f}")
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["fit", "pipeline", "sql"])
    parser.add_argument("--rows", type=int, default=49_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.one, given.folder)
        return
    for part in given.parts:
        if part == "sql":
            bench_sql(given.rows, given.repeats)
        else:
            {"fit": bench_fit, "pipeline": bench_pipeline}[part]()


if __name__ == "__main__":
    main()
