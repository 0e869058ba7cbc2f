"""The brief for notebooks: made in memory, shown by its findings, written on request."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sinews.data.evidence.evidence import Evidence, open_evidence
from sinews.data.store.runs import save_run
from sinews.present.brief.brief_options import read_order
from sinews.present.brief.content import TEXT, Brief
from sinews.present.cache.briefs import recall_brief
from sinews.present.export.files import check_format, write_format

if TYPE_CHECKING:
    import polars as pl


def brief(
    question: str = "",
    *,
    language: str = "en",
    strategies: Sequence[str] = (),
    evidence: Evidence | None = None,
) -> "MadeBrief":
    """Return the brief of a question; the same inputs are recalled, not computed again.

    Parameters
    ----------
    question
        Id or words of a template: overview, replace-us, shells, circumvention, strategies.
    language
        ``de``, ``en`` or ``uk``.
    strategies
        Ids of the strategies that are compared; empty for all shipped.

    Raises
    ------
    UsageError
        No template answers the question.
    UnknownNameError
        No such language or strategy.
    """
    tables = evidence or open_evidence()
    return MadeBrief(
        brief=recall_brief(tables, read_order(language, question, strategies)), evidence=tables
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBrief:
    """One brief in memory."""

    brief: Brief
    evidence: Evidence

    @property
    def run(self) -> str:
        """The id that `sinews rerun` takes, once the brief is written."""
        return self.brief.run.id

    @property
    def text(self) -> str:
        """The whole brief as Markdown."""
        return self.brief.files[TEXT].decode()

    @property
    def findings(self) -> list[str]:
        """The title of each finding of the summary."""
        summary = self.text.split("\n## ")[1]
        return [_plain(t) for t in re.findall(r"^### (.+)$", summary, re.MULTILINE)]

    def frame(self) -> "pl.DataFrame":
        """Return the figures of the brief, one a row: id, label, value, low, high, unit, grade."""
        import polars as pl

        keys = ("id", "label", "value", "low", "high", "unit", "grade", "as_of")
        found = json.loads(self.brief.files["figures.json"])["figures"]
        return pl.DataFrame([{k: f[k] for k in keys} for f in found], infer_schema_length=None)

    def write(self, folder: str | Path = "brief", format: str = "html") -> Path:
        """Write all files and return the document: ``html``, ``pdf``, ``md`` or ``docx``.

        Raises
        ------
        UsageError
            The form needs a browser or a library that is not there.
        """
        check_format(format)
        save_run(self.brief.run)
        return write_format(format, self.brief, Path(folder), self.evidence)

    def _repr_html_(self) -> str:
        title = _plain(re.findall(r"^# (.+)$", self.text, re.MULTILINE)[0])
        items = "".join(f"<li>{escape(f)}</li>" for f in self.findings)
        return f"<h3>{escape(title)}</h3><ol>{items}</ol><p>Run {self.run}</p>"


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
