"""The shape of a comparison's record: what commands print and what the shipped report holds."""

from typing import Literal, NotRequired, TypedDict


class Gap(TypedDict):
    """A mean difference to the baseline with its simultaneous interval."""

    mean: float
    low: float
    high: float
    share_positive: NotRequired[float]


class GapCell(TypedDict):
    """A difference alone."""

    difference: Gap


class MeanCell(GapCell):
    """A mean, and its difference to the baseline."""

    mean: float


class AnchoredCells(TypedDict):
    """Differences where all theories have the same average rate of ending."""

    per_theory: dict[str, MeanCell]
    mixture: GapCell


class RegretCell(TypedDict):
    """What is lost to the best strategy: over futures, and at worst over theories."""

    expected: float
    q90: float
    q95: float
    over_theories: float


class ShareOfGroup(TypedDict):
    """Share of a variance that a group carries: alone, and with all that it takes part in."""

    closed: float
    total: float


class ShareCells(TypedDict):
    """Shares of the variance of a difference, by group."""

    closed: dict[str, float]
    total: dict[str, float]
    joint: float
    assumed_and_theory: ShareOfGroup


class StrategyCells(TypedDict):
    """One strategy on one outcome."""

    id: str
    per_theory: dict[str, MeanCell]
    mixture: MeanCell
    other_anchoring: AnchoredCells
    regret: RegretCell
    shares: ShareCells | None


class OutcomeCells(TypedDict):
    """One outcome, strategy by strategy."""

    id: str
    label: str
    unit: str
    better: Literal["more", "less"]
    strategies: list[StrategyCells]


class PlainCells(MeanCell):
    """One strategy on a cost, or on the months until both preconditions hold."""

    id: str
    share_reached: NotRequired[float]


class PlainOutcome(TypedDict):
    """A cost or a time, strategy by strategy."""

    id: str
    label: str
    unit: str
    strategies: list[PlainCells]


class RunCells(TypedDict):
    """What must agree for the same numbers."""

    study: str
    seed: int
    futures: int
    until: str
    start: str
    elasticities: dict[str, list[float]]
    without: list[str]


class ComparisonCells(TypedDict):
    """A comparison: outcomes, costs and time, with both anchorings."""

    baseline: str
    grade: str
    base_rate_month: dict[str, float]
    anchored: bool
    mean_hazard: dict[str, float]
    anchors: dict[str, float]
    weights: dict[str, float]
    outcomes: list[OutcomeCells]
    months_to_both: PlainOutcome
    costs: list[PlainOutcome]
    cost_per_outcome: NotRequired[list[dict[str, object]]]
    text: NotRequired[list[str]]
    run: RunCells


class ThresholdCells(TypedDict):
    """Where one elasticity flips the order of two strategies under one theory."""

    elasticity: str
    theory: str
    value: float | None
    worst: float | None
    worst_above: bool
    at_low: float
    at_high: float
    ahead: float
    ahead_worst: float | None


class MapCells(TypedDict):
    """Differences over two elasticities."""

    row: str
    column: str
    rows: list[float]
    columns: list[float]
    differences: list[list[float]]


class ThresholdsCells(TypedDict):
    """All thresholds of two strategies on one outcome."""

    a: str
    b: str
    outcome: str
    unit: str
    grade: str
    middle: dict[str, float]
    text: str
    thresholds: list[ThresholdCells]
    maps: list[MapCells]


class StatementCells(TypedDict):
    """A causal statement of the article, judged theory by theory."""

    id: str
    claim: str
    a: str
    b: str
    outcome: str
    unit: str
    grade: str
    per_theory: dict[str, GapCell]
    holds_under: list[str]
    opposite_under: list[str]
    weight_to_move: float | None
    text: str


class ReportCells(ComparisonCells):
    """The shipped comparison: with names, regret by theory, statements and thresholds."""

    labels: dict[str, str]
    regret: dict[str, dict[str, dict[str, float]]]
    argument: list[StatementCells]
    thresholds: list[ThresholdsCells]
