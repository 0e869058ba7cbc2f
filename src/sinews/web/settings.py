"""Limits of the server: values in one place, none of them in the code that applies them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sinews.data.evidence.evidence import Evidence, open_evidence

PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the server is started with.

    Attributes
    ----------
    evidence
        Opens the evidence, once, at the first need.
    body
        Largest request body, bytes.
    patience
        Seconds that a request may take to arrive: its head, and again its body.
    requests
        Requests a minute that one client may make, pictures and styles not counted.
    runs_a_minute
        Runs a minute that one client may start.
    futures
        Most futures of a run.
    strategies
        Most strategies of a run, one's own included.
    cells
        Most futures times strategies of a run: memory is in proportion to it.
    long
        Futures times strategies above which a run waits in the lane of long runs.
    cores
        Kernels at the same time, over all runs.
    waiting
        Runs that may wait for a worker; more are refused.
    share
        Those of one client among them.
    streams
        Clients that may follow runs at the same time.
    runs
        Folder that several servers share, so that each knows the runs of all; None to keep runs in
        memory alone.
    kept
        Finished runs that are kept in memory.
    threads
        Answers made at the same time; most of them wait for their turn at a core.
    warm
        True to compute what the first reader would wait for when the server starts.
    """

    evidence: Callable[[], Evidence] = open_evidence
    body: int = 64 * 1024
    patience: float = PATIENCE
    requests: int = 1_200
    runs_a_minute: int = 240
    futures: int = 10_000
    strategies: int = 11
    cells: int = 22_000
    long: int = 8_000
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    waiting: int = 64
    share: int = 16
    streams: int = 256
    runs: Path | None = None
    kept: int = 128
    threads: int = 128
    warm: bool = False
