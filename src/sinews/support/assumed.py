"""Values set by judgement or proposal, with their ground, from assumed.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from sinews.errors import UnknownNameError


@cache
def _entries() -> dict[str, dict[str, Any]]:
    text = (files("sinews.support") / "assumed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def assumed(name: str) -> float:
    """Return one value, or raise with the nearest name."""
    if name not in _entries():
        raise UnknownNameError("assumed value", name, _entries())
    return float(_entries()[name]["value"])
