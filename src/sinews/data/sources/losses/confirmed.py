"""Visually confirmed losses of both sides, cumulative: by category, or by day and type (CSV)."""

from itertools import pairwise

import polars as pl

from sinews.data.contracts import load_source, load_spec
from sinews.data.read.cells import Field, fold
from sinews.data.read.grid import close_table, has_columns, read_columns
from sinews.data.read.problems import Problems
from sinews.data.read.reader import Parsed, RawFile, Reader

SOURCE = load_source("confirmed_losses")
REMEDY = (
    "get the file again from the producer; if it is the same, report it with this message: a slip "
    "of the producer needs a new version of Sinews."
)
CATEGORIES = {
    "tank": "tank",
    "afv": "afv",
    "artillery": "artillery",
    "mrl": "mrl",
    "air_defence": "aa",
    "aircraft": "aircraft",
    "helicopter": "helicopter",
    "vehicles": "vehicles",
}
SPEC = load_spec("losses_confirmed_daily")
_SIDES = {"Russia": "RU", "Ukraine": "UA"}
_FIELDS = (
    Field(name="side", kind="text", headers=("country",), labels=_SIDES),
    Field(name="date", kind="date", headers=("date",)),
    *(Field(name=n, kind="number", headers=(h,), missing=()) for n, h in CATEGORIES.items()),
)

STATES = ("destroyed", "abandoned", "captured", "damaged")
_TYPE_FIELDS = (
    Field(name="side", kind="text", headers=("country",), labels=_SIDES),
    Field(name="date", kind="date", headers=("date_recorded", "date")),
    Field(name="type", kind="text", headers=("equipment_type",)),
    Field(name="total", kind="integer", headers=("type_total",)),
    *(Field(name=n, kind="integer", headers=(n,), missing=()) for n in STATES),
)
TYPES = {
    "tank": ("tanks",),
    "afv": (
        "armoured fighting vehicles",
        "infantry fighting vehicles",
        "armoured personnel carriers",
        "infantry mobility vehicles",
        "mine-resistant ambush protected",
    ),
    "artillery": ("towed artillery", "self-propelled artillery"),
    "mrl": ("multiple rocket launchers",),
    "air_defence": (
        "anti-aircraft guns",
        "self-propelled anti-aircraft guns",
        "surface-to-air missile systems",
    ),
    "aircraft": ("aircraft",),
    "helicopter": ("helicopters",),
    "vehicles": ("trucks, vehicles and jeeps",),
}
"""Oryx's types in each category; that the earlier totals by category were put together so is
assumed: their collector does not say it. A day that lacks one of the types has no total."""
_UNUSED = (
    "all types",
    "heavy mortars",
    "command posts and communications stations",
    "engineering vehicles and equipment",
    "self-propelled anti-tank missile systems",
    "artillery support vehicles and equipment",
    "radars",
    "jammers and deception systems",
    "reconnaissance unmanned aerial vehicles",
    "unmanned combat aerial vehicles",
    "unmanned aerial vehicles",
    "naval ships",
    "naval ships and submarines",
    "logistics trains",
)


def parse(file: RawFile) -> Parsed:
    """Read the confirmed totals; numbers of things must be whole."""
    frame, lines, problems = read_columns(file, _FIELDS, remedy=REMEDY)
    for name, header in CATEGORIES.items():
        broken = (frame[name] != frame[name].round()).fill_null(value=False)
        for i in broken.arg_true().to_list():
            problems.add(
                f"{frame[name][i]} is not whole",
                row=pl.Series(lines, dtype=pl.Int64)[i],
                column=header,
            )
    problems.raise_if_any()
    last = str(frame["date"].max())
    return close_table(SPEC, frame, problems, sort=SPEC.key, release=last)


