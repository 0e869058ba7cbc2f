"""Missiles and drones launched and stopped by day, from the bulletins of the Air Force (CSV)."""

from dataclasses import replace
from typing import Final

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.grid import has_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import RawFile
from sinews.data.sources.front.columns import series_reader

SOURCE: Final = load_source("strike_bulletins")
FAMILIES: Final = {
    "ballistic": "ballistic_or_aeroballistic",
    "cruise": "cruise",
    "mixed": "missile_mixed",
    "unknown": "missile_unknown",
    "oneway": "oneway_drone",
    "other": "other",
    "other_uav": "other_uav",
}
"""Our name of each family and the producer's."""
FATES: Final = {"launched": "launched", "stopped": "destroyed", "jammed": "not_reach_goal"}
"""What is counted, and the producer's word."""
HEADERS: Final = {
    f"{family}_{fate}": f"{theirs}_{word}"
    for family, theirs in FAMILIES.items()
    for fate, word in FATES.items()
}
SPEC: Final = load_spec("strikes_wide_daily")


def recognise(file: RawFile) -> bool:
    """Return True for the daily form; sums by month have the same columns and are not read."""
    if not has_columns("date", *HEADERS.values())(file):
        return False
    lines = file.head.decode("utf-8-sig", errors="replace").splitlines()[1:40]
    months = [line[:7] for line in lines]
    return len(months) > len(set(months))


def check(frame: pl.DataFrame, problems: Problems) -> None:
    """Note counts that are not whole, and more stopped than launched."""
    for name, header in HEADERS.items():
        for day in frame.filter(pl.col(name) != pl.col(name).round())["date"]:
            problems.add(f"{day}: is not a whole number", column=header)
    for family, theirs in FAMILIES.items():
        more = pl.col(f"{family}_stopped") > pl.col(f"{family}_launched")
        for day in frame.filter(more)["date"]:
            problems.add(f"{day}: more {theirs} destroyed than launched")


READER: Final = replace(
    series_reader(
        SPEC,
        HEADERS,
        id="strikes",
        label="missiles and drones launched and stopped by day, CSV",
        source=SOURCE,
        check=check,
    ),
    recognises=recognise,
)
