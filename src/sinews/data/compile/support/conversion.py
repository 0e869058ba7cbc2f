"""How pledges turn into allocations: cohorts by group, curves and half-lives by set of donors."""

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import polars as pl

from sinews.core.artifact import Artifact
from sinews.core.survival import Spells, bound_curve, estimate_curve, find_half_life
from sinews.data.compile.compiled import Compiled, Frames
from sinews.data.compile.support.pledge_links import Ledger, link_pledges
from sinews.data.contracts import load_spec
from sinews.data.sources.kiel import common as kiel
from sinews.errors import EvidenceError, UsageError

N_AGES: Final = 37
_NO_FILTER: Final = ("label", "without_loan", "with_announced")
_SETTLED = 12
_DIGITS = 9
"""Decimals of shares that are kept: the last ones of a float differ between machines."""
_LOAN_SLACK_EUR_BN = 1.0
"""Other pledges of the month of the loan; in release 28 there are none worth a billion."""


@cache
def conversion_sets() -> dict[str, dict[str, Any]]:
    """Return the published sets by id, without the entry that describes the loan."""
    return {k: v for k, v in _toml().items() if k != "loan"}


@cache
def _toml() -> dict[str, dict[str, Any]]:
    text = (files("sinews.data.compile.support") / "conversion_sets.toml").read_text(
        encoding="utf-8"
    )
    return tomllib.loads(text)


COHORTS = load_spec("conversion_cohorts")
CURVES = load_spec("conversion_curves")
SUMMARY = load_spec("conversion_summary")


def pledge_ages(ledger: Ledger) -> pl.DataFrame:
    """Return the ledger with base group, age in months and whether each amount turned.

    `from_pledge` is false for what was allocated on announcement.
    """
    until = pl.col("allocation_month").fill_null(pl.lit(ledger.end))
    age = (
        (until.dt.year() - pl.col("pledge_month").dt.year()) * 12
        + until.dt.month()
        - pl.col("pledge_month").dt.month()
    )
    return ledger.linked.with_columns(
        base_group=pl.col("donor").replace_strict(kiel.donor_groups()),
        allocated=pl.col("allocation_month").is_not_null(),
        until_month=until,
        # A few allocations are dated before their pledge: they were allocated at once.
        age=age.cast(pl.Int64).clip(0),
    )


def choose_set(pledges: pl.DataFrame, id: str) -> pl.DataFrame:
    """Return the pledges of one published set.

    Raises
    ------
    EvidenceError
        The loan that the set leaves out is not in the month where it is said to be.
    """
    entry, loan = conversion_sets()[id], _toml()["loan"]
    pledges = pledges if entry.get("with_announced") else pledges.filter("from_pledge")
    chosen = _filter_set(pledges, entry)
    if entry.get("without_loan"):
        here = (pl.col("donor") == loan["donor"]) & (pl.col("pledge_month") == loan["pledge_month"])
        _check_loan(pledges.filter(here), loan, max(pledges["until_month"].to_list()))
        chosen = chosen.filter(~here)
    return chosen


def _filter_set(pledges: pl.DataFrame, entry: dict[str, Any]) -> pl.DataFrame:
    columns = {"type": "type", "groups": "base_group"}
    for key in entry:
        if key not in _NO_FILTER:
            column = columns.get(key, "donor")
            wanted = entry[key] if isinstance(entry[key], list) else [entry[key]]
            pledges = pledges.filter(pl.col(column).is_in(wanted))
    return pledges


def _check_loan(found: pl.DataFrame, loan: dict[str, Any], end: date) -> None:
    """Raise unless the month of the loan holds it, or lies beyond the data."""
    amount = float(found["amount_eur_bn"].sum())
    if end >= loan["pledge_month"] and abs(amount - loan["eur_bn"]) > _LOAN_SLACK_EUR_BN:
        raise EvidenceError(
            f"Pledges of {loan['donor']} in {loan['pledge_month']:%Y-%m} add up to EUR "
            f"{amount:.1f} bn, not to the loan of {loan['eur_bn']:.0f} that curves leave out: "
            "it was booked in another month. The curves of the release before stay in use."
        )


def _announced(pledges: pl.DataFrame, id: str) -> pl.DataFrame:
    """Return what a set holds, or leaves out, of amounts allocated when they were announced."""
    return _filter_set(pledges.filter(~pl.col("from_pledge")), conversion_sets()[id])


