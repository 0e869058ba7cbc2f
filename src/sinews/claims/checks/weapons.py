"""Check: heavy weapons of one class that a donor allocated."""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from sinews.claims.check import Check, Desk, Found
from sinews.errors import UnknownNameError

TABLE: Final = "weapons_by_donor"
PERIOD: Final = "support_monthly"
"""The tracker's monthly table of the same release, whose last month dates the counts."""


def compute(settings: Mapping[str, Any], desk: Desk) -> Found:
    """Return the units of ``weapon_class`` that ``donor`` allocated to date; none is zero.

    Raises
    ------
    UnknownNameError
        The donor or the class is unknown.
    """
    rows = desk.frame(TABLE)
    for name in ("donor", "weapon_class"):
        if settings[name] not in (known := rows[name].unique().sort().to_list()):
            raise UnknownNameError(name.replace("_", " "), settings[name], known)
    found = rows.filter(
        (pl.col("donor") == settings["donor"])
        & (pl.col("weapon_class") == settings["weapon_class"])
    )
    return Found(
        value=float(found["units"].sum()),
        unit="units",
        grade="counted",
        as_of=desk.frame(PERIOD)["month"].dt.month_end().max(),  # type: ignore[arg-type]
        sources=desk.releases(TABLE),
        method="Units allocated since January 2022.",
        rows=f"{TABLE}: {settings['donor']}, {settings['weapon_class']}",
    )


CHECK = Check(
    id="weapons",
    label="Heavy weapons of a donor",
    settings=("donor", "weapon_class"),
    compute=compute,
    table=TABLE,
)
