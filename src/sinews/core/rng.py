"""Random streams by name: two strategies share every draw that no lever touches."""

from hashlib import sha256

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one named quantity.

    The same seed and name give the same draws whatever else is sampled, in whatever order.
    Counter-based (Philox; Salmon et al. 2011), so a stream can be advanced without drawing.

    Parameters
    ----------
    seed
        The seed of the study, not negative.
    name
        The quantity, for example ``"materiel.tank.fielded"``.
    """
    digest = sha256(f"{seed}\x1f{name}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    return np.random.Generator(np.random.Philox(key=key))
