"""One digest for several files."""

from collections.abc import Iterable
from hashlib import sha256


def join_digests(digests: Iterable[str]) -> str:
    """Return the only digest, or one over all of them in sorted order."""
    distinct = sorted(set(digests))
    if len(distinct) == 1:
        return distinct[0]
    return sha256("\n".join(distinct).encode()).hexdigest()
