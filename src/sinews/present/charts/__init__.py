"""Registry of charts. To add one: a module with `CHART`, and one line here."""

from sinews.core.registry import Registry
from sinews.present.chart import Chart
from sinews.present.charts import support_pace

CHARTS: Registry[Chart] = Registry("chart", (support_pace.CHART,))
