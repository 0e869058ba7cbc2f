"""What all requests share: the evidence, a study a language, drawn charts; made once, read only."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Final

from sinews.core.once import Once
from sinews.data.evidence.chain import Chain, trace_figure
from sinews.data.evidence.evidence import Evidence
from sinews.present.brief.brief import open_study
from sinews.present.brief.study import Study
from sinews.present.cache.figures import digest_code, key_of
from sinews.present.figures.chart import Drawn, draw_chart
from sinews.present.figures.charts import CHARTS
from sinews.present.text.words import read_words

_FIRST: Final = "en"
ROOM: Final = 1_000
"""Studies, charts and composed chapters that are kept: all of them, in every language."""


class Shelf:
    """Everything that is the same for every reader, made at the first need.

    Safe to share between threads; nothing of it writes to the data store.
    """

    def __init__(self, open_evidence: Callable[[], Evidence]) -> None:
        self._open, self.once = open_evidence, Once(ROOM)

    @cached_property
    def evidence(self) -> Evidence:
        """The compiled tables."""
        return self.once.get("evidence", self._open)

    @cached_property
    def code(self) -> str:
        """Digest of the package."""
        return digest_code()

    @cached_property
    def version(self) -> str:
        """Digest of package and evidence: what is the same follows from the same."""
        return key_of(self.evidence, self.code)

    @cached_property
    def releases(self) -> dict[str, str]:
        """Release key to digest over all tables."""
        return self.evidence.releases()

    def study(self, language: str = "en") -> Study:
        """Return figures, verdicts and words in one language.

        Raises
        ------
        UnknownNameError
            No words in that language.
        """
        words = read_words(language)
        first = self.once.get(("study", _FIRST), lambda: open_study(self.evidence, _FIRST))
        if language == _FIRST:
            return first

        def translate() -> Study:
            run = replace(first.run, settings={**first.run.settings, "language": language})
            return replace(first, words=words, run=run)

        return self.once.get(("study", language), translate)

    def drawn(self, chart: str, language: str = "en") -> Drawn:
        """Return a chart with its table and sentences.

        Raises
        ------
        UnknownNameError
            There is no such chart or language.
        """
        key = ("drawn", CHARTS[chart].id, language)
        return self.once.get(key, lambda: draw_chart(CHARTS[chart], self.study(language)))

    def chain(self, figure: str) -> Chain:
        """Return where a figure comes from, its inputs included.

        Raises
        ------
        UnknownNameError
            There is no such figure.
        """
        study = self.study()
        return trace_figure(self.evidence, study.figure(figure), study.figure)
