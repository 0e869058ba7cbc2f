"""Where a number comes from: the producer, the release, the exact bytes."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sinews.errors import ProvenanceError

CAUTIONS: Final[dict[str, str]] = {
    "belligerent_report": "Reported by a party to the war; not independently confirmed.",
    "lower_bound": "Counts only what was seen and documented; the true number is higher.",
    "allocated_not_delivered": "Allocated means earmarked for a purpose, not delivered.",
    "face_value": "Loans count at face value; drawdowns at the donor's own valuation.",
    "revised": "Revised backwards by the producer at each release.",
    "late_reporters": "The newest months lack reporters; missing is not zero.",
    "eu_exporters_only": "Covers goods leaving the EU; routes through China, Hong Kong, Turkey "
    "and the Emirates are not seen.",
    "mirror_basis": "Importer values include freight and insurance; exporter values do not.",
    "secondary": "Compiled from published statements, not from an original data set.",
    "assumed": "Set by judgement; no data set measures it.",
}
"""Standard warnings, written once and shown wherever a figure that carries them appears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published data product, independent of any release of it.

    Attributes
    ----------
    id
        Stable name, for example ``"kiel_tracker"``.
    url
        The producer's public page; empty for a register of our own, whose rows have addresses.
    licence
        What the producer allows, in a few words.
    cautions
        Keys of `CAUTIONS` that hold for every number from here.
    """

    id: str
    title: str
    producer: str
    url: str
    licence: str
    cautions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := set(self.cautions) - CAUTIONS.keys():
            raise ProvenanceError(
                f"Source {self.id!r} names unknown cautions {sorted(unknown)}; "
                f"known: {', '.join(CAUTIONS)}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The exact bytes of one release of a source.

    Attributes
    ----------
    source
        Id of the source.
    id
        The producer's own name of the release, or the last date in the data.
    published
        Date the producer gives, or None where it gives none.
    retrieved
        Date on which the bytes were obtained.
    sha256
        Digest over the original bytes (of several files: over their sorted digests).
    """

    source: str
    id: str
    published: date | None
    retrieved: date
    sha256: str

    @property
    def key(self) -> str:
        """The short form used in figures and manifests: ``kiel_tracker@29``."""
        return f"{self.source}@{self.id}"
