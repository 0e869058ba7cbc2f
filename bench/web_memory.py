"""Memory of the server over many distinct runs: after 2,000 it may be 1.2 times that after 200.

    python bench/web_memory.py [RUNS]

Starts `sinews serve` in a process of its own, posts runs that differ in their seed, waits for each,
and reads its resident memory from /proc. Prints one JSON object.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

FIRST = 200
MOST = 1.2


def read_memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


SERVER = """
from sinews.web.app import create_app
from sinews.web.server import run_server
from sinews.web.settings import Settings
run_server(create_app(Settings(requests=10**9, runs_a_minute=10**9)), host="127.0.0.1", port=0)
"""


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "SINEWS_HOME": home},
        )
        try:
            line = next(x for x in server.stderr if "running on" in x)
            address = re.search(r"http://[\d.]+:\d+", line)[0]
            memory = post(address, server.pid, runs)
        finally:
            server.terminate()
            server.wait()
    ratio = memory[-1] / memory[0]
    print(json.dumps({"web.memory_ratio": round(ratio, 3)}))
    sys.stderr.write(f"{memory[0]:.0f} MB after {FIRST} runs, {memory[-1]:.0f} after {runs}\n")
    if ratio > MOST:
        raise SystemExit(f"The memory grew {ratio:.2f} times, {MOST} are allowed.")


def post(address: str, pid: int, runs: int) -> list[float]:
    """Return the memory after `FIRST` runs and after all."""
    body = {"strategy": {"id": "mine", "label": "Mine"}, "until": "2024-12-31", "futures": 50}
    body["strategy"]["settings"] = {"posture": [{"from": "2024-06-03", "value": 0.3}]}
    memory = []
    with httpx.Client(base_url=f"{address}/api/v1", timeout=600) as client:
        for seed in range(1, runs + 1):
            answer = client.post("/runs", json=body | {"seed": seed}, headers={"prefer": "wait=30"})
            answer.raise_for_status()
            if seed in (min(FIRST, runs // 2), runs):
                memory.append(read_memory(pid))
    return memory


if __name__ == "__main__":
    main()
