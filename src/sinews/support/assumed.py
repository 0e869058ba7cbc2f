"""Values set by judgement or proposal, with their ground, from assumed.toml."""

import tomllib
from functools import cache
from importlib.resources import files

from sinews.errors import UnknownNameError


@cache
def _values() -> dict[str, float]:
    text = (files("sinews.support") / "assumed.toml").read_text(encoding="utf-8")
    return {k: float(entry["value"]) for k, entry in tomllib.loads(text).items()}


def assumed(name: str) -> float:
    """Return one value, or raise with the nearest name."""
    if name not in _values():
        raise UnknownNameError("assumed value", name, _values())
    return _values()[name]
