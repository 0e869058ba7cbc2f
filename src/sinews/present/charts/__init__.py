"""Registry of charts. To add one: a module with `CHART`, and one line here."""

from sinews.core.registry import Registry
from sinews.present.chart import Chart
from sinews.present.charts import (
    campaign_binding,
    campaign_holdout,
    campaign_strategies,
    losses_claims,
    losses_ratio,
    materiel_clock,
    materiel_fire,
    materiel_need,
    materiel_skill,
    materiel_stocks,
    support_burden,
    support_conversion,
    support_months,
    support_open,
    support_pace,
    support_replace,
    support_shells,
    support_types,
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
        losses_claims.CHART,
        losses_ratio.CHART,
        materiel_fire.CHART,
        materiel_need.CHART,
        materiel_stocks.CHART,
        materiel_skill.CHART,
        materiel_clock.CHART,
        campaign_binding.CHART,
        campaign_strategies.CHART,
        campaign_holdout.CHART,
    ),
)
