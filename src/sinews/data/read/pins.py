"""Release pinning: known original files by the digest of their content."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What is known about an original whose own content does not tell its release."""

    release: str
    published: date | None
    retrieved: date


@cache
def load_pins() -> dict[str, Pin]:
    """Return digest to pin, from pins.toml."""
    text = (files("sinews.data.read") / "pins.toml").read_text(encoding="utf-8")
    found: dict[str, Pin] = {}
    for entry in tomllib.loads(text)["release"]:
        pin = Pin(
            release=entry["id"], published=entry.get("published"), retrieved=entry["retrieved"]
        )
        found |= dict.fromkeys(entry["files"].values(), pin)
    return found
