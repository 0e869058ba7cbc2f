"""Our own programs beside well-known peers on the same task: seconds of processor, in one run.

    python bench/peers.py NAME        # pysd, pandas, fepois, statsforecast, bulk
    prints one JSON object of ratios; above 1 ours takes less

Processor time of all threads is counted, because it is steady on a machine that is busy.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).parent


def spend(act: Callable[[], object], repeats: int = 3) -> float:
    """Return the least processor seconds of some calls, the first one not counted."""
    act()
    best = float("inf")
    for _ in range(repeats):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best


def bench_pysd() -> dict[str, float]:
    """One run of the reference model: PySD on the XMILE that we export, and our kernel."""
    import pysd
    from reference_model import model

    from sinews.engine import Horizon, Sampling, draw_parameters, simulate, write_xmile
    from sinews.engine import plan_inputs as plan

    inputs = plan(model, Horizon(periods=260))
    parameters = draw_parameters(model, Sampling(seed=1), 0, 2048)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xmile"
        path.write_text(write_xmile(model, parameters[:, 0], inputs))
        theirs = pysd.read_xmile(str(path))
        names = [s.name for s in model.stocks]
        seconds = spend(lambda: theirs.run(return_columns=names), 2)
    ours = spend(lambda: simulate(model, parameters, inputs)) / parameters.shape[1]
    return {"engine.ratio_to_pysd": seconds / ours}


def bench_pandas() -> dict[str, float]:
    """Exports by partner, HS6 and month from Parquet: our one SQL file and pandas."""
    import pandas as pd
    from diversion import write_rows

    from sinews.core.places import EU27
    from sinews.diversion.panel.aggregate import aggregate_exports

    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder), 3_000_000)
        paths = sorted(Path(folder).glob("*.parquet"))

        def theirs() -> object:
            frame = pd.concat([pd.read_parquet(p) for p in paths])
            frame = frame[(frame.flow == "export") & frame.reporter.isin(EU27)]
            frame["product"] = frame["product"].str[:6]
            return frame.groupby(["partner", "product", "month"])["value_eur"].sum()

        return {
            "diversion.ratio_to_pandas": spend(theirs, 1)
            / spend(lambda: aggregate_exports(paths), 2)
        }


def bench_fepois() -> dict[str, float]:
    """Three-way Poisson fit of 20,000 cells: ours and pyfixest's fepois."""
    from synthetic_trade import make_gravity

    from sinews.diversion.counterfactual.ppml import fit_three_way

    warnings.simplefilter("ignore")
    from pyfixest import fepois

    world = make_gravity(7, products=40, controls=12)
    y = world.exports / 1e3
    used = np.ones(y.shape, dtype=bool)
    used[0, :, 26:] = False
    p, k, t = np.nonzero(used)
    frame = pl.DataFrame({"y": y[used], "pk": p * 1000 + k, "kt": k * 1000 + t, "pt": p * 1000 + t})
    data = frame.to_pandas()
    ours = spend(lambda: fit_three_way(y, used, tolerance=1e-10, most_rounds=5000))
    theirs = spend(
        lambda: fepois("y ~ 1 | pk + kt + pt", data=data, fixef_tol=1e-9, iwls_tol=1e-10), 1
    )
    return {"diversion.ratio_to_fepois": theirs / ours}


def bench_statsforecast() -> dict[str, float]:
    """200 quantiles of twelve months of every front series: ours, and AutoETS with AutoARIMA."""
    from statsforecast.models import AutoARIMA, AutoETS

    from sinews.data.evidence.evidence import open_shipped
    from sinews.front.forecast.forecast import make_forecast
    from sinews.front.series.read import last_month

    evidence = open_shipped()
    origin = last_month(evidence)
    found = make_forecast(evidence, origin, 12, ())
    n = len(found.pools)
    rng = np.random.default_rng(0)
    series = [np.exp(5 + 0.1 * rng.standard_normal(48).cumsum()) for _ in range(n)]
    levels = list(range(1, 100))

    def theirs() -> None:
        for y in series:
            for model in (AutoETS(season_length=12), AutoARIMA(season_length=12)):
                model.forecast(y=y, h=12, level=levels)

    ours = spend(lambda: make_forecast(evidence, origin, 12, ()), 1)
    return {"front.ratio_to_statsforecast": spend(theirs, 1) / ours}


def bench_bulk() -> dict[str, float]:
    """A Comext month of 5 million rows to Parquet: ours with all checks, and a bare Polars scan."""
    from bulk_files import write_file

    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder) / "full_v2_202203.dat", 5_000_000, "202203")
        rounds = [[_measure(kind, path) for kind in ("plain", "ours")] for _ in range(7)]
    ratio = float(np.median([plain[0] / ours[0] for plain, ours in rounds]))
    return {"bulk.ratio_to_polars": ratio, "bulk.megabytes": max(o[1] for _, o in rounds)}


def _measure(kind: str, path: Path) -> tuple[float, float]:
    command = [sys.executable, __file__, "measure", kind, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def measure(kind: str, path: Path) -> None:
    """Print processor seconds and peak memory of one conversion, in this process alone."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "ours":
            from sinews.data.bulk.stream import write_bulk_parquet

            began = time.process_time()
            write_bulk_parquet([path], Path(folder))
        else:
            began = time.process_time()
            types = {"PRODUCT_NC": pl.String}
            pl.scan_csv(path, schema_overrides=types).sink_parquet(Path(folder) / "out.parquet")
        print(time.process_time() - began)
    # what getrusage says begins with the peak of the process that started this one
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)


BENCHES = {
    "pysd": bench_pysd,
    "pandas": bench_pandas,
    "fepois": bench_fepois,
    "statsforecast": bench_statsforecast,
    "bulk": bench_bulk,
}


def main() -> None:
    if sys.argv[1] == "measure":
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    warnings.simplefilter("ignore")
    print(json.dumps({k: round(v, 3) for k, v in BENCHES[sys.argv[1]]().items()}))


if __name__ == "__main__":
    main()
