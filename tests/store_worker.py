"""Run as a program by tests: import toy files, or update from an address, and die if asked to.

    python store_worker.py HOME FOLDER [STEP]
    python store_worker.py HOME http://ADDRESS [STEP]

STEP as in `dying.arm`.
"""

import sys
from datetime import date
from pathlib import Path

from dying import arm
from store_toys import KINDS, toy_endpoints

from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.fetch.fetch import Wish
from sinews.data.read.releases import Arrival
from sinews.data.store.add import add_files
from sinews.data.store.store import Store

home, origin, *step = sys.argv[1:]
store = Store(Path(home))
if origin.startswith("http"):
    from sinews.update.run import update_all

    evidence = Evidence(open_evidence().folder, store)
    if step:
        arm(step[0])
    updated = update_all(store, evidence, KINDS, toy_endpoints(origin), Wish())
    sys.stdout.write(" ".join(s.status for s in updated.sources))
else:
    if step:
        arm(step[0])
    added = add_files([Path(origin)], store, KINDS, Arrival(retrieved=date(2026, 8, 5)))
    sys.stdout.write(" ".join(s.status for s in (*added.raw, *added.compiled)))
