"""What all requests share: the evidence, a study a language, drawn charts; made once, read only."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from threading import RLock
from typing import Final

from sinews.data.evidence.chain import Chain, trace_figure
from sinews.data.evidence.evidence import Evidence
from sinews.present.brief.brief import open_study
from sinews.present.brief.study import Study
from sinews.present.cache.code import digest_code
from sinews.present.cache.figures import key_of
from sinews.present.figures.chart import Drawn, draw_chart
from sinews.present.figures.charts import CHARTS
from sinews.present.text.words import read_words

_FIRST: Final = "en"


class Shelf:
    """Everything that is the same for every reader, made at the first need.

    Safe to share between threads; nothing of it writes to the data store.
    """

    def __init__(self, open_evidence: Callable[[], Evidence]) -> None:
        self._open, self._lock = open_evidence, RLock()
        self._studies: dict[str, Study] = {}
        self._drawn: dict[tuple[str, str], Drawn] = {}

    @cached_property
    def evidence(self) -> Evidence:
        """The compiled tables."""
        with self._lock:
            return self._open()

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
        with self._lock:
            if not self._studies:
                self._studies[_FIRST] = open_study(self.evidence, _FIRST)
            if language not in self._studies:
                first = self._studies[_FIRST]
                run = replace(first.run, settings={**first.run.settings, "language": language})
                self._studies[language] = replace(first, words=words, run=run)
            return self._studies[language]

    def drawn(self, chart: str, language: str = "en") -> Drawn:
        """Return a chart with its table and sentences.

        Raises
        ------
        UnknownNameError
            There is no such chart or language.
        """
        with self._lock:
            key = (CHARTS[chart].id, language)
            if key not in self._drawn:
                self._drawn[key] = draw_chart(CHARTS[chart], self.study(language))
            return self._drawn[key]

    def chain(self, figure: str) -> Chain:
        """Return where a figure comes from, its inputs included.

        Raises
        ------
        UnknownNameError
            There is no such figure.
        """
        study = self.study()
        return trace_figure(self.evidence, study.figure(figure), study.figure)
