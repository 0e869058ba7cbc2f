"""What a brief shows, gathered once for every form that it is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from markupsafe import Markup

from sinews.core.manifest import RunManifest
from sinews.present.brief.compose import ChapterView
from sinews.present.brief.study import Study
from sinews.present.brief.summary import FindingView
from sinews.present.figures.chart import Drawn
from sinews.present.figures.drawing import ChartFiles

INDEX: Final = "index.html"
TEXT: Final = "brief.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All files of one brief by their path inside its folder; same inputs, same bytes."""

    files: Mapping[str, bytes]
    run: RunManifest

    def write(self, folder: Path) -> Path:
        """Write the files and return the path of the page; files of other names stay.

        Nothing changes in the folder before all files are on its disk: one that is full leaves
        the folder as it was.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".new.") as made:
            for name, content in self.files.items():
                path = Path(made) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name in self.files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(made) / name).replace(folder / name)
        return folder / INDEX


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """One key number: what it is, the number as a link to its origin, and what to know of it.

    ``grade`` is empty where there is no such number; ``number`` then is a dash.
    """

    id: str
    label: Markup
    number: Markup
    sub: Markup
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Title, chapters, findings and drawings of one brief.

    Attributes
    ----------
    keys
        Numbers that the brief of a country opens with, in place of findings.
    only
        Figures that the files hold; empty for all.
    used
        Compiled table to the figures and tables that are drawn from it.
    files
        Chart to its files, where those were asked for.
    """

    study: Study
    heading: str
    lede: str
    chapters: Sequence[ChapterView]
    findings: Sequence[FindingView]
    used: Mapping[str, Sequence[str]]
    drawn: Mapping[str, Drawn]
    files: Mapping[str, ChartFiles]
    keys: Sequence[KeyView] = ()
    only: Sequence[str] = ()
