"""Run as a program by tests: import toy files, and die by SIGKILL at a named step if asked to.

    python store_worker.py HOME FOLDER [STEP]

STEP is ``write:N`` (in the middle of the N-th file), ``replace:N`` (before the N-th file gets its
name) or ``after:N`` (just after it got it).
"""

import os
import signal
import stat
import sys
from datetime import date
from pathlib import Path

from store_toys import KINDS

from sinews.data.read.releases import Arrival
from sinews.data.store import parquet
from sinews.data.store.add import add_files
from sinews.data.store.store import Store


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def arm(step):
    moment, number = step.split(":")
    counts = {"write": 0, "replace": 0}
    replace, fsync = Path.replace, os.fsync

    def count(name):
        counts[name] += 1
        return counts[name] == int(number)

    def dying_replace(self, target):
        last = count("replace")
        if last and moment == "replace":
            die()
        result = replace(self, target)
        if last and moment == "after":
            die()
        return result

    def dying_fsync(descriptor):
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode) and count("write") and moment == "write":
            size = os.fstat(descriptor).st_size
            os.ftruncate(descriptor, size // 2)
            die()
        return fsync(descriptor)

    Path.replace = dying_replace
    parquet.os.fsync = dying_fsync


home, folder, *step = sys.argv[1:]
if step:
    arm(step[0])
added = add_files([Path(folder)], Store(Path(home)), KINDS, Arrival(retrieved=date(2026, 8, 5)))
sys.stdout.write(" ".join(s.status for s in (*added.raw, *added.compiled)))
