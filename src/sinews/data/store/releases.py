"""Releases in records and in order, and one digest for several files."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sinews.core.provenance import Release

Order = tuple[tuple[int, int, str], ...]


def release_from_json(record: Mapping[str, Any]) -> Release:
    """Return the release of a manifest record."""
    published = record.get("published")
    return Release(
        source=record["source"],
        id=record["id"],
        published=date.fromisoformat(published) if published else None,
        retrieved=date.fromisoformat(record["retrieved"]),
        sha256=record["sha256"],
    )


def release_to_json(release: Release) -> dict[str, object]:
    """Return the manifest record of a release."""
    return {
        "source": release.source,
        "id": release.id,
        "published": release.published.isoformat() if release.published else None,
        "retrieved": release.retrieved.isoformat(),
        "sha256": release.sha256,
    }


def order_releases(id: str) -> Order:
    """Return a sort key under which release 9 comes before 10, and 2024-11 before 2025-01."""
    parts = re.findall(r"\d+|\D+", id)
    return tuple((1, int(p), "") if p.isdecimal() else (0, 0, p) for p in parts)


def release_day(id: str, published: date | None) -> date | None:
    """Return the day that orders a release: of publication, else the date that is its name."""
    if published:
        return published
    match = re.fullmatch(r"(?:\D*)(\d{4})-(\d{2})(?:-(\d{2}))?", id, re.ASCII)
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None
    except ValueError:
        return None


def is_later(one: Release, other: Release) -> bool:
    """Return whether one release replaces the other.

    The day of publication decides where both have one: a producer who withdraws release 31 and
    publishes 29 again has made 29 the later. Else the names decide, as people count.
    """
    days = [release_day(r.id, r.published) for r in (one, other)]
    if days[0] and days[1] and days[0] != days[1]:
        return days[0] > days[1]
    return order_releases(one.id) > order_releases(other.id)


def join_digests(digests: Iterable[str]) -> str:
    """Return the only digest, or one over all of them in sorted order."""
    distinct = sorted(set(digests))
    if len(distinct) == 1:
        return distinct[0]
    return sha256("\n".join(distinct).encode()).hexdigest()
