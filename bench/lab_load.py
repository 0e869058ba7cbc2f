"""Fifty people at the strategy lab for a minute: errors, waiting times, memory.

Run it with ``python bench/lab_load.py``; ``--distinct 1`` gives every question lever values of
its own, so that no answer is shared. The server runs in a process of its own with the limits of
`sinews serve`, but for requests a minute: all fifty come from one address here.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

SRC = Path(__file__).parents[1] / "src"
SERVER = """
import sys
from sinews.present.web.app import create_app
from sinews.present.web.server import run_server
from sinews.present.web.settings import Settings
settings = Settings(requests=10**9, runs_a_minute=10**9)
run_server(create_app(settings), host="127.0.0.1", port=int(sys.argv[1]), quiet=True)
"""
LEVERS = {
    "military_support_europe": (0.5, 1.0, 1.5, 2.0),
    "military_support_us": (0.0, 0.5, 1.0, 2.0),
    "posture": (0.0, 0.2, 0.4, 0.6),
    "priority_air_defence": (0.7, 1.0, 1.3, 1.6),
    "enforcement": (0.0, 0.25, 0.5, 1.0),
    "eu_shell_goal": (1.0, 1.2, 1.5, 2.0),
}


def ask(rng: random.Random, distinct: float) -> dict[str, float]:
    """Return a question: one or two levers on one of four steps, or at a value of one's own."""
    settings = {}
    for lever in rng.sample(sorted(LEVERS), rng.choice((1, 1, 2))):
        settings[lever] = rng.choice(LEVERS[lever])
        if rng.random() < distinct:
            settings[lever] = round(rng.uniform(LEVERS[lever][0], LEVERS[lever][-1]), 6)
    return settings


async def ask_page(client: httpx.AsyncClient, settings: dict[str, float]) -> str:
    """Ask as the page does while a lever moves; return what was wrong, or nothing."""
    state = {lever: ",".join(f"{v:g}" for _ in range(4)) for lever, v in settings.items()}
    answer = await client.get("/lab", params={**state, "part": "results"})
    return "" if answer.status_code == 200 and "headline" in answer.text else answer.text[:300]


async def ask_api(client: httpx.AsyncClient, settings: dict[str, float]) -> str:
    """Post a strategy and wait for the results; return what was wrong, or nothing."""
    steps = {k: [{"from": "2024-03-04", "value": v}] for k, v in settings.items()}
    body = {"strategy": {"id": "mine", "label": "Mine", "settings": steps}}
    answer = await client.post("/api/v1/runs", json=body, headers={"prefer": "wait=30"})
    return "" if answer.json().get("results") else f"{answer.status_code} {answer.text[:300]}"


DOORS = {"page": ask_page, "api": ask_api}


async def use(address: str, user: int, until: float, how: argparse.Namespace, seen: list) -> None:
    """Move levers, wait for the answer, look at it, move on."""
    rng = random.Random(user)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        await asyncio.sleep(rng.uniform(0, how.think))
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                wrong = await DOORS[how.door](client, ask(rng, how.distinct))
            except httpx.HTTPError as error:
                wrong = repr(error)
            seen.append((time.monotonic() - began, wrong))
            await asyncio.sleep(rng.uniform(0.5, 1.5) * how.think)


def memory(pid: int) -> float:
    """Return the resident memory of a process, MB."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in x)
    return int(line.split()[1]) / 1024


def processor(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def watch(pid: int, until: float, found: list) -> None:
    while time.monotonic() < until:
        found.append(memory(pid))
        await asyncio.sleep(1)


async def load(address: str, pid: int, how: argparse.Namespace) -> dict:
    """Return what fifty users met."""
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        began = time.monotonic()
        await DOORS[how.door](client, ask(random.Random(0), 0))
        cold = time.monotonic() - began
    until, seen, held = time.monotonic() + how.seconds, [], []
    before = processor(pid)
    users = [use(address, i, until, how, seen) for i in range(how.users)]
    await asyncio.gather(watch(pid, until, held), *users)
    waits = sorted(w for w, _ in seen)
    quantile = lambda q: waits[min(len(waits) - 1, int(q * len(waits)))]  # noqa: E731
    return {
        "door": how.door,
        "users": how.users,
        "seconds": how.seconds,
        "think_s": how.think,
        "distinct": how.distinct,
        "answers": len(seen),
        "errors": sum(bool(wrong) for _, wrong in seen),
        "reasons": sorted({wrong for _, wrong in seen if wrong})[:5],
        "server_processor_s": round(processor(pid) - before, 1),
        "load_average": round(os.getloadavg()[0], 1),
        "first_answer_s": round(cold, 2),
        "median_s": round(quantile(0.5), 3),
        "p95_s": round(quantile(0.95), 3),
        "worst_s": round(waits[-1], 3),
        "memory_mb_start": round(held[0]),
        "memory_mb_most": round(max(held)),
        "memory_mb_end": round(held[-1]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--door", choices=sorted(DOORS), default="page")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=8, help="mean seconds between questions")
    parser.add_argument("--distinct", type=float, default=0.0, help="share of values of one's own")
    how = parser.parse_args()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], env={**os.environ, "PYTHONPATH": str(SRC)}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/api/v1/health")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        print(json.dumps(asyncio.run(load(address, server.pid, how)), indent=1))
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(f"the fifty users themselves: {used.ru_utime + used.ru_stime:.1f} s of processor")
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
