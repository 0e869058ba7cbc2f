"""Print CPU time of the back-test of allocations and the spread of its skill over seeds.

python bench/support_backtest.py [--seeds N]; `sinews results --make support.backtest` ships it.
"""

import argparse
import time

from sinews.data.evidence.evidence import open_shipped
from sinews.support.forecast.results import EVERY, TYPES, repeat_backtest


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    seeds = parser.parse_args().seeds
    for type in TYPES:
        for seed in range(seeds):
            start = time.process_time()
            found = repeat_backtest(open_shipped(), type, seed=seed)
            skills = {r.method: r.skill for r in found if r.group == EVERY}
            shown = ", ".join(f"{m} {s:+.3f}" for m, s in skills.items())
            print(f"{type}, seed {seed}: {time.process_time() - start:.1f} s CPU, {shown}")


if __name__ == "__main__":
    main()
