"""Runs as resources: waiting, running, done, stopped or failed; bounded in number and memory."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event, RLock
from typing import Any, Final, Literal

from sinews.errors import SinewsError
from sinews.web.http.formats import write_json
from sinews.web.http.problems import ProblemError
from sinews.web.lab.answers import StoppedError, Ticker
from sinews.web.runs.plan import Plan

State = Literal["waiting", "running", "done", "stopped", "failed"]
OVER: Final = frozenset({"done", "stopped", "failed"})
Compute = Callable[[Plan, Ticker], dict[str, Any]]
_LOG: Final = logging.getLogger("sinews.web")


class Run:
    """One computation that several clients may wait for.

    Attributes
    ----------
    askers
        Clients that asked and did not withdraw; without any the run stops.
    watchers
        Clients among them that listen to its events.
    before
        Digest of the results that this run repeats.
    results
        The record as JSON, once it is done.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.id = plan, plan.run.id
        self.state: State = "waiting"
        self.done, self.total = 0, 1
        self.results = b""
        self.problem = ""
        self.askers, self.watchers = 0, 0
        self.before = ""
        self.stopped = Event()
        self._lock = RLock()
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def digest(self) -> str:
        """Sha256 of the results, once they are there."""
        return sha256(self.results).hexdigest() if self.results else ""

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in OVER

    def told(self, done: int, total: int) -> None:
        """Note how far the computation is."""
        self.done, self.total = done, total
        self._wake()

    def become(self, state: State) -> None:
        """Change the state and wake all who wait; a run that is over stays as it is."""
        with self._lock:
            if not self.over:
                self.state = state
        self._wake()

    async def changed(self, seconds: float) -> None:
        """Wait until something changes, or some seconds have passed."""
        listener = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            if self.over:
                return
            self._listeners.add(listener)
        try:
            await asyncio.wait_for(listener[1].wait(), seconds)
        except TimeoutError:
            pass
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _wake(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for loop, event in listeners:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def view(self, prefix: str) -> dict[str, Any]:
        """Return the record of the run without its results."""
        here = f"{prefix}/runs/{self.id}"
        return {
            "id": self.id,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "problem": self.problem,
            "sha256": self.digest,
            "sha256_before": self.before,
            "body": self.plan.body,
            "manifest": self.plan.run.to_json(),
            "links": {
                "self": here,
                "events": f"{here}/events",
                "results": f"{here}/results",
                "rerun": f"{here}/rerun",
            },
        }


class RunStore:
    """All runs of the server.

    Parameters
    ----------
    compute
        Makes the record of a plan.
    long
        Futures times strategies above which a run is a long one. Short runs go one after the other,
        and long ones beside them: each uses all cores, and more at once would only wait for each
        other.
    waiting
        Runs that are not over; more are refused.
    kept
        Runs that are over and kept.
    """

    def __init__(self, compute: Compute, *, long: int, waiting: int, kept: int) -> None:
        self._compute, self._waiting, self._kept = compute, waiting, kept
        self._long = long
        self._short_lane = ThreadPoolExecutor(1, thread_name_prefix="run")
        self._long_lane = ThreadPoolExecutor(1, thread_name_prefix="long-run")
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = RLock()

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for run in self._runs.values():
                run.stopped.set()
        for lane in (self._short_lane, self._long_lane):
            lane.shutdown(wait=False, cancel_futures=True)

    def __len__(self) -> int:
        return len(self._runs)

    def active(self) -> int:
        """Return the number of runs that are not over."""
        with self._lock:
            return sum(not r.over for r in self._runs.values())

    def list(self) -> list[Run]:
        """Return all runs, newest first."""
        with self._lock:
            return list(reversed(self._runs.values()))

    def ask(self, plan: Plan, *, afresh: bool = False) -> tuple[Run, bool]:
        """Return the run of a plan, and whether it was started by this call.

        Parameters
        ----------
        afresh
            True to compute a run again that is done.

        Raises
        ------
        ProblemError
            503: too many runs wait.
        """
        with self._lock:
            run = self._runs.get(plan.run.id)
            usable = run is not None and not run.stopped.is_set() and run.state != "failed"
            if run is not None and usable and not (afresh and run.over):
                run.askers += 1
                self._runs.move_to_end(run.id)
                return run, False
            if self.active() >= self._waiting:
                raise ProblemError(
                    503,
                    "Too many runs wait for a processor; ask again in a moment.",
                    headers={"retry-after": "2"},
                )
            before = "" if run is None else run.digest or run.before
            run = Run(plan)
            run.askers, run.before = 1, before
            self._runs[run.id] = run
            self._runs.move_to_end(run.id)
            self._forget()
            lane = self._long_lane if plan.cells > self._long else self._short_lane
            lane.submit(self._work, run)
            return run, True

    def find(self, id: str) -> Run | None:
        """Return a run, or None."""
        with self._lock:
            return self._runs.get(id)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all runs."""
        with self._lock:
            return tuple(self._runs)

    def watch(self, run: Run) -> None:
        """Note that a client listens; it takes over one request, or adds its own."""
        with self._lock:
            run.watchers += 1
            run.askers = max(run.askers, run.watchers)

    def leave(self, run: Run) -> None:
        """Note that a client listens no more, which takes its request back."""
        with self._lock:
            run.watchers -= 1
        self.withdraw(run)

    def withdraw(self, run: Run) -> None:
        """Take back one request; without any other the run stops."""
        with self._lock:
            run.askers -= 1
            if run.askers > 0 or run.over:
                return
            run.stopped.set()
        run.become("stopped")

    def _forget(self) -> None:
        over = [id for id, r in self._runs.items() if r.over]
        for id in over[: max(0, len(over) - self._kept)]:
            del self._runs[id]

    def _work(self, run: Run) -> None:
        if run.stopped.is_set():
            return
        run.become("running")
        try:
            record = self._compute(run.plan, Ticker(told=run.told, stopped=run.stopped))
            run.results = write_json(record)
        except StoppedError:
            run.become("stopped")
        except SinewsError as error:
            run.problem = str(error)
            run.become("failed")
        except Exception:
            _LOG.exception("run %s failed", run.id)
            run.problem = "The run met an error that was not foreseen; it is logged."
            run.become("failed")
            raise
        else:
            run.done = run.total
            run.become("done")
