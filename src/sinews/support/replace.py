"""What it takes for the others to replace a donor: three definitions, and who would pay."""

from dataclasses import dataclass
from typing import Final, Literal, cast

import polars as pl

from sinews.core.registry import Registry
from sinews.data.evidence.evidence import Evidence
from sinews.errors import EstimationError, UnknownNameError
from sinews.support.groups import GROUPS
from sinews.support.prices import to_constant
from sinews.support.tables import assumed

BASE_YEARS: Final = ("y2022", "y2023", "y2024")
"""The years whose mean a donor is replaced at; the American stop fell in January 2025."""
NOW: Final = "last_12m"
BASE_SPAN: Final = f"{BASE_YEARS[0][1:]} to {BASE_YEARS[-1][1:]}"
REPLACERS: Final = GROUPS["europe"][1]
BURDENS: Final = ("gdp", "current", "gdp_cap")
Burden = Literal["gdp", "current", "gdp_cap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One meaning of "replace"; `hold_all` keeps the sum over all donors, with others as now."""

    id: str
    label: str
    type: str
    hold_all: bool


DEFINITIONS: Registry[Definition] = Registry(
    "definition",
    (
        Definition(
            id="d1",
            label=f"match the donor's mean military allocations of {BASE_SPAN}",
            type="military",
            hold_all=False,
        ),
        Definition(
            id="d2",
            label=f"match the donor's mean allocations of all types of {BASE_SPAN}",
            type="total",
            hold_all=False,
        ),
        Definition(
            id="d3",
            label=f"hold military allocations of all donors at their mean of {BASE_SPAN} while "
            "donors outside Europe stay where they are now",
            type="military",
            hold_all=True,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The answer under one definition, EUR bn a year.

    Attributes
    ----------
    increment
        What the replacers would add to their own mean of 2022 to 2024.
    level
        What they would then allocate.
    now
        What they allocated in the last twelve months.
    gdp
        GDP of 2021 of the replacing countries, EUR bn; EU institutions have none.
    gdp_eu27
        GDP of 2021 of the replacing member states alone.
    """

    donor: str
    definition: Definition
    increment: float
    level: float
    now: float
    gdp: float
    gdp_eu27: float

    @property
    def missing(self) -> float:
        """What the last twelve months fall short of the level; negative when they exceed it."""
        return self.level - self.now

    def pct_of_gdp(self, eur_bn: float) -> float:
        """Return an amount as per cent of the GDP of all replacing countries."""
        return 100 * eur_bn / self.gdp

    def pct_of_gdp_eu27(self, eur_bn: float) -> float:
        """Return an amount as per cent of the GDP of the replacing member states alone."""
        return 100 * eur_bn / self.gdp_eu27


def measure_replacement(evidence: Evidence, donor: str, definition: Definition) -> Replacement:
    """Return what the European donors need to replace one donor.

    A European donor is replaced by the others of Europe; it then counts among the donors that stay
    where they are.
    """
    replacers = list_replacers(evidence, donor)
    flows = evidence.frame("support_by_donor").filter(pl.col("type") == definition.type)
    everyone = set(flows["donor"])
    base = _yearly(flows, replacers)
    if definition.hold_all:
        level = _yearly(flows, everyone) - _window(flows, everyone - replacers, NOW)
        increment = level - base
    else:
        increment = _yearly(flows, {donor})
        level = base + increment
    donors = evidence.frame("donors").filter(pl.col("donor").is_in(sorted(replacers)))
    members = donors.filter(pl.col("base_group") == "eu27")
    return Replacement(
        donor=donor,
        definition=definition,
        increment=increment,
        level=level,
        now=_window(flows, replacers, NOW),
        gdp=float(donors["gdp_2021_eur_bn"].sum()),
        gdp_eu27=float(members["gdp_2021_eur_bn"].sum()),
    )


def follow_gap(evidence: Evidence, definition: Definition, *, real: bool) -> pl.DataFrame:
    """Return what is missing to replace the United States, for each of the last twelve windows.

    Parameters
    ----------
    real
        In prices of `prices.LAST_YEAR` instead of current ones; months after it stay as they are.

    Returns
    -------
    polars.DataFrame
        month (last of a window of twelve months), missing_eur_bn_year; oldest first.
    """
    amount = pl.col("allocated_eur_bn")
    flows = (
        evidence.frame("support_monthly")
        .filter(pl.col("type") == definition.type)
        .with_columns(
            amount=to_constant(pl.col("month"), amount) if real else amount,
            europe=pl.col("base_group").is_in(REPLACERS),
        )
    )
    base = flows.filter(pl.col("month").dt.year().is_in([int(y[1:]) for y in BASE_YEARS]))
    wanted = base if definition.hold_all else base.filter(pl.col("europe") | _is_us())
    level = float(wanted["amount"].sum()) / len(BASE_YEARS)
    counted = pl.lit(value=True) if definition.hold_all else pl.col("europe")
    return (
        flows.filter(counted)
        .group_by("month")
        .agg(pl.col("amount").sum())
        .sort("month")
        .select("month", missing_eur_bn_year=level - pl.col("amount").rolling_sum(12))
        .tail(12)
    )


def _is_us() -> pl.Expr:
    return pl.col("base_group") == "us"


def list_replacers(evidence: Evidence, donor: str) -> set[str]:
    """Return the European donors and EU institutions without the donor to be replaced."""
    frame = evidence.frame("donors").filter(pl.col("base_group").is_in(REPLACERS))
    return set(frame["donor"]) - {donor}


def share_burden(
    evidence: Evidence, answer: Replacement, burden: str, *, cap_pct: float | None = None
) -> pl.DataFrame:
    """Return who would pay what is missing under a key.

    Parameters
    ----------
    burden
        ``gdp``: by GDP of 2021. ``current``: by what each allocated in the last twelve months.
        ``gdp_cap``: by GDP, but nobody beyond `cap_pct` of its GDP in all; who is above pays no
        more, and the rest is shared again.
    cap_pct
        Per cent of GDP; the value of assumed.toml when None.

    Returns
    -------
    Columns donor, name, now_eur_bn, extra_eur_bn, then_eur_bn, then_pct_gdp; largest extra first.

    Raises
    ------
    UnknownNameError
        There is no such key.
    EstimationError
        The cap leaves something unpaid.
    """
    if burden not in BURDENS:
        raise UnknownNameError("burden key", burden, BURDENS)
    countries = _countries(evidence, answer)
    missing = max(answer.missing, 0.0)
    key = cast(Burden, burden)
    if key == "gdp_cap":
        cap = assumed("cap_pct_gdp") if cap_pct is None else cap_pct
        extra = _fill_to_cap(countries, missing, cap)
    else:
        weight = countries["gdp" if key == "gdp" else "now_eur_bn"]
        extra = missing * weight / weight.sum()
    then = countries["now_eur_bn"] + extra
    return (
        countries.with_columns(
            extra_eur_bn=extra, then_eur_bn=then, then_pct_gdp=100 * then / countries["gdp"]
        )
        .drop("gdp")
        .sort("extra_eur_bn", "donor", descending=[True, False])
    )


def _countries(evidence: Evidence, answer: Replacement) -> pl.DataFrame:
    """Return the replacing countries with GDP and current effort; institutions pay no tax."""
    now = evidence.frame("support_by_donor").filter(
        (pl.col("type") == answer.definition.type) & (pl.col("window") == NOW)
    )
    return (
        evidence.frame("donors")
        .filter(
            pl.col("donor").is_in(sorted(list_replacers(evidence, answer.donor)))
            & (pl.col("donor") != "eu_institutions")
        )
        .join(now, on="donor")
        .select("donor", "name", gdp="gdp_2021_eur_bn", now_eur_bn="allocated_eur_bn")
        .sort("donor")
    )


def _fill_to_cap(countries: pl.DataFrame, missing: float, cap_pct: float) -> pl.Series:
    """Return extra amounts by GDP under a ceiling, shared again until nothing is left."""
    room = (cap_pct / 100 * countries["gdp"] - countries["now_eur_bn"]).clip(0)
    most = float(room.sum())
    if most < missing:
        raise EstimationError(
            f"Under a cap of {cap_pct} % of GDP the replacing countries can add EUR "
            f"{most:.2f} bn a year, {missing - most:.2f} less than is missing; "
            "choose a higher cap with --cap."
        )
    extra = pl.Series("extra", [0.0] * countries.height)
    left = missing
    while left > 1e-9:
        weight = countries["gdp"] * (room - extra > 1e-12)
        extra = pl.Series(
            "extra",
            [
                min(e + left * w / weight.sum(), r)
                for e, w, r in zip(extra, weight, room, strict=True)
            ],
        )
        left = missing - float(extra.sum())
    return extra


def _yearly(flows: pl.DataFrame, donors: set[str]) -> float:
    return sum(_window(flows, donors, y) for y in BASE_YEARS) / len(BASE_YEARS)


def _window(flows: pl.DataFrame, donors: set[str], window: str) -> float:
    chosen = flows.filter((pl.col("window") == window) & pl.col("donor").is_in(sorted(donors)))
    return float(chosen["allocated_eur_bn"].sum())