def check_slips(frame: pl.DataFrame, *, share: float = 0.25) -> list[str]:
    """Return the falls too large to be a reclassification, in words.

    Parameters
    ----------
    share
        A fall by more than this share of a total above 20 is a slip of the source.
    """
    slips = []
    for (side,), part in frame.sort("date").group_by(["side"], maintain_order=True):
        for name in CATEGORIES:
            known = part.select("date", name).drop_nulls().rows()
            slips += [
                f"{side} {name} falls from {a:.0f} ({d}) to {b:.0f} ({e})"
                for (d, a), (e, b) in pairwise(known)
                if a > 20 and b < (1 - share) * a
            ]
    return slips


def parse_types(file: RawFile) -> Parsed:
    """Read totals by day and type of equipment into the table by category.

    Raises
    ------
    EvidenceError
        The states of a type do not add up to its total, or a day gives a type twice.
    """
    raw, lines, problems = read_columns(file, _TYPE_FIELDS, remedy=REMEDY)
    raw = raw.with_columns(
        row=pl.Series(lines, dtype=pl.Int64),
        type=pl.col("type").map_elements(_fold_type, return_dtype=pl.String),
    )
    _check_states(raw, problems)
    frame = raw.unique([f.name for f in _TYPE_FIELDS], keep="first", maintain_order=True)
    if n := raw.height - frame.height:
        problems.note(f"{n} rows stand there twice with the same values; one is kept")
    _check_twice(frame, problems)
    problems.raise_if_any()
    known = {t for types in TYPES.values() for t in types} | set(_UNUSED)
    for name in sorted(set(frame["type"]) - known):
        n = frame.filter(pl.col("type") == name).height
        problems.note(f"equipment_type {name!r} is new and set aside ({n} rows)")
    categories = [
        pl.when(pl.col("type").is_in(t).sum() == len(t))
        .then(pl.col("total").filter(pl.col("type").is_in(t)).sum().cast(pl.Float64))
        .alias(c)
        for c, t in TYPES.items()
    ]
    table = frame.group_by("side", "date").agg(categories).sort(SPEC.key)
    whole = table.filter(~pl.all_horizontal(pl.col(list(TYPES)).is_null()))
    if whole.is_empty():
        problems.add("holds no type that Sinews reads", column="equipment_type")
    return close_table(SPEC, whole, problems, release=str(whole["date"].max()))


def _fold_type(text: str) -> str:
    plain = fold(text).split(" (")[0].removesuffix(" vehicles") if "(" in text else fold(text)
    return plain.replace(", and ", " and ").replace("armored", "armoured")


def _check_twice(frame: pl.DataFrame, problems: Problems) -> None:
    """Note the types that a day gives twice with other values, with both rows."""
    key = ["side", "date", "type"]
    for *_, rows in frame.group_by(key, maintain_order=True).agg("row").rows():
        for row in rows[1:]:
            problems.add(
                f"gives a type of a day again, with other values than row {rows[0]}",
                row=row,
                column="equipment_type",
            )


def _check_states(raw: pl.DataFrame, problems: Problems) -> None:
    """Note rows whose states miss the total, and refuse the file where many do."""
    told = raw.drop_nulls(STATES)
    off = told.filter(pl.sum_horizontal(STATES) != pl.col("total"))
    if off.height > max(3, told.height // 50):
        problems.add(
            f"{off.height} rows where destroyed, abandoned, captured and damaged do not add up to "
            "type_total: columns may be swapped",
            row=off["row"][0],
            column="type_total",
        )
    elif not off.is_empty():
        problems.note(f"{off.height} rows whose states do not add up to the producer's total")


READER = Reader(
    id="losses_confirmed",
    label="visually confirmed losses of both sides by category, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("country", "date", "tank", "afv", "mrl", "aa"),
    parse=parse,
)
TYPES_READER = Reader(
    id="losses_confirmed_types",
    label="visually confirmed losses of both sides by day and type, CSV",
    source=SOURCE,
    specs=(SPEC,),
    recognises=has_columns("country", "equipment_type", "type_total", "date_recorded"),
    parse=parse_types,
)
