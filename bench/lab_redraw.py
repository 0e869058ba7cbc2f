"""Time from a slider's change to the redrawn lab, in a browser, at 2,000 futures.

    PYTHONPATH=src:tests python bench/lab_redraw.py [changes]

Prints median, 90 % and largest of the measured redraws, and the load of the machine: the server
and the browser share its cores.
"""

import os
import shutil
import sys
from statistics import median

from playwright.sync_api import sync_playwright
from web_server import serve

from sinews.web.settings import Settings

SLIDERS = (
    ("military_support_europe.2", "ArrowUp"),
    ("posture.1", "ArrowDown"),
    ("enforcement.0", "ArrowUp"),
    ("w.denial", "ArrowDown"),
)
REDRAWN = "document.getElementById('lab').dataset.redraws ?? '0'"


def main() -> None:
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with serve(Settings(requests=10**9)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lab")
        page.locator("[data-slot=table] tbody").wait_for()
        page.evaluate(
            "document.querySelectorAll('details.group').forEach((d) => { d.open = true; })"
        )
        for name, key in SLIDERS:
            slider = page.locator(f"input[name='{name}']")
            for _ in range(min(changes, 5) if name.startswith("w.") else changes):
                before = page.evaluate(REDRAWN)
                slider.press(key)
                while page.evaluate(REDRAWN) == before:
                    page.wait_for_timeout(10)
            times = sorted(
                page.evaluate("performance.getEntriesByName('lab-redraw').map((m) => m.duration)")
            )
            page.evaluate("performance.clearMeasures()")
            late = times[int(0.9 * len(times))]
            print(
                f"{name:28} median {median(times):5.0f} ms, 90 % {late:5.0f}, "
                f"largest {times[-1]:5.0f}, {len(times)} changes, load {os.getloadavg()[0]:.1f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
