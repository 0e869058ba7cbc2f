"""Files that carry the digest of their own content, so that damage is seen."""

from hashlib import sha256
from pathlib import Path


def seal(body: bytes) -> bytes:
    """Return a body with its digest on a line before it."""
    return sha256(body).hexdigest().encode() + b"\n" + body


def read_sealed(path: Path) -> bytes | None:
    """Return the body of a sealed file, or None where it is missing or damaged."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if sha256(body).hexdigest().encode() == digest else None
