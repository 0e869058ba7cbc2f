"""What `import sinews` offers: evidence, figures, runs, comparisons and the brief."""

from sinews.surface.briefs import MadeBrief, brief
from sinews.surface.charts import ShownChart, chart
from sinews.surface.figures import FigureList, figures, load_evidence
from sinews.surface.runs import (
    Compared,
    Differences,
    compare,
    run,
)

__all__ = [
    "Compared",
    "Differences",
    "FigureList",
    "MadeBrief",
    "ShownChart",
    "brief",
    "chart",
    "compare",
    "figures",
    "load_evidence",
    "run",
]
