"""Cells of trade from the rows of a bulk file: members and CN8 only, procedures added up.

Rows are sorted by one number that holds all labels and the row's place, which is the cheapest way
to bring those of a cell together, and gives files that are the same whatever thread came first.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from sinews.core.places import Area
from sinews.data.bulk.checks import CN8_LENGTH, FLOWS, PROCEDURES
from sinews.data.bulk.rows import MISSING, UNITS, Rows, Whole, take_codes
from sinews.errors import EvidenceError

_CELL: Final = ("product", "reporter", "partner", "flow")
_SORTED: Final = (*_CELL, "procedure")
SCHEMA: Final = {
    **dict.fromkeys(("reporter", "partner", "product", "flow", "partner_kind"), pl.String()),
    "month": pl.Date(),
    "value_eur": pl.Float64(),
    "quantity_kg": pl.Float64(),
}
_OUT: Final = -(1 << 50)
"""What a label adds that is not a member's: the number of its row is below 0."""
_MOST_BITS: Final = 63
_PART: Final = 50_000
"""Cells that are given names at a time."""


class Cells:
    """The cells of one file, made while they are read.

    Attributes
    ----------
    repeats
        Whether two rows have all labels in common, as lines that are there twice have.
    of_sums
        Rows left out because they are sums of others: headings, totals, EU27.
    """

    def __init__(
        self,
        rows: Rows,
        areas: Mapping[str, Mapping[str, Area]],
        procedures: tuple[str, ...],
        month: date | None,
    ) -> None:
        self.repeats, self.of_sums = False, 0
        self._rows, self._month = rows, month
        kinds = {a.id: str(a.kind) for a in areas["partner"].values()}
        members = {c: {t: a.id for t, a in f.items() if not a.is_sum} for c, f in areas.items()}
        goods = {t: t for t in rows.list_labels("product") if len(t) == CN8_LENGTH}
        names = {
            **members,
            "product": goods,
            "flow": FLOWS,
            "procedure": {p: p for p in PROCEDURES},
        }
        self._texts = {
            c: pl.Series(sorted(set(names[c].values())), dtype=pl.String) for c in _SORTED
        }
        self._widths = {c: len(self._texts[c]).bit_length() for c in _SORTED}
        self._places = {c: self._place(c, names[c]) for c in _SORTED}
        self._kinds = pl.Series([kinds[p] for p in self._texts["partner"]], dtype=pl.String)
        self._chosen = self._texts["procedure"].is_in(procedures).to_numpy()

    def _place(self, column: str, names: Mapping[str, str]) -> Whole:
        """Return what each code adds to the number of a cell; far below 0 where it is no member."""
        shift = sum(self._widths[c] for c in _SORTED[_SORTED.index(column) + 1 :])
        ranks = {name: i << shift for i, name in enumerate(self._texts[column])}
        texts = self._rows.labels[column]
        return np.array([ranks.get(names.get(t or "", ""), _OUT) for t in texts], dtype=np.int64)

    def scan(self) -> pl.LazyFrame:
        """Return the cells, to be read once by streaming."""

        def read(*_: object) -> Iterator[pl.DataFrame]:
            for shard in self._rows.shards:
                yield from self._add_up(shard.collect(engine="streaming"))

        return pl.io.plugins.register_io_source(read, schema=SCHEMA)

    def _add_up(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        rows, order = self._sort(frame["key"].to_numpy())
        cells = rows >> self._widths["procedure"]
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        if not starts.size:
            return
        cents, grams = (frame[n].to_numpy()[order] for n in UNITS)
        found = pl.DataFrame(
            {
                "cell": cells[starts],
                "cents": np.add.reduceat(cents, starts),
                "grams": np.add.reduceat(grams, starts),
                "least": np.minimum.reduceat(grams, starts),
            }
        )
        del frame, rows, order, cells, starts, cents, grams
        for part in found.iter_slices(_PART):
            yield self._name(part)

    def _sort(self, keys: Whole) -> tuple[Whole, Whole]:
        """Return the number of each chosen row, ascending, and where the row is in its shard."""
        packed = np.zeros(keys.size, dtype=np.int64)
        for column in _SORTED:
            packed += self._places[column][take_codes(keys, column)]
        place = keys.size.bit_length()
        if sum(self._widths.values()) + place > _MOST_BITS:
            raise EvidenceError("More labels than a period of Comext has; download it again.")
        member = packed >= 0
        packed <<= place
        packed |= np.arange(keys.size)
        if not member.all():
            self.of_sums += int((~member).sum())
            self.repeats |= _has_repeats(np.sort(keys[~member]))
            packed = packed[member]
        packed.sort()
        order = packed & ((1 << place) - 1)
        packed >>= place
        self.repeats |= _has_repeats(packed)
        if not self._chosen.all():
            chosen = self._chosen[packed & ((1 << self._widths["procedure"]) - 1)]
            packed, order = packed[chosen], order[chosen]
        return packed, order

    def _name(self, found: pl.DataFrame) -> pl.DataFrame:
        cells = found["cell"].to_numpy()
        texts: dict[str, pl.Series] = {}
        for column in reversed(_CELL):
            rank = cells & ((1 << self._widths[column]) - 1)
            texts[column] = self._texts[column].gather(rank)
            if column == "partner":
                texts["partner_kind"] = self._kinds.gather(rank)
            cells = cells >> self._widths[column]
        return found.select(
            **texts,
            month=pl.lit(self._month, dtype=pl.Date),
            value_eur=pl.col("cents") / UNITS["value_eur"],
            # one procedure without a weight leaves the cell without: a part is no total
            quantity_kg=pl.when(pl.col("least") > MISSING).then(
                pl.col("grams") / UNITS["quantity_kg"]
            ),
        ).select(*SCHEMA)


def _has_repeats(ascending: Whole) -> bool:
    return bool((ascending[1:] == ascending[:-1]).any())
