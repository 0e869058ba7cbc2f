"""What `import sinews` offers: evidence, figures, runs, comparisons and the brief."""

from sinews.surface.briefs import MadeBrief, brief
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
    "brief",
    "compare",
    "figures",
    "load_evidence",
    "run",
]
