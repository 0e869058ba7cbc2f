"""How a dossier speaks: its sentences, numbers, places and goods in the language of the reader."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sinews.core.periods import Window
from sinews.core.places import countries
from sinews.diversion.corridors.dossier_evidence import Statement
from sinews.present.text.prose import describe_goods
from sinews.present.text.words import Words

MILLION: Final = 1e6

_DECIMALS: Final[Mapping[str, int]] = {
    "multiple": 1,
    "calm": 1,
    "other": 1,
    "share": 1,
    "p": 3,
    "now": 2,
    "then": 2,
}
"""Digits after the point of a value of the evidence; none where it is not named."""
_CHANGES: Final = frozenset({"change", "before_pct", "beyond"})
_YEARS: Final = frozenset({"year", "before", "last"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says the sentences ``dossier.*`` of one language, and writes what fills them."""

    words: Words

    def say(self, key: str, said: Mapping[str, str] | None = None) -> str:
        """Return one sentence of the dossier."""
        return self.words.say(f"dossier.{key}", said)

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Return a number as the language writes it, with a plus where asked for."""
        text = self.words.numbers.number(value, decimals)
        return f"+{text}" if signed and value >= 0 else text

    def millions(self, euro: float | None, decimals: int = 1) -> str:
        """Return an amount of euro in millions; a dash where it is not known."""
        return "–" if euro is None else self.number(euro / MILLION, decimals)

    def digits(self, value: float, digits: int = 3) -> str:
        """Return a number with so many digits that say something."""
        if value == 0:
            return self.number(0)
        return self.number(value, max(digits - 1 - math.floor(math.log10(abs(value))), 0))

    def country(self, code: str) -> str:
        """Return the name of a country; its English name where the language has none."""
        keys = (f"charts.diversion_placebo.label.{code}", f"dossier.country.{code}")
        known = next((k for k in keys if self.words.has(k)), None)
        return self.words.say(known) if known else self.words.donor(code, countries()[code].name)

    def goods(self, code: str) -> tuple[str, bool]:
        """Return what a code covers, and whether the name is in English for lack of another."""
        key = f"tables.diversion_corridors.goods.h{code[:4]}"
        known = len(code) == 4 and self.words.has(key)
        name, own = (self.words.say(key), True) if known else describe_goods(self.words, code)
        return name[:1].upper() + name[1:], not own

    def window(self, window: Window) -> str:
        """Return a window in words: ``March to November 2022``."""
        last = self.words.month(window.end)
        if window.start == window.end:
            return self.say("window.one", {"last": last})
        first = self.words.month(window.start)
        if window.start.year == window.end.year:
            first = self.words.month_names[window.start.month - 1]
        return self.say("window.year", {"first": first, "last": last})

    def month(self, month: date) -> str:
        """Return a month with its year."""
        return self.words.month(month)

    def statement(self, found: Statement) -> str:
        """Return one piece of evidence as a sentence."""
        said = {
            name: value if isinstance(value, str) else self._write(name, value)
            for name, value in found.values.items()
            if value is not None
        }
        if "reporter" in said:
            said["reporter"] = self.country(said["reporter"])
        return self.say(f"evidence.{found.key}", self._complete(found, said))

    def _write(self, name: str, value: float) -> str:
        if name in _YEARS:
            return str(int(value))
        return self.number(value, _DECIMALS.get(name, 0), signed=name in _CHANGES)

    def _complete(self, found: Statement, said: dict[str, str]) -> dict[str, str]:
        """Return the values with those that are not known put into words."""
        unknown = self.say("evidence.unknown")
        if found.key == "size_rose":
            for name in ("calm", "other"):
                known = name in said
                said[name] = self.say(f"evidence.{name}", {"n": said[name]}) if known else unknown
        if found.key == "prices_found":
            given = said.pop("before_pct", None)
            said["before"] = (
                self.say("evidence.price_before", {"n": given})
                if given is not None
                else self.say("evidence.price_unknown")
            )
        return said
