"""Runs as resources: waiting, running, done, stopped or failed; bounded in number and memory."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event, RLock
from typing import Final, Literal

from sinews.errors import SinewsError
from sinews.web.http.formats import write_json
from sinews.web.http.problems import ProblemError
from sinews.web.lab.answers import StoppedError, Ticker
from sinews.web.runs.plan import Plan
from sinews.web.runs.shared import SharedRuns

State = Literal["waiting", "running", "done", "stopped", "failed"]
OVER: Final = frozenset({"done", "stopped", "failed"})
Compute = Callable[[Plan, Ticker], dict[str, object]]
_LOG: Final = logging.getLogger("sinews.web")


class Run:
    """One computation that several clients may wait for.

    Attributes
    ----------
    askers
        Clients that asked and did not withdraw; without any the run stops.
    watchers
        Clients among them that listen to its events.
    client
        Who asked first: runs of one client wait for each other, not for those of all.
    before
        Digest of the results that this run repeats.
    results
        The record as JSON, once it is done.
    """

    def __init__(self, plan: Plan, client: str = "") -> None:
        self.plan, self.id, self.client = plan, plan.run.id, client
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

    def view(self, prefix: str) -> dict[str, object]:
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


class FairLane:
    """One thread; clients whose work waits take turns, whoever put more of it in line."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._queues: OrderedDict[str, deque[Callable[[], None]]] = OrderedDict()
        self._lock = RLock()

    def submit(self, client: str, work: Callable[[], None]) -> None:
        """Put work at the end of the client's own queue."""
        with self._lock:
            self._queues.setdefault(client, deque()).append(work)
        self._pool.submit(self._next)

    def _next(self) -> None:
        with self._lock:
            client, queue = self._queues.popitem(last=False)
            work = queue.popleft()
            if queue:
                self._queues[client] = queue
        work()

    def close(self) -> None:
        """Forget what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)


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
    share
        Those of one client among them; None where they are not counted.
    kept
        Runs that are over and kept.
    shared
        Where servers side by side find each other's runs.
    """

    def __init__(
        self,
        compute: Compute,
        *,
        long: int,
        waiting: int,
        kept: int,
        share: int | None = None,
        shared: SharedRuns | None = None,
    ) -> None:
        self._compute, self._waiting, self._kept = compute, waiting, kept
        self._long, self._share, self._shared = long, share or waiting, shared
        self._short_lane, self._long_lane = FairLane("run"), FairLane("long-run")
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = RLock()

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for run in self._runs.values():
                run.stopped.set()
        for lane in (self._short_lane, self._long_lane):
            lane.close()

    def __len__(self) -> int:
        return len(self._runs)

    def active(self, client: str | None = None) -> int:
        """Return the number of runs that are not over, of all clients or of one."""
        with self._lock:
            return sum(not r.over for r in self._runs.values() if client in (None, r.client))

    @property
    def watching(self) -> int:
        """Clients that follow a run."""
        with self._lock:
            return sum(r.watchers for r in self._runs.values())

    def list(self) -> list[Run]:
        """Return all runs, newest first."""
        with self._lock:
            return list(reversed(self._runs.values()))

    def ask(self, plan: Plan, *, client: str = "", afresh: bool = False) -> tuple[Run, bool]:
        """Return the run of a plan, and whether it was started by this call.

        Parameters
        ----------
        afresh
            True to compute a run again that is done.

        Raises
        ------
        ProblemError
            503: too many runs wait; 429: too many of this client.
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
            if self.active(client) >= self._share:
                raise ProblemError(
                    429,
                    f"{self._share} runs of yours wait for a processor; ask again in a moment.",
                    headers={"retry-after": "2"},
                )
            before = "" if run is None else run.digest or run.before
            run = Run(plan, client)
            run.askers, run.before = 1, before
            self._runs[run.id] = run
            self._runs.move_to_end(run.id)
            self._forget()
            lane = self._long_lane if plan.cells > self._long else self._short_lane
            lane.submit(client, lambda: self._work(run))
        self._keep(run, "body", write_json(plan.body))
        return run, True

    def find(self, id: str) -> Run | None:
        """Return a run of this server or of those it shares a folder with, or None."""
        with self._lock:
            run = self._runs.get(id)
        found = self._shared.find(id) if run is None and self._shared else None
        if found is None:
            return run
        plan, results = found
        if not results:
            return self.ask(plan)[0]
        run = Run(plan)
        run.results, run.done = results, run.total
        run.become("done")
        with self._lock:
            self._runs[id] = run
            self._forget()
        return run

    def _keep(self, run: Run, kind: str, content: bytes) -> None:
        if self._shared is None:
            return
        try:
            self._shared.keep(run.id, kind, content)
        except OSError:
            _LOG.exception("run %s is not shared", run.id)

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
            self._keep(run, "results", run.results)
