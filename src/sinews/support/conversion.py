"""How fast pledges turn into allocations: the curves at hand, and what is still open."""

from dataclasses import dataclass

import polars as pl

from sinews.data.compile.support.conversion import CONVERSION, conversion_sets
from sinews.data.evidence.evidence import Evidence
from sinews.errors import UnknownNameError

METHOD = (
    "Pledges are linked, first in first out within a package, to the allocations that follow them "
    "in the tracker's rows; rows without a month and negative corrections are left out. The curve "
    "is Kaplan-Meier weighted by amount. The 90 % interval leaves out each package in turn; its "
    "coverage was tested on simulated ledgers of 10 and of 54 packages (.85 to .95)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """One set's curve: columns months_since, share, low, high, and its summary row."""

    id: str
    label: str
    curve: pl.DataFrame
    summary: dict[str, float | None]
    sources: tuple[str, ...]


def describe_set(c: Conversion) -> str:
    """Return the method with what the set leaves out or holds, in numbers."""
    amount = f"EUR {c.summary['announced_eur_bn']:.1f} bn that were allocated on announcement"
    kept = "holds" if conversion_sets()[c.id].get("with_announced") else "leaves out"
    return f"{METHOD} The set has {c.summary['blocks']:.0f} packages and {kept} {amount}."


def describe_filter(id: str) -> str:
    """Return which pledges a set holds, in words."""
    chosen = conversion_sets()[id]
    parts = [f"type {chosen['type']}"] if "type" in chosen else ["all types"]
    parts += [f"base_group {', '.join(chosen['groups'])}"] if "groups" in chosen else []
    parts += (
        [f"donors {', '.join(chosen['donors'])}, not in the table"] if "donors" in chosen else []
    )
    parts += ["without the EU loan of EUR 90 bn"] if chosen.get("without_loan") else []
    parts += ["with what was allocated on announcement"] if chosen.get("with_announced") else []
    return "; ".join(parts)


def find_conversion(evidence: Evidence, id: str) -> Conversion:
    """Return the curve of one set of pledges.

    Raises
    ------
    UnknownNameError
        There is no such set; the nearest are suggested.
    """
    sets = conversion_sets()
    if id not in sets:
        raise UnknownNameError("set of pledges", id, sets)
    table = evidence.table("conversion_curves")
    if not _is_imported(evidence):
        CONVERSION.load()
    summary = evidence.frame("conversion_summary").filter(pl.col("set") == id)
    curve = table.frame.filter(pl.col("set") == id).sort("months_since").drop("set")
    return Conversion(
        id=id,
        label=str(sets[id]["label"]),
        curve=curve,
        summary=summary.drop("set").row(0, named=True),
        sources=table.sources,
    )


def describe_origin(evidence: Evidence) -> str:
    """Return whether the curves are the shipped ones or built from an imported activity table."""
    release = ", ".join(evidence.table("conversion_curves").sources)
    if _is_imported(evidence):
        return f"Curves built from the imported activity table, {release}."
    return (
        f"Shipped curves, computed from {release}; no activity table was imported "
        "(`sinews data add FILE`)."
    )


def _is_imported(evidence: Evidence) -> bool:
    table = "conversion_curves"
    return table in evidence.stored and table not in evidence.passed_over


def list_conversions(evidence: Evidence) -> tuple[Conversion, ...]:
    """Return all sets in the order in which they are declared."""
    return tuple(find_conversion(evidence, id) for id in conversion_sets())


def list_open(evidence: Evidence) -> pl.DataFrame:
    """Return open pledges by donor, both ways of finding their age side by side.

    Columns donor, name, open_eur_bn, mean_age_months, share_older_12m as if the oldest pledges were
    allocated first (newest release), then linked_open_eur_bn and linked_mean_age_months from the
    linked rows: the two are bounds of the age, not of the amount, which is of two releases.
    """
    frame = evidence.frame("open_commitments")
    linked = frame.filter(pl.col("basis") == "linked").select(
        "donor",
        linked_open_eur_bn="open_eur_bn",
        linked_mean_age_months="mean_age_months",
    )
    return (
        frame.filter(pl.col("basis") == "youngest")
        .drop("basis", "as_of")
        .join(linked, on="donor", how="left")
        .join(evidence.frame("donors").select("donor", "name"), on="donor")
        .select(
            "donor",
            "name",
            "open_eur_bn",
            "mean_age_months",
            "share_older_12m",
            "linked_open_eur_bn",
            "linked_mean_age_months",
        )
        .sort("open_eur_bn", "donor", descending=[True, False])
    )


def list_donor_shares(evidence: Evidence) -> pl.DataFrame:
    """Return European donors' military pledges and their share allocated within twelve months.

    Columns donor, name, pledged_eur_bn, share_12m; shares are shrunk to the pool of all of them.
    """
    return (
        evidence.frame("conversion_by_donor")
        .join(evidence.frame("donors").select("donor", "name"), on="donor")
        .select("donor", "name", "pledged_eur_bn", "share_12m")
        .sort("pledged_eur_bn", "donor", descending=[True, False])
    )
