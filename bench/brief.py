"""Seconds that `sinews brief` takes, by the wall and by the processor, with the machine's load.

    python bench/brief.py [--command PATH] [--futures N]

Cold is the first run of a user: no figures, no brief and no compiled model kept. Warm is the same
command again; afresh computes everything but compiles nothing. `--command` names the `sinews` of
a fresh virtual environment; processor seconds tell more than the wall on a shared machine.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(command: list[str], home: Path) -> dict[str, float]:
    """Return wall and processor seconds of one process and its children, and the load before."""
    load = os.getloadavg()[0]
    environment = {**os.environ, "SINEWS_HOME": str(home / "home"), "SINEWS_CACHE": str(home / "c")}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(wall, 1), "processor_s": round(used, 1), "load_before": round(load, 1)}


def main() -> None:
    """Print one record a run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", default="")
    parser.add_argument("--futures", type=int)
    given = parser.parse_args()
    start = [given.command] if given.command else [sys.executable, "-m", "sinews"]
    with tempfile.TemporaryDirectory() as folder:
        command = [*start, "brief", "--out", f"{folder}/brief"]
        if given.futures:
            command += ["--futures", str(given.futures)]
        runs = {"cold": [], "warm": [], "afresh": ["--afresh"]}
        found = {name: measure(command + more, Path(folder)) for name, more in runs.items()}
    print(json.dumps({"futures": given.futures, "cores": os.cpu_count(), **found}))


if __name__ == "__main__":
    main()
