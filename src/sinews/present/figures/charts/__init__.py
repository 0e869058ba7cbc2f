"""Registry of charts. To add one: a module with `CHART`, and one line here."""

from sinews.core.registry import Registry
from sinews.present.figures.chart import Chart
from sinews.present.figures.charts.campaign import binding as campaign_binding
from sinews.present.figures.charts.campaign import strategies as campaign_strategies
from sinews.present.figures.charts.claims import squares as claims_squares
from sinews.present.figures.charts.decision import differences as decision_differences
from sinews.present.figures.charts.decision import front as decision_front
from sinews.present.figures.charts.decision import regret as decision_regret
from sinews.present.figures.charts.decision import thresholds as decision_thresholds
from sinews.present.figures.charts.diversion import (
    arrivals as diversion_arrivals,
)
from sinews.present.figures.charts.diversion import (
    cars as diversion_cars,
)
from sinews.present.figures.charts.diversion import (
    flows as diversion_flows,
)
from sinews.present.figures.charts.diversion import (
    placebo as diversion_placebo,
)
from sinews.present.figures.charts.diversion import (
    shares as diversion_shares,
)
from sinews.present.figures.charts.diversion import (
    totals as diversion_totals,
)
from sinews.present.figures.charts.front import (
    casualties as front_casualties,
)
from sinews.present.figures.charts.front import (
    ground as front_ground,
)
from sinews.present.figures.charts.front import (
    skill as front_skill,
)
from sinews.present.figures.charts.front import (
    strikes as front_strikes,
)
from sinews.present.figures.charts.losses import claims as losses_claims
from sinews.present.figures.charts.losses import ratio as losses_ratio
from sinews.present.figures.charts.materiel import (
    clock as materiel_clock,
)
from sinews.present.figures.charts.materiel import (
    economy as materiel_economy,
)
from sinews.present.figures.charts.materiel import (
    fire as materiel_fire,
)
from sinews.present.figures.charts.materiel import (
    need as materiel_need,
)
from sinews.present.figures.charts.materiel import (
    stocks as materiel_stocks,
)
from sinews.present.figures.charts.support import (
    burden as support_burden,
)
from sinews.present.figures.charts.support import (
    conversion as support_conversion,
)
from sinews.present.figures.charts.support import (
    months as support_months,
)
from sinews.present.figures.charts.support import (
    open as support_open,
)
from sinews.present.figures.charts.support import (
    pace as support_pace,
)
from sinews.present.figures.charts.support import (
    replace as support_replace,
)
from sinews.present.figures.charts.support import (
    shells as support_shells,
)
from sinews.present.figures.charts.support import (
    types as support_types,
)

CHARTS: Registry[Chart] = Registry(
    "chart",
    (
        support_pace.CHART,
        support_types.CHART,
        support_burden.CHART,
        support_conversion.CHART,
        support_open.CHART,
        support_months.CHART,
        support_replace.CHART,
        support_shells.CHART,
        front_ground.CHART,
        front_strikes.CHART,
        front_casualties.CHART,
        front_skill.CHART,
        losses_claims.CHART,
        losses_ratio.CHART,
        materiel_fire.CHART,
        materiel_need.CHART,
        materiel_stocks.CHART,
        materiel_economy.CHART,
        materiel_clock.CHART,
        campaign_binding.CHART,
        campaign_strategies.CHART,
        decision_thresholds.CHART,
        decision_differences.CHART,
        decision_regret.CHART,
        decision_front.CHART,
        diversion_flows.CHART,
        diversion_placebo.CHART,
        diversion_shares.CHART,
        diversion_arrivals.CHART,
        diversion_totals.CHART,
        diversion_cars.CHART,
        claims_squares.CHART,
    ),
)
