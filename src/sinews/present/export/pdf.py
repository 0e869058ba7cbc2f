"""The brief as A4 pages, printed by a browser that is already on the machine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sinews.errors import SinewsError, UsageError

VARIABLE: Final = "SINEWS_CHROMIUM"
"""Environment variable that names the browser."""

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

SECONDS: Final = 120
"""How long a browser may take to print."""


def find_browser() -> str:
    """Return the path of a browser of the Chromium family.

    Raises
    ------
    UsageError
        There is none, or the one that is named does not exist.
    """
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else BROWSERS:
        if found := shutil.which(name):
            return found
    where = f"{VARIABLE} names {named!r}, which is no program" if named else "none was found"
    raise UsageError(
        f"--format pdf is printed by Chromium or Chrome, and {where}. Install one (Debian: apt "
        f"install chromium), or name it in {VARIABLE}; or open index.html and print it."
    )


def print_pdf(page: Path, to: Path) -> Path:
    """Print a page to A4 and return the file; its print styles are light whatever the screen.

    Raises
    ------
    UsageError
        No browser is found.
    SinewsError
        The browser fails or takes too long.
    """
    browser = find_browser()
    to.parent.mkdir(parents=True, exist_ok=True)
    to.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={to.resolve()}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses its sandbox to root
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise SinewsError(f"{browser} did not print within {SECONDS} s.") from error
    if not to.is_file():
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise SinewsError(f"{browser} printed nothing (code {done.returncode}): {' '.join(last)}")
    return to