def to_spells(pledges: pl.DataFrame) -> Spells:
    """Return pledges as the arrays that curves are estimated from."""
    return Spells(
        age=pledges["age"].to_numpy(),
        amount=pledges["amount_eur_bn"].to_numpy(),
        turned=pledges["allocated"].to_numpy(),
        block=pledges["block"].to_numpy(),
    )


def build_cohorts(frames: Frames) -> pl.DataFrame:
    """Return the amounts summed to group, type and months."""
    pledges = pledge_ages(link_pledges(frames["kiel_activities"])).filter("from_pledge")
    return pledges.group_by(COHORTS.key).agg(pl.col("amount_eur_bn").sum())


def build_curves(frames: Frames) -> pl.DataFrame:
    """Return every set's curve with its band."""
    pledges = pledge_ages(link_pledges(frames["kiel_activities"]))
    parts = []
    for id in conversion_sets():
        spells = to_spells(choose_set(pledges, id))
        low, high = bound_curve(spells, N_AGES)
        found = {"share": estimate_curve(spells, N_AGES), "low": low, "high": high}
        columns = {name: np.round(values, _DIGITS) for name, values in found.items()}
        parts.append(
            pl.DataFrame({"set": [id] * N_AGES, "months_since": np.arange(N_AGES), **columns})
        )
    return pl.concat(parts)


def build_summary(frames: Frames) -> pl.DataFrame:
    """Return half-lives and shares after a year with their intervals.

    A half-life lies between the ages at which the upper and the lower end of the curve reach half.
    """
    pledges = pledge_ages(link_pledges(frames["kiel_activities"]))
    rows = []
    for id in conversion_sets():
        chosen = choose_set(pledges, id)
        spells = to_spells(chosen)
        curve, low, high = (
            np.round(c, _DIGITS)
            for c in (estimate_curve(spells, N_AGES), *bound_curve(spells, N_AGES))
        )
        rows.append(
            {
                "set": id,
                "blocks": chosen["block"].n_unique(),
                "pledged_eur_bn": chosen["amount_eur_bn"].sum(),
                "open_eur_bn": chosen.filter(~pl.col("allocated"))["amount_eur_bn"].sum(),
                "announced_eur_bn": _announced(pledges, id)["amount_eur_bn"].sum(),
                "half_life_months": _finite(float(find_half_life(curve))),
                "half_life_low_months": _finite(float(find_half_life(high))),
                "half_life_high_months": _finite(float(find_half_life(low))),
                "share_12m": curve[_SETTLED],
                "share_12m_low": low[_SETTLED],
                "share_12m_high": high[_SETTLED],
            }
        )
    return pl.DataFrame(rows, schema={c.name: c.type for c in SUMMARY.columns})


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


_INPUT = ("kiel_activities",)
COMPILED = (
    Compiled(spec=COHORTS, inputs=_INPUT, build=build_cohorts),
    Compiled(spec=CURVES, inputs=_INPUT, build=build_curves),
    Compiled(spec=SUMMARY, inputs=_INPUT, build=build_summary),
)


def refuse_making(tell: Callable[[str], None]) -> dict[str, bytes]:  # noqa: ARG001
    """Say that the curves follow from the producer's activity rows, which are not shipped.

    Raises
    ------
    UsageError
        Always: the command that compiles them stamps them.
    """
    raise UsageError(
        "Conversion curves are computed from the producer's activity rows, which are not shipped; "
        "with them in a folder run `sinews data compile FOLDER`, which makes the result fresh."
    )


_HERE: Final = "sinews.data.compile.support.conversion"
CONVERSION: Final = Artifact(
    id="support.conversion",
    label="How pledges turn into allocations: cohorts, curves and half-lives",
    files=tuple(f"data/reference/{c.spec.id}.parquet" for c in COMPILED),
    make=f"{_HERE}:refuse_making",
    read=tuple,
    code=(f"{_HERE}:build_cohorts", f"{_HERE}:build_curves", f"{_HERE}:build_summary"),
    inputs=("data/compile/support/conversion_sets.toml",),
    stamp="data/compile/support/conversion.stamp.json",
    cut=(
        "sinews.core.artifact",
        "sinews.core.registry",
        "sinews.core.table",
        "sinews.core.units",
        "sinews.data.compile.compiled",
        "sinews.data.contracts",
        "sinews.data.read",
        "sinews.data.sources",
        "sinews.data.store",
        "sinews.errors",
    ),
)
