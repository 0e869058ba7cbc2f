"""Results that are kept, with the digest of everything that decides them; see `declare`."""

from sinews.core.artifact.declare import Artifact, Contents, find_changes

__all__ = ["Artifact", "Contents", "find_changes"]
