"""Releases in records and in order."""

import re
from collections.abc import Mapping
from datetime import date
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


def release_to_json(release: Release) -> dict[str, Any]:
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
