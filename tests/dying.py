"""Make this process die by SIGKILL at a named moment of writing.

``write:N`` is in the middle of the N-th file, ``replace:N`` before the N-th file gets its name, and
``after:N`` just after it got it.
"""

import os
import signal
import stat
from pathlib import Path

from sinews.data.store import files


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
    files.os.fsync = dying_fsync
