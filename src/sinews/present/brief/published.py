"""All published figures by id, each family computed when the first of its figures is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sinews.catalogue import FAMILIES
from sinews.core.figure import Figure
from sinews.data.evidence.evidence import Evidence


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
