"""From allocation to delivery: what was paid out, what is unknown, and which weapons were given."""

from dataclasses import dataclass

import polars as pl

from sinews.data.evidence.evidence import Evidence
from sinews.data.evidence.imported import find_imported
from sinews.errors import UnknownNameError, UsageError

UNKNOWN = (
    "Whether allocated military and humanitarian support has been delivered is unknown: the "
    "shipped tables carry no delivery, and a missing delivery is not a missing good."
)


STOCKS = "Shares of national stocks are not given: the fact register holds no stock of a donor."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of delivery by donor.

    Attributes
    ----------
    frame
        One row a donor (and type of item); its column `state` tells what is unknown.
    """

    frame: pl.DataFrame
    sources: tuple[str, ...]


def compare_disbursed(evidence: Evidence) -> Delivery:
    """Return financial allocations against budget support paid, of one release.

    Columns donor, name, allocated_eur_bn, disbursed_eur_bn, unknown_eur_bn, state. What is
    allocated and not reported as paid is unknown; it is null where more was paid than allocated,
    which the producer does not explain. Both sides are of the release of the activity rows, to the
    same month; rows without a month count on both sides. Guarantees and swap lines are allocations
    that may never be paid.
    """
    paid = (
        evidence.frame("budget_support_disbursed")
        .group_by("donor")
        .agg(pl.col("disbursed_eur_bn").sum())
    )
    table = evidence.table("support_commitments_by_donor")
    allocated = table.frame.filter(
        (pl.col("type") == "financial") & (pl.col("window") == "to_date")
    ).select("donor", "allocated_eur_bn")
    gap = pl.col("allocated_eur_bn") - pl.col("disbursed_eur_bn")
    frame = (
        allocated.join(paid, on="donor", how="left")
        .join(evidence.frame("donors").select("donor", "name"), on="donor")
        .filter((pl.col("allocated_eur_bn") > 0) | pl.col("disbursed_eur_bn").is_not_null())
        .with_columns(
            unknown_eur_bn=pl.when(gap >= 0).then(gap),
            state=pl.when(pl.col("disbursed_eur_bn").is_null())
            .then(pl.lit("unknown"))
            .when(gap < -1e-9)
            .then(pl.lit("more paid than allocated"))
            .otherwise(pl.lit("partly known")),
        )
        .select("donor", "name", "allocated_eur_bn", "disbursed_eur_bn", "unknown_eur_bn", "state")
        .sort("allocated_eur_bn", "donor", descending=[True, False])
    )
    return Delivery(frame=frame, sources=table.sources)


def list_delivered(evidence: Evidence, donor: str | None = None) -> Delivery:
    """Return pieces allocated and delivered by donor and type of item, from an imported workbook.

    Columns donor, item_type, units_allocated, units_delivered, rows_unknown and state: pieces of
    rows without a delivery are unknown, and `rows_unknown` counts them. Pieces of different items
    of one type are added as the producer counts them.

    Raises
    ------
    UsageError
        No workbook was imported, or the donor names no item.
    """
    imported = find_imported(evidence, "kiel_items")
    if imported is None:
        raise UsageError(
            "The shipped tables carry no delivered pieces. They stand in the tracker's official "
            "workbook: get it from the producer's page and run `sinews data add FILE.xlsx`."
        )
    frame = imported.frame
    if donor is not None:
        frame = frame.filter(pl.col("donor") == donor)
    if frame.is_empty():
        raise UsageError(f"The workbook names no item of {donor}; that does not mean none.")
    unknown = pl.col("units_delivered").is_null()
    known = pl.len() - unknown.sum()
    summed = frame.group_by("donor", "item_type").agg(
        units_allocated=pl.when(pl.col("units_allocated").count() > 0).then(
            pl.col("units_allocated").sum()
        ),
        units_delivered=pl.when(known > 0).then(pl.col("units_delivered").sum()),
        rows_unknown=unknown.sum().cast(pl.Int64),
        state=pl.when(known == 0)
        .then(pl.lit("unknown"))
        .when(unknown.any())
        .then(pl.lit("partly known"))
        .otherwise(pl.lit("known")),
    )
    return Delivery(frame=summed.sort("donor", "item_type"), sources=imported.sources)


def list_weapons(
    evidence: Evidence, *, weapon_class: str | None = None, donor: str | None = None
) -> pl.DataFrame:
    """Return allocated heavy weapons: columns donor, name, weapon_class, units, value_eur.

    Raises
    ------
    UnknownNameError
        There is no such class.
    UsageError
        The donor allocated none: the table lists what was given, not zeros.
    """
    frame = evidence.frame("weapons_by_donor")
    classes = sorted(set(frame["weapon_class"]))
    if weapon_class is not None:
        if weapon_class not in classes:
            raise UnknownNameError("weapon class", weapon_class, classes)
        frame = frame.filter(pl.col("weapon_class") == weapon_class)
    if donor is not None:
        frame = frame.filter(pl.col("donor") == donor)
    if frame.is_empty():
        raise UsageError(
            f"No heavy weapons of this kind are recorded for {donor}; the tracker lists "
            f"{', '.join(classes)} only."
        )
    return (
        frame.join(evidence.frame("donors").select("donor", "name"), on="donor")
        .select("donor", "name", "weapon_class", "units", "value_eur")
        .sort("weapon_class", "units", "donor", descending=[False, True, False])
    )
