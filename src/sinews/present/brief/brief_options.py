"""What a reader asked of a brief: language, question, strategies; checked before any work."""

from collections.abc import Sequence
from dataclasses import dataclass

from sinews.campaign.strategy import BASELINE, shipped_strategies
from sinews.errors import UnknownNameError, UsageError
from sinews.present.brief.questions import find_question
from sinews.present.text.words import read_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One checked order of a brief.

    Attributes
    ----------
    question
        Id of a template of ``questions.toml``.
    strategies
        Ids of the strategies that are compared; every shipped one where none is named.
    futures
        How many futures every strategy is run with now; None for the shipped results.
    country
        Donor that the brief is about; empty for a brief that answers a question.
    """

    language: str
    question: str
    strategies: tuple[str, ...]
    futures: int | None
    country: str = ""

    @property
    def settings(self) -> dict[str, object]:
        """What the run manifest keeps of it."""
        if self.country:
            return {"language": self.language, "country": self.country}
        kept: dict[str, object] = {
            "language": self.language,
            "question": self.question,
            "strategies": list(self.strategies),
        }
        return kept if self.futures is None else kept | {"futures": self.futures}


def read_order(
    language: str = "en",
    question: str = "",
    strategies: Sequence[str] = (),
    futures: int | None = None,
    country: str = "",
) -> Order:
    """Return an order with its question found and its strategies known.

    Raises
    ------
    UnknownNameError
        No such language or strategy.
    UsageError
        No template answers the question, or only the path that the others are compared with is
        named, or a country is named with any of them.
    """
    read_words(language)
    if country and (question or strategies or futures):
        raise UsageError(
            "A brief of a country answers no other question; leave out --question, --strategies "
            "and --futures, or --country."
        )
    template = find_question(question or ("strategies" if strategies else "overview"))
    known = tuple(s for s in shipped_strategies().ids if s != BASELINE)
    for s in strategies:
        if s not in (*known, BASELINE):
            raise UnknownNameError("strategy of the report", s, known)
    chosen = tuple(s for s in known if s in strategies)
    if strategies and not chosen:
        raise UsageError(
            f"{BASELINE} is what the others are compared with; name one of {', '.join(known)}."
        )
    return Order(
        language=language,
        question=template.id,
        strategies=chosen or known,
        futures=futures,
        country=country,
    )
