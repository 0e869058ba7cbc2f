"""National series of the war month by month: what they say now, and forecasts that are scored."""

from sinews.front.outlook import Nowcast, nowcast
from sinews.front.paths_ahead import BasePath, base_path

__all__ = ["BasePath", "Nowcast", "base_path", "nowcast"]
