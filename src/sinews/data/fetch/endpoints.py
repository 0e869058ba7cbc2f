"""The producers' public addresses, from endpoints.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

from sinews.core.registry import Registry
from sinews.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the files of one source can be downloaded.

    Attributes
    ----------
    source
        Id of the source that its files must turn out to be.
    files
        Addresses; ``{name}`` is filled from the user's settings.
    names
        File names, where the address does not end in one.
    settings
        Name to meaning of what the user must say.
    most_megabytes
        A larger file is refused.
    seen
        Where the address was seen, and whether it was tried.
    hosts
        Other hosts to which the producer may redirect.
    """

    id: str
    source: str
    title: str
    files: tuple[str, ...]
    names: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    most_megabytes: int
    seen: str
    hosts: tuple[str, ...] = ()


def load_endpoints(path: Path | None = None) -> Registry[Endpoint]:
    """Return the shipped addresses, or those of a file of the same form."""
    shipped = files("sinews.data.fetch") / "endpoints.toml"
    try:
        text = (path or shipped).read_text(encoding="utf-8")
        entries = tuple(_read_entry(e) for e in tomllib.loads(text)["endpoint"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path or shipped} is no list of addresses: {error}.") from error
    return Registry("endpoint", entries)


def name_files(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the names of the files at an endpoint, with ``{setting}`` where the user fills in."""
    return endpoint.names or tuple(Path(urlsplit(u).path).name for u in endpoint.files)


@cache
def list_fetched_names() -> frozenset[str]:
    """Return the names of all files that can be fetched without a setting."""
    return frozenset(n for e in load_endpoints() for n in name_files(e) if "{" not in n)


def fill_addresses(endpoint: Endpoint, settings: Mapping[str, str]) -> dict[str, str]:
    """Return file name to address with the user's settings filled in.

    Raises
    ------
    UsageError
        A setting is missing or unknown.
    """
    needed = endpoint.settings
    if missing := [n for n in needed if n not in settings]:
        lines = "\n  ".join(f"--set {n}=...  {needed[n]}" for n in missing)
        raise UsageError(f"Fetching {endpoint.id} needs\n  {lines}")
    if unknown := [n for n in settings if n not in needed]:
        known = ", ".join(needed) or "none"
        raise UsageError(f"{endpoint.id} has no setting {', '.join(unknown)}; it has: {known}.")
    plain = {n: _plain_name(v) for n, v in settings.items()}
    return {
        name.format_map(plain): _fill(url, settings)
        for name, url in zip(name_files(endpoint), endpoint.files, strict=True)
    }


def _fill(url: str, settings: Mapping[str, str]) -> str:
    """Return the address; + joins codes in a path, and would be a blank in a query."""
    path, sign, query = url.partition("?")
    parts = ((path, ",+"), (query, ","))
    filled = [
        part.format_map({n: quote(v, safe=safe) for n, v in settings.items()})
        for part, safe in parts
    ]
    return sign.join(filled) if sign else filled[0]


def parse_settings(texts: Iterable[str]) -> dict[str, str]:
    """Return the settings that a user wrote as ``name=value``."""
    settings = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name and value):
            raise UsageError(f"--set {text!r} is not of the form NAME=VALUE.")
        settings[name] = value
    return settings


def describe_endpoint(endpoint: Endpoint) -> dict[str, object]:
    """Return the record that `data fetch --addresses --json` prints."""
    return {
        "id": endpoint.id,
        "title": endpoint.title,
        "addresses": list(endpoint.files),
        "settings": dict(endpoint.settings),
        "seen": endpoint.seen,
    }


def list_endpoints(endpoints: Iterable[Endpoint]) -> str:
    """Return lines for people: what can be fetched, from where, and what must be said."""
    blocks = []
    for endpoint in endpoints:
        lines = [f"{endpoint.id}: {endpoint.title}"]
        lines += [f"  --set {n}=...  {what}" for n, what in endpoint.settings.items()]
        lines += [f"  {url}" for url in endpoint.files]
        blocks.append("\n".join([*lines, f"  {endpoint.seen}"]))
    return "\n".join(blocks)


def _plain_name(value: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", value)


def _read_entry(entry: Mapping[str, object]) -> Endpoint:
    lists = {k: tuple(v) for k, v in entry.items() if isinstance(v, list)}
    return Endpoint(**{**entry, **lists})  # type: ignore[arg-type]
