"""`sinews data fetch`: from the producer's address into the store."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sinews import __version__
from sinews.data.compile.compiled import Kinds
from sinews.data.fetch.download import (
    Limits,
    Progress,
    Request,
    download,
)
from sinews.data.fetch.endpoints import Endpoint, fill_addresses
from sinews.data.read.find_reader import find_reader
from sinews.data.read.reader import RawFile
from sinews.data.read.releases import Arrival
from sinews.data.store.add import Added, add_files
from sinews.data.store.files import write_file
from sinews.data.store.store import Store
from sinews.errors import EvidenceError, FetchError, StoreError

_SHOWN = 80
_FETCHED = "fetched.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """How to fetch: the user's settings, further hosts, and who is told of the progress."""

    settings: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    limits: Limits | None = None
    progress: Progress = lambda _name, _done, _total: None


def fetch_source(endpoint: Endpoint, store: Store, kinds: Kinds, wish: Wish) -> Added:
    """Download all files of one source, check that they are what they should be, add them.

    The downloads are removed once their tables are in the store.

    Raises
    ------
    FetchError
        An address did not give its file, or gave something else.
    EvidenceError
        A file breaks its reader's contract; it stays in the downloads to be looked at.
    """
    addresses = fill_addresses(endpoint, wish.settings)
    known = _list_digests(store)
    folder = store.home / "downloads" / endpoint.id
    _download_all(endpoint, addresses, folder, wish)
    for name, url in addresses.items():
        _check_content(folder / name, url, endpoint, kinds)
    if {RawFile(folder / n).sha256 for n in addresses} <= known:
        # The very bytes are in the store: a later day of download is no release of its own.
        shutil.rmtree(folder)
        return Added(raw=())
    day = date.today()
    arrival = Arrival(retrieved=day, fallback=day.isoformat(), urls=addresses)
    try:
        added = add_files([folder / n for n in addresses], store, kinds, arrival)
    except EvidenceError as error:
        raise EvidenceError(f"{error}\nThe downloaded files are in {folder}.") from error
    if added.refused:
        said = "\n".join(map(str, added.refused))
        raise EvidenceError(f"{said}\nThe downloaded files are in {folder}; the others are added.")
    shutil.rmtree(folder)
    _remember(store, endpoint, wish.settings)
    return added


def _download_all(
    endpoint: Endpoint, addresses: Mapping[str, str], folder: Path, wish: Wish
) -> None:
    """Download the files of a source; a full disk is a message, not a crash."""
    limits = wish.limits or Limits(bytes=endpoint.most_megabytes * 1_000_000)
    hosts, progress = (*endpoint.hosts, *wish.hosts), wish.progress
    for name, url in addresses.items():
        request = Request(
            url=url, target=folder / name, limits=limits, hosts=hosts, progress=progress
        )
        try:
            download(request)
        except OSError as error:
            raise StoreError(
                f"Writing to {folder} failed: {error}. The store is unharmed. Free space or "
                "rights, or name another folder in SINEWS_HOME."
            ) from error


def list_settings(store: Store, id: str) -> list[dict[str, str]]:
    """Return the settings with which a source was fetched before, the latest last."""
    try:
        kept = json.loads((store.home / _FETCHED).read_bytes())
        return [dict(s) for s in kept.get(id, ())]
    except (OSError, ValueError, AttributeError, TypeError):
        return []


def _remember(store: Store, endpoint: Endpoint, settings: Mapping[str, str]) -> None:
    """Keep the settings for `sinews update`; where that fails they must be given again."""
    known = list_settings(store, endpoint.id)
    if not settings or dict(settings) in known:
        return
    try:
        path = store.home / _FETCHED
        kept = json.loads(path.read_bytes()) if path.is_file() else {}
        kept[endpoint.id] = [*known, dict(settings)]
        write_file(path, json.dumps(kept, indent=1).encode())
    except (OSError, ValueError, TypeError):
        return


def _list_digests(store: Store) -> set[str]:
    """Return the digests of all originals that this version of Sinews has read into the store."""
    return {
        digest
        for v in store.vintages()
        if v.kind == "raw" and v.usable and v.made["code_version"] == __version__
        for digest in v.originals
    }


def _check_content(path: Path, url: str, endpoint: Endpoint, kinds: Kinds) -> None:
    """Refuse a file that is not of this source, and do not keep it."""
    file = RawFile(path)
    start = file.head[:_SHOWN].decode("utf-8", errors="replace").strip()
    try:
        found = find_reader(file, kinds.readers).source.id
    except EvidenceError as error:
        path.unlink()
        raise FetchError(
            f"{url} did not give a file of {endpoint.title!r}; it starts with {start!r}. "
            "The producer may have moved it: look at the producer's page, then "
            "`sinews data add FILE`."
        ) from error
    if found != endpoint.source:
        path.unlink()
        raise FetchError(f"{url} gave a file of {found!r} where {endpoint.source!r} was expected.")
