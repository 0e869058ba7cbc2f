"""Pages in a browser that keep what they asked for and what went wrong, and patience with them.

What a page does after an event is waited for, never read at once: a busy machine may take its time.
"""

from time import monotonic, sleep

import httpx

PATIENCE = 120
"""Seconds after which a test gives up; no test takes as long as that unless something is wrong."""


def open_watched(context):
    """Return a new page with lists of the addresses it asked for and of its errors."""
    page = context.new_page()
    page.set_default_timeout(1_000 * PATIENCE)
    page.requests, page.errors = [], []
    page.on("request", lambda r: page.requests.append(r.url))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    return page


def wait_for_end(run):
    """Return the state in which a run ends that the API has at an address."""
    late = monotonic() + PATIENCE
    while (state := httpx.get(run, timeout=PATIENCE).json()["state"]) in ("waiting", "running"):
        assert monotonic() < late, f"the run is still {state}"
        sleep(0.02)
    return state


def until(page, wanted):
    """Wait for an expression in the page, or for a function that looks at the page.

    Playwright's own way needs eval, which the pages refuse; its events come only while it waits.
    """

    def holds():
        try:
            return wanted() if callable(wanted) else page.evaluate(wanted)
        except Exception as error:  # the page was left while it answered
            if "context was destroyed" in str(error):
                return False
            raise

    for _ in range(20 * PATIENCE):
        if found := holds():
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {wanted}")
