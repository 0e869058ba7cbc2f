"""Everything that a brief is made from: evidence, figures, verdicts, words, the run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from sinews.catalogue import FAMILIES
from sinews.claims.claim import Judged
from sinews.core.figure import Figure
from sinews.core.manifest import RunManifest
from sinews.core.provenance import Release
from sinews.data.evidence.evidence import Evidence
from sinews.decision.compare.filter_report import narrow_report
from sinews.decision.report.shipped import Report, load_report
from sinews.errors import UnknownNameError
from sinews.present.text.words import Words


@dataclass(slots=True)
class Figures(Mapping[str, Figure]):
    """A mapping from id to figure; the charts of one chapter are drawn while others wait.

    Parameters
    ----------
    waiting
        Common prefix of some ids to what computes them.
    """

    waiting: dict[str, Callable[[], Iterable[Figure]]]
    known: dict[str, Figure] = field(default_factory=dict)

    def __getitem__(self, id: str) -> Figure:
        if id not in self.known:
            self._compute([p for p in self.waiting if id.startswith(p)])
        return self.known[id]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.complete().known))

    def __len__(self) -> int:
        return len(self.complete().known)

    def complete(self) -> "Figures":
        """Compute what is not known yet."""
        self._compute(list(self.waiting))
        return self

    def prepare(self, leave: str) -> None:
        """Compute what is not known yet, but for families whose ids start with `leave`."""
        self._compute([p for p in self.waiting if not p.startswith(leave)])

    def _compute(self, prefixes: Iterable[str]) -> None:
        for prefix in prefixes:
            # Another family that this one reads may have been computed meanwhile.
            if compute := self.waiting.pop(prefix, None):
                self.known |= {f.id: f for f in compute()}


def figures_of(evidence: Evidence) -> Figures:
    """Return the figures of the catalogue."""
    return Figures({f.id: lambda f=f: f.build(evidence) for f in FAMILIES})  # type: ignore[misc]


@dataclass(frozen=True, kw_only=True)
class Study:
    """The material of one brief; charts and chapters read it and compute no result.

    Attributes
    ----------
    figures
        Every published figure by id, those of the claims included.
    judge
        Returns every claim of the ledger with its verdict.
    run
        What reproduces this brief.
    strategies
        Ids of the strategies that are compared, without the one they are compared with.
    question
        Id of the question that the brief answers.
    """

    evidence: Evidence
    figures: Mapping[str, Figure]
    judge: Callable[[], tuple[Judged, ...]]
    words: Words
    run: RunManifest
    strategies: tuple[str, ...] = ()
    question: str = "overview"

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every claim of the ledger with its verdict."""
        return self.judge()

    def figure(self, id: str) -> Figure:
        """Return one figure.

        Raises
        ------
        UnknownNameError
            There is none of that id.
        """
        if id not in self.figures:
            raise UnknownNameError("figure", id, self.figures)
        return self.figures[id]

    def frame(self, table: str) -> pl.DataFrame:
        """Return the frame of one compiled table."""
        return self.evidence.frame(table)

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Every release behind the evidence; a release of several files has several digests."""
        tables = (self.evidence.table(t) for t in self.evidence.ids)
        return tuple(dict.fromkeys(r for t in tables for r in t.releases))

    def name_donors(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame of donors with their ``name`` in the language of the brief."""
        rows = frame.select("donor", "name").rows()
        return frame.with_columns(name=pl.Series([self.words.donor(*r) for r in rows]))

    def written(self, id: str) -> str:
        """Return the value of a figure with its unit, for titles and alt text."""
        return self.words.numbers.value(self.figure(id))

    def bare(self, id: str) -> str:
        """Return the value of a figure without its unit."""
        return self.words.numbers.bare(self.figure(id))


def comparison_of(study: Study) -> Report:
    """Return the shipped comparison, narrowed where a brief names some of the strategies."""
    report = load_report()
    return narrow_report(report, study.strategies) if study.strategies else report
