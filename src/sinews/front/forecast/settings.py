"""The frozen settings of the forecasts, from settings.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of members' errors and of the pool; settings.toml says what each is."""

    longest: int
    first_origin: str
    volatility_months: float
    memory_months: float
    own: float
    family: float
    other: float
    prior: float
    prior_start: float
    prior_step: float
    winsor: float
    kernel: float
    prior_origins: float
    prior_reference: float
    reach: int
    break_share: float
    persistence_after: int
    give_way: float
    miss_share: float
    rate: float
    least: float
    most: float


@cache
def read_settings() -> Settings:
    """Return the shipped settings."""
    text = (files("sinews.front.forecast") / "settings.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    parts = {k: v for s in ("errors", "weights", "spread") for k, v in raw.pop(s).items()}
    return Settings(**raw, **parts)
