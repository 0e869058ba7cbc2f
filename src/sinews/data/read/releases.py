"""Which release a file belongs to: one rule, written in docs/data.md as well."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from sinews.data.read.archives import read_archive_day
from sinews.data.read.reader import Parsed, RawFile, Reader
from sinews.data.store.releases import order_releases
from sinews.errors import UsageError

_NAMED: Final = re.compile(r"(?<!\d)(20\d{2}-\d{2}-\d{2})T\d{2}_\d{2}_\d{2}")
"""The moment of extraction in a file name, as Eurostat's Easy Comext writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What is known about an original whose own content does not tell its release."""

    release: str
    published: date | None
    retrieved: date


@cache
def load_pins() -> dict[str, Pin]:
    """Return digest to pin, from pins.toml."""
    text = (files("sinews.data.read") / "pins.toml").read_text(encoding="utf-8")
    found: dict[str, Pin] = {}
    for entry in tomllib.loads(text)["release"]:
        pin = Pin(
            release=entry["id"], published=entry.get("published"), retrieved=entry["retrieved"]
        )
        found |= dict.fromkeys(entry["files"].values(), pin)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One recognised file and what its reader made of it."""

    file: RawFile
    reader: Reader
    parsed: Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What is known about files beside their content.

    Attributes
    ----------
    retrieved
        The day on which they were obtained, where no pin knows it; None takes the day on which
        they were published, which the files must then tell.
    release
        The producer's name of the release, for files that do not tell it.
    fallback
        The name of a release that neither the files nor the user can tell: the day of a download.
    pinned
        True for the project's own originals, whose release and day `pins.toml` knows.
    urls
        File name to the address it was fetched from.
    """

    retrieved: date | None
    release: str | None = None
    fallback: str | None = None
    pinned: bool = False
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The release of one file, and how it was told where that is worth a note.

    `by_day` is True where the release is the day on which the file was obtained.
    """

    release: str
    published: date | None
    retrieved: date
    note: str = ""
    by_day: bool = False


def name_release(original: Original, beside: Sequence[Original], arrival: Arrival) -> Told:
    """Return the release of a file.

    Content, else the file that the producer publishes beside it, else what the user says, else
    the moment in the producer's own file name, else the date inside an archive, else the day of
    retrieval. Where a wrong guess would put an old edition in use, the user is asked instead.

    Parameters
    ----------
    beside
        All files of the same source in the same folder.

    Raises
    ------
    UsageError
        The release cannot be told, or is another than the user says.
    """
    if arrival.pinned and (pin := load_pins().get(original.file.sha256)):
        return _from_pin(pin)
    id, published = _read_told(original, beside)
    said = arrival.release
    if id and said and not _agrees(said, id, published) and not _needs_user(original, beside):
        raise UsageError(
            f"{original.file.name} is of release {id!r} by its own content, not {said!r}. Leave "
            "--release out."
        )
    note, by_day = "", False
    if not id and not (id := arrival.release):
        id, note, by_day = _name_silent(original, beside, arrival)
    if not (retrieved := arrival.retrieved or published):
        raise UsageError(
            f"When {original.file.name} was obtained is not known: add it to pins.toml "
            f"(sha256 {original.file.sha256})."
        )
    return Told(release=id, published=published, retrieved=retrieved, note=note, by_day=by_day)


def _agrees(said: str, told: str, published: date | None) -> bool:
    """Return whether a user names the release as the file does, or its day, or its month."""
    plain = said.casefold().removeprefix("release").strip(" -")
    days = {told.casefold(), published.isoformat() if published else told}
    return any(plain == d or (len(plain) == 7 and d.startswith(f"{plain}-")) for d in days)


def _from_pin(pin: Pin) -> Told:
    return Told(release=pin.release, published=pin.published, retrieved=pin.retrieved)


def _name_silent(
    original: Original, beside: Sequence[Original], arrival: Arrival
) -> tuple[str, str, bool]:
    """Return the release of a file that does not tell it, a note, and whether it is the day."""
    if match := _NAMED.search(original.file.name):
        return match[1], "", False
    if inside := read_archive_day(original.file.path):
        return inside.isoformat(), "release: the date inside the archive", False
    if arrival.fallback:
        if told := {o.parsed.release for o in beside if o.parsed.release}:
            return max(told, key=order_releases), "release: of the files downloaded with it", False
        return arrival.fallback, "release: the day of the download", True
    if original.reader.asks_release or not arrival.retrieved:
        raise UsageError(_ask(original, beside))
    note = "release: the day of retrieval, the file tells none"
    return arrival.retrieved.isoformat(), note, True


def _read_told(original: Original, beside: Sequence[Original]) -> tuple[str | None, date | None]:
    own = original.parsed
    return (own.release, own.published) if own.release else _inherit(original, beside)


def _needs_user(original: Original, beside: Sequence[Original]) -> bool:
    """Return whether the user's release is meant for a silent file beside this telling one."""
    return bool(original.parsed.release) and any(not _read_told(o, beside)[0] for o in beside)


def _inherit(original: Original, beside: Sequence[Original]) -> tuple[str | None, date | None]:
    """Return the one release told beside the file, unless their last days disagree."""
    telling = [o for o in beside if o.parsed.release]
    if len({(o.parsed.release, o.parsed.published) for o in telling}) != 1:
        return None, None
    if any(_disagree(original, o) for o in telling):
        return None, None
    return telling[0].parsed.release, telling[0].parsed.published


def _disagree(silent: Original, telling: Original) -> bool:
    """Return whether two files cannot be of one release by their last days.

    A file without data (the Kiel website's release_info.csv) tells until when the others reach:
    they may end earlier, never later.
    """
    ours, theirs = find_last_day(silent.parsed), find_last_day(telling.parsed)
    if not telling.parsed.tables:
        return bool(ours and theirs and ours > theirs)
    return ours != theirs


def find_last_day(parsed: Parsed) -> date | None:
    """Return the last day or month of the data, None where no key holds one."""
    if parsed.until:
        return parsed.until
    days = [f[n].max() for f in parsed.tables.values() for n in ("date", "month") if n in f.columns]
    return max((d for d in days if isinstance(d, date)), default=None)


def _ask(original: Original, beside: Sequence[Original]) -> str:
    told = sorted({o.parsed.release for o in beside if o.parsed.release})
    last = find_last_day(original.parsed)
    hint = (
        f" The files beside it are of {', '.join(told)}, but its own last entry is of {last}: if "
        f"all were published together, add it with --release {told[-1]}."
        if told
        else ""
    )
    return (
        f"{original.file.name} ({original.reader.source.title}) does not tell its release. "
        f"Name it as the producer does, or by the producer's date: --release NAME.{hint}"
    )
