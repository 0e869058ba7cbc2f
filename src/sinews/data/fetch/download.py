"""Download one file: retried, resumed, limited in time and size, whole or not at all."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from sinews import __version__
from sinews.errors import FetchError

Progress = Callable[[str, int, int | None], None]
"""Called with file name, bytes so far, and bytes in all where the server says so."""

_REDIRECTS: Final = 5
_PASSING: Final = {408, 425, 429, 500, 502, 503, 504}
"""Answers after which another try makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience a download gets; seconds throughout.

    Attributes
    ----------
    silence
        Longest time without a byte.
    whole
        Longest time for one try of a file, however steadily it drips.
    pause, longest_pause
        First pause between tries, doubled each time; a server that asks for more than the longest
        is not waited for.
    """

    bytes: int
    tries: int = 5
    silence: float = 30.0
    whole: float = 1800.0
    pause: float = 1.0
    longest_pause: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to get: where from, where to, and which other hosts may answer for it."""

    url: str
    target: Path
    limits: Limits
    hosts: tuple[str, ...] = ()
    progress: Progress = lambda _name, _done, _total: None


class _PassingError(FetchError):
    """A failure that another try may fix."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def download(request: Request) -> None:
    """Write the file to `request.target`; until it is whole it is called ``<name>.part``.

    A part left by an earlier try or process is resumed when the server confirms, by an entity
    tag or date, that it still serves the same file; otherwise the download starts again.

    Raises
    ------
    FetchError
        The producer did not give the file within the limits.
    """
    request.target.parent.mkdir(parents=True, exist_ok=True)
    timeout = httpx.Timeout(request.limits.silence)
    headers = {"User-Agent": f"sinews/{__version__}", "Accept-Encoding": "identity"}
    retrying = Retrying(
        retry=retry_if_exception_type(_PassingError),
        stop=stop_after_attempt(request.limits.tries),
        wait=lambda state: _choose_pause(state, request.limits),
        reraise=True,
    )
    with httpx.Client(timeout=timeout, headers=headers, follow_redirects=False) as client:
        try:
            retrying(_try_once, client, request)
        except _PassingError as error:
            raise FetchError(
                f"{error} Tried {request.limits.tries} times. Repeat the command later; what has "
                "arrived is kept and resumed where the server allows it."
            ) from error


def _choose_pause(state: RetryCallState, limits: Limits) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _PassingError) else None
    if asked is None:
        return min(limits.pause * 2.0 ** (state.attempt_number - 1), limits.longest_pause)
    return asked


def _try_once(client: httpx.Client, request: Request) -> None:
    part = _Part(request.target)
    url, start = request.url, part.resumable(request.url)
    try:
        for _ in range(_REDIRECTS):
            with client.stream("GET", url, headers=part.headers(start)) as response:
                if response.is_redirect:
                    url = _follow(url, response, request)
                    continue
                if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    part.discard()
                    raise _PassingError(f"{request.url}: the part kept no longer fits.", wait=0.0)
                _check_status(response, request)
                _receive(response, request, part, start)
                part.finish()
                return
    except httpx.RequestError as error:
        raise _PassingError(f"{request.url}: {_say(error)}.") from error
    raise FetchError(f"{request.url}: more than {_REDIRECTS} redirects.")


def _follow(url: str, response: httpx.Response, request: Request) -> str:
    """Return where the redirect leads, if it stays with the producer."""
    target = urljoin(url, str(response.headers.get("location", "")))
    here, there = urlsplit(request.url), urlsplit(target)
    if there.hostname not in (here.hostname, *request.hosts):
        raise FetchError(
            f"{request.url} redirects to another host, {there.hostname}. If that host is the "
            f"producer's, allow it: --allow-host {there.hostname}."
        )
    if there.scheme not in ("https", here.scheme):
        raise FetchError(f"{request.url} redirects to {target}, which is not encrypted; refused.")
    return target


def _check_status(response: httpx.Response, request: Request) -> None:
    code = response.status_code
    if code in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    said = f"{request.url}: the server answered {code} {response.reason_phrase}."
    if code in _PASSING:
        wait = _read_wait(response.headers.get("retry-after"))
        if wait is not None and wait > request.limits.longest_pause:
            raise FetchError(f"{said} It asks to wait {wait:.0f} seconds; repeat the command then.")
        raise _PassingError(said, wait=wait)
    raise FetchError(
        f"{said} Get the file with a browser from the producer's page, then `sinews data add FILE`."
    )


def _read_wait(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, given as seconds or as a date."""
    if header is None:
        return None
    try:
        if header.strip().isdigit():
            return float(header)
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _receive(response: httpx.Response, request: Request, part: "_Part", start: int) -> None:
    resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
    if resumed and not _continues(response, start):
        part.discard()
        raise _PassingError(f"{request.url}: the server sent another part than asked.", wait=0.0)
    done = start if resumed else 0
    encoded = response.headers.get("content-encoding", "identity") != "identity"
    length = response.headers.get("content-length")
    total = done + int(length) if length and length.isdigit() and not encoded else None
    _check_size(total or 0, request)
    part.note(request.url, response.headers)
    end = time.monotonic() + request.limits.whole
    with part.path.open("ab" if resumed else "wb") as f:
        for block in response.iter_bytes():
            f.write(block)
            done += len(block)
            _check_size(done, request)
            request.progress(request.target.name, done, total)
            if time.monotonic() > end:
                raise _PassingError(
                    f"{request.url}: not done after {request.limits.whole:.0f} seconds."
                )
    if total is not None and done != total:
        raise _PassingError(f"{request.url}: cut off after {done:,} of {total:,} bytes.")
    if done == 0:
        raise _PassingError(f"{request.url}: the file is empty.")


def _continues(response: httpx.Response, start: int) -> bool:
    return str(response.headers.get("content-range", "")).startswith(f"bytes {start}-")


def _check_size(size: int, request: Request) -> None:
    if size > request.limits.bytes:
        _Part(request.target).discard()
        raise FetchError(
            f"{request.url} is larger than {request.limits.bytes:,} bytes, the most that is "
            "expected there; refused."
        )


def _say(error: httpx.RequestError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return str(error) or type(error).__name__


class _Part:
    """The beginning of a file and what the server said identifies the whole."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.json")

    def resumable(self, url: str) -> int:
        """Return how many bytes are here and may be continued; 0 to start again."""
        noted = self._read()
        if noted.get("url") != url or not noted.get("validator") or not self.path.is_file():
            return 0
        return self.path.stat().st_size

    def headers(self, start: int) -> dict[str, str]:
        """Return what asks for the rest of the same file, and for all of it if it changed."""
        if start == 0:
            return {}
        return {"Range": f"bytes={start}-", "If-Range": self._read()["validator"]}

    def note(self, url: str, headers: Mapping[str, str]) -> None:
        """Remember what identifies the file; a weak entity tag does not."""
        tag = headers.get("etag", "")
        validator = "" if tag.startswith("W/") else tag
        validator = validator or headers.get("last-modified", "")
        self._note.write_text(json.dumps({"url": url, "validator": validator}))

    def finish(self) -> None:
        """Give the whole file its name."""
        self.path.replace(self.target)
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Start again next time."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _read(self) -> dict[str, str]:
        try:
            noted = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}
