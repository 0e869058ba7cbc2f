"""What a brief shows, gathered once for every form that it is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sinews.present.figures.chart import Drawn
from sinews.present.brief.compose import ChapterView
from sinews.present.figures.drawing import ChartFiles
from sinews.present.brief.study import Study
from sinews.present.brief.summary import FindingView


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Chapters, findings and drawings of one brief.

    Attributes
    ----------
    used
        Compiled table to the figures and tables that are drawn from it.
    files
        Chart to its files, where those were asked for.
    """

    study: Study
    chapters: Sequence[ChapterView]
    findings: Sequence[FindingView]
    used: Mapping[str, Sequence[str]]
    drawn: Mapping[str, Drawn]
    files: Mapping[str, ChartFiles]
