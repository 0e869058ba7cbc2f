"""Published figures of support: what was allocated and committed, by whom, of which type, when."""

from dataclasses import dataclass
from typing import Final, Literal

from sinews.core.figure import Figure
from sinews.core.periods import Window, describe_months, last_day
from sinews.core.query import Cells, Query, Solver
from sinews.core.table import EvidenceTable
from sinews.data.compile.sums import list_windows
from sinews.data.evidence.chain import FigureFamily
from sinews.data.evidence.evidence import Evidence
from sinews.support.groups import list_members

Basis = Literal["allocated", "committed"]
_NOUN: Final[dict[Basis, str]] = {"allocated": "allocations", "committed": "commitments"}
TYPES: Final = ("total", "military", "financial", "humanitarian")
_ALLOCATED: Final = (
    "Sum of the tracker's allocations over donors and months. Allocated means earmarked for a "
    "purpose, not delivered; loans count at face value, prices are current."
)
_COMMITTED: Final = (
    "Sum of the tracker's commitments over donors and months, each booked whole in the month of "
    "its announcement; the part not yet allocated is included."
)
_COMMITTED_BY_TYPE: Final = (
    "Sum of activity values over the rows of release 28, because release 29 does not tell "
    "commitments by type: the figure ends earlier than the total and need not add up to it. "
    "To-date sums include rows without a month."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One basis and some types, read from one table that ends in one month."""

    basis: Basis
    types: tuple[str, ...]
    table: EvidenceTable
    windows: tuple[Window, ...]
    method: str


def build_allocated(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.allocated.<group>.<type>.<window>`` for all groups, donors and windows."""
    part = _Part(
        basis="allocated",
        types=TYPES,
        table=evidence.table("support_by_donor"),
        windows=_windows(evidence, "support_monthly"),
        method=_ALLOCATED,
    )
    return _figures(part, evidence)


def build_committed(evidence: Evidence) -> tuple[Figure, ...]:
    """Return ``support.committed.<group>.<type>.<window>``; types other than total are older."""
    total = _Part(
        basis="committed",
        types=("total",),
        table=evidence.table("support_by_donor"),
        windows=_windows(evidence, "support_monthly"),
        method=_COMMITTED,
    )
    by_type = _Part(
        basis="committed",
        types=TYPES[1:],
        table=evidence.table("support_commitments_by_donor"),
        windows=_windows(evidence, "support_commitments_by_type"),
        method=_COMMITTED_BY_TYPE,
    )
    return _figures(total, evidence) + _figures(by_type, evidence)


def _windows(evidence: Evidence, table: str) -> tuple[Window, ...]:
    months = evidence.frame(table)["month"].to_list()
    return list_windows(min(months), max(months))


def _figures(part: _Part, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figures of one part; a donor's missing amount raises, it is never read as 0."""
    solver = Solver(evidence.frame)
    members = list_members(evidence.frame("donors"))
    return tuple(
        _figure(
            part, _Cell(group=group, name=name, donors=donors, type=type, window=window), solver
        )
        for group, (name, donors) in members.items()
        for type in part.types
        for window in part.windows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """What one figure is about."""

    group: str
    name: str
    donors: tuple[str, ...]
    type: str
    window: Window


def _figure(part: _Part, cell: _Cell, solver: Solver) -> Figure:
    kind = "" if cell.type == "total" else f"{cell.type} "
    months = describe_months(cell.window.start, cell.window.end)
    label = f"{kind}{_NOUN[part.basis]} of {cell.name}, {months}"
    cells = Cells(
        table=part.table.spec.id,
        column=f"{part.basis}_eur_bn",
        where=(("donor", cell.donors), ("type", (cell.type,)), ("window", (cell.window.id,))),
    )
    query = Query(terms=((part.basis, cells),), formula=part.basis)
    return Figure(
        id=f"support.{part.basis}.{cell.group}.{cell.type}.{cell.window.id}",
        label=label[0].upper() + label[1:],
        value=solver.solve(query),
        unit="EUR bn",
        grade="counted" if part.basis == "allocated" else "planned",
        as_of=last_day(cell.window.end),
        sources=part.table.sources,
        method=part.method,
        rows=query.describe(),
        query=query,
    )


ALLOCATED = FigureFamily(
    id="support.allocated",
    label="Allocations by group or donor, type and window",
    build=build_allocated,
)
COMMITTED = FigureFamily(
    id="support.committed",
    label="Commitments by group or donor, type and window",
    build=build_committed,
)
